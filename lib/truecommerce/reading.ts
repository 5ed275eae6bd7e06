/**
 * Files that wait in a mailbox, as separate steps, so that the caller can store the bytes before anything remote is touched:
 * `waitingFiles` → for each: `readIfComplete` → the caller stores → `settleRead`.
 * @see reference truecommerce.md §4, §5
 */
import { createHash } from 'node:crypto'
import { asEdiError } from '../error'
import { completenessOf, type FileFormat, transactionSetsIn } from './complete'
import { refusalOf } from './file-names'
import { ensureFolder } from './mailbox'
import { isFault, mailboxError } from './mailbox-error'
import { type Role, strayReason } from './role'
import type { TextEncoding } from './text-encoding'
import { below, type Entry, type Transport } from './transport'

export interface ReadingSettings {
  /** Which names are asked for. */
  readonly accepts: (name: string) => boolean
  /** A file whose format cannot tell is whole when two listings so many seconds apart agree on size and time. */
  readonly settleSeconds: number
  /** A file whose format says it is not whole is set aside when it has not changed for so long. */
  readonly giveUpSeconds: number
  /** Bytes; larger files are set aside. */
  readonly largest: number
  /** What the company is; with it, files that are not meant for it are set aside. */
  readonly role?: Role
}

/** What the listings so far have shown, by path. Kept by the caller between polls; losing it costs time, not safety. */
export type Sightings = Map<string, Sighting>

export interface Sighting {
  readonly size: number
  readonly modified: number
  /** Milliseconds, when it was first seen with this size and time. */
  readonly since: number
  /** When it was first seen at all. */
  readonly first: number
  /** Why it is not tried again while size and time stay. */
  readonly setAside?: Why
}

/** Why a file is set aside. */
export interface Why {
  /** Stable: one of mailbox-error.ts, or `file-empty`, `file-not-whole`, `file-wrong-direction`. */
  readonly code: string
  /** In plain words. */
  readonly reason: string
}

export interface WaitingFile extends Entry {
  readonly unchangedSeconds: number
}

export interface Waiting {
  /** Oldest first, then by name. */
  readonly files: readonly WaitingFile[]
  readonly setAside: readonly SetAside[]
  /** Files of names that are not asked for. */
  readonly others: readonly Entry[]
}

export interface SetAside extends Why {
  readonly file: Entry
}

export type Reading =
  | {
      readonly state: 'complete'
      readonly bytes: Buffer
      readonly sha256: string
      readonly format: FileFormat
      readonly encoding: TextEncoding
      /** When it was read; at least as much as in the listing. For `StoredFile`. */
      readonly unchangedSeconds: number
    }
  /** To be looked at again at the next poll. */
  | { readonly state: 'growing' }
  | ({ readonly state: 'set-aside' } & Why)
  /** Gone since the listing. */
  | { readonly state: 'gone' }

/** One listing, compared with the ones before. @throws `mailbox-folder-missing` and the passing faults */
export async function waitingFiles(
  transport: Transport,
  folder: string,
  sightings: Sightings,
  now: Date,
  settings: ReadingSettings,
): Promise<Waiting> {
  const listed = (await transport.list(folder)).filter(one => !one.folder)
  const entries = listed.filter(one => settings.accepts(one.name))
  const files: WaitingFile[] = []
  const setAside: SetAside[] = []
  const seen = new Set<string>()
  for (const entry of entries.sort(olderFirst)) {
    seen.add(entry.path)
    const sighting = sight(entry, sightings.get(entry.path), now)
    sightings.set(entry.path, sighting)
    const unchangedSeconds = (now.getTime() - sighting.since) / 1000
    const why = sighting.setAside ?? hopeless(entry, unchangedSeconds, settings)
    if (why !== undefined) setAside.push({ file: entry, ...why })
    else if (entry.size > 0) files.push({ ...entry, unchangedSeconds })
  }
  for (const path of sightings.keys()) if (path.startsWith(below(folder, '')) && !seen.has(path)) sightings.delete(path)
  return { files, setAside, others: listed.filter(one => !settings.accepts(one.name)) }
}

/**
 * The bytes of a file when they are all of it. A file that cannot be read is set aside and does not stop the others.
 * @param now when it is read; with it, files that waited for their turn need no second reading in `settleRead`
 * @throws only what concerns the whole mailbox: the passing faults
 */
export async function readIfComplete(
  transport: Transport,
  file: WaitingFile,
  sightings: Sightings,
  settings: ReadingSettings,
  now?: Date,
): Promise<Reading> {
  const since = sightings.get(file.path)?.since
  const unchangedSeconds = now && since !== undefined ? (now.getTime() - since) / 1000 : file.unchangedSeconds
  let bytes: Buffer
  try {
    bytes = await transport.read(file.path, file.size)
  } catch (thrown) {
    if (isFault(thrown, 'mailbox-file-missing')) return { state: 'gone' }
    const error = asEdiError(thrown)
    if (error.prospect === 'passing') throw error
    return setAside(sightings, file, { code: error.code, reason: error.message })
  }
  const isStuck = file.unchangedSeconds >= settings.giveUpSeconds
  if (bytes.length !== file.size) {
    if (!isStuck) return { state: 'growing' }
    const reason = `It is listed with ${file.size} bytes and has ${bytes.length}, for ${settings.giveUpSeconds / 3600} hours now`
    return setAside(sightings, file, { code: 'file-not-whole', reason })
  }
  const { format, encoding, complete } = completenessOf(bytes)
  if (complete ?? file.unchangedSeconds >= settings.settleSeconds) {
    const stray = settings.role && strayReason(settings.role, transactionSetsIn(bytes))
    if (stray !== undefined) return setAside(sightings, file, { code: 'file-wrong-direction', reason: stray })
    return { state: 'complete', bytes, sha256: sha256Of(bytes), format, encoding, unchangedSeconds }
  }
  if (complete === false && isStuck)
    return setAside(sightings, file, {
      code: 'file-not-whole',
      reason: `The ${format} in it does not end, and it has not grown for ${settings.giveUpSeconds / 3600} hours`,
    })
  return { state: 'growing' }
}

