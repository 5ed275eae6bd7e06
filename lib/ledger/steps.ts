/**
 * The step protocol: begin → settle → effect → complete → hand on.
 * `begin` stores the input and, in the same transaction, takes it off the step before. `complete` stores the new state, the outputs
 * and the event as one. What is asked again after it was completed gets the stored outputs and has no effect.
 */
import type { Kysely, Transaction } from 'kysely'
import type { Environment } from '../environment'
import { change, documentById, findDocument, type NewDocument, register } from './documents'
import { freeze, type Message } from './message'
import type { DocumentRow, OutputRow, StepRow, Tables } from './schema'
import { recordTransmission, type Transmission } from './transmissions'

export interface BeginRequest {
  /** Node id: names the step. */
  readonly node: string
  /** For the audit trail: node type and name. */
  readonly who: string
  readonly message: Message
  /** Id that the message carries, when it comes from a node of ours. */
  readonly documentId?: string
  /** What the message stands for otherwise: it comes from elsewhere, or from a node with another ledger. */
  readonly document: NewDocument
  /** Output of the step before that this input is, if it came from one of ours. */
  readonly takes?: string
}

export type Begun =
  | { readonly verdict: 'run'; readonly stepId: string; readonly documentId: string }
  /** An earlier attempt began and never ended: settle before running. */
  | {
      readonly verdict: 'resume'
      readonly stepId: string
      readonly documentId: string
      readonly intent: string | undefined
      readonly attempt: number
    }
  | { readonly verdict: 'done'; readonly documentId: string; readonly outputs: readonly StoredOutput[] }
  /** It ended as failed, held or uncertain: only a replay runs it again. */
  | { readonly verdict: 'stopped'; readonly documentId: string; readonly state: StepRow['state']; readonly reason: string }

export interface Output {
  readonly port: number
  readonly message: Message
  /** Whether a durable step of ours can be reached from this port. If not, handing it on once is all there is to do. */
  readonly followed: boolean
  /** The output is another document, made or found by its key; left out, it is the same document. */
  readonly document?: NewDocument
}

export interface StoredOutput {
  readonly id: string
  readonly documentId: string
  readonly port: number
  /** Frozen text of the message. */
  readonly message: string
}

export interface StepOutcome {
  readonly who: string
  /** For the audit trail, in few words: `encoded as interchange 101`. */
  readonly what: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly outputs: readonly Output[]
  /** Why nothing is handed on, when that needs saying: `unchanged`, `duplicate`. */
  readonly reason?: string
  /** The business document, when this step made one. */
  readonly content?: unknown
  readonly names?: readonly string[]
  readonly claims?: readonly string[]
  readonly transmissions?: readonly Transmission[]
}

export interface Collected {
  readonly outputs: readonly StoredOutput[]
  /** Subjects of documents that the ledger held already: repeats, not handed on again. */
  readonly known: readonly string[]
  /** Names that another document holds already: nothing else of the outcome was stored then. */
  readonly taken: readonly string[]
}

export async function begin(tx: Transaction<Tables>, environment: Environment, request: BeginRequest): Promise<Begun> {
  const at = environment.now().toISOString()
  const known = request.documentId === undefined ? undefined : await findDocument(tx, request.documentId)
  const document = known ?? (await register(tx, environment, request.document, request.who)).row
  if (request.takes !== undefined) {
    await tx.updateTable('outputs').set({ taken_at: at }).where('id', '=', request.takes).where('taken_at', 'is', null).execute()
  }
  const step = await tx
    .selectFrom('steps')
    .selectAll()
    .where('document_id', '=', document.id)
    .where('node', '=', request.node)
    .executeTakeFirst()
  if (step) return again(tx, step)
  const { text, payloads } = freeze(request.message)
  await keep(tx, payloads, at)
  const stepId = environment.uuid()
  await tx
    .insertInto('steps')
    .values({
      id: stepId,
      document_id: document.id,
      node: request.node,
      state: 'begun',
      attempt: 1,
      input: text,
      intent: null,
      reason: null,
      next_attempt_at: null,
      begun_at: at,
      ended_at: null,
    })
    .execute()
  await change(tx, environment, document, { state: 'open', reason: null, event: { what: 'begun', who: request.who, detail: {} } })
  return { verdict: 'run', stepId, documentId: document.id }
}

