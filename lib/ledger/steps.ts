/**
 * The step protocol: begin → settle → effect → complete → hand on.
 * Each transaction locks the row of its document first, so that two instances never work on one document's chain or steps at once.
 * What ends a step asks whether its holder still is this opening of the ledger: whoever lost it to another instance stores nothing.
 * `begin` stores the input and, in the same transaction, takes it off the step before. `complete` stores the new state, the outputs
 * and the event as one. What is asked again after it was completed gets the stored outputs and has no effect.
 */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Environment } from '../environment'
import { used } from './control-numbers'
import {
  type Change,
  change,
  findDocument,
  insertDocument,
  KNOWN,
  type KnownDocument,
  knownDocument,
  type NewDocument,
} from './documents'
import { freeze, type Message } from './message'
import { keep } from './payloads'
import { leaseLost } from './lease-lost'
import { claim, name } from './names'
import { type Collected, type Output, outputsOf, type StoredOutput, store, take } from './outputs'
import { insert, prepared } from './prepared'
import type { StepRow, Tables } from './schema'
import { recordTransmission, type Transmission } from './transmissions'

/** Who asks: one opening of the ledger, and its clock. */
export interface Asking {
  readonly environment: Environment
  /** @see leases.ts */
  readonly holder: string
}

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
  /** Steps of this node with the same sequence keep their turn. */
  readonly sequence?: string
  /** Names by which people find the document. */
  readonly names?: readonly string[]
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
  /** Another instance has it in hand. */
  | { readonly verdict: 'elsewhere'; readonly documentId: string }
  /** It ended as failed, held or uncertain: only a replay runs it again. */
  | { readonly verdict: 'stopped'; readonly documentId: string; readonly state: StepRow['state']; readonly reason: string }

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
  /** Earlier documents of its sequence that have stopped at this node are told by it what is true now: theirs is not needed. */
  readonly replacesEarlier?: boolean
}

const stepOf = prepared<{ documentId: string; node: string }, Selectable<StepRow>>((database, slot) =>
  database
    .selectFrom('steps')
    .selectAll()
    .where('document_id', '=', slot('documentId'))
    .where('node', '=', slot('node'))
    .where('superseded_by', 'is', null),
)

export async function begin(tx: Transaction<Tables>, asking: Asking, request: BeginRequest): Promise<Begun> {
  const { environment, holder } = asking
  const at = environment.now().toISOString()
  const byId = request.documentId === undefined ? undefined : await findDocument(tx, request.documentId)
  const known = byId ?? (await knownDocument(tx, request.document))
  if (request.takes !== undefined) await take(tx, request.takes, at)
  const step = known && (await stepOf.first(tx, { documentId: known.id, node: request.node }))
  if (step && step.state !== 'expected') return again(tx, step, holder)
  const documentId = known?.id ?? environment.uuid()
  const { text, payloads } = freeze(request.message)
  const carried = payloads.size > 0 ? await keep(tx, payloads, { documentId, at }) : []
  const begun: Change = {
    state: 'open',
    reason: null,
    payloads: carried,
    at,
    event: { what: 'begun', who: request.who, detail: {} },
  }
  if (known) await change(tx, environment, known, begun)
  else await insertDocument(tx, environment, documentId, request.document, { who: request.who, payloads: [], at, next: begun })
  const stepId = step?.id ?? environment.uuid()
  const fresh = {
    state: 'begun',
    attempt: 1,
    input: text,
    reason: null,
    next_attempt_at: null,
    begun_at: at,
    ended_at: null,
    holder,
  } as const
  if (step) await tx.updateTable('steps').set(fresh).where('id', '=', stepId).execute()
  else
    await insert(tx, 'steps', {
      id: stepId,
      document_id: documentId,
      node: request.node,
      intent: null,
      sequence: request.sequence ?? null,
      superseded_by: null,
      ...fresh,
    })
  if (request.names) await name(tx, request.names, documentId)
  // What an attempt before had noted and nobody has settled is looked at first.
  if (step?.intent != null) return { verdict: 'resume', stepId, documentId, intent: step.intent, attempt: 1 }
  return { verdict: 'run', stepId, documentId }
}

async function again(tx: Transaction<Tables>, step: Selectable<StepRow>, holder: string): Promise<Begun> {
  const documentId = step.document_id
  switch (step.state) {
    case 'done':
      return { verdict: 'done', documentId, outputs: await outputsOf(tx, step.id) }
    case 'begun':
    case 'retrying': {
      if (step.holder !== holder) return { verdict: 'elsewhere', documentId }
      const attempt = step.attempt + 1
      await tx.updateTable('steps').set({ state: 'begun', attempt, next_attempt_at: null }).where('id', '=', step.id).execute()
      return { verdict: 'resume', stepId: step.id, documentId, intent: step.intent ?? undefined, attempt }
    }
    default:
      return { verdict: 'stopped', documentId, state: step.state, reason: step.reason ?? '' }
  }
}

const noting = prepared<{ stepId: string; holder: string; intent: string }>((database, slot) =>
  database
    .updateTable('steps')
    .set({ intent: slot('intent') })
    .where('id', '=', slot('stepId'))
    .where('holder', '=', slot('holder')),
)

/**
 * Records what is about to be done, before a point of no return: a restart reads it when it settles.
 * @throws EdiError `lease-lost`
 */
