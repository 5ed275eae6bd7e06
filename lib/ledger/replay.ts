/**
 * What people ask for when a document has stopped: another attempt of one of three kinds, a word on what became of it, or its end. Each
 * is one transaction that locks the document, asks the rules, and leaves an event with the name of the person. The step that runs keeps
 * its place among the documents of its order; what it was before is kept as a copy.
 * @see replay-rules.ts
 */
import type { Selectable, Transaction } from 'kysely'
import { EdiError } from '../error'
import type { Environment } from '../environment'
import { change, documentById } from './documents'
import { freeze, type Message, sha256 } from './message'
import { keep } from './payloads'
import { CHANGED, checkAllowed, NOT_RECEIVED, refused, type Replay } from './replay-rules'
import { followersOf } from './replay-sequence'
import type { DocumentRow, ReplayRow, StepRow, Tables } from './schema'
import type { Asking } from './steps'
import { markSent } from './transmissions'

export interface ReplayRequest {
  readonly documentId: string
  readonly kind: Replay
  /** The person, and where they asked. */
  readonly who: string
  /** Why, in their words. */
  readonly words: string
  /** The node whose step is built anew. */
  readonly node?: string
  /** The corrected document. */
  readonly payload?: unknown
  /** Of the difference that was shown and confirmed. */
  readonly token?: string
}

/** A step that is to run: its node takes it up at once, or when it starts. */
export interface Reopened {
  readonly node: string
  readonly stepId: string
  readonly documentId: string
}

export interface Requested extends Reopened {
  readonly replayId: string
}

type Step = Selectable<StepRow>

/** @throws EdiError `document-unknown`, `replay-not-allowed`, `settle-first`, `correction-refused`, `confirmation-missing` */
export async function requestReplay(tx: Transaction<Tables>, asking: Asking, request: ReplayRequest): Promise<Requested> {
  const document = await lockedDocument(tx, request.documentId)
  checkAllowed(request.kind, document)
  const steps = await currentSteps(tx, document.id)
  const step = await stepFor(tx, document, steps, request)
  const replayId = asking.environment.uuid()
  const fresh = request.kind === 'read-again' ? step : await archived(tx, asking, step, replayId)
  if (request.kind === 'build-anew') await expectAgain(tx, asking, steps, step, replayId)
  if (request.kind === 'send-again') await unanswered(tx, document.id)
  const corrected = request.kind === 'corrected' ? correctedInput(document, step, request.payload) : undefined
  const at = asking.environment.now().toISOString()
  await tx
    .updateTable('steps')
    .set({
      state: 'begun',
      reason: null,
      next_attempt_at: null,
      ended_at: null,
      holder: asking.holder,
      ...(corrected ? { input: corrected.text } : {}),
      // What was done is done: only an attempt that did not end has anything to settle.
      ...(step.state === 'done' ? { intent: null } : {}),
    })
    .where('id', '=', step.id)
    .execute()
  const replay = await recorded(tx, { replayId, document, step, of: fresh, request, at })
  const carried = corrected ? await keep(tx, corrected.payloads, { documentId: document.id, at }) : []
  await change(tx, asking.environment, document, {
    state: 'open',
    reason: null,
    payloads: carried,
    at,
    event: {
      what: `asked for: ${request.kind}`,
      who: request.who,
      detail: {
        replay: replayId,
        previous: replay.previous_id,
        step: step.id,
        of: fresh.id,
        words: request.words,
        ...(corrected ? { original: sha256(step.input), corrected: sha256(corrected.text) } : {}),
        ...(request.token === undefined ? {} : { confirmed: request.token }),
      },
    },
  })
  return { replayId, stepId: step.id, node: step.node, documentId: document.id }
}

export interface Decision {
  readonly documentId: string
  readonly who: string
  readonly words: string
}

/**
 * Closes a document as not to be done. Its claims are free again, and those who waited for it go on.
 * @throws EdiError `document-unknown`, `replay-not-allowed`, `settle-first`, `words-missing`
 */
