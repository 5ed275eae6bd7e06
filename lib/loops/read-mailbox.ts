/**
 * One poll of the mailbox: each whole file is stored in the ledger before anything remote is touched, handed on once, and only then
 * removed. What cannot be read is set aside and blocks nothing.
 */
import { asEdiError, type EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import type { CollectRequest, StoredOutput } from '../ledger/outputs'
import type { Mailbox } from '../truecommerce/mailbox'
import { POLL_FLOOR } from './next-look'
import type { Entry } from '../truecommerce/transport'
import {
  type AfterRead,
  olderFirst,
  readIfComplete,
  type Reading,
  type ReadingSettings,
  settleRead,
  type SetAside,
  type Sightings,
  type Waiting,
  type WaitingFile,
  waitingFiles,
} from '../truecommerce/reading'

export interface MailboxPoll {
  readonly mailbox: Mailbox
  readonly ledger: Ledger
  readonly node: string
  readonly who: string
  readonly reading: ReadingSettings
  readonly afterRead: AfterRead['action']
  /** Whether a durable node is reached from the output. */
  readonly followed: boolean
  readonly sightings: Sightings
  /** The node is closing: stop after the file in hand. */
  readonly signal: AbortSignal
  handOn(outputs: readonly StoredOutput[]): Promise<void>
  progress(done: number, of: number): void
}

export interface PollResult {
  readonly read: number
  /** Files that were not whole yet. */
  readonly growing: number
  /** Whether one of them may be whole in a few seconds. */
  readonly soon: boolean
  readonly setAside: readonly SetAside[]
  /** When the oldest of the files was put there that stay unread, for the alarm before the mailbox sweeps it. */
  readonly oldest: Date | undefined
  /** The mailbox would not let go of these. */
  readonly refused: readonly EdiError[]
}

/** A whole file in memory, not stored yet. */
interface Found {
  readonly file: WaitingFile
  readonly reading: Extract<Reading, { state: 'complete' }>
}

/** So many files, or so many bytes, share one commit: the wait for the disk costs more than the transfer of a usual file. */
const MOST_FILES = 32
const MOST_BYTES = 8 * 1024 * 1024

export async function readMailbox(poll: MailboxPoll): Promise<PollResult> {
  const { files, setAside, others } = await allWaiting(poll)
  const result = {
    read: 0,
    growing: 0,
    soon: false,
    setAside: [...setAside],
    refused: [] as EdiError[],
    oldest: undefined as Date | undefined,
  }
  const stays = ({ modified }: Entry) => {
    if (!result.oldest || modified < result.oldest) result.oldest = modified
  }
  for (const { file } of setAside) stays(file)
  // Of what is to stay in the mailbox nobody can tell whether another node has read it.
  if (poll.afterRead !== 'leave') for (const file of others) stays(file)

  let batch: Found[] = []
  const take = async () => {
    const found = batch
    batch = []
    await takeBatch(poll, found, problem => {
      result.read += 1
      if (problem) result.refused.push(problem)
    })
  }
  for (const [index, file] of files.entries()) {
    if (poll.signal.aborted) break
    poll.progress(index, files.length)
    if ((await poll.ledger.read(mark(poll, file))) !== undefined) continue
    const reading = await readIfComplete(
      poll.mailbox.transport,
      file,
      poll.sightings,
      poll.reading,
      poll.ledger.environment.now(),
    ).catch(async (fault: unknown) => {
      // The mailbox is lost; what was read is not.
      await take()
      throw fault
    })
    if (reading.state === 'growing') {
      result.growing += 1
      result.soon ||= mayBeWholeSoon(poll, file)
    }
    if (reading.state === 'growing' || reading.state === 'set-aside') stays(file)
    if (reading.state === 'set-aside') result.setAside.push({ file, code: reading.code, reason: reading.reason })
    if (reading.state !== 'complete') continue
    batch.push({ file, reading })
    if (isFull(batch, poll)) await take()
  }
  await take()
  return result
}

/** It is new here, and has not been seen twice with one size. One that goes on growing, or stays as it is, can wait like all else. */
function mayBeWholeSoon({ sightings, reading, ledger }: MailboxPoll, { path, unchangedSeconds }: WaitingFile): boolean {
  const now = ledger.environment.now().getTime()
  const known = now - (sightings.get(path)?.first ?? now)
  return unchangedSeconds < reading.settleSeconds && known < POLL_FLOOR * 1000
}

/** What nobody hands on again after a stop is not stored ahead of its turn. */
function isFull(batch: readonly Found[], { followed }: MailboxPoll): boolean {
  const bytes = batch.reduce((sum, { file }) => sum + file.size, 0)
  return !followed || batch.length >= MOST_FILES || bytes >= MOST_BYTES
}

/** Oldest first, whatever folder they are in. */
async function allWaiting({ mailbox, ledger, reading, sightings }: MailboxPoll): Promise<Waiting> {
  const files: WaitingFile[] = []
  const setAside: SetAside[] = []
  const others: Entry[] = []
  for (const folder of await mailbox.exportFolders()) {
    const found = await waitingFiles(mailbox.transport, folder, sightings, ledger.environment.now(), reading)
    files.push(...found.files)
    setAside.push(...found.setAside)
    others.push(...found.others)
  }
  return { files: files.toSorted(olderFirst), setAside, others }
}

/** Stores all of them, then hands each on and lets go of its file, in order. */
async function takeBatch(
  poll: MailboxPoll,
  batch: readonly Found[],
  taken: (problem: EdiError | undefined) => void,
): Promise<void> {
  const { ledger, signal } = poll
  if (signal.aborted || batch.length === 0) return
  // When they cannot be stored together, each is for itself, so that only what cannot be stored is told.
  const together = await ledger.collectAll(batch.map(one => requestFor(poll, one))).catch(() => undefined)
  for (const [index, found] of batch.entries()) {
    if (signal.aborted && index > 0) return
    const { outputs, known } = together?.[index] ?? (await ledger.collect(requestFor(poll, found)))
    ledger.announce({
      documentId: outputs[0]?.documentId ?? '',
      at: ledger.environment.now().toISOString(),
      what: known.length > 0 ? 'delivered again, the same bytes, not taken twice' : 'taken from the mailbox',
      who: poll.who,
      detail: {},
      subject: found.file.name,
    })
    await poll.handOn(outputs)
    taken(await letGo(poll, found))
  }
}

/** A file that is to stay is remembered with its bytes, so that it is not read at each poll. */
function requestFor(poll: MailboxPoll, { file, reading }: Found): CollectRequest {
  return {
    node: poll.node,
    who: poll.who,
    outputs: [
      {
        port: 0,
        followed: poll.followed,
        document: { kind: 'inbound-file', businessKey: reading.sha256, subject: file.name },
        message: {
          payload: reading.bytes,
          topic: file.name,
          filename: file.name,
          edi: { kind: 'inbound-file', format: reading.format, encoding: reading.encoding },
        },
      },
    ],
    ...(poll.afterRead === 'leave' && { mark: { name: mark(poll, file), value: reading.sha256 } }),
  }
}

/** Removes or moves the file; one that stays because the mailbox refuses is remembered as well. */
async function letGo(poll: MailboxPoll, { file, reading }: Found): Promise<EdiError | undefined> {
  const { mailbox, ledger, afterRead } = poll
  if (afterRead === 'leave') return undefined
  const { sha256, unchangedSeconds } = reading
  try {
    const after: AfterRead =
      afterRead === 'move' ? { action: 'move', folder: await mailbox.archiveFolder() } : { action: afterRead }
    await settleRead(mailbox.transport, { ...file, sha256, unchangedSeconds }, after)
    return undefined
  } catch (thrown) {
    const error = asEdiError(thrown)
    // The next poll reads it again, finds it known and tries once more.
    if (error.prospect === 'passing') throw error
    await ledger.write(mark(poll, file), sha256)
    return error
  }
}

function mark({ node }: MailboxPoll, { path, size, modified }: WaitingFile): string {
  return `read ${node} ${path} ${size} ${modified.getTime()}`
}
