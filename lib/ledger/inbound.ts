/**
 * Control numbers that come in. Each sender counts up for us; what is left out is a gap, what comes twice with other content is not to be
 * trusted. Work for each number is a look at its own row, the head of its stream and at most one gap, however much came before.
 */
import type { Kysely, Transaction } from 'kysely'
import type { Environment } from '../environment'
import { clear, raise } from './alarms'
import { NINE_DIGITS } from './control-numbers'
import type { InboundGapRow, InboundStreamRow, Tables } from './schema'

/**
 * `sequential`: gaps and repeats are told of. `unique`: repeats only, for a sender that counts for all its customers together. `noted`:
 * what came is known, and nobody is told.
 */
export type Counting = 'sequential' | 'unique' | 'noted'

export interface InboundNumber {
  /** Who counts for whom at which level; `interchangeScope` and the like. */
  readonly stream: string
  readonly number: number
  /** Hash of the content. */
  readonly sha256: string
  readonly documentId: string
  readonly counting: Counting
  readonly partner?: string | undefined
}

export type Reception =
  | { readonly verdict: 'new' }
  /** The same content under the same number: harmless. */
  | { readonly verdict: 'repeat'; readonly documentId: string }
  /** Other content under a number that came before. */
  | { readonly verdict: 'duplicate'; readonly documentId: string; readonly seenAt: string }

/** How near to both ends of the nine digits counting goes over from one to the other. */
const NEAR = 1_000_000
/** A sender that has come this far and sends 1 has begun anew. */
const ESTABLISHED = 100
/** Files overtake each other on their way; a gap that lasts longer than this is told of. */
const PATIENCE = 15 * 60_000
const AT_ONCE = 200

export async function receive(tx: Transaction<Tables>, environment: Environment, inbound: InboundNumber): Promise<Reception> {
  const { stream, number } = inbound
  const head = await headOf(tx, stream)
  if (!head) {
    await tx.insertInto('inbound_streams').values({ stream, generation: 1, first: number, highest: number }).execute()
    await see(tx, environment, inbound, 1)
    return { verdict: 'new' }
  }
  // One that was sent before the count went over, and comes after it.
  const generation = number - head.highest > NINE_DIGITS - NEAR ? head.generation - 1 : head.generation
  const seen = await seenBefore(tx, stream, generation, number)
  if (seen?.sha256 === inbound.sha256) return { verdict: 'repeat', documentId: seen.document_id }
  const overTheTop = head.highest > NINE_DIGITS - NEAR && number < NEAR
  const anew = overTheTop || (number === 1 && head.highest >= ESTABLISHED)
  if (anew) {
    await beginAnew(tx, environment, inbound, head, overTheTop)
    return { verdict: 'new' }
  }
  if (seen && !(await isAllowed(tx, inbound.documentId))) {
    if (inbound.counting !== 'noted') await alarmOfDuplicate(tx, environment, inbound, seen.seen_at)
    return { verdict: 'duplicate', documentId: seen.document_id, seenAt: seen.seen_at }
  }
  await see(tx, environment, inbound, generation)
  if (seen) {
    await clear(tx, environment, duplicate(inbound), { words: 'a person allowed it' })
    return { verdict: 'new' }
  }
  if (generation !== head.generation || number < head.highest) await fill(tx, environment, stream, generation, number)
  else if (number > head.highest) {
    if (inbound.counting === 'sequential') await open(tx, environment, inbound, generation, head.highest + 1, number - 1)
    await tx.updateTable('inbound_streams').set({ highest: number }).where('stream', '=', stream).execute()
  }
  return { verdict: 'new' }
}

/** Gaps that have lasted longer than files overtake each other. @returns how many were told of */
export async function noticeGaps(tx: Transaction<Tables>, environment: Environment): Promise<number> {
  const now = environment.now()
  const gaps = await tx
    .selectFrom('inbound_gaps')
    .selectAll()
    .where('closed_at', 'is', null)
    .where('alarmed_at', 'is', null)
    .where('noticed_at', '<=', new Date(now.getTime() - PATIENCE).toISOString())
    .limit(AT_ONCE)
    .execute()
  for (const gap of gaps) {
    await tx
      .updateTable('inbound_gaps')
      .set({ alarmed_at: now.toISOString() })
      .where('stream', '=', gap.stream)
      .where('generation', '=', gap.generation)
      .where('first', '=', gap.first)
      .execute()
    const missing = await missingOf(tx, gap)
    const name = gap.partner ?? gap.stream
    await raise(tx, environment, {
      ...gapAlarm(gap),
      subject: name,
      partner: gap.partner ?? undefined,
      words: `${gap.missing === 1 ? 'An interchange' : `${gap.missing} interchanges`} of ${name} did not come: control number ${listed(missing)}`,
      remedy:
        'Look for the files in Transaction Manager and ask the partner to send them again; when the partner counts for all its customers together, set its control numbers to "unique" in the directory',
      detail: { stream: gap.stream, missing },
    })
  }
  return gaps.length
}

