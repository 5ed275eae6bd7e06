/**
 * Writes of one document, made in their order. Before a create its natural key is looked up, for many documents in one call; after a
 * lost answer the same look-up says whether the record was made. @see reference exact-online.md §4.8
 */
import type { Division, Guid } from '../documents/value'
import { asEdiError } from '../error'
import type { ExactClient } from '../exact/client'
import { asSent, checkBeforeWrite, droppedFrom } from '../exact/write'
import { createdBy } from '../mapping/draft-invoice'
import type { ExactComplete, ExactCreate, ExactEnsure, ExactWrite, ExactWrites } from '../mapping/exact-write'
import { draftOf, type Existing, identityOf, type Keys, keyOf, PERHAPS, referring } from './existing-records'
import { alreadyThere, draftDiffers, inDoubt, notKnown, referenceDropped } from './write-words'

export interface Written {
  readonly resource: string
  readonly action: 'create' | 'update'
  readonly key: string
}

export interface WriteContext {
  readonly client: ExactClient
  readonly existing: Existing
  /** What the attempt before had noted. */
  readonly intent: string | undefined
  note(intent: string): Promise<void>
}

/** The write in hand. */
interface Turn extends Pick<WriteContext, 'client' | 'existing'> {
  readonly division: Division
  readonly keys: Keys
  /** An earlier attempt had begun it: a record that is there is its own. */
  readonly wasBegun: boolean
  /** From here on the record may exist although no answer says so. */
  begin(): Promise<void>
}

/**
 * @throws EdiError `already-in-exact`, `draft-invoice-differs`, `exact-reference-dropped` (held), `create-uncertain`, `exact-field-…`,
 * and those of the client
 */
export async function write({ division, writes }: ExactWrites, context: WriteContext): Promise<Written[]> {
  for (const one of writes) check(one)
  const keys: Keys = new Map()
  const begun = Number(/^creating (\d+)$/.exec(context.intent ?? '')?.[1] ?? -1)
  const turns = writes.map((one, n) => {
    const turn: Turn = { ...context, division, keys, wasBegun: n <= begun, begin: () => context.note(`creating ${n}`) }
    return { one, turn }
  })
  // Nothing is made that belongs to a record which turns out to be somebody else's.
  for (const { one, turn } of turns) if (one.action === 'create') foundOwn(one, turn)
  const written: Written[] = []
  for (const { one, turn } of turns) written.push(await make(one, turn))
  return written
}

const nobody: Guid = '00000000-0000-0000-0000-000000000000'

function check(one: ExactWrite): void {
  const referred = Object.fromEntries(Object.keys(('refers' in one && one.refers) || {}).map(property => [property, nobody]))
  if (one.action !== 'complete')
    return checkBeforeWrite(one.resource, { ...asSent(one.body), ...referred }, one.action === 'update' ? 'update' : 'create')
  if ('body' in one.completion) checkBeforeWrite(one.resource, { ...one.completion.body, ...referred }, 'update')
  check(one.instead)
}

async function make(one: ExactWrite, turn: Turn): Promise<Written> {
  const { resource, action } = one
  if (action === 'complete') return complete(one, turn)
  if (action !== 'update') {
    const key = await there(one, turn)
    if (one.as !== undefined) turn.keys.set(one.as, key)
    return { resource, action: 'create', key }
  }
  await turn.client.update(turn.division, resource, one.key, asSent(one.body))
  return { resource, action, key: one.key }
}

/** The draft is looked for under its own natural key: once it is complete it has another. */
async function complete(one: ExactComplete, turn: Turn): Promise<Written> {
  const { client, existing, division } = turn
  const { resource, instead, completion } = one
  const draft = existing.get(identityOf(division, draftOf(one)))
  const identity = identityOf(division, createdBy(instead))
  if (!draft || draft === PERHAPS || existing.has(identity)) return make(instead, turn)
  if ('differs' in completion) throw draftDiffers(division, one, completion.differs)
  const key = keyOf(resource, draft)
  await turn.begin()
  await client.update(division, resource, key, referring(completion.body, one.refers, turn.keys))
  existing.delete(identityOf(division, draftOf(one)))
  existing.set(identity, draft)
  return { resource, action: 'update', key }
}

/** Key of the record, which is made unless it is there and ours. */
async function there(wanted: ExactCreate | ExactEnsure, turn: Turn): Promise<string> {
  const { client, existing, division, keys, wasBegun } = turn
  const one = { ...wanted, body: referring(wanted.body, wanted.refers, keys) }
  const identity = identityOf(division, one)
  const own = foundOwn(one, turn)
  if (own !== undefined) return own
  if (wasBegun && one.naturalKey.length === 0) throw notKnown(division, one)
  await turn.begin()
  const record = await client.create(division, one.resource, asSent(one.body)).catch((thrown: unknown) => {
    if (asEdiError(thrown).prospect === 'uncertain' && one.naturalKey.length > 0) existing.set(identity, PERHAPS)
    throw thrown
  })
  if (one.naturalKey.length > 0) existing.set(identity, record)
  const dropped = droppedFrom(record, one.resource, one.body)
  if (dropped.length > 0) throw referenceDropped(division, one, dropped)
  return keyOf(one.resource, record)
}

/** @throws EdiError `already-in-exact`, held, for somebody else's; `same-record-in-doubt` */
function foundOwn(one: ExactCreate | ExactEnsure, { existing, division, wasBegun }: Turn): string | undefined {
  const found = existing.get(identityOf(division, one))
  if (found === undefined) return undefined
  if (found === PERHAPS) throw inDoubt(division, one)
  if (one.action === 'create' && !wasBegun) throw alreadyThere(division, one)
  return keyOf(one.resource, found)
}