export type AfterRead =
  | { readonly action: 'delete' }
  | { readonly action: 'leave' }
  | { readonly action: 'move'; readonly folder: string }

/** What was read, as the caller stored it. */
export interface StoredFile {
  readonly path: string
  readonly name: string
  readonly size: number
  readonly modified: Date
  readonly sha256: string
  /** As when it was read; 0 when not known, after a restart. */
  readonly unchangedSeconds: number
}

/**
 * Deletes or moves a file whose bytes are stored, if it is still the file that was stored.
 * @returns `changed`: another file has come under its name and was left for the next poll; `gone`: somebody else took it
 * @throws `mailbox-permission-denied`, `mailbox-refused`: the file stays; the caller treats it as `leave` from then on
 */
export async function settleRead(
  transport: Transport,
  stored: StoredFile,
  after: AfterRead,
): Promise<'removed' | 'moved' | 'left' | 'changed' | 'gone'> {
  if (after.action === 'leave') return 'left'
  try {
    if (!(await isStill(transport, stored))) return 'changed'
    if (after.action === 'delete') {
      await transport.remove(stored.path)
      return 'removed'
    }
    await ensureFolder(transport, after.folder)
    await move(transport, stored, after.folder)
    return 'moved'
  } catch (error) {
    if (isFault(error, 'mailbox-file-missing')) return 'gone'
    throw error
  }
}

/** Times are in whole seconds: a file that was younger than that when it was read may have been replaced without a trace, so it is read again. */
async function isStill(transport: Transport, stored: StoredFile): Promise<boolean> {
  const found = await transport.stat(stored.path)
  if (found && (found.size !== stored.size || found.modified.getTime() !== stored.modified.getTime())) return false
  return stored.unchangedSeconds >= 2 || sha256Of(await transport.read(stored.path)) === stored.sha256
}

async function move(transport: Transport, stored: StoredFile, folder: string): Promise<void> {
  try {
    await transport.rename(stored.path, below(folder, stored.name))
  } catch (error) {
    if (isFault(error, 'mailbox-permission-denied', 'mailbox-refused')) return copy(transport, stored, folder)
    if (!isFault(error, 'mailbox-name-taken')) throw error
    const unique = `${stored.sha256.slice(0, 16)} ${stored.name}`
    // The name with the content in it is taken: the same bytes are in the archive already.
    if (await transport.stat(below(folder, unique))) await transport.remove(stored.path)
    else await transport.rename(stored.path, below(folder, unique))
  }
}

/** For servers that do not rename: the bytes under the name with the content in it, which a second attempt finds again. */
async function copy(transport: Transport, stored: StoredFile, folder: string): Promise<void> {
  const bytes = await transport.read(stored.path)
  const there = below(folder, `${stored.sha256.slice(0, 16)} ${stored.name}`)
  try {
    await transport.write(there, bytes)
  } catch (error) {
    if (!isFault(error, 'mailbox-name-taken')) throw error
    // Cut off at an earlier attempt, perhaps in the middle.
    if (!(await transport.read(there)).equals(bytes)) {
      await transport.remove(there)
      await transport.write(there, bytes)
    }
  }
  if ((await transport.stat(there))?.size !== bytes.length) throw mailboxError('mailbox-size-differs', { file: there })
  await transport.remove(stored.path)
}

function sight(entry: Entry, before: Sighting | undefined, now: Date): Sighting {
  const modified = entry.modified.getTime()
  return before?.size === entry.size && before.modified === modified
    ? before
    : { size: entry.size, modified, since: now.getTime(), first: before?.first ?? now.getTime() }
}

function setAside(sightings: Sightings, file: Entry, why: Why): Reading {
  const sighting = sightings.get(file.path)
  if (sighting) sightings.set(file.path, { ...sighting, setAside: why })
  return { state: 'set-aside', ...why }
}

/** Reasons that show without reading. An empty file may have been opened a moment ago. */
function hopeless(entry: Entry, unchangedSeconds: number, settings: ReadingSettings): Why | undefined {
  const name = refusalOf(entry.name)
  if (name !== undefined) return { code: 'file-name-refused', reason: `Its name cannot be used. ${name}` }
  if (entry.link)
    return { code: 'mailbox-path-outside', reason: 'It is a symbolic link, and a file is never read or written through one' }
  if (entry.size > settings.largest) {
    const reason = `It has ${entry.size} bytes; more than ${settings.largest} are not read`
    return { code: 'mailbox-file-too-large', reason }
  }
  if (entry.size === 0 && unchangedSeconds >= settings.settleSeconds) return { code: 'file-empty', reason: 'It is empty' }
  return undefined
}

/** By time, then by name. */
export function olderFirst(a: Entry, b: Entry): number {
  return a.modified.getTime() - b.modified.getTime() || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
