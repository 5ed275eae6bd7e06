/** A mailbox that is a local or mounted folder (the set-up with TrueCommerce's own Windows service). Nothing outside the folder is touched. */
import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rename, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import { reservedOnWindows } from './file-names'
import { type MailboxFault, isFault, mailboxError } from './mailbox-error'
import { below, type Entry, nameOf, type Transport } from './transport'

/**
 * @param root the folder that stands for the login folder; it must exist
 * @see reference truecommerce.md §1 (integration service)
 */
export function folderTransport(root: string): Transport {
  /** Where a path really is. Links are followed and must stay inside; the file itself is never opened through a link. */
  const locate = async (asked: string, missing: MailboxFault): Promise<string> => {
    const base = await realpath(root).catch(error => {
      throw mailboxError('mailbox-unreachable', { address: root, cause: error })
    })
    const parts = asked.split('/').filter(part => part !== '' && part !== '.')
    if (parts.some(part => part === '..' || part.includes('\0') || part.includes(path.sep)))
      throw mailboxError('mailbox-path-outside', { file: asked })
    const name = parts.pop()
    if (name === undefined) return base
    const around = await realpath(path.join(base, ...parts)).catch(error => {
      throw faultOf(error, asked, missing)
    })
    if (around !== base && !around.startsWith(base + path.sep)) throw mailboxError('mailbox-path-outside', { file: asked })
    return path.join(around, name)
  }

  const follow = async (asked: string, missing: MailboxFault): Promise<string> => {
    const place = await locate(asked, missing)
    const base = await realpath(root)
    const real = await realpath(place).catch(error => {
      throw faultOf(error, asked, missing)
    })
    if (real !== base && !real.startsWith(base + path.sep)) throw mailboxError('mailbox-path-outside', { file: asked })
    return real
  }

  const isFolderInside = async (link: Buffer): Promise<boolean> => {
    const [base, real] = await Promise.all([realpath(root), realpath(link).catch(() => undefined)])
    return real?.startsWith(base + path.sep) === true && (await stat(real)).isDirectory()
  }

  /** Names that are being given now, so that two at once cannot both find them free. */
  const arriving = new Set<string>()

  return {
    async list(asked) {
      const place = await follow(asked, 'mailbox-folder-missing')
      // As bytes: a name that is no UTF-8 has to be seen too, for whoever reads the listing to refuse it.
      const names = await readdir(place, { withFileTypes: true, encoding: 'buffer' }).catch(error => {
        throw faultOf(error, asked, 'mailbox-folder-missing')
      })
      const entries: Entry[] = []
      for (const one of names) {
        const there = Buffer.concat([Buffer.from(place + path.sep), one.name])
        // A link to a folder inside is that folder. Any other is shown as itself.
        const itself = one.isSymbolicLink() && !(await isFolderInside(there))
        // Gone since the listing: not there.
        const stats = await (itself ? lstat : stat)(there).catch(() => undefined)
        if (stats) entries.push({ ...entryOf(below(asked, String(one.name)), stats), ...(itself && { link: true }) })
      }
      return entries
    },

    async read(asked) {
      const place = await locate(asked, 'mailbox-file-missing')
      return opened(asked, place, constants.O_RDONLY, 'mailbox-file-missing', file => file.readFile())
    },

    async write(asked, bytes) {
      const place = writable(asked, await locate(asked, 'mailbox-folder-missing'))
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
      await opened(asked, place, flags, 'mailbox-folder-missing', async file => {
        await file.writeFile(bytes)
        await file.sync()
      })
    },

    async rename(from, to) {
      const source = await locate(from, 'mailbox-file-missing')
      const target = writable(to, await locate(to, 'mailbox-folder-missing'))
      if (arriving.has(target)) throw mailboxError('mailbox-name-taken', { file: to })
      arriving.add(target)
      try {
        if (!(await exists(source))) throw mailboxError('mailbox-file-missing', { file: from })
        if (await exists(target)) throw mailboxError('mailbox-name-taken', { file: to })
        // One step, so that a crash leaves the file under one of its names. A second name made and the first one taken away would never
        // overwrite, but a crash between them looks like a rename that was not made once the other side has taken the file.
        await rename(source, target)
      } catch (error) {
        throw faultOf(error, to, 'mailbox-folder-missing')
      } finally {
        arriving.delete(target)
      }
    },

    async stat(asked) {
      try {
        return entryOf(asked, await stat(await follow(asked, 'mailbox-file-missing')))
      } catch (error) {
        if (isFault(error, 'mailbox-file-missing')) return undefined
        throw faultOf(error, asked, 'mailbox-file-missing')
      }
    },

    async remove(asked) {
      const place = await locate(asked, 'mailbox-file-missing')
      await unlink(place).catch(error => {
        throw faultOf(error, asked, 'mailbox-file-missing')
      })
    },

    async makeFolder(asked) {
      const place = writable(asked, await locate(asked, 'mailbox-folder-missing'))
      await mkdir(place).catch(async error => {
        if (codeOf(error) === 'EEXIST' && (await stat(place)).isDirectory()) return
        throw faultOf(error, asked, 'mailbox-folder-missing')
      })
    },

    close: async () => undefined,
  }
}

/** The place, when its name means the same on every system that may look into the folder. */
function writable(asked: string, place: string): string {
  const why = reservedOnWindows(path.basename(place))
  if (why !== undefined) throw mailboxError('file-name-refused', { file: asked, why })
  return place
}

async function opened<T>(
  asked: string,
  place: string,
  flags: number,
  missing: MailboxFault,
  work: (file: FileHandle) => Promise<T>,
): Promise<T> {
  let file: FileHandle | undefined
  try {
    file = await open(place, flags | (constants.O_NOFOLLOW ?? 0), 0o660)
    const result = await work(file)
    // A mount may tell only now that the bytes have not arrived.
    await file.close()
    return result
  } catch (error) {
    await file?.close().catch(() => undefined)
    throw faultOf(error, asked, missing)
  }
}

async function exists(place: string): Promise<boolean> {
  return lstat(place).then(
    () => true,
    () => false,
  )
}

function entryOf(asked: string, stats: Stats): Entry {
  return {
    name: nameOf(asked),
    path: asked,
    size: stats.isDirectory() ? 0 : stats.size,
    modified: stats.mtime,
    folder: stats.isDirectory(),
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code)
}

const faultsByCode: Readonly<Record<string, MailboxFault>> = {
  EEXIST: 'mailbox-name-taken',
  EACCES: 'mailbox-permission-denied',
  EPERM: 'mailbox-permission-denied',
  EROFS: 'mailbox-permission-denied',
  ELOOP: 'mailbox-path-outside',
  ENOSPC: 'mailbox-full',
  EDQUOT: 'mailbox-full',
  ENAMETOOLONG: 'file-name-refused',
  EIO: 'mailbox-connection-lost',
  ESTALE: 'mailbox-connection-lost',
  ENOTCONN: 'mailbox-connection-lost',
  EHOSTDOWN: 'mailbox-connection-lost',
  ETIMEDOUT: 'mailbox-connection-lost',
}

function faultOf(error: unknown, asked: string, missing: MailboxFault) {
  const code = codeOf(error)
  if (code.startsWith('mailbox-') || code === 'file-name-refused') return error
  if (code === 'ENOENT' || code === 'ENOTDIR') return mailboxError(missing, { file: asked, cause: error })
  const why = code === 'ELOOP' ? 'It is a symbolic link, and a file is never read or written through one' : code
  return mailboxError(faultsByCode[code] ?? 'mailbox-refused', { file: asked, why, cause: error })
}
