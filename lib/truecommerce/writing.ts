/**
 * Files brought to a mailbox: each under its final name once, whole, or not at all. A crash at any point is settled by looking, never by
 * sending again blindly. @see reference truecommerce.md §5
 */
import { createHash } from 'node:crypto'
import { checkFileName, longestName } from './file-names'
import { ensureFolder } from './mailbox'
import { isFault, mailboxError } from './mailbox-error'
import { around, below, type Entry, nameOf, type Transport } from './transport'

/** How a file is kept from being seen half-written: `.part` beside it, a folder beside the scanned one, or not at all. */
export type Temporary = 'extension' | 'folder' | 'direct'

export interface Delivery {
  readonly folder: string
  readonly name: string
  readonly bytes: Buffer
  readonly temporary: Temporary
  /** `stop`: nothing is sent where the server refuses the rename or the folder; else the next best way is taken. */
  readonly whenRefused?: WhenRefused
}

export type WhenRefused = 'next-best' | 'stop'

/**
 * How far a delivery has come, told before each stage so that the caller can record it first. `uploading`: a draft may be there.
 * `renaming`: the draft is whole and the file may show under its final name from now on, and may be taken away at once. `in-place`: the
 * file is written under its final name, so it may also show half.
 */
export type Stage = 'uploading' | 'renaming' | 'in-place'

/**
 * @param begins resolves when the stage is on record; the stage does not begin before
 * @returns `delivered`, also when the same bytes were there already
 * @throws `mailbox-name-taken` other bytes have this name; `mailbox-no-safe-way` the server refuses what the settings insist on; `mailbox-delivery-unsettled` (uncertain) when the answer to the last step did
 *   not come: call `settleDelivery`; any other fault means that the file did not appear
 */
export async function deliver(
  transport: Transport,
  delivery: Delivery,
  begins: (stage: Stage) => Promise<void>,
): Promise<'delivered'> {
  const target = below(delivery.folder, checkFileName(delivery.name))
  const draft = await placeForDraft(transport, delivery)
  if (draft !== undefined) {
    await begins('uploading')
    await writeDraft(transport, draft, delivery.bytes)
    await begins('renaming')
    if (await show(transport, draft, target, delivery.bytes)) return 'delivered'
    // Renaming was refused, so nothing has shown: back to what is known.
    await begins('uploading')
    await removeIfAllowed(transport, draft)
    if (delivery.whenRefused === 'stop') throw mailboxError('mailbox-no-safe-way', { file: target, why: 'Renaming was refused' })
  }
  await begins('in-place')
  await writeInPlace(transport, target, delivery.bytes)
  return 'delivered'
}

/**
 * What became of a delivery that was begun: `delivered`, which may be finished by this; `absent`: it never appeared and may be delivered again; `vanished`: it may have
 * appeared and been taken away, so it is uncertain and must not be sent again before a 997, a later listing or a person says so.
 * @param recorded the last stage on record; undefined when none is
 * @throws `mailbox-name-taken`, and what keeps the mailbox from being looked at
 */
export async function settleDelivery(
  transport: Transport,
  delivery: Delivery,
  recorded: Stage | undefined,
): Promise<'delivered' | 'absent' | 'vanished'> {
  const target = below(delivery.folder, checkFileName(delivery.name))
  const halfGone = recorded === 'in-place' && (await removeHalf(transport, target, delivery.bytes))
  if (!halfGone && (await isThere(transport, target, delivery.bytes))) {
    await removeDrafts(transport, delivery).catch(() => undefined)
    return 'delivered'
  }
  if (recorded === 'renaming' && (await finishRename(transport, delivery, target))) return 'delivered'
  const draftFound = await removeDrafts(transport, delivery)
  // With the draft gone, a rename that was still on its way can no longer succeed; one that was quicker shows now.
  if (await isThere(transport, target, delivery.bytes)) return 'delivered'
  if (recorded === 'in-place') return halfGone ? 'absent' : 'vanished'
  return recorded === 'renaming' && !draftFound ? 'vanished' : 'absent'
}

/**
 * Makes the rename that was begun, when its whole draft is still there. To take the draft away instead and begin anew would take away the
 * one proof that nothing was sent: a kill before the new draft is on record would leave a delivery that nobody can tell from a vanished one.
 */
async function finishRename(transport: Transport, delivery: Delivery, target: string): Promise<boolean> {
  for (const draft of draftsOf(delivery))
    try {
      const found = await transport.stat(draft)
      if (found?.size !== delivery.bytes.length || !(await holds(transport, draft, delivery.bytes))) continue
      await transport.rename(draft, target)
      return true
    } catch (error) {
      // The one that was on its way was quicker, or there is no renaming here: looking goes on.
      if (!isFault(error, 'mailbox-file-missing', 'mailbox-name-taken') && !isRefusal(error)) throw error
    }
  return false
}

/** Where the draft is written; undefined when it is to be written in place, or no other place can be had. */
async function placeForDraft(transport: Transport, delivery: Delivery): Promise<string | undefined> {
  const [beside, apart] = draftsOf(delivery)
  if (delivery.temporary === 'extension') return beside
  if (delivery.temporary === 'direct') return undefined
  try {
    await ensureFolder(transport, around(apart))
    return apart
  } catch (error) {
    if (isRefusal(error) && delivery.whenRefused === 'stop')
      throw mailboxError('mailbox-no-safe-way', { file: apart, why: 'Making the folder was refused', cause: error })
    if (isRefusal(error)) return beside
    throw error
  }
}

