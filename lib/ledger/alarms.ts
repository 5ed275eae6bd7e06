/**
 * Alarms: what a person should know of. One is open for each thing it is about, however often it is raised, until it is cleared; each of
 * both is news once, in the order of the commits.
 */
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Environment } from '../environment'
import { countOn, NEWS } from './control-numbers'
import { change, findDocument } from './documents'
import type { AlarmRow, Tables } from './schema'

export const alarmKinds = [
  'ack-overdue',
  'answered-late',
  'rejected-by-partner',
  'partner-silent',
  'gap',
  'duplicate-number',
  'oldest-file-age',
  'file-set-aside',
  'host-key-changed',
  'token-trouble',
  'breaker-open',
  'held-too-long',
  'ledger-trouble',
] as const

export type AlarmKind = (typeof alarmKinds)[number]

export interface NewAlarm {
  /** What it is about, after its kind: the same thing is not raised twice while it is open. */
  readonly about: string
  readonly kind: AlarmKind
  /** For people: a document, a partner, a mailbox. */
  readonly subject: string
  readonly partner?: string | undefined
  readonly division?: number | undefined
  readonly documentId?: string | undefined
  /** What is wrong, in plain words without a full stop. Never a secret. */
  readonly words: string
  readonly remedy: string
  readonly detail?: Readonly<Record<string, unknown>>
  /** Tells of something that is over already: raised and cleared in one. */
  readonly over?: true
}

/** An alarm as flows get it. */
export interface Alarm {
  readonly id: string
  readonly kind: AlarmKind
  readonly state: 'raised' | 'cleared'
  readonly subject: string
  readonly partner?: string
  readonly division?: number
  readonly documentId?: string
  readonly words: string
  readonly remedy: string
  readonly detail: Readonly<Record<string, unknown>>
  /** UTC. */
  readonly raisedAt: string
  readonly clearedAt?: string
}

export interface AlarmNews {
  readonly seq: number
  readonly alarm: Alarm
}

const WHO = 'ledger'

/** @returns whether it is news; false when it is open already */
export async function raise(tx: Transaction<Tables>, environment: Environment, alarm: NewAlarm): Promise<boolean> {
  const at = environment.now().toISOString()
  const document = alarm.documentId === undefined ? undefined : await findDocument(tx, alarm.documentId)
  const id = environment.uuid()
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('alarms')
    .values({
      id,
      alarm_key: keyOf(alarm.kind, alarm.about),
      kind: alarm.kind,
      subject: alarm.subject,
      partner: alarm.partner ?? document?.partner ?? null,
      division: alarm.division ?? document?.division ?? null,
      document_id: alarm.documentId ?? null,
      words: alarm.words,
      remedy: alarm.remedy,
      detail: JSON.stringify(alarm.detail ?? {}),
      raised_at: at,
      cleared_at: alarm.over ? at : null,
    })
    .onConflict(conflict => conflict.column('alarm_key').where('cleared_at', 'is', null).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) return false
  await tell(tx, id, 'raised', at)
  if (document)
    await change(tx, environment, document, {
      state: document.state,
      reason: document.reason,
      at,
      event: { what: `alarm: ${alarm.kind}`, who: WHO, detail: { words: alarm.words } },
    })
  return true
}

/** @param why said in the document's history @returns whether it was open */
export async function clear(
  tx: Transaction<Tables>,
  environment: Environment,
  { kind, about }: Pick<NewAlarm, 'kind' | 'about'>,
  why: { readonly words: string; readonly who?: string },
): Promise<boolean> {
  return clearOpen(tx, environment, { column: 'alarm_key', value: keyOf(kind, about) }, why)
}

/** A person has seen to it. @returns whether it was open */
export async function clearById(
  tx: Transaction<Tables>,
  environment: Environment,
  id: string,
  why: { readonly words: string; readonly who: string },
): Promise<boolean> {
  return clearOpen(tx, environment, { column: 'id', value: id }, why)
}

