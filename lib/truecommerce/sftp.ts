/** A mailbox over SFTP: one session, one operation at a time, opened when needed, ended when idle. */
import type { Stats } from 'ssh2'
import { type MailboxFault, isFault, mailboxError } from './mailbox-error'
import { readAll, writeAll } from './sftp-bytes'
import { openSession, type Session, type SftpSettings, usualPatience } from './sftp-session'
import { around, below, type Entry, nameOf, type Transport } from './transport'

/**
 * @see reference truecommerce.md §9
 * @throws from every operation: the faults of `openSession`, `mailbox-connection-lost`, `mailbox-permission-denied`, `mailbox-refused`
 */
export function sftpTransport(settings: SftpSettings): Transport {
  const line = oneAtATime(settings)

  const stat = (session: Session, path: string): Promise<Entry | undefined> =>
    session
      .ask<Stats>((sftp, answer) => sftp.stat(path, answer))
      .then(
        stats => entryOf(nameOf(path), path, stats),
        error => {
          if (codeOf(error) === status.missing) return undefined
          throw faultOf(error, path, 'mailbox-file-missing')
        },
      )

  /** A link to a folder is that folder; where else it leads, the server alone knows. */
  const followed = async (session: Session, link: Entry): Promise<Entry> => {
    const found = await stat(session, link.path).catch(error => {
      if (isFault(error, 'mailbox-connection-lost')) throw error
      return undefined
    })
    return found?.folder ? found : link
  }

  /** Servers answer "it exists" and "the folder is missing" with codes that mean anything: look before naming the cause. */
  const whyRefused = async (session: Session, error: unknown, path: string, missing: MailboxFault) => {
    if (codeOf(error) === status.failure && (await stat(session, path)))
      return mailboxError('mailbox-name-taken', { file: path, cause: error })
    return faultOf(error, path, missing)
  }

  return {
    list: path =>
      line.next(async session => {
        const entries: Entry[] = []
        try {
          const opened = await session.ask<Buffer>((sftp, answer) => sftp.opendir(path === '' ? '.' : path, answer))
          for (;;) {
            const some = await nextOf(session, opened)
            if (some === undefined) break
            // The name as it was listed, also one that is no name of a file: who reads the listing refuses it, and must see it for that.
            entries.push(...some.map(one => entryOf(one.filename, below(path, one.filename), one.attrs, one.longname)))
          }
          await close(session, opened)
        } catch (error) {
          throw faultOf(error, path, 'mailbox-folder-missing')
        }
        const found: Entry[] = []
        for (const one of entries) found.push(one.link ? await followed(session, one) : one)
        return found
      }),

    read: (path, listed) =>
      line.next(async session => {
        try {
          const opened = await session.ask<Buffer>((sftp, answer) => sftp.open(path, 'r', answer))
          // Nothing hangs on the answer to the close, so it is not waited for.
          return await readAll(session, opened, path, listed).finally(() => void close(session, opened).catch(() => undefined))
        } catch (error) {
          throw faultOf(error, path, 'mailbox-file-missing')
        }
      }),

    write: (path, bytes) =>
      line.next(async session => {
        const opened = await session
          .ask<Buffer>((sftp, answer) => sftp.open(path, 'wx', answer))
          .catch(async error => {
            throw await whyRefused(session, error, path, 'mailbox-folder-missing')
          })
        try {
          await writeAll(session, opened, bytes).catch(async error => {
            await close(session, opened).catch(() => undefined)
            throw error
          })
          await close(session, opened)
        } catch (error) {
          throw faultOf(error, path, 'mailbox-file-missing')
        }
      }),

    rename: (from, to) =>
      line.next(async session => {
        // Some servers overwrite on rename, so the name is looked up first; the posix rename, which always overwrites, is never used.
        if (await stat(session, to)) throw mailboxError('mailbox-name-taken', { file: to })
        await session
          .ask<void>((sftp, answer) => sftp.rename(from, to, answer))
          .catch(async error => {
            const fault = await whyRefused(session, error, to, 'mailbox-file-missing')
            if (isFault(fault, 'mailbox-file-missing') && (await stat(session, from)))
              throw mailboxError('mailbox-folder-missing', { file: around(to), cause: error })
            throw fault
          })
      }),

    stat: path => line.next(session => stat(session, path)),

    remove: path =>
      line.next(session =>
        session
          .ask<void>((sftp, answer) => sftp.unlink(path, answer))
          .catch(error => {
            throw faultOf(error, path, 'mailbox-file-missing')
          }),
      ),

    makeFolder: path =>
      line.next(session =>
        session
          .ask<void>((sftp, answer) => sftp.mkdir(path, answer))
          .catch(async error => {
            if (!isFault(error, 'mailbox-connection-lost') && (await stat(session, path))?.folder) return
            throw faultOf(error, path, 'mailbox-folder-missing')
          }),
      ),

    close: () => line.close(),
  }
}

