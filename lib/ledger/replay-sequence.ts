/**
 * The order of documents that belong together, such as the revisions of one purchase order: a later one waits while an earlier one has
 * not passed. Their order is that in which they first came to a node; replays do not change it.
 */
import type { Kysely, Transaction } from 'kysely'
import type { Reopened } from './replay'
import { prepared } from './prepared'
import { WAITS } from './replay-rules'
import type { DocumentState, StepState, Tables } from './schema'
import type { Asking } from './steps'

const NOT_PASSED: readonly StepState[] = ['begun', 'retrying', 'failed', 'held', 'uncertain', 'expected']
/** Stopped anywhere on its way. */
const STOPPED: readonly DocumentState[] = ['failed', 'held', 'uncertain']

export interface Ahead {
  readonly subject: string
  readonly state: DocumentState
  readonly reason: string | null
}

/** The nearest earlier document of the same sequence that has not passed this node, or has stopped on its way after it. */
export async function stoppedAhead(database: Kysely<Tables>, stepId: string): Promise<Ahead | undefined> {
  return database
    .selectFrom('steps as own')
    .innerJoin('steps as earlier', join =>
      join
        .onRef('earlier.node', '=', 'own.node')
        .onRef('earlier.sequence', '=', 'own.sequence')
        .onRef('earlier.seq', '<', 'own.seq')
        .on('earlier.superseded_by', 'is', null),
    )
    .innerJoin('documents', 'documents.id', 'earlier.document_id')
    .select(['documents.subject', 'documents.state', 'documents.reason'])
    .where('own.id', '=', stepId)
    .whereRef('earlier.document_id', '!=', 'own.document_id')
    .where(({ or, eb }) => or([eb('earlier.state', 'in', NOT_PASSED), eb('documents.state', 'in', STOPPED)]))
    .orderBy('earlier.seq', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** A later document of the same sequence that has passed this node. */
export async function passedBehind(database: Kysely<Tables>, stepId: string): Promise<Pick<Ahead, 'subject'> | undefined> {
  return database
    .selectFrom('steps as own')
    .innerJoin('steps as later', join =>
      join
        .onRef('later.node', '=', 'own.node')
        .onRef('later.sequence', '=', 'own.sequence')
        .onRef('later.seq', '>', 'own.seq')
        .on('later.superseded_by', 'is', null),
    )
    .innerJoin('documents', 'documents.id', 'later.document_id')
    .select('documents.subject')
    .where('own.id', '=', stepId)
    .where('later.state', '=', 'done')
    .limit(1)
    .executeTakeFirst()
}

const following = (by: 'document' | 'step') =>
  prepared<{ id: string }, Reopened>((database, slot) =>
    database
      .selectFrom('steps as own')
      .innerJoin('steps as later', join =>
        join
          .onRef('later.node', '=', 'own.node')
          .onRef('later.sequence', '=', 'own.sequence')
          .onRef('later.seq', '>', 'own.seq')
          .on('later.state', '=', 'held')
          .on('later.reason', '=', WAITS)
          .on('later.superseded_by', 'is', null),
      )
      .select(['later.id as stepId', 'later.node', 'later.document_id as documentId'])
      .where('own.document_id', '=', ({ selectFrom, val }) =>
        by === 'document' ? val(slot('id')) : selectFrom('steps').select('document_id').where('id', '=', slot('id')),
      )
      .orderBy('later.seq'),
  )
const [followingDocument, followingStep] = [following('document'), following('step')]

/** Opens again what waits for a document, wherever it does; whether it may go on is asked anew when it runs. */
export async function followersOf(
  tx: Transaction<Tables>,
  { holder }: Asking,
  of: { readonly documentId: string } | { readonly stepId: string },
): Promise<Reopened[]> {
  const followers =
    'documentId' in of ? await followingDocument.rows(tx, { id: of.documentId }) : await followingStep.rows(tx, { id: of.stepId })
  return openAgain(tx, holder, followers)
}

/** Opens again what stopped at this node before a later document of its sequence passed: it ends as replaced when it runs. */
export async function replacedBy(tx: Transaction<Tables>, { holder }: Asking, stepId: string): Promise<Reopened[]> {
  const earlier = await tx
    .selectFrom('steps as own')
    .innerJoin('steps as earlier', join =>
      join
        .onRef('earlier.node', '=', 'own.node')
        .onRef('earlier.sequence', '=', 'own.sequence')
        .onRef('earlier.seq', '<', 'own.seq')
        .on('earlier.state', 'in', ['held', 'failed'])
        .on('earlier.superseded_by', 'is', null),
    )
    .select(['earlier.id as stepId', 'earlier.node', 'earlier.document_id as documentId'])
    .where('own.id', '=', stepId)
    .execute()
  return openAgain(tx, holder, earlier)
}

async function openAgain(tx: Transaction<Tables>, holder: string, steps: readonly Reopened[]): Promise<Reopened[]> {
  const ids = [...new Set(steps.map(({ stepId }) => stepId))]
  if (ids.length === 0) return []
  await tx.updateTable('steps').set({ state: 'begun', next_attempt_at: null, holder }).where('id', 'in', ids).execute()
  return ids.map(id => steps.find(({ stepId }) => stepId === id) as Reopened)
}
