/**
 * Recomputes everything that the ledger vouches for, in pages, so that a ledger of any size takes the same memory: each document against
 * its chain, all events against the checkpoints, all bytes against their hashes.
 */
import type { Kysely, Selectable } from 'kysely'
import { digester, markOf, sealOf, SEALED } from './checkpoint'
import { carriedBy, GENESIS, hashOf } from './events'
import { sha256 } from './message'
import type { CheckpointRow, DocumentRow, EventRow, PayloadRow, Tables } from './schema'

export interface Verified {
  readonly documents: number
  readonly events: number
  readonly payloads: number
  /** Known as removed by retention. */
  readonly pruned: number
  readonly checkpoints: number
  /** Events younger than the newest checkpoint: only the chains of their documents vouch for them. */
  readonly unsealed: number
  /** The newest seal, to be noted outside of the ledger. */
  readonly seal: string | undefined
  readonly broken: Broken | undefined
}

/** The first row that does not fit. */
export interface Broken {
  readonly table: 'documents' | 'events' | 'payloads' | 'checkpoints'
  /** What people call the document, where one is known. */
  readonly subject?: string
  readonly event?: number
  /** Plain words. */
  readonly what: string
}

/** A seal that was noted earlier. */
export interface Noted {
  readonly number: number
  readonly seal: string
}

type Event = Selectable<EventRow>

const DOCUMENTS = 200
const EVENTS = 1_000

export async function verify(database: Kysely<Tables>, noted?: Noted): Promise<Verified> {
  const counts = { documents: 0, events: 0, payloads: 0, pruned: 0, checkpoints: 0, unsealed: 0 }
  let newest: string | undefined
  const found = (seal: string) => {
    newest = seal
  }
  const broken =
    (await checkDocuments(database, counts)) ??
    (await checkSeals(database, counts, found, noted)) ??
    (await checkPayloads(database, counts))
  return { ...counts, seal: newest, broken }
}

interface Counts {
  documents: number
  events: number
  payloads: number
  pruned: number
  checkpoints: number
  unsealed: number
}

async function checkDocuments(database: Kysely<Tables>, counts: Counts): Promise<Broken | undefined> {
  let last = ''
  for (;;) {
    const page = await database
      .selectFrom('documents')
      .selectAll()
      .where('id', '>', last)
      .orderBy('id')
      .limit(DOCUMENTS)
      .execute()
    const end = page.at(-1)
    if (!end) return undefined
    last = end.id
    const broken = await checkChains(database, page)
    if (broken) return broken
    counts.documents += page.length
  }
}

interface Chain {
  readonly document: DocumentRow
  first: Event | undefined
  newest: Event | undefined
  content: string | null
}

async function checkChains(database: Kysely<Tables>, documents: readonly DocumentRow[]): Promise<Broken | undefined> {
  const chains = new Map<string, Chain>(
    documents.map(document => [document.id, { document, first: undefined, newest: undefined, content: null }]),
  )
  let last = 0
  for (;;) {
    const page = await database
      .selectFrom('events')
      .selectAll()
      .where('document_id', 'in', [...chains.keys()])
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(EVENTS)
      .execute()
    for (const event of page) {
      const chain = chains.get(event.document_id)
      const what = chain && linkFault(chain, event)
      if (what) return { table: 'events', subject: chain.document.subject, event: event.seq, what }
      if (chain) link(chain, event)
    }
    last = page.at(-1)?.seq ?? last
    if (page.length < EVENTS) break
  }
  for (const chain of chains.values()) {
    const what = documentFault(chain)
    if (what)
      return { table: 'documents', subject: chain.document.subject, ...(chain.newest && { event: chain.newest.seq }), what }
  }
  return undefined
}

function link(chain: Chain, event: Event): void {
  chain.first ??= event
  chain.newest = event
  chain.content = event.content ?? chain.content
}

function linkFault({ newest }: Chain, event: Event): string | undefined {
  if (hashOf(event) !== event.hash) return 'what it says does not fit its hash: something in it was changed'
  const expected = newest?.hash ?? GENESIS
  if (event.previous === expected) return undefined
  return newest
    ? `it does not follow event ${newest.seq}, the one before it: an event was removed, added or moved`
    : 'it is not the first event of its document: an earlier one was removed or moved'
}

