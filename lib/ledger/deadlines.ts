/**
 * The acknowledgment clock. What was sent is answered or its deadline passes, and each of both is known once. The clock is in the rows,
 * so it goes on over restarts; looking costs one query by an index.
 */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { deadlineAfter, type Within } from '../calendar/business-hours'
import type { Environment } from '../environment'
import { clear, clearRow, raise } from './alarms'
import { change, documentById } from './documents'
import type { Tables, TransmissionRow } from './schema'

/** Sender and receiver of what we send. */
export interface Pair {
  readonly sender: string
  readonly receiver: string
}

/** Alarms that one look raises at most, so that a morning after an outage does not hold up other work. */
const AT_ONCE = 200

/** It has been sent: its deadline counts from now, and so does the silence of its receiver. */
export async function awaitAnswer(
  tx: Transaction<Tables>,
  environment: Environment,
  transmission: Selectable<TransmissionRow>,
): Promise<void> {
  const now = environment.now()
  const deadline = transmission.due === null ? null : deadlineAfter(now, JSON.parse(transmission.due) as Within).toISOString()
  await tx
    .updateTable('transmissions')
    .set({ sent_at: transmission.sent_at ?? now.toISOString(), deadline, overdue_at: null })
    .where('id', '=', transmission.id)
    .execute()
  if (transmission.overdue_at !== null)
    await clear(tx, environment, overdue(transmission), { words: 'it was sent again, and the wait begins anew' })
  if (deadline === null) return
  const peer = await peerOf(tx, transmission)
  if (!peer || peer.silent_at !== null || peer.silent_after === null) return
  await expectWord(tx, transmission, deadlineAfter(now, JSON.parse(peer.silent_after) as Within))
}

/** The answer to one transmission is here: its alarm is over, and one that came late is told of. */
export async function answered(
  tx: Transaction<Tables>,
  environment: Environment,
  transmission: Selectable<TransmissionRow>,
  who: string,
): Promise<void> {
  const now = environment.now()
  const { deadline, partner, receiver, document_id: documentId, outcome: before } = transmission
  if (before !== null || deadline === null || now.toISOString() <= deadline) return
  await clear(tx, environment, overdue(transmission), { words: 'answered late', who })
  const document = await documentById(tx, documentId)
  await change(tx, environment, document, {
    state: document.state,
    reason: document.reason,
    event: { what: 'answered late', who, detail: { deadline } },
  })
  await raise(tx, environment, {
    kind: 'answered-late',
    about: transmission.id,
    over: true,
    subject: document.subject,
    partner: partner ?? undefined,
    documentId,
    words: `${partner ?? receiver} has acknowledged ${document.subject} late: it was due at ${deadline}`,
    remedy: 'Nothing is to be done; if it happens often, agree on another time with the partner',
    detail: { deadline },
  })
}

export async function knowPeer(
  tx: Transaction<Tables>,
  { sender, receiver, partner, silentAfter }: Pair & { readonly partner?: string; readonly silentAfter?: Within },
): Promise<void> {
  const told = { partner: partner ?? null, silent_after: silentAfter ? JSON.stringify(silentAfter) : null }
  await tx
    .insertInto('peers')
    .values({ sender, receiver, ...told, heard_at: null, silent_at: null })
    .onConflict(conflict => conflict.columns(['sender', 'receiver']).doUpdateSet(told))
    .execute()
}

/** Anything at all has come from the receiver. Its silence counts anew while an answer is still due. */
export async function hear(tx: Transaction<Tables>, environment: Environment, pair: Pair): Promise<void> {
  const now = environment.now()
  const peer = await peerOf(tx, pair)
  if (!peer) return
  const due = peer.silent_after !== null && (await oldestUnanswered(tx, pair)) !== undefined
  await tx
    .updateTable('peers')
    .set({
      heard_at: now.toISOString(),
      silent_at: due ? deadlineAfter(now, JSON.parse(peer.silent_after ?? '') as Within).toISOString() : null,
    })
    .where('sender', '=', pair.sender)
    .where('receiver', '=', pair.receiver)
    .execute()
  await clear(tx, environment, silent(pair), { words: 'the partner has been heard of again' })
}

