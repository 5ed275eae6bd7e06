/** Answers to SFTP requests, one after another, with the faults that are switched on. Each effect is on record before its answer. */
import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import type { Attributes, FileEntry, SFTPWrapper } from 'ssh2'
import type { Environment } from '../../lib/environment'
import type { Manner } from '../broken-connection'
import { ssh2 } from './host-key'
import type { RecordBook } from './record'
import { type Cut, cutNow, type Switches } from './switches'
import type { VirtualRoot } from './virtual-root'

export interface Surroundings {
  readonly root: VirtualRoot
  readonly record: RecordBook
  readonly switches: Switches
  readonly environment: Environment
  readonly connection: number
  /** Breaks the connection at once. */
  readonly cut: (manner: Manner) => void
  /** Called at every request. */
  readonly requested: () => void
}

interface OpenFile {
  readonly kind: 'file'
  readonly path: string
  readonly descriptor: number
  readonly writing: boolean
  transferred: number
  readTo: number
}

interface OpenFolder {
  readonly kind: 'folder'
  readonly entries: FileEntry[]
}

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp

/** @returns closes what the client left open */
export function answerRequests(
  sftp: SFTPWrapper,
  { root, record, switches, environment, connection, cut, requested }: Surroundings,
): () => void {
  const opened = new Map<number, OpenFile | OpenFolder>()
  let handles = 0
  let broken = false

  const keep = (one: OpenFile | OpenFolder): Buffer => {
    const handle = Buffer.alloc(4)
    handle.writeUInt32BE(++handles)
    opened.set(handles, one)
    return handle
  }
  const see = (asked: string) => {
    const visible = root.visible(asked, switches.ignoreCase)
    if (switches.denyExport && `${visible}/`.startsWith(`${root.base}/Export/`)) throw refusal('EACCES')
    return visible
  }
  const breakNow = ({ manner = 'close' }: Cut) => {
    switches.cut = undefined
    broken = true
    cut(manner)
  }
  /** Runs one request: cuts before or after it when that is switched on, and turns what it throws into a status. */
  const request = (id: number, operation: Cut['operation'] | undefined, work: () => (() => void) | undefined) => {
    // What was on its way when the connection stalled.
    if (broken) return
    requested()
    const early = operation && cutNow(switches, operation, 'before')
    if (early) return breakNow(early)
    let answer: () => void
    try {
      answer = work() ?? (() => sftp.status(id, STATUS_CODE.OK))
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      answer = () => sftp.status(id, statusOf(code), message)
    }
    const late = operation && cutNow(switches, operation, 'after')
    if (late) breakNow(late)
    else answer()
  }
  const fileOf = (handle: Buffer): OpenFile => {
    const one = opened.get(handle.readUInt32BE())
    if (one?.kind !== 'file') throw refusal('EBADF')
    return one
  }
  /** How much of a transfer gets through before the cut that is switched on; all of it when there is none. */
  const allowed = (file: OpenFile, length: number): { readonly part: number; readonly ends?: Cut } => {
    const { cut: planned } = switches
    if (planned?.operation !== 'data' || file.transferred + length < (planned.bytes ?? 0)) return { part: length }
    const part = Math.max(0, (planned.bytes ?? 0) - file.transferred)
    return part < length ? { part, ends: planned } : { part }
  }
  const noteUpload = (file: OpenFile) => {
    const bytes = readFileSync(root.onDisk(file.path))
    record.write('uploaded', { connection, path: file.path, ...root.about(file.path), ...digest(bytes) })
  }

  sftp.on('REALPATH', (id, asked) =>
    request(id, undefined, () => {
      const filename = see(asked)
      return () => sftp.name(id, [{ filename, longname: filename, attrs: {} as Attributes }])
    }),
  )
  for (const kind of ['STAT', 'LSTAT'] as const)
    sftp.on(kind, (id: number, asked: string) =>
      request(id, 'stat', () => {
        const attributes = attributesOf(statSync(root.onDisk(see(asked))))
        return () => sftp.attrs(id, attributes)
      }),
    )
  sftp.on('FSTAT', (id, handle) =>
    request(id, undefined, () => {
      const attributes = attributesOf(fstatSync(fileOf(handle).descriptor))
      return () => sftp.attrs(id, attributes)
    }),
  )
  sftp.on('SETSTAT', id => request(id, undefined, () => undefined))
  sftp.on('FSETSTAT', id => request(id, undefined, () => undefined))

  sftp.on('OPENDIR', (id, asked) =>
    request(id, 'list', () => {
      const folder = root.onDisk(see(asked))
      const entries = [
        ...readdirSync(folder, { encoding: 'buffer' }).flatMap(name => entryOf(folder, name)),
        ...switches.alsoLists.map(name => listedAs(name, root.onDisk(see(`${asked}/${name}`)))),
      ]
      const handle = keep({ kind: 'folder', entries })
      return () => sftp.handle(id, handle)
    }),
  )
  sftp.on('READDIR', (id, handle) =>
    request(id, undefined, () => {
      const folder = opened.get(handle.readUInt32BE())
      if (folder?.kind !== 'folder') throw refusal('EBADF')
      const some = folder.entries.splice(0, 100)
      const answer = () => (some.length === 0 ? sftp.status(id, STATUS_CODE.EOF) : sftp.name(id, some))
      return switches.listingMilliseconds > 0 ? () => void setTimeout(answer, switches.listingMilliseconds) : answer
    }),
  )

  sftp.on('OPEN', (id, asked, mode) =>
    request(id, 'open', () => {
      const visible = see(asked)
      const writing = (mode & OPEN_MODE.WRITE) !== 0
      if (!writing && statSync(root.onDisk(visible)).isDirectory()) throw refusal('EISDIR')
      const descriptor = openSync(root.onDisk(visible), flagsOf(mode), 0o660)
      const handle = keep({ kind: 'file', path: visible, descriptor, writing, transferred: 0, readTo: 0 })
      return () => sftp.handle(id, handle)
    }),
  )
  sftp.on('READ', (id, handle, offset, length) =>
    request(id, undefined, () => {
      const file = fileOf(handle)
      const bytes = Buffer.allocUnsafe(Math.min(length, 65_536))
      const count = readSync(file.descriptor, bytes, 0, bytes.length, offset)
      if (count === 0) return () => sftp.status(id, STATUS_CODE.EOF)
      const { part, ends } = allowed(file, count)
      file.transferred += part
      file.readTo = Math.max(file.readTo, offset + part)
      return () => {
        if (ends) breakNow(ends)
        else sftp.data(id, bytes.subarray(0, count))
      }
    }),
  )
  sftp.on('WRITE', (id, handle, offset, bytes) =>
    request(id, undefined, () => {
      const file = fileOf(handle)
      const { part, ends } = allowed(file, bytes.length)
      writeSync(file.descriptor, bytes, 0, part, offset)
      file.transferred += part
      return ends && (() => breakNow(ends))
    }),
  )
  sftp.on('CLOSE', (id, handle) =>
    request(id, opened.get(handle.readUInt32BE())?.kind === 'file' ? 'close' : undefined, () => {
      const one = opened.get(handle.readUInt32BE())
      opened.delete(handle.readUInt32BE())
      if (one?.kind !== 'file') return undefined
      if (one.writing) futimesSync(one.descriptor, environment.now(), environment.now())
      const { size } = fstatSync(one.descriptor)
      closeSync(one.descriptor)
      if (one.writing) noteUpload(one)
      else if (one.readTo >= size) record.write('read', { connection, path: one.path, ...root.about(one.path), size })
      return undefined
    }),
  )

  sftp.on('RENAME', (id, from, to) =>
    request(id, 'rename', () => {
      const [source, target] = [see(from), see(to)]
      if (switches.denyRename) throw refusal('EACCES')
      const replaces = switches.renameOverwrites || lstatSync(root.onDisk(source)).isDirectory()
      record.perform('renamed', { connection, path: source, to: target, ...root.about(target) }, () => {
        if (replaces) {
          if (existsSync(root.onDisk(target)) && !switches.renameOverwrites) throw refusal('EEXIST')
          renameSync(root.onDisk(source), root.onDisk(target))
        } else {
          // As OpenSSH does it: a second name, which refuses an existing one, and then the first one away.
          linkSync(root.onDisk(source), root.onDisk(target))
          unlinkSync(root.onDisk(source))
        }
      })
      return undefined
    }),
  )
  sftp.on('REMOVE', (id, asked) =>
    request(id, 'remove', () => {
      const visible = see(asked)
      if (switches.denyRemove) throw refusal('EACCES')
      const bytes = readFileSync(root.onDisk(visible))
      const facts = { connection, path: visible, ...root.about(visible), ...digest(bytes) }
      record.perform('removed', facts, () => unlinkSync(root.onDisk(visible)))
      return undefined
    }),
  )
  sftp.on('MKDIR', (id, asked) =>
    request(id, undefined, () => {
      const visible = see(asked)
      if (switches.denyMakeFolder) throw refusal('EACCES')
      mkdirSync(root.onDisk(visible))
      record.write('made-folder', { connection, path: visible })
      return undefined
    }),
  )
  sftp.on('RMDIR', (id, asked) =>
    request(id, undefined, () => {
      rmdirSync(root.onDisk(see(asked)))
      return undefined
    }),
  )

  return () => {
    for (const one of opened.values()) if (one.kind === 'file') closeSync(one.descriptor)
    opened.clear()
  }
}