async function again(tx: Transaction<Tables>, step: StepRow): Promise<Begun> {
  const documentId = step.document_id
  switch (step.state) {
    case 'done':
      return { verdict: 'done', documentId, outputs: await outputsOf(tx, step) }
    case 'begun':
    case 'retrying': {
      const attempt = step.attempt + 1
      await tx.updateTable('steps').set({ state: 'begun', attempt, next_attempt_at: null }).where('id', '=', step.id).execute()
      return { verdict: 'resume', stepId: step.id, documentId, intent: step.intent ?? undefined, attempt }
    }
    default:
      return { verdict: 'stopped', documentId, state: step.state, reason: step.reason ?? '' }
  }
}

/** Records what is about to be done, before a point of no return: a restart reads it when it settles. */
export async function note(tx: Transaction<Tables>, stepId: string, intent: string): Promise<void> {
  await tx.updateTable('steps').set({ intent }).where('id', '=', stepId).execute()
}

export async function complete(
  tx: Transaction<Tables>,
  environment: Environment,
  stepId: string,
  outcome: StepOutcome,
): Promise<Collected> {
  const at = environment.now().toISOString()
  const step = await tx.selectFrom('steps').selectAll().where('id', '=', stepId).executeTakeFirstOrThrow()
  if (step.state === 'done') return { outputs: await outputsOf(tx, step), known: [], taken: [] }
  const document = await documentById(tx, step.document_id)
  const taken = await takenByOthers(tx, outcome.claims ?? [], document.id)
  if (taken.length > 0) return { outputs: [], known: [], taken }
  for (const name of outcome.claims ?? [])
    await tx
      .insertInto('claims')
      .values({ name, document_id: document.id })
      .onConflict(conflict => conflict.column('name').doNothing())
      .execute()
  for (const name of outcome.names ?? []) {
    await tx
      .insertInto('names')
      .values({ name, document_id: document.id })
      .onConflict(conflict => conflict.columns(['name', 'document_id']).doNothing())
      .execute()
  }
  for (const transmission of outcome.transmissions ?? [])
    await recordTransmission(tx, environment.uuid(), document.id, transmission)
  const { outputs, known } = await store(
    tx,
    environment,
    { node: step.node, step: step.id, who: outcome.who, from: document },
    outcome.outputs,
  )
  await tx
    .updateTable('steps')
    .set({ state: 'done', reason: outcome.reason ?? null, ended_at: at })
    .where('id', '=', stepId)
    .execute()
  if (outputs.length === 0 && outcome.reason !== undefined && document.state === 'done' && document.reason === outcome.reason) {
    return { outputs, known, taken: [] }
  }
  // What leads to no further step of ours is the end of the document's way.
  const goesOn = outcome.outputs.some(output => output.document === undefined && output.followed)
  await change(tx, environment, document, {
    state: goesOn ? 'open' : 'done',
    reason: outcome.reason ?? null,
    ...(outcome.content === undefined ? {} : { content: JSON.stringify(outcome.content) }),
    event: { what: outcome.what, who: outcome.who, detail: outcome.detail ?? {} },
  })
  return { outputs, known, taken: [] }
}

export interface StopOutcome {
  readonly state: 'failed' | 'held' | 'uncertain' | 'retrying'
  readonly who: string
  /** Stable code of the reason. */
  readonly reason: string
  /** Plain words, for the clerk. */
  readonly words: string
  readonly nextAttemptAt?: Date
}

/** @returns whether this is news: a document held again for the same reason was told of before */
export async function stop(
  tx: Transaction<Tables>,
  environment: Environment,
  stepId: string,
  outcome: StopOutcome,
): Promise<boolean> {
  const step = await tx.selectFrom('steps').selectAll().where('id', '=', stepId).executeTakeFirstOrThrow()
  const document = await documentById(tx, step.document_id)
  const next = outcome.nextAttemptAt?.toISOString() ?? null
  await tx
    .updateTable('steps')
    .set({
      state: outcome.state,
      reason: outcome.reason,
      next_attempt_at: next,
      ended_at: outcome.state === 'retrying' ? null : environment.now().toISOString(),
    })
    .where('id', '=', stepId)
    .execute()
  if (outcome.state !== 'retrying' && document.state === outcome.state && document.reason === outcome.reason) return false
  await change(tx, environment, document, {
    state: outcome.state,
    reason: outcome.reason,
    event: { what: outcome.state, who: outcome.who, detail: { reason: outcome.reason, words: outcome.words, next } },
  })
  return true
}

/** Steps that the settings decided, to be decided again under the settings of now; their documents stand as they are until then. */
export interface Reconsidered {
  readonly states: readonly ('held' | 'failed')[]
  /** Of steps that are done without an output. */
  readonly reasons: readonly string[]
}