export async function abandon(
  tx: Transaction<Tables>,
  asking: Asking,
  { documentId, who, words }: Decision,
): Promise<Reopened[]> {
  if (words.trim() === '')
    throw new EdiError({ code: 'words-missing', what: 'Say why it is abandoned', why: 'The history keeps the reason' })
  const document = await lockedDocument(tx, documentId)
  checkAllowed('abandon', document)
  const at = asking.environment.now().toISOString()
  await tx
    .updateTable('steps')
    .set({ state: 'abandoned', next_attempt_at: null, ended_at: at })
    .where('document_id', '=', document.id)
    .where('superseded_by', 'is', null)
    .where('state', '!=', 'done')
    .execute()
  await tx.deleteFrom('claims').where('document_id', '=', document.id).execute()
  await change(tx, asking.environment, document, {
    state: 'abandoned',
    reason: document.reason,
    at,
    event: { what: 'abandoned', who, detail: { words } },
  })
  return followersOf(tx, asking, { documentId: document.id })
}

/**
 * A person's word on what nobody could find out: it was received, and is done; or it was not, and may be sent again.
 * @throws EdiError `document-unknown`, `nothing-to-settle`
 */
export async function settleByHand(
  tx: Transaction<Tables>,
  asking: Asking,
  { documentId, received, who, words }: Decision & { readonly received: boolean },
): Promise<Reopened[]> {
  const document = await lockedDocument(tx, documentId)
  checkAllowed('settle', document)
  const step = await uncertainStep(tx, document)
  const at = asking.environment.now().toISOString()
  await tx
    .updateTable('steps')
    // Whatever had been noted, it has not happened.
    .set(received ? { state: 'done', ended_at: at } : { state: 'held', reason: NOT_RECEIVED, intent: null, ended_at: at })
    .where('id', '=', step.id)
    .execute()
  if (received) await markSent(tx, asking.environment, document.id)
  else
    await tx
      .updateTable('transmissions')
      .set({ outcome: NOT_RECEIVED, answered_at: at })
      .where('document_id', '=', document.id)
      .where('outcome', 'is', null)
      .execute()
  await change(tx, asking.environment, document, {
    state: received ? 'done' : 'held',
    reason: received ? null : NOT_RECEIVED,
    at,
    event: { what: `settled by hand: ${received ? 'received' : 'not received'}`, who, detail: { words, step: step.id } },
  })
  return received ? followersOf(tx, asking, { documentId: document.id }) : []
}

/** An answer to what a person had taken for lost: it has arrived, and is not sent again. */
export async function receivedAfterAll(
  tx: Transaction<Tables>,
  environment: Environment,
  documentId: string,
  who: string,
): Promise<void> {
  const at = environment.now().toISOString()
  const { numUpdatedRows } = await tx
    .updateTable('steps')
    .set({ state: 'done', reason: null, ended_at: at })
    .where('document_id', '=', documentId)
    .where('superseded_by', 'is', null)
    .where('state', '=', 'held')
    .where('reason', '=', NOT_RECEIVED)
    .executeTakeFirst()
  const document = await documentById(tx, documentId)
  if (numUpdatedRows === 0n || document.reason !== NOT_RECEIVED) return
  await change(tx, environment, document, {
    state: 'done',
    reason: null,
    at,
    event: { what: 'settled by its acknowledgment: received', who, detail: {} },
  })
}

async function lockedDocument(tx: Transaction<Tables>, id: string): Promise<DocumentRow> {
  const document = await tx.selectFrom('documents').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (document) return document
  throw new EdiError({
    code: 'document-unknown',
    what: `There is no document ${id} in this ledger`,
    remedy: 'Look it up in the list',
  })
}

function currentSteps(tx: Transaction<Tables>, documentId: string): Promise<Step[]> {
  return tx
    .selectFrom('steps')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('superseded_by', 'is', null)
    .orderBy('seq')
    .execute()
}

const STOPPED: readonly StepRow['state'][] = ['failed', 'held', 'uncertain']

