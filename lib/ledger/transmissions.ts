/** What was sent and what the receiver said of it: one row per transaction set, bound by its control numbers. */
import type { Transaction } from 'kysely'
import type { Within } from '../calendar/business-hours'
import type { Environment } from '../environment'
import { raise } from './alarms'
import { leapOver } from './control-numbers'
import { answered, awaitAnswer, hear, knowPeer } from './deadlines'
import { change, documentById, type KnownDocument } from './documents'
import type { Tables, TransmissionRow } from './schema'

export interface Transmission {
  /** Our interchange id, qualifier and id, as in ISA05/06. */
  readonly sender: string
  readonly receiver: string
  readonly functionalId: string
  readonly groupNumber: number
  readonly setNumber: string
  readonly interchangeNumber: number
  readonly partner?: string
  /** How long the answer may take from the moment of sending; left out, none is expected. */
  readonly due?: Within
  /** How long nothing at all may be heard from the receiver while an answer is due. */
  readonly silentAfter?: Within
}

export async function recordTransmission(
  tx: Transaction<Tables>,
  id: string,
  documentId: string,
  transmission: Transmission,
): Promise<void> {
  await tx
    .insertInto('transmissions')
    .values({
      id,
      document_id: documentId,
      sender: transmission.sender,
      receiver: transmission.receiver,
      functional_id: transmission.functionalId,
      group_number: transmission.groupNumber,
      set_number: transmission.setNumber,
      interchange_number: transmission.interchangeNumber,
      partner: transmission.partner ?? null,
      due: transmission.due ? JSON.stringify(transmission.due) : null,
      sent_at: null,
      deadline: null,
      overdue_at: null,
      outcome: null,
      answered_at: null,
    })
    .execute()
  await knowPeer(tx, transmission)
}

/** The wait for the answer begins; for one that was overdue already and is sent again, it begins anew. */
export async function markSent(tx: Transaction<Tables>, environment: Environment, documentId: string): Promise<void> {
  const unanswered = await tx
    .selectFrom('transmissions')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('outcome', 'is', null)
    .where(({ or, eb }) => or([eb('sent_at', 'is', null), eb('overdue_at', 'is not', null)]))
    .forUpdate()
    .execute()
  for (const transmission of unanswered) await awaitAnswer(tx, environment, transmission)
}

/** A 997 or 999 for one group. Ids are those of the acknowledgment: its sender is the receiver of what was sent. */
export interface Acknowledgment {
  readonly sender: string
  readonly receiver: string
  readonly functionalId: string
  readonly groupNumber: number
  readonly outcome: string
  /** Empty: the group's outcome holds for each set. */
  readonly sets: readonly { readonly controlNumber: string; readonly outcome: string; readonly notes: readonly string[] }[]
  /** What it says of the group as a whole. */
  readonly notes?: readonly string[]
  readonly who: string
}

/** A TA1 for one interchange. Ids are those of the acknowledgment: its sender is the receiver of what was sent. */
export interface InterchangeAcknowledgment {
  readonly sender: string
  readonly receiver: string
  readonly interchangeNumber: number
  readonly outcome: 'accepted' | 'accepted-with-errors' | 'rejected'
  readonly notes: readonly string[]
  readonly who: string
}

export interface AcknowledgedTransmission {
  readonly documentId: string
  readonly outcome: string
}

/** Settles what was sent, by control number. Empty when nothing of the kind was sent: the caller reports that. */
export async function acknowledge(
  tx: Transaction<Tables>,
  environment: Environment,
  answer: Acknowledgment,
): Promise<readonly AcknowledgedTransmission[]> {
  const sent = await tx
    .selectFrom('transmissions')
    .selectAll()
    .where('sender', '=', answer.receiver)
    .where('receiver', '=', answer.sender)
    .where('functional_id', '=', answer.functionalId)
    .where('group_number', '=', answer.groupNumber)
    .execute()
  if (sent.length === 0) await noticeUnknown(tx, environment, answer)
  const settled: AcknowledgedTransmission[] = []
  for (const transmission of sent) {
    const set = answer.sets.find(({ controlNumber }) => controlNumber === transmission.set_number)
    if (!set && answer.sets.length > 0) continue
    const outcome = set?.outcome ?? answer.outcome
    const at = environment.now().toISOString()
    await tx
      .updateTable('transmissions')
      .set({ outcome, answered_at: at, sent_at: transmission.sent_at ?? at })
      .where('id', '=', transmission.id)
      .execute()
    const document = await documentById(tx, transmission.document_id)
    const rejected = outcome === 'rejected'
    // Whoever acknowledges a document has received it: that settles a delivery whose own answer was lost.
    const settles = document.state === 'uncertain'
    if (settles) await endUncertainty(tx, document.id, at)
    await change(tx, environment, document, {
      state: rejected ? 'failed' : settles ? 'done' : document.state,
      reason: rejected ? 'rejected-by-partner' : settles ? null : document.reason,
      event: {
        what: `acknowledged: ${outcome}`,
        who: answer.who,
        detail: { group: answer.groupNumber, notes: [...(set?.notes ?? []), ...(answer.notes ?? [])] },
      },
    })
    await answered(tx, environment, transmission, answer.who)
    if (rejected)
      await alarmOfRejection(tx, environment, document, transmission, [...(set?.notes ?? []), ...(answer.notes ?? [])])
    settled.push({ documentId: transmission.document_id, outcome })
  }
  await hear(tx, environment, { sender: answer.receiver, receiver: answer.sender })
  return settled
}

