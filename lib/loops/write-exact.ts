/**
 * Writes of one document, made in their order. Before a create its natural key is looked up, for many documents in one call; after a
 * lost answer the same look-up says whether the record was made. @see reference exact-online.md §4.8
 */
import { asEdiError, EdiError } from '../error'
import type { ExactClient } from '../exact/client'
import type { ExactRecord } from '../exact/odata'
import { knownResource } from '../exact/resources/known'
import { checkBeforeWrite, findExisting, identifiedBy } from '../exact/write'
import { createdBy } from '../mapping/draft-invoice'
import type { ExactComplete, ExactCreate, ExactWrites } from '../mapping/exact-write'

/** What Exact Online holds already, by natural key. What is made joins it: two documents looked up together may mean one record. */
export type Existing = Map<string, ExactRecord | typeof PERHAPS>

/** Made or not: the answer was lost after the look-up. */
const PERHAPS = 'perhaps'

export interface Written {
  readonly resource: string
  readonly action: 'create' | 'update'
  readonly key: string
}

/** The note before a create: from here on the record may exist although no answer says so. */
const CREATING = 'creating'

export async function lookUp(client: ExactClient, documents: readonly ExactWrites[]): Promise<Existing> {
  const existing: Existing = new Map()
  for (const [division, same] of Map.groupBy(documents, document => document.division)) {
    const creates = same.flatMap(({ writes }) => writes).flatMap(recordsNamed)
    for (const [, alike] of Map.groupBy(creates, ({ resource }) => resource)) {
      const found = await findExisting(client, division, alike)
      for (const [index, record] of found.entries())
        if (record) existing.set(identityOf(division, alike[index] as ExactCreate), record)
    }
  }
  return existing
}

/** Records that a write makes or completes: what is looked up before it. */
function recordsNamed(one: ExactWrites['writes'][number]): ExactCreate[] {
  if (one.action === 'update') return []
  return one.action === 'create' ? [one] : [draftOf(one), ...recordsNamed(one.instead)]
}

function draftOf({ resource, draft }: ExactComplete): ExactCreate {
  return { action: 'create', resource, ...draft }
}

export interface WriteContext {
  readonly client: ExactClient
  readonly existing: Existing
  /** What the attempt before had noted. */
  readonly intent: string | undefined
  note(intent: string): Promise<void>
}

/** @throws EdiError `already-in-exact`, `draft-invoice-differs` (held), `create-uncertain`, `exact-field-…`, and those of the client */
export async function write({ division, writes }: ExactWrites, context: WriteContext): Promise<Written[]> {
  for (const one of writes) check(one)
  const written: Written[] = []
  for (const one of writes) written.push(await make(division, one, context))
  return written
}

async function make(division: number, one: ExactWrites['writes'][number], context: WriteContext): Promise<Written> {
  const { resource, action } = one
  if (action === 'complete') return complete(division, one, context)
  if (action === 'create') return { resource, action, key: await create(division, one, context) }
  await context.client.update(division, resource, one.key, one.body)
  return { resource, action, key: one.key }
}

function check(one: ExactWrites['writes'][number]): void {
  if (one.action !== 'complete') return checkBeforeWrite(one.resource, one.body, one.action)
  if ('body' in one.completion) checkBeforeWrite(one.resource, one.completion.body, 'update')
  check(one.instead)
}

/** The draft is looked for under its own natural key: once it is complete it has another. */
async function complete(division: number, one: ExactComplete, context: WriteContext): Promise<Written> {
  const { client, existing, note } = context
  const { resource, instead, completion } = one
  const draft = existing.get(identityOf(division, draftOf(one)))
  const identity = identityOf(division, createdBy(instead))
  if (!draft || draft === PERHAPS || existing.has(identity)) return make(division, instead, context)
  if ('differs' in completion) throw draftDiffers(division, one, completion.differs)
  const key = String(draft[knownResource(resource)?.key ?? 'ID'])
  await note(CREATING)
  await client.update(division, resource, key, completion.body)
  existing.delete(identityOf(division, draftOf(one)))
  existing.set(identity, draft)
  return { resource, action: 'update', key }
}

function draftDiffers(division: number, { draft }: ExactComplete, differs: string): EdiError {
  return new EdiError({
    code: 'draft-invoice-differs',
    what: `Exact Online holds "${String(draft.body['YourRef'])}", and the invoice is another: ${differs}`,
    where: { division },
    why: 'The lines of a draft cannot be changed from here, and a second invoice would be booked beside it',
    remedy: 'Delete the draft in Exact Online and try again: the invoice is then booked as it is',
    prospect: 'held',
  })
}

async function create(division: number, one: ExactCreate, { client, existing, intent, note }: WriteContext): Promise<string> {
  const key = knownResource(one.resource)?.key ?? 'ID'
  const identity = identityOf(division, one)
  const found = existing.get(identity)
  if (found === PERHAPS) throw inDoubt(division, one)
  if (found && intent === CREATING) return String(found[key])
  if (found) throw alreadyThere(division, one)
  if (intent === CREATING && one.naturalKey.length === 0) throw notKnown(division, one)
  await note(CREATING)
  const record = await client.create(division, one.resource, one.body).catch((thrown: unknown) => {
    if (asEdiError(thrown).prospect === 'uncertain' && one.naturalKey.length > 0) existing.set(identity, PERHAPS)
    throw thrown
  })
  if (one.naturalKey.length > 0) existing.set(identity, record)
  return String(record[key])
}

function identityOf(division: number, create: ExactCreate): string {
  return JSON.stringify([division, create.resource, ...Object.entries(identifiedBy(create))])
}

function alreadyThere(division: number, { resource, body, naturalKey }: ExactCreate): EdiError {
  return new EdiError({
    code: 'already-in-exact',
    what: `Exact Online holds a record of ${resource} with the same ${naturalKey.map(name => `${name} ${String(body[name])}`).join(', ')}`,
    where: { division },
    why: 'It was entered by somebody else, or comes of another document',
    remedy: 'Compare the two; nothing was written',
    prospect: 'held',
  })
}

function inDoubt(division: number, { resource }: ExactCreate): EdiError {
  return new EdiError({
    code: 'same-record-in-doubt',
    what: `Another document was just to make the same record in ${resource}, and its answer was lost`,
    where: { division },
    remedy: 'It is looked up before it is tried again',
    prospect: 'passing',
  })
}

function notKnown(division: number, { resource }: ExactCreate): EdiError {
  return new EdiError({
    code: 'create-uncertain',
    what: `A create in ${resource} was begun and its answer was lost`,
    where: { division },
    why: 'The write names no natural key by which the record could be found again',
    remedy: 'Look in Exact Online whether it is there; give the node a natural key',
    prospect: 'uncertain',
  })
}
