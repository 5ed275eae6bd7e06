/**
 * One poll of the mailbox: each whole file is stored in the ledger before anything remote is touched, handed on once, and only then
 * removed. What cannot be read is set aside and blocks nothing.
 */
import { asEdiError, type EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import type { StoredOutput } from '../ledger/steps'
import type { Mailbox } from '../truecommerce/mailbox'
import type { Entry } from '../truecommerce/transport'
import {
  type AfterRead,
  readIfComplete,
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
  /** Files that were not whole yet: worth another look soon. */
  readonly growing: number
  readonly setAside: readonly SetAside[]
  /** When the oldest of the files was put there that stay unread, for the alarm before the mailbox sweeps it. */
  readonly oldest: Date | undefined
  /** The mailbox would not let go of these. */
  readonly refused: readonly EdiError[]
}

export async function readMailbox(poll: MailboxPoll): Promise<PollResult> {
  const { mailbox, ledger, reading, sightings } = poll
  const waiting = await allWaiting(poll)
  const setAside = [...waiting.setAside]
  const refused: EdiError[] = []
  let read = 0
  let growing = 0
  let oldest: Date | undefined
  const stays = ({ modified }: Entry) => {
    if (!oldest || modified < oldest) oldest = modified
  }
  for (const { file } of setAside) stays(file)
  for (const [index, file] of waiting.files.entries()) {
    if (poll.signal.aborted) break
    poll.progress(index, waiting.files.length)
    if ((await ledger.read(mark(poll, file))) !== undefined) continue
    const found = await readIfComplete(mailbox.transport, file, sightings, reading, ledger.environment.now())
    if (found.state === 'growing') growing += 1
    if (found.state === 'growing' || found.state === 'set-aside') stays(file)
    if (found.state === 'set-aside') setAside.push({ file, reason: found.reason })
    if (found.state !== 'complete') continue
    read += 1
    const { outputs, known } = await ledger.collect({
      node: poll.node,
      who: poll.who,
      outputs: [
        {
          port: 0,
          followed: poll.followed,
          document: { kind: 'inbound-file', businessKey: found.sha256, subject: file.name },
          message: {
            payload: found.bytes,
            topic: file.name,
            filename: file.name,
            edi: { kind: 'inbound-file', format: found.format },
          },
        },
      ],
    })
    ledger.announce({
      documentId: outputs[0]?.documentId ?? '',
      at: ledger.environment.now().toISOString(),
      what: known.length > 0 ? 'delivered again, the same bytes, not taken twice' : 'taken from the mailbox',
      who: poll.who,
      detail: {},
      subject: file.name,
    })
    await poll.handOn(outputs)
    const problem = await letGo(poll, { ...file, unchangedSeconds: found.unchangedSeconds }, found.sha256)
    if (problem) refused.push(problem)
  }
  return { read, growing, setAside, oldest, refused }
}

/** Of each folder oldest first; folders by name. */
async function allWaiting({ mailbox, ledger, reading, sightings }: MailboxPoll): Promise<Waiting> {
  const files: WaitingFile[] = []
  const setAside: SetAside[] = []
  for (const folder of await mailbox.exportFolders()) {
    const found = await waitingFiles(mailbox.transport, folder, sightings, ledger.environment.now(), reading)
    files.push(...found.files)
    setAside.push(...found.setAside)
  }
  return { files, setAside }
}

/** Removes or moves the file; one that stays, by setting or refusal, is remembered so that it is not read at each poll. */
async function letGo(poll: MailboxPoll, file: WaitingFile, sha256: string): Promise<EdiError | undefined> {
  const { mailbox, ledger, afterRead } = poll
  const after: AfterRead =
    afterRead === 'move' ? { action: 'move', folder: await mailbox.archiveFolder() } : { action: afterRead }
  try {
    const left = await settleRead(mailbox.transport, { ...file, sha256 }, after)
    if (left === 'left') await ledger.write(mark(poll, file), sha256)
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