/** Both places a draft can have, because the one asked for may have been refused. */
function draftsOf({ folder, name }: Delivery): [beside: string, apart: string] {
  // The same name every time, so that what a crash left behind is found.
  const fits = Buffer.byteLength(`${name}.part`) <= longestName
  const draft = `${fits ? name : createHash('sha256').update(name).digest('hex')}.part`
  return [below(folder, draft), below(below(around(folder), 'Uploading'), draft)]
}

async function writeDraft(transport: Transport, draft: string, bytes: Buffer): Promise<void> {
  try {
    await transport.write(draft, bytes)
  } catch (error) {
    // Left behind by an earlier attempt, whole or half.
    if (!isFault(error, 'mailbox-name-taken')) throw error
    if (await holds(transport, draft, bytes)) return
    await transport.remove(draft)
    await transport.write(draft, bytes)
  }
  // Looked at before the rename: once it shows, it may be taken away before it can be looked at.
  const found = await transport.stat(draft)
  if (found?.size !== bytes.length) throw sizeDiffers(draft, bytes, found)
}

/** False when the server does not rename at all. */
async function show(transport: Transport, draft: string, target: string, bytes: Buffer): Promise<boolean> {
  try {
    await transport.rename(draft, target)
    return true
  } catch (error) {
    if (isFault(error, 'mailbox-name-taken')) {
      await transport.remove(draft).catch(() => undefined)
      if (await isThere(transport, target, bytes)) return true
    } else if (isRefusal(error)) return false
    throw unsettled(error, target)
  }
}

async function writeInPlace(transport: Transport, target: string, bytes: Buffer): Promise<void> {
  try {
    await transport.write(target, bytes)
  } catch (error) {
    if (isFault(error, 'mailbox-name-taken') && (await isThere(transport, target, bytes))) return
    if (isFault(error, 'mailbox-folder-missing', 'mailbox-permission-denied', 'mailbox-name-taken', 'file-name-refused'))
      throw error
    throw unsettled(error, target)
  }
  // Taken away already is as good as there.
  const found = await transport.stat(target).catch(() => undefined)
  if (found && found.size !== bytes.length) throw sizeDiffers(target, bytes, found)
}

/** Whether our bytes are there under the final name. @throws `mailbox-name-taken` when others are */
async function isThere(transport: Transport, target: string, bytes: Buffer): Promise<boolean> {
  const found = await transport.stat(target)
  if (!found) return false
  if (found.size === bytes.length && (await holds(transport, target, bytes))) return true
  // Taken away between the two looks: not there.
  if (!(await transport.stat(target))) return false
  throw mailboxError('mailbox-name-taken', { file: target })
}

/** A mailbox that may be written but not read can only be asked for the size. */
async function holds(transport: Transport, path: string, bytes: Buffer): Promise<boolean> {
  try {
    return (await transport.read(path)).equals(bytes)
  } catch (error) {
    if (isFault(error, 'mailbox-permission-denied')) return (await transport.stat(path))?.size === bytes.length
    if (isFault(error, 'mailbox-file-missing')) return false
    throw error
  }
}

/** A file written in place and cut off holds the beginning of our bytes; it is taken away, so that it can be written whole. */
async function removeHalf(transport: Transport, target: string, bytes: Buffer): Promise<boolean> {
  const found = await transport.stat(target)
  if (!found || found.size >= bytes.length) return false
  const start = await transport.read(target)
  if (start.length >= bytes.length || !bytes.subarray(0, start.length).equals(start)) return false
  return removeIfThere(transport, target)
}

/** Whether there was one. One that may not be removed still proves that the rename was not made. */
async function removeDrafts(transport: Transport, delivery: Delivery): Promise<boolean> {
  let found = false
  for (const draft of draftsOf(delivery))
    try {
      found = (await removeIfThere(transport, draft)) || found
    } catch (error) {
      if (!isRefusal(error)) throw error
      found = (await transport.stat(draft)) !== undefined || found
    }
  return found
}

async function removeIfThere(transport: Transport, path: string): Promise<boolean> {
  try {
    await transport.remove(path)
    return true
  } catch (error) {
    if (isFault(error, 'mailbox-file-missing')) return false
    throw error
  }
}

async function removeIfAllowed(transport: Transport, path: string): Promise<void> {
  try {
    await removeIfThere(transport, path)
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

function isRefusal(error: unknown): boolean {
  return isFault(error, 'mailbox-permission-denied', 'mailbox-refused', 'mailbox-folder-missing')
}

function unsettled(error: unknown, target: string): unknown {
  return mailboxError('mailbox-delivery-unsettled', { file: nameOf(target), cause: error })
}

function sizeDiffers(path: string, bytes: Buffer, found: Entry | undefined): unknown {
  return mailboxError('mailbox-size-differs', {
    file: path,
    why: `Sent were ${bytes.length} bytes, there are ${found?.size ?? 'none'}`,
  })
}