/** The queue: whatever is asked runs alone, in order, on a session that is opened for the first and kept until nothing more comes. */
function oneAtATime(settings: SftpSettings) {
  const { idle } = settings.patience ?? usualPatience
  let last: Promise<unknown> = Promise.resolve()
  let session: Session | undefined
  let queued = 0
  let closings = 0
  let timer: NodeJS.Timeout | undefined

  const end = async () => {
    const ending = session
    session = undefined
    await ending?.end()
  }

  return {
    next<T>(work: (session: Session) => Promise<T>): Promise<T> {
      clearTimeout(timer)
      queued++
      const era = closings
      const turn = async () => {
        if (era !== closings) throw mailboxError('mailbox-closed')
        if (session === undefined || session.lost) session = await openSession(settings)
        return work(session)
      }
      const mine = last.then(turn, turn).finally(() => {
        queued--
        if (queued === 0 && session) timer = setTimeout(() => void end(), idle)
      })
      last = mine.catch(() => undefined)
      return mine
    },

    /** The operation under way may finish; one that does not is cut off with the session. */
    async close(): Promise<void> {
      closings++
      clearTimeout(timer)
      let cut: NodeJS.Timeout | undefined
      await Promise.race([last, new Promise(resolve => (cut = setTimeout(resolve, 3_000)))])
      clearTimeout(cut)
      clearTimeout(timer)
      await end()
    },
  }
}

function close(session: Session, opened: Buffer): Promise<void> {
  return session.ask<void>((sftp, answer) => sftp.close(opened, answer))
}

/** The next part of a listing; undefined after the last. */
async function nextOf(session: Session, opened: Buffer): Promise<Listed[] | undefined> {
  try {
    return await session.ask<Listed[]>((sftp, answer) => sftp.readdir(opened, answer))
  } catch (error) {
    if (codeOf(error) === status.end) return undefined
    throw error
  }
}

interface Listed {
  readonly filename: string
  readonly longname: string
  readonly attrs: Stats
}

/** @param attributes of which a server may leave out any */
function entryOf(name: string, path: string, attributes: Partial<Stats>, longname = ''): Entry {
  const { mode, size = 0, mtime = 0 } = attributes
  const kind = mode === undefined ? longname.slice(0, 1) : kinds[mode & 0o170000]
  const entry = { name, path, size, modified: new Date(mtime * 1000), folder: kind === 'd' }
  return kind === 'l' ? { ...entry, link: true } : entry
}

/** By the bits of the mode that tell what something is, and with the letter that long listings have for it. */
const kinds: Readonly<Record<number, string>> = { 0o040000: 'd', 0o120000: 'l' }

const status = { end: 1, missing: 2, denied: 3, failure: 4 }

function codeOf(error: unknown): number | undefined {
  const code = (error as { code?: unknown }).code
  return typeof code === 'number' ? code : undefined
}

function faultOf(error: unknown, path: string, missing: MailboxFault) {
  const code = codeOf(error)
  // Not a status of the server: a fault of ours, which says all there is to say.
  if (code === undefined) return error
  const why = (error as Error).message
  if (code === status.missing) return mailboxError(missing, { file: path, cause: error })
  if (code === status.denied) return mailboxError('mailbox-permission-denied', { file: path, cause: error })
  return mailboxError('mailbox-refused', { file: path, why: `It said: ${why}`, cause: error })
}