/** The step that is to run again. */
async function stepFor(
  tx: Transaction<Tables>,
  document: DocumentRow,
  steps: readonly Step[],
  { kind, node, token }: ReplayRequest,
): Promise<Step> {
  if (steps.some(({ state }) => state === 'begun' || state === 'retrying' || state === 'uncertain'))
    throw refused(document, {
      code: 'replay-not-allowed',
      what: 'Another step of it has not ended',
      remedy: 'Wait for it, or settle it',
    })
  if (kind === 'build-anew') {
    if (token === undefined)
      throw new EdiError({
        code: 'confirmation-missing',
        what: 'Confirm the difference first',
        remedy: 'Ask for the difference; it comes with a token',
      })
    await checkAnswers(tx, document)
    await checkNewest(tx, document)
    const built = steps.find(step => step.node === node && isBuilt(step))
    if (built) return built
    throw refused(document, { code: 'replay-not-allowed', what: 'This node has not built it yet', remedy: 'Read it again' })
  }
  const last = steps.findLast(({ state }) => STOPPED.includes(state))
  if (last) return last
  throw refused(document, {
    code: 'replay-not-allowed',
    what: 'All steps were done; what stopped it came afterwards',
    remedy: 'Build it anew, or abandon it',
  })
}

/** Whether a step has made something that can be made anew. */
export function isBuilt({ state, reason }: Pick<StepRow, 'state' | 'reason'>): boolean {
  return state === 'done' || (state === 'held' && reason === CHANGED)
}

/** Nothing is built anew while the partner may still hold or accept what was sent before. */
async function checkAnswers(tx: Transaction<Tables>, document: DocumentRow): Promise<void> {
  const sent = await tx.selectFrom('transmissions').selectAll().where('document_id', '=', document.id).execute()
  if (sent.some(({ sent_at, outcome }) => sent_at !== null && outcome === null))
    throw refused(document, {
      code: 'settle-first',
      what: 'It was sent and not answered yet',
      remedy: 'Wait for its 997, or settle it as not received',
    })
  if (sent.some(({ outcome }) => outcome?.startsWith('accepted')))
    throw refused(document, { code: 'replay-not-allowed', what: 'The partner accepted it', remedy: 'Send a change instead' })
}

async function checkNewest(tx: Transaction<Tables>, document: DocumentRow): Promise<void> {
  const later = await tx
    .selectFrom('names as own')
    .innerJoin('names as other', join => join.onRef('other.name', '=', 'own.name').onRef('other.seq', '>', 'own.seq'))
    .innerJoin('documents', 'documents.id', 'other.document_id')
    .select('documents.subject')
    .where('own.document_id', '=', document.id)
    .where('own.name', 'not like', 'order number %')
    .where('documents.kind', '=', document.kind)
    .where('documents.content', 'is not', null)
    .where('documents.state', '!=', 'abandoned')
    .limit(1)
    .executeTakeFirst()
  if (later)
    throw refused(document, {
      code: 'replay-not-allowed',
      what: `A later one was built since: ${later.subject}`,
      remedy: 'Abandon this one, or the later one first',
    })
}

/** What a step was, kept beside it. Its outputs go with the copy, so that the step makes its own. */
async function archived(tx: Transaction<Tables>, asking: Asking, step: Step, replayId: string): Promise<Step> {
  const { seq: _seq, ...rest } = step
  const copy = { ...rest, id: asking.environment.uuid(), superseded_by: replayId }
  const { seq } = await tx.insertInto('steps').values(copy).returning('seq').executeTakeFirstOrThrow()
  await tx
    .updateTable('outputs')
    .set({ step_id: copy.id, taken_at: asking.environment.now().toISOString() })
    .where('step_id', '=', step.id)
    .where('taken_at', 'is', null)
    .execute()
  await tx.updateTable('outputs').set({ step_id: copy.id }).where('step_id', '=', step.id).execute()
  return { ...copy, seq }
}

/** The steps after the one that is built anew: they keep their place and take what comes as new. */
async function expectAgain(
  tx: Transaction<Tables>,
  asking: Asking,
  steps: readonly Step[],
  from: Step,
  replayId: string,
): Promise<void> {
  for (const step of await after(tx, steps, from)) {
    if (step.state === 'expected') continue
    await archived(tx, asking, step, replayId)
    await tx
      .updateTable('steps')
      .set({ state: 'expected', reason: null, ...(step.state === 'done' ? { intent: null } : {}) })
      .where('id', '=', step.id)
      .execute()
  }
}