export async function reopen(tx: Transaction<Tables>, node: string, { states, reasons }: Reconsidered): Promise<void> {
  const again = { state: 'begun', next_attempt_at: null } as const
  if (states.length > 0) await tx.updateTable('steps').set(again).where('node', '=', node).where('state', 'in', states).execute()
  if (reasons.length === 0) return
  await tx
    .updateTable('steps')
    .set(again)
    .where('node', '=', node)
    .where('state', '=', 'done')
    .where('reason', 'in', reasons)
    .execute()
}

export interface CollectRequest {
  readonly node: string
  readonly who: string
  readonly outputs: readonly (Output & { readonly document: NewDocument })[]
  /** Cursor to be moved in the same transaction. */
  readonly mark?: { readonly name: string; readonly value: string }
}

/** The step of a source (a fetch, a mailbox): new documents and the cursor in one transaction. Documents known already are dropped. */
export async function collect(tx: Transaction<Tables>, environment: Environment, request: CollectRequest): Promise<Collected> {
  const { outputs, known } = await store(
    tx,
    environment,
    { node: request.node, step: null, who: request.who, from: undefined },
    request.outputs,
  )
  if (request.mark) {
    const { name, value } = request.mark
    await tx
      .insertInto('marks')
      .values({ name, value })
      .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
      .execute()
  }
  return { outputs, known, taken: [] }
}

export async function unfinished(
  database: Kysely<Tables>,
  node: string,
): Promise<readonly Pick<StepRow, 'id' | 'document_id' | 'input' | 'next_attempt_at'>[]> {
  return database
    .selectFrom('steps')
    .select(['id', 'document_id', 'input', 'next_attempt_at'])
    .where('node', '=', node)
    .where('state', 'in', ['begun', 'retrying'])
    .orderBy('begun_at')
    .execute()
}

export async function waiting(database: Kysely<Tables>, node: string): Promise<readonly StoredOutput[]> {
  const rows = await database
    .selectFrom('outputs')
    .selectAll()
    .where('node', '=', node)
    .where('taken_at', 'is', null)
    .orderBy('created_at')
    .execute()
  return rows.map(stored)
}

interface Origin {
  readonly node: string
  readonly step: string | null
  readonly who: string
  readonly from: DocumentRow | undefined
}

async function store(
  tx: Transaction<Tables>,
  environment: Environment,
  origin: Origin,
  outputs: readonly Output[],
): Promise<{ outputs: StoredOutput[]; known: string[] }> {
  const at = environment.now().toISOString()
  const kept: StoredOutput[] = []
  const known: string[] = []
  for (const { port, message, document, followed } of outputs) {
    const owner = document ? await register(tx, environment, document, origin.who) : undefined
    // A document that came before, by this or another way, is not handed on again.
    if (owner && !owner.isNew) {
      known.push(owner.row.subject)
      continue
    }
    const documentId = owner?.row.id ?? origin.from?.id
    if (documentId === undefined) throw new Error('an output without a document')
    const id = environment.uuid()
    const edi = { ...(message['edi'] as object | undefined), documentId, step: id }
    const { text, payloads } = freeze({ ...message, edi })
    await keep(tx, payloads, at)
    const row: OutputRow = {
      id,
      document_id: documentId,
      step_id: origin.step,
      node: origin.node,
      port,
      message: text,
      created_at: at,
      taken_at: followed ? null : at,
    }
    await tx.insertInto('outputs').values(row).execute()
    kept.push(stored(row))
  }
  return { outputs: kept, known }
}

async function keep(tx: Transaction<Tables>, payloads: ReadonlyMap<string, Uint8Array>, at: string): Promise<void> {
  for (const [sha256, bytes] of payloads) {
    await tx
      .insertInto('payloads')
      .values({ sha256, bytes, created_at: at })
      .onConflict(conflict => conflict.column('sha256').doNothing())
      .execute()
  }
}

async function takenByOthers(tx: Transaction<Tables>, claims: readonly string[], documentId: string): Promise<readonly string[]> {
  if (claims.length === 0) return []
  const rows = await tx
    .selectFrom('claims')
    .select('name')
    .where('name', 'in', claims)
    .where('document_id', '!=', documentId)
    .execute()
  return rows.map(({ name }) => name)
}

async function outputsOf(tx: Transaction<Tables>, step: StepRow): Promise<StoredOutput[]> {
  const rows = await tx.selectFrom('outputs').selectAll().where('step_id', '=', step.id).execute()
  return rows.map(stored)
}

function stored({ id, document_id, port, message }: OutputRow): StoredOutput {
  return { id, documentId: document_id, port, message }
}
