/** A person's word that ends the matter, or settles it: no step runs by it, but those who waited go on. @see replay-rules.ts */
import type { Transaction } from 'kysely'
import type { Environment } from '../environment'
import { EdiError } from '../error'
import { change, documentById, type KnownDocument } from './documents'
import { currentSteps, lockedDocument, type Reopened, type Step } from './replay'
import { checkAllowed, NOT_RECEIVED, refused } from './replay-rules'
import { followersOf } from './replay-sequence'
import type { Tables } from './schema'
import type { Asking } from './steps'
import { markSent } from './transmissions'

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

async function uncertainStep(tx: Transaction<Tables>, document: KnownDocument): Promise<Step> {
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