/** Steps that took, directly or not, what a step had made. Called once its outputs are with its copy. */
async function after(tx: Transaction<Tables>, steps: readonly Step[], from: Step): Promise<Step[]> {
  const outputs = await tx.selectFrom('outputs').select(['id', 'node']).where('document_id', '=', from.document_id).execute()
  const madeBy = new Map(outputs.map(({ id, node }) => [id, node]))
  const behind = new Set([from.node])
  const found = new Set<Step>()
  for (let grew = true; grew; ) {
    grew = false
    for (const step of steps) {
      const takes = (JSON.parse(step.input) as { edi?: { step?: string } }).edi?.step
      const maker = takes === undefined ? undefined : madeBy.get(takes)
      if (maker === undefined || !behind.has(maker) || behind.has(step.node)) continue
      behind.add(step.node)
      found.add(step)
      grew = true
    }
  }
  return [...found]
}

/** The same numbers go out once more: their answer is awaited anew. */
async function unanswered(tx: Transaction<Tables>, documentId: string): Promise<void> {
  await tx
    .updateTable('transmissions')
    .set({ outcome: null, answered_at: null, sent_at: null })
    .where('document_id', '=', documentId)
    .where('outcome', '=', NOT_RECEIVED)
    .execute()
}

function correctedInput(document: DocumentRow, step: Step, payload: unknown): ReturnType<typeof freeze> {
  const message = JSON.parse(step.input) as Message
  const original = message['payload']
  if (!isRecord(payload) || !isRecord(original) || '$$bytes' in original)
    throw correctionRefused(document, 'Only a document can be corrected, and only by one: a JSON object')
  for (const fixed of ['kind', 'set', 'division'])
    if (original[fixed] !== payload[fixed])
      throw correctionRefused(document, `Its "${fixed}" has to stay ${JSON.stringify(original[fixed])}`)
  // Bytes in the rest of the message keep their marks: they are stored already.
  const { text } = freeze({ ...message, payload })
  return { text, payloads: new Map() }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function correctionRefused({ subject }: DocumentRow, why: string): EdiError {
  return new EdiError({ code: 'correction-refused', what: `${subject} cannot be corrected like this`, why })
}

async function uncertainStep(tx: Transaction<Tables>, document: DocumentRow): Promise<Step> {
  const steps = await currentSteps(tx, document.id)
  if (document.state === 'uncertain') {
    const step = steps.findLast(({ state }) => state === 'uncertain')
    if (step) return step
  }
  const open = await tx
    .selectFrom('transmissions')
    .select('id')
    .where('document_id', '=', document.id)
    .where('sent_at', 'is not', null)
    .where('outcome', 'is', null)
    .limit(1)
    .executeTakeFirst()
  const last = steps.at(-1)
  if (open && last?.state === 'done') return last
  throw refused(document, { code: 'nothing-to-settle', what: 'Nothing about it is uncertain', remedy: 'Leave it as it is' })
}

interface Recording {
  readonly replayId: string
  readonly document: DocumentRow
  readonly step: Step
  readonly of: Step
  readonly request: ReplayRequest
  readonly at: string
}

async function recorded(tx: Transaction<Tables>, { replayId, document, step, of, request, at }: Recording): Promise<ReplayRow> {
  const before = await tx
    .selectFrom('replays')
    .select(['id', 'number'])
    .where('document_id', '=', document.id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row: ReplayRow = {
    id: replayId,
    number: (before?.number ?? 0) + 1,
    document_id: document.id,
    kind: request.kind,
    node: step.node,
    step_id: step.id,
    of_step_id: of.id,
    previous_id: before?.id ?? null,
    asked_at: at,
    asked_by: request.who,
    words: request.words,
    was_state: document.state,
    was_reason: document.reason,
    token: request.token ?? null,
  }
  await tx.insertInto('replays').values(row).execute()
  return row
}