/** @param file its name in bytes, which need not be UTF-8 */
function entryOf(folder: string, file: Buffer): FileEntry[] {
  try {
    const name = String(file)
    const stats = lstatSync(Buffer.concat([Buffer.from(folder + path.sep), file]))
    const rights = `${stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-'}rw-rw----`
    const longname = `${rights} 1 tm tm ${stats.size} ${stats.mtime.toISOString().slice(0, 16)} ${name}`
    return [{ filename: name, longname, attrs: attributesOf(stats) }]
  } catch {
    return []
  }
}

/** A file under a name that need not be one, with the size and time of what lies where it leads. */
function listedAs(name: string, place: string): FileEntry {
  let found: Pick<Stats, 'size' | 'mtimeMs'> = { size: 10, mtimeMs: 0 }
  try {
    found = lstatSync(place)
  } catch {
    // Nothing is there; it is listed all the same.
  }
  const time = Math.floor(found.mtimeMs / 1000)
  return { filename: name, longname: name, attrs: { mode: 0o100660, uid: 0, gid: 0, size: found.size, atime: time, mtime: time } }
}

function attributesOf(stats: Stats): Attributes {
  return {
    mode: stats.mode,
    uid: stats.uid,
    gid: stats.gid,
    size: stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  }
}

function flagsOf(mode: number): number {
  const has = (flag: number) => (mode & flag) !== 0
  const access = has(OPEN_MODE.WRITE) ? (has(OPEN_MODE.READ) ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY
  return (
    access |
    (has(OPEN_MODE.APPEND) ? constants.O_APPEND : 0) |
    (has(OPEN_MODE.CREAT) ? constants.O_CREAT : 0) |
    (has(OPEN_MODE.TRUNC) ? constants.O_TRUNC : 0) |
    (has(OPEN_MODE.EXCL) ? constants.O_EXCL : 0)
  )
}

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** The three codes OpenSSH gives for everything. */
function statusOf(code: string | undefined): number {
  if (code === 'ENOENT' || code === 'ENOTDIR') return STATUS_CODE.NO_SUCH_FILE
  return code === 'EACCES' || code === 'EPERM' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE
}

function digest(bytes: Buffer): { size: number; sha256: string } {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