async function clearOpen(
  tx: Transaction<Tables>,
  environment: Environment,
  { column, value }: { readonly column: 'alarm_key' | 'id'; readonly value: string },
  why: { readonly words: string; readonly who?: string },
): Promise<boolean> {
  const open = await tx
    .selectFrom('alarms')
    .selectAll()
    .where(column, '=', value)
    .where('cleared_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!open) return false
  await clearRow(tx, environment, open, why)
  return true
}

export async function clearRow(
  tx: Transaction<Tables>,
  environment: Environment,
  open: AlarmRow,
  { words, who = WHO }: { readonly words: string; readonly who?: string },
): Promise<void> {
  const at = environment.now().toISOString()
  await tx.updateTable('alarms').set({ cleared_at: at }).where('id', '=', open.id).execute()
  await tell(tx, open.id, 'cleared', at)
  const document = open.document_id === null ? undefined : await findDocument(tx, open.document_id)
  if (document)
    await change(tx, environment, document, {
      state: document.state,
      reason: document.reason,
      at,
      event: { what: `alarm cleared: ${open.kind}`, who, detail: { words } },
    })
}

/** Oldest first. */
export async function openAlarms(database: Kysely<Tables>): Promise<readonly Alarm[]> {
  const rows = await database
    .selectFrom('alarms')
    .selectAll()
    .where('cleared_at', 'is', null)
    .orderBy('raised_at')
    .orderBy('alarm_key')
    .execute()
  return rows.map(row => asAlarm(row, 'raised'))
}

export async function countOpenAlarms(
  database: Kysely<Tables>,
): Promise<readonly { kind: string; partner: string | null; count: number }[]> {
  return database
    .selectFrom('alarms')
    .select(['kind', 'partner', sql<number>`count(*)`.as('count')])
    .where('cleared_at', 'is', null)
    .groupBy(['kind', 'partner'])
    .execute()
}

/** What was raised and cleared after a place in the news, in order. Whoever has no place yet is told of what is open now. */
export async function newsAfter(database: Kysely<Tables>, seq: number | undefined, most: number): Promise<readonly AlarmNews[]> {
  let query = database
    .selectFrom('alarm_news')
    .innerJoin('alarms', 'alarms.id', 'alarm_news.alarm_id')
    .selectAll('alarms')
    .select(['alarm_news.seq', 'alarm_news.what'])
    .orderBy('alarm_news.seq')
    .limit(most)
  query =
    seq === undefined
      ? query.where('alarms.cleared_at', 'is', null).where('alarm_news.what', '=', 'raised')
      : query.where('alarm_news.seq', '>', seq)
  const rows = await query.execute()
  return rows.map(({ seq: at, what, ...row }) => ({ seq: at, alarm: asAlarm(row, what) }))
}

export async function lastNews(database: Kysely<Tables>): Promise<number> {
  const row = await database.selectFrom('alarm_news').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row?.seq ?? 0
}

function keyOf(kind: AlarmKind, about: string): string {
  return `${kind} ${about}`
}

/** The counter's row stays locked until the commit, so the order of the numbers is the order of the commits, with several instances too. */
async function tell(tx: Transaction<Tables>, alarmId: string, what: 'raised' | 'cleared', at: string): Promise<void> {
  const seq = await countOn(tx, NEWS)
  await tx.insertInto('alarm_news').values({ seq, alarm_id: alarmId, what, at }).execute()
}

function asAlarm(row: AlarmRow, state: Alarm['state']): Alarm {
  return {
    id: row.id,
    kind: row.kind as AlarmKind,
    state,
    subject: row.subject,
    ...(row.partner === null ? {} : { partner: row.partner }),
    ...(row.division === null ? {} : { division: row.division }),
    ...(row.document_id === null ? {} : { documentId: row.document_id }),
    words: row.words,
    remedy: row.remedy,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
    raisedAt: row.raised_at,
    ...(state === 'raised' || row.cleared_at === null ? {} : { clearedAt: row.cleared_at }),
  }
}