export interface Gap {
  readonly stream: string
  readonly partner: string | null
  /** Ranges of numbers that have not come. */
  readonly missing: readonly Range[]
  readonly noticedAt: string
}

export interface Range {
  readonly first: number
  readonly last: number
}

/** Open gaps, with the numbers that are still missing. */
export async function openGaps(database: Kysely<Tables>, most: number): Promise<readonly Gap[]> {
  const rows = await database
    .selectFrom('inbound_gaps')
    .selectAll()
    .where('closed_at', 'is', null)
    .orderBy('stream')
    .orderBy('generation')
    .orderBy('first')
    .limit(most)
    .execute()
  const gaps: Gap[] = []
  for (const row of rows) {
    const { stream, partner, noticed_at: noticedAt } = row
    gaps.push({ stream, partner, missing: await missingOf(database, row), noticedAt })
  }
  return gaps
}

/** A person has said that a document is to be read although its number came before. */
export async function allow(tx: Transaction<Tables>, documentId: string): Promise<void> {
  await tx
    .insertInto('marks')
    .values({ name: allowance(documentId), value: 'yes' })
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute()
}

async function isAllowed(tx: Transaction<Tables>, documentId: string): Promise<boolean> {
  const mark = await tx.selectFrom('marks').select('value').where('name', '=', allowance(documentId)).executeTakeFirst()
  return mark !== undefined
}

const allowance = (documentId: string) => `duplicate allowed ${documentId}`

/** The sender has said that it counts anew: numbers that came before may come again. */
export async function restart(tx: Transaction<Tables>, environment: Environment, stream: string): Promise<void> {
  const head = await headOf(tx, stream)
  if (!head) return
  await giveUp(tx, environment, stream)
  await tx
    .updateTable('inbound_streams')
    .set({ generation: head.generation + 1, first: 1, highest: 0 })
    .where('stream', '=', stream)
    .execute()
}

async function headOf(tx: Transaction<Tables>, stream: string): Promise<InboundStreamRow | undefined> {
  return tx.selectFrom('inbound_streams').selectAll().where('stream', '=', stream).forUpdate().executeTakeFirst()
}

async function seenBefore(tx: Transaction<Tables>, stream: string, generation: number, number: number) {
  return tx
    .selectFrom('inbound_numbers')
    .selectAll()
    .where('stream', '=', stream)
    .where('generation', '=', generation)
    .where('number', '=', number)
    .executeTakeFirst()
}

async function see(
  tx: Transaction<Tables>,
  environment: Environment,
  { stream, number, sha256, documentId }: InboundNumber,
  generation: number,
): Promise<void> {
  const came = { sha256, document_id: documentId, seen_at: environment.now().toISOString() }
  await tx
    .insertInto('inbound_numbers')
    .values({ stream, generation, number, ...came })
    .onConflict(conflict => conflict.columns(['stream', 'generation', 'number']).doUpdateSet(came))
    .execute()
}

/** After 999999999 comes 1: what lies between the last number and the new one is missing on both sides of the turn. */
async function beginAnew(
  tx: Transaction<Tables>,
  environment: Environment,
  inbound: InboundNumber,
  head: InboundStreamRow,
  overTheTop: boolean,
): Promise<void> {
  const { stream, number, counting } = inbound
  const generation = head.generation + 1
  if (overTheTop && counting === 'sequential') {
    await open(tx, environment, inbound, head.generation, head.highest + 1, NINE_DIGITS)
    await open(tx, environment, inbound, generation, 1, number - 1)
  }
  // What was missing before a new beginning will not come any more.
  if (!overTheTop) await giveUp(tx, environment, stream)
  await tx.updateTable('inbound_streams').set({ generation, first: 1, highest: number }).where('stream', '=', stream).execute()
  await see(tx, environment, inbound, generation)
}