/**
 * What a TA1 says of everything that was sent in its interchange. Acceptance is receipt only: it proves the delivery, and the wait for
 * the 997 goes on. Rejection fails the documents, except those that a 997 has accepted before. Empty when nothing of the kind was
 * sent: the caller reports that.
 */
export async function acknowledgeInterchange(
  tx: Transaction<Tables>,
  environment: Environment,
  answer: InterchangeAcknowledgment,
): Promise<readonly AcknowledgedTransmission[]> {
  const { outcome, interchangeNumber: interchange, notes, who } = answer
  const sent = await tx
    .selectFrom('transmissions')
    .selectAll()
    .where('sender', '=', answer.receiver)
    .where('receiver', '=', answer.sender)
    .where('interchange_number', '=', interchange)
    .execute()
  for (const transmission of sent) {
    const at = environment.now().toISOString()
    const fails = outcome === 'rejected' && transmission.outcome === null
    await tx
      .updateTable('transmissions')
      .set({ sent_at: transmission.sent_at ?? at, ...(fails && { outcome, answered_at: at }) })
      .where('id', '=', transmission.id)
      .execute()
    const document = await documentById(tx, transmission.document_id)
    const settles = document.state === 'uncertain'
    if (settles) await endUncertainty(tx, document.id, at)
    await change(tx, environment, document, {
      state: fails ? 'failed' : settles ? 'done' : document.state,
      reason: fails ? 'rejected-by-partner' : settles ? null : document.reason,
      event: { what: `interchange acknowledged: ${outcome}`, who, detail: { interchange, notes } },
    })
    if (transmission.sent_at === null && !fails) await awaitAnswer(tx, environment, transmission)
    if (!fails) continue
    await answered(tx, environment, transmission, who)
    await alarmOfRejection(tx, environment, document, transmission, notes)
  }
  await hear(tx, environment, { sender: answer.receiver, receiver: answer.sender })
  return sent.map(({ document_id: documentId }) => ({ documentId, outcome }))
}

async function alarmOfRejection(
  tx: Transaction<Tables>,
  environment: Environment,
  { id, subject }: KnownDocument,
  { id: transmission, partner, receiver }: TransmissionRow,
  notes: readonly string[],
): Promise<void> {
  await raise(tx, environment, {
    kind: 'rejected-by-partner',
    about: transmission,
    subject,
    partner: partner ?? undefined,
    documentId: id,
    words: `${partner ?? receiver} rejected ${subject}${notes.length > 0 ? `: ${notes.slice(0, 5).join('; ')}` : ''}`,
    remedy: 'Correct what the notes name and send it anew; then close this alarm',
  })
}

/** The receiver acknowledges what nobody here sent: another system did, or this ledger is older than what was sent from it. */
async function noticeUnknown(tx: Transaction<Tables>, environment: Environment, answer: Acknowledgment): Promise<void> {
  const moved = await leapOver(tx, answer.receiver, answer.sender, answer.groupNumber)
  const [group] = moved
  if (!group) return
  await raise(tx, environment, {
    kind: 'ledger-trouble',
    about: `older than sent to ${answer.sender}`,
    subject: `control numbers for ${answer.sender}`,
    words: `${answer.sender} acknowledged group ${answer.groupNumber}, and this ledger has only given numbers up to ${group.from}. It may have been restored from an old backup. Numbers go on after ${group.to}`,
    remedy:
      'If a backup was restored, compare what the mailbox and the partners have with the ledger before sending anything again; if the group came from another system, nothing is to be done',
    detail: { moved },
  })
}

/** Steps that did not know whether they had an effect have had it. */
async function endUncertainty(tx: Transaction<Tables>, documentId: string, at: string): Promise<void> {
  await tx
    .updateTable('steps')
    .set({ state: 'done', ended_at: at })
    .where('document_id', '=', documentId)
    .where('state', '=', 'uncertain')
    .execute()
}