function documentFault({ document, first, newest, content }: Chain): string | undefined {
  if (!first || !newest) return 'it has no events: they were removed, or its id was changed'
  if (document.head !== newest.hash)
    return `its head is not the hash of its newest event ${newest.seq}: the head was changed, or newer events were removed`
  const held = document.content === null ? null : sha256(document.content)
  if (held !== content) return 'its content is not what its events vouch for: the content was changed'
  const identity = JSON.parse(first.detail) as Record<string, unknown>
  const now: Record<string, unknown> = { ...document }
  for (const column of ['kind', 'business_key', 'parent_id', 'subject', 'division', 'partner'])
    if (now[column] !== identity[column]) return differs(column, now[column], identity[column])
  for (const [column, vouched] of [
    ['state', newest.state],
    ['reason', newest.reason],
    ['created_at', first.at],
    ['updated_at', newest.at],
  ] as const)
    if (now[column] !== vouched) return differs(column, now[column], vouched)
  return undefined
}

function differs(column: string, now: unknown, vouched: unknown): string {
  return `its ${column} is ${JSON.stringify(now)}, its events say ${JSON.stringify(vouched)}`
}

/** All events in their order: each belongs to a document, names bytes that are there, and is counted by its checkpoint. */
async function checkSeals(
  database: Kysely<Tables>,
  counts: Counts,
  found: (seal: string) => void,
  noted: Noted | undefined,
): Promise<Broken | undefined> {
  let before: CheckpointRow | undefined
  for (;;) {
    const checkpoint = await database
      .selectFrom('checkpoints')
      .selectAll()
      .where('number', '>', before?.number ?? 0)
      .orderBy('number')
      .limit(1)
      .executeTakeFirst()
    if (!checkpoint) break
    const what =
      checkpointFault(checkpoint, before) ??
      (noted?.number === checkpoint.number && noted.seal !== checkpoint.seal
        ? 'its seal is not the one that was noted: the ledger was rewritten before it'
        : undefined)
    if (what) return { table: 'checkpoints', event: checkpoint.last_seq, what: `checkpoint ${checkpoint.number}: ${what}` }
    const broken = await checkSealed(database, counts, checkpoint)
    if (broken) return broken
    counts.checkpoints += 1
    before = checkpoint
    found(markOf(checkpoint))
  }
  const mark = await database.selectFrom('marks').select('value').where('name', '=', SEALED).executeTakeFirst()
  if (mark?.value !== (before && markOf(before)) || (noted && noted.number > (before?.number ?? 0)))
    return {
      table: 'checkpoints',
      what: `the newest is ${before?.number ?? 'none'}: one after it was removed, or the mark of the newest was changed`,
    }
  return checkEvents(database, before?.last_seq ?? 0, undefined, event => {
    counts.events += event.length
    counts.unsealed += event.length
  })
}

function checkpointFault(checkpoint: CheckpointRow, before: CheckpointRow | undefined): string | undefined {
  if (sealOf(checkpoint) !== checkpoint.seal) return 'what it says does not fit its seal: something in it was changed'
  const follows = checkpoint.previous === (before?.seal ?? '') && checkpoint.number === (before?.number ?? 0) + 1
  return follows ? undefined : 'it does not follow the one before it: a checkpoint was removed or replaced'
}

async function checkSealed(database: Kysely<Tables>, counts: Counts, checkpoint: CheckpointRow): Promise<Broken | undefined> {
  const digest = digester()
  const { number, first_seq: from, last_seq: to } = checkpoint
  let seen = 0
  let expected = from
  let gap: number | undefined
  const broken = await checkEvents(database, from - 1, to, page => {
    for (const event of page) {
      if (event.seq !== expected) gap ??= expected
      expected = event.seq + 1
      digest.add(event)
    }
    seen += page.length
  })
  if (broken) return broken
  counts.events += seen
  if (seen === checkpoint.events && digest.digest() === checkpoint.digest) return undefined
  if (expected <= to) gap ??= expected
  const missing = checkpoint.events - seen
  return {
    table: 'events',
    event: gap ?? from,
    what:
      missing > 0
        ? `${missing} of the ${checkpoint.events} events that checkpoint ${number} sealed (${from} to ${to}) ${missing === 1 ? 'is' : 'are'} missing${gap === undefined ? '' : `, the first is ${gap}`}: a document or its events were removed`
        : `the events from ${from} to ${to} are not those that checkpoint ${number} sealed: some were added, replaced or moved`,
  }
}

