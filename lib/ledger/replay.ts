/**
 * What people ask for when a document has stopped: another attempt, of one of three kinds. Each is one transaction that locks the
 * document, asks the rules, and leaves an event with the name of the person. The step that runs keeps its place among the documents of
 * its order; what it was before is kept as a copy.
 * @see replay-rules.ts, replay-decisions.ts
 */
import type { Selectable, Transaction } from 'kysely'
import { EdiError } from '../error'
import { change, findDocument, type KnownDocument } from './documents'
import { freeze, type Message, sha256 } from './message'
import { keep } from './payloads'
import { archived, expectAgain } from './replay-copies'
import { CHANGED, checkAllowed, NOT_RECEIVED, refused, type Replay } from './replay-rules'
import type { ReplayRow, StepRow, Tables } from './schema'
import type { Asking } from './steps'

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

export type Step = Selectable<StepRow>

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

export async function lockedDocument(tx: Transaction<Tables>, id: string): Promise<KnownDocument> {
  const document = await findDocument(tx, id)
  if (document) return document
  throw new EdiError({
    code: 'document-unknown',
    what: `There is no document ${id} in this ledger`,
    remedy: 'Look it up in the list',
  })
}

export function currentSteps(tx: Transaction<Tables>, documentId: string): Promise<Step[]> {
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
  document: KnownDocument,
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
async function checkAnswers(tx: Transaction<Tables>, document: KnownDocument): Promise<void> {
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

async function checkNewest(tx: Transaction<Tables>, document: KnownDocument): Promise<void> {
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

/** The same numbers go out once more: their answer is awaited anew. */
async function unanswered(tx: Transaction<Tables>, documentId: string): Promise<void> {
  await tx
    .updateTable('transmissions')
    .set({ outcome: null, answered_at: null, sent_at: null })
    .where('document_id', '=', documentId)
    .where('outcome', '=', NOT_RECEIVED)
    .execute()
}

function correctedInput(document: KnownDocument, step: Step, payload: unknown): ReturnType<typeof freeze> {
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

function correctionRefused({ subject }: KnownDocument, why: string): EdiError {
  return new EdiError({ code: 'correction-refused', what: `${subject} cannot be corrected like this`, why })
}

interface Recording {
  readonly replayId: string
  readonly document: KnownDocument
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