export async function note(tx: Transaction<Tables>, { holder }: Asking, stepId: string, intent: string): Promise<void> {
  if ((await noting.write(tx, { stepId, holder, intent })) === 0) throw leaseLost()
}

type StepInHand = Pick<StepRow, 'node' | 'holder'> & { readonly step_state: StepRow['state'] }

/** The rows are locked in the order of the tables, so the document first as everywhere, and read as they are once that is done. */
const inHand = prepared<{ stepId: string }, KnownDocument & StepInHand>((database, slot) =>
  database
    .selectFrom('documents')
    .innerJoin('steps', 'steps.document_id', 'documents.id')
    .select([...KNOWN, 'steps.node', 'steps.holder', 'steps.state as step_state'])
    .where('steps.id', '=', slot('stepId'))
    .forUpdate(),
)

/** The document of a step, and the step, both locked. @throws EdiError `lease-lost` */
async function locked(tx: Transaction<Tables>, { holder }: Asking, stepId: string): Promise<KnownDocument & StepInHand> {
  const found = await inHand.first(tx, { stepId })
  if (!found) throw new Error(`no step ${stepId}`)
  if (found.holder !== holder) throw leaseLost()
  return found
}

const ending = prepared<Pick<StepRow, 'state' | 'reason' | 'next_attempt_at' | 'ended_at'> & { stepId: string }>(
  (database, slot) =>
    database
      .updateTable('steps')
      .set({
        state: slot('state'),
        reason: slot('reason'),
        next_attempt_at: slot('next_attempt_at'),
        ended_at: slot('ended_at'),
      })
      .where('id', '=', slot('stepId')),
)

/** @throws EdiError `lease-lost` */
export async function complete(
  tx: Transaction<Tables>,
  asking: Asking,
  stepId: string,
  outcome: StepOutcome,
): Promise<Collected> {
  const { environment } = asking
  const at = environment.now().toISOString()
  const document = await locked(tx, asking, stepId)
  if (document.step_state === 'done') return { outputs: await outputsOf(tx, stepId), known: [], taken: [] }
  const taken = outcome.claims ? await claim(tx, outcome.claims, document.id) : []
  if (taken.length > 0) return { outputs: [], known: [], taken }
  if (outcome.names) await name(tx, outcome.names, document.id)
  for (const transmission of outcome.transmissions ?? [])
    await recordTransmission(tx, environment.uuid(), document.id, transmission)
  if (outcome.transmissions) await used(tx, document.id)
  const { outputs, known, carried } = await store(
    tx,
    asking,
    { node: document.node, step: stepId, who: outcome.who, from: document, at },
    outcome.outputs,
  )
  await ending.write(tx, { stepId, state: 'done', reason: outcome.reason ?? null, next_attempt_at: null, ended_at: at })
  if (outputs.length === 0 && outcome.reason !== undefined && document.state === 'done' && document.reason === outcome.reason) {
    return { outputs, known, taken: [] }
  }
  // What leads to no further step of ours is the end of the document's way.
  const goesOn = outcome.outputs.some(output => output.document === undefined && output.followed)
  await change(tx, environment, document, {
    state: goesOn ? 'open' : 'done',
    reason: outcome.reason ?? null,
    ...(outcome.content === undefined ? {} : { content: JSON.stringify(outcome.content) }),
    payloads: carried,
    at,
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

/**
 * @returns whether this is news: a document held again for the same reason was told of before
 * @throws EdiError `lease-lost`
 */
export async function stop(tx: Transaction<Tables>, asking: Asking, stepId: string, outcome: StopOutcome): Promise<boolean> {
  const { environment } = asking
  const document = await locked(tx, asking, stepId)
  const next = outcome.nextAttemptAt?.toISOString() ?? null
  await ending.write(tx, {
    stepId,
    state: outcome.state,
    reason: outcome.reason,
    next_attempt_at: next,
    ended_at: outcome.state === 'retrying' ? null : environment.now().toISOString(),
  })
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

export async function reopen(
  tx: Transaction<Tables>,
  { holder }: Asking,
  node: string,
  { states, reasons }: Reconsidered,
): Promise<void> {
  const again = { state: 'begun', next_attempt_at: null, holder } as const
  if (states.length > 0)
    await tx
      .updateTable('steps')
      .set(again)
      .where('node', '=', node)
      .where('state', 'in', states)
      .where('superseded_by', 'is', null)
      .execute()
  if (reasons.length === 0) return
  await tx
    .updateTable('steps')
    .set(again)
    .where('node', '=', node)
    .where('state', '=', 'done')
    .where('reason', 'in', reasons)
    .where('superseded_by', 'is', null)
    .execute()
}

/** Written out, not as parameters: only so does SQLite see that the index of unfinished steps has them all. */
export const UNFINISHED = sql<boolean>`state in ('begun', 'retrying')`

export async function unfinished(
  database: Kysely<Tables>,
  holder: string,
  node: string,
): Promise<readonly Pick<StepRow, 'id' | 'document_id' | 'input' | 'next_attempt_at'>[]> {
  return database
    .selectFrom('steps')
    .select(['id', 'document_id', 'input', 'next_attempt_at'])
    .where('node', '=', node)
    .where(UNFINISHED)
    .where('holder', '=', holder)
    .orderBy('seq')
    .execute()
}