/** @param to the last, where there is one */
async function checkEvents(
  database: Kysely<Tables>,
  after: number,
  to: number | undefined,
  see: (page: readonly Event[]) => void,
): Promise<Broken | undefined> {
  let last = after
  for (;;) {
    let query = database
      .selectFrom('events')
      .leftJoin('documents', 'documents.id', 'events.document_id')
      .selectAll('events')
      .select('documents.subject')
      .where('events.seq', '>', last)
      .orderBy('events.seq')
      .limit(EVENTS)
    if (to !== undefined) query = query.where('events.seq', '<=', to)
    const page = await query.execute()
    const stray = page.find(({ subject }) => subject === null)
    if (stray) {
      const told = stray.what === 'received' ? subjectIn(stray.detail) : undefined
      return {
        table: 'events',
        event: stray.seq,
        ...(told === undefined ? {} : { subject: told }),
        what: `its document ${stray.document_id} is not there: it was removed`,
      }
    }
    const broken = await checkCarried(database, page)
    if (broken) return broken
    see(page)
    last = page.at(-1)?.seq ?? last
    if (page.length < EVENTS) return undefined
  }
}

function subjectIn(detail: string): string | undefined {
  try {
    const { subject } = JSON.parse(detail) as { subject?: unknown }
    return typeof subject === 'string' ? subject : undefined
  } catch {
    return undefined
  }
}

/** Bytes that events name are there, and as old as the event that stored them. */
async function checkCarried(
  database: Kysely<Tables>,
  events: readonly (Event & { readonly subject: string | null })[],
): Promise<Broken | undefined> {
  const named = events.flatMap(event => carriedBy(event).map(carried => ({ event, ...carried })))
  for (let from = 0; from < named.length; from += DOCUMENTS) {
    const some = named.slice(from, from + DOCUMENTS)
    const rows = await database
      .selectFrom('payloads')
      .select(['sha256', 'created_at'])
      .where('sha256', 'in', [...new Set(some.map(({ sha256: hash }) => hash))])
      .execute()
    const createdAt = new Map(rows.map(row => [row.sha256, row.created_at]))
    for (const { event, sha256: hash, isNew } of some) {
      const created = createdAt.get(hash)
      const place = {
        table: 'payloads',
        event: event.seq,
        ...(event.subject === null ? {} : { subject: event.subject }),
      } as const
      if (created === undefined)
        return { ...place, what: `the bytes ${hash} that the event names are not there: they were removed` }
      if (isNew && created !== event.at && !(await keptAnew(database, hash, created)))
        return { ...place, what: `the bytes ${hash} are said to be of ${created}, the event that stored them is of ${event.at}` }
    }
  }
  return undefined
}

/** Whether bytes that retention had removed came again at that moment. */
async function keptAnew(database: Kysely<Tables>, hash: string, at: string): Promise<boolean> {
  const event = await database
    .selectFrom('events')
    .select('seq')
    .where('at', '=', at)
    .where('payloads', 'like', `%+${hash}%`)
    .limit(1)
    .executeTakeFirst()
  return event !== undefined
}

async function checkPayloads(database: Kysely<Tables>, counts: Counts): Promise<Broken | undefined> {
  const pruned = await database
    .selectFrom('checkpoints')
    .select(({ fn }) => fn.max('pruned_before').as('before'))
    .executeTakeFirst()
  let last = ''
  for (;;) {
    // One at a time: each may be as large as a file.
    const row = await database
      .selectFrom('payloads')
      .selectAll()
      .where('sha256', '>', last)
      .orderBy('sha256')
      .limit(1)
      .executeTakeFirst()
    if (!row) return undefined
    last = row.sha256
    const what = payloadFault(row, pruned?.before ?? null)
    if (what) return { table: 'payloads', ...(await userOf(database, row)), what: `the bytes ${row.sha256}: ${what}` }
    counts.payloads += 1
    if (row.pruned_at !== null) counts.pruned += 1
  }
}

function payloadFault(
  { sha256: hash, bytes, created_at, pruned_at }: PayloadRow,
  prunedBefore: string | null,
): string | undefined {
  if (pruned_at === null)
    return sha256(bytes) === hash ? undefined : 'they do not have this hash: they, or the hash, were changed'
  if (bytes.length > 0) return 'they are said to have been removed, but are there'
  if (prunedBefore !== null && created_at < prunedBefore) return undefined
  return 'they are said to have been removed by retention, but no checkpoint tells of it'
}

async function userOf(database: Kysely<Tables>, { sha256: hash }: PayloadRow): Promise<{ subject?: string; event?: number }> {
  const event = await database
    .selectFrom('events')
    .innerJoin('payload_uses', 'payload_uses.document_id', 'events.document_id')
    .innerJoin('documents', 'documents.id', 'events.document_id')
    .select(['documents.subject', 'events.seq'])
    .where('payload_uses.sha256', '=', hash)
    .where('events.payloads', 'like', `%${hash}%`)
    .orderBy('events.seq')
    .limit(1)
    .executeTakeFirst()
  return event ? { subject: event.subject, event: event.seq } : {}
}