/** One look at the clock. @returns how many alarms were raised */
export async function passDeadlines(tx: Transaction<Tables>, environment: Environment): Promise<number> {
  const now = environment.now().toISOString()
  await clearSettled(tx, environment)
  const late = await tx
    .selectFrom('transmissions')
    .innerJoin('documents', 'documents.id', 'transmissions.document_id')
    .selectAll('transmissions')
    .select(['documents.subject', 'documents.division'])
    .where('transmissions.outcome', 'is', null)
    .where('transmissions.overdue_at', 'is', null)
    .where('transmissions.deadline', '<=', now)
    // One that is about to be sent again has its time then.
    .where('transmissions.sent_at', 'is not', null)
    .orderBy('transmissions.deadline')
    .limit(AT_ONCE)
    .execute()
  for (const transmission of late) {
    const { id, subject, partner, receiver, deadline, sent_at: sentAt, document_id: documentId } = transmission
    await tx.updateTable('transmissions').set({ overdue_at: now }).where('id', '=', id).execute()
    await raise(tx, environment, {
      ...overdue(transmission),
      subject,
      partner: partner ?? undefined,
      division: transmission.division ?? undefined,
      documentId,
      words: `${partner ?? receiver} has not acknowledged ${subject}: sent ${sentAt}, due ${deadline}`,
      remedy:
        'See in Transaction Manager whether it was delivered, and ask the partner for the 997; send it again only when it is not there',
      detail: { interchange: transmission.interchange_number, group: transmission.group_number, sentAt, deadline },
    })
  }
  return late.length + (await noticeSilence(tx, environment, now))
}

/** A person has settled it: there is no answer to wait for. */
async function clearSettled(tx: Transaction<Tables>, environment: Environment): Promise<void> {
  const settled = await tx
    .selectFrom('alarms')
    .innerJoin('transmissions', 'transmissions.document_id', 'alarms.document_id')
    .selectAll('alarms')
    .where('alarms.kind', '=', 'ack-overdue')
    .where('alarms.cleared_at', 'is', null)
    .whereRef('alarms.alarm_key', '=', sql`'ack-overdue ' || transmissions.id`)
    .where('transmissions.outcome', 'is not', null)
    .limit(AT_ONCE)
    .execute()
  for (const alarm of settled) await clearRow(tx, environment, alarm, { words: 'a person has decided on it' })
}

async function noticeSilence(tx: Transaction<Tables>, environment: Environment, now: string): Promise<number> {
  const peers = await tx.selectFrom('peers').selectAll().where('silent_at', '<=', now).limit(AT_ONCE).execute()
  for (const peer of peers) {
    const oldest = await oldestUnanswered(tx, peer)
    await expectWord(tx, peer, undefined)
    if (!oldest) continue
    const name = peer.partner ?? peer.receiver
    await raise(tx, environment, {
      ...silent(peer),
      subject: name,
      partner: peer.partner ?? undefined,
      words: `Nothing has come from ${name} since ${peer.heard_at ?? 'the beginning'}, and an answer to what was sent ${oldest.sent_at} is due`,
      remedy: 'Ask the partner or TrueCommerce whether the connection works',
      detail: { heardAt: peer.heard_at, waitingSince: oldest.sent_at },
    })
  }
  return peers.length
}

/** How a document that was sent stands with its receiver; undefined when nothing was sent of it. */
export async function answerTo(database: Kysely<Tables>, documentId: string): Promise<Answer | undefined> {
  const row = await database
    .selectFrom('transmissions')
    .select(['outcome', 'overdue_at', 'deadline', 'sent_at', 'answered_at'])
    .where('document_id', '=', documentId)
    .orderBy('interchange_number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const waiting = row.sent_at === null ? 'not-sent' : row.overdue_at === null ? 'waiting' : 'overdue'
  return { state: row.outcome ?? waiting, sentAt: row.sent_at, deadline: row.deadline, answeredAt: row.answered_at }
}

export interface Answer {
  /** `not-sent`, `waiting`, `overdue`, or the outcome that the acknowledgment names. */
  readonly state: string
  readonly sentAt: string | null
  readonly deadline: string | null
  readonly answeredAt: string | null
}

const overdue = ({ id }: Pick<TransmissionRow, 'id'>) => ({ kind: 'ack-overdue', about: id }) as const
const silent = ({ sender, receiver }: Pair) => ({ kind: 'partner-silent', about: `${sender} > ${receiver}` }) as const

async function peerOf(tx: Transaction<Tables>, { sender, receiver }: Pair) {
  return tx
    .selectFrom('peers')
    .selectAll()
    .where('sender', '=', sender)
    .where('receiver', '=', receiver)
    .forUpdate()
    .executeTakeFirst()
}

async function expectWord(tx: Transaction<Tables>, { sender, receiver }: Pair, until: Date | undefined): Promise<void> {
  await tx
    .updateTable('peers')
    .set({ silent_at: until?.toISOString() ?? null })
    .where('sender', '=', sender)
    .where('receiver', '=', receiver)
    .execute()
}

async function oldestUnanswered(tx: Transaction<Tables>, { sender, receiver }: Pair) {
  return tx
    .selectFrom('transmissions')
    .select('sent_at')
    .where('sender', '=', sender)
    .where('receiver', '=', receiver)
    .where('outcome', 'is', null)
    .where('deadline', 'is not', null)
    .where('sent_at', 'is not', null)
    .orderBy('sent_at')
    .limit(1)
    .executeTakeFirst()
}