async function open(
  tx: Transaction<Tables>,
  environment: Environment,
  { stream, partner }: InboundNumber,
  generation: number,
  first: number,
  last: number,
): Promise<void> {
  if (last < first) return
  await tx
    .insertInto('inbound_gaps')
    .values({
      stream,
      generation,
      first,
      last,
      missing: last - first + 1,
      partner: partner ?? null,
      noticed_at: environment.now().toISOString(),
      alarmed_at: null,
      closed_at: null,
    })
    .execute()
}

/** A number that was missing has come. */
async function fill(
  tx: Transaction<Tables>,
  environment: Environment,
  stream: string,
  generation: number,
  number: number,
): Promise<void> {
  const gap = await tx
    .selectFrom('inbound_gaps')
    .selectAll()
    .where('stream', '=', stream)
    .where('generation', '=', generation)
    .where('first', '<=', number)
    .orderBy('first', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (!gap || gap.last < number || gap.closed_at !== null) return
  const closes = gap.missing <= 1
  await tx
    .updateTable('inbound_gaps')
    .set({ missing: gap.missing - 1, closed_at: closes ? environment.now().toISOString() : null })
    .where('stream', '=', stream)
    .where('generation', '=', generation)
    .where('first', '=', gap.first)
    .execute()
  if (closes) await clear(tx, environment, gapAlarm(gap), { words: 'what was missing has come' })
}

async function giveUp(tx: Transaction<Tables>, environment: Environment, stream: string): Promise<void> {
  const gaps = await tx
    .selectFrom('inbound_gaps')
    .selectAll()
    .where('stream', '=', stream)
    .where('closed_at', 'is', null)
    .execute()
  await tx
    .updateTable('inbound_gaps')
    .set({ closed_at: environment.now().toISOString() })
    .where('stream', '=', stream)
    .where('closed_at', 'is', null)
    .execute()
  for (const gap of gaps) await clear(tx, environment, gapAlarm(gap), { words: 'the sender counts anew' })
}

async function missingOf(database: Kysely<Tables>, gap: InboundGapRow): Promise<readonly Range[]> {
  const came = await database
    .selectFrom('inbound_numbers')
    .select('number')
    .where('stream', '=', gap.stream)
    .where('generation', '=', gap.generation)
    .where('number', '>=', gap.first)
    .where('number', '<=', gap.last)
    .orderBy('number')
    .execute()
  const missing: Range[] = []
  let first = gap.first
  for (const number of [...came.map(row => row.number), gap.last + 1]) {
    if (number > first) missing.push({ first, last: number - 1 })
    first = number + 1
  }
  return missing
}

async function alarmOfDuplicate(
  tx: Transaction<Tables>,
  environment: Environment,
  inbound: InboundNumber,
  seenAt: string,
): Promise<void> {
  const { partner, stream, number, documentId } = inbound
  const name = partner ?? stream
  await raise(tx, environment, {
    ...duplicate(inbound),
    subject: `${name} ${number}`,
    partner,
    documentId,
    words: `${name} sent control number ${number} a second time with other content; the first came ${seenAt}. The file is held`,
    remedy:
      'Ask the partner which of the two is right. Then read this one all the same, or, when the partner has begun to count anew, say so; both are in the ledger node',
    detail: { stream, number, seenAt },
  })
}

const duplicate = ({ stream, number, sha256 }: InboundNumber) =>
  ({ kind: 'duplicate-number', about: `${stream} ${number} ${sha256}` }) as const
const gapAlarm = ({ stream, generation, first }: Pick<InboundGapRow, 'stream' | 'generation' | 'first'>) =>
  ({ kind: 'gap', about: `${stream} ${generation} ${first}` }) as const

/** `7`, `7 to 9`, with the first few of many. */
function listed(ranges: readonly Range[]): string {
  const words = ranges.slice(0, 10).map(({ first, last }) => (first === last ? String(first) : `${first} to ${last}`))
  return words.join(', ') + (ranges.length > 10 ? ` and ${ranges.length - 10} more` : '')
}

/** Numbers that came twice with other content, and are held or were allowed. */
export async function duplicates(database: Kysely<Tables>, most: number) {
  return database
    .selectFrom('alarms')
    .select(['id', 'subject', 'partner', 'document_id', 'words', 'raised_at', 'cleared_at'])
    .where('kind', '=', 'duplicate-number')
    .where('cleared_at', 'is', null)
    .orderBy('raised_at')
    .limit(most)
    .execute()
}
