/** What a command touches outside of itself: files, standard input and output. Tests give it their own. */
import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { EdiError } from '../lib/error'
import type { ByteRange } from '../lib/x12/excerpt'

export interface Terminal {
  /** Bytes of a file, or of standard input for `-`. */
  stream(name: string): AsyncIterable<Uint8Array>
  /** The same as a whole. @throws EdiError `file-unreadable` */
  bytes(name: string): Promise<Uint8Array>
  /** A file to be read through and then again in places, without holding it. @throws EdiError `file-unreadable` */
  open(name: string): Promise<OpenFile>
  /**
   * Files by path below a folder, which is made where it is missing. A folder with a file called `list` in it was written before and is
   * written anew; any other has to be empty.
   * @throws EdiError `folder-in-use`
   */
  writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>, list: string): Promise<void>
  /** To standard output; waits while the reader is busy. */
  write(text: string | Uint8Array): Promise<void>
  /** To standard error. */
  say(text: string): void
  now(): Date
}

export interface OpenFile {
  stream(): AsyncIterable<Uint8Array>
  readonly bytes: ByteRange
  close(): void
}

export const terminal: Terminal = {
  stream: name => readable(name),
  bytes: async name => {
    if (name !== '-') return readWhole(name)
    const chunks: Uint8Array[] = []
    for await (const chunk of readable(name)) chunks.push(chunk)
    return Buffer.concat(chunks)
  },
  open: async name => (name === '-' ? keptInput() : openFile(name)),
  write: text =>
    new Promise((written, failed) => {
      process.stdout.write(text, thrown => (thrown == null ? written() : failed(thrown)))
    }),
  writeFolder: async (folder, files, list) => writeFolder(folder, files, list),
  say: text => console.error(text),
  now: () => new Date(),
}

function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>, list: string): void {
  const there = existsSync(folder) ? readdirSync(folder) : []
  if (there.length > 0 && !there.includes(list))
    throw new EdiError({
      code: 'folder-in-use',
      what: `${folder} holds other files`,
      remedy: 'Name an empty folder, or one that this command has written before',
    })
  // What an earlier guide gave and this one does not must not stay behind.
  for (const path of new Set([...files.keys()].map(name => name.split('/')[0] ?? '')))
    if (there.includes(path)) rmSync(join(folder, path), { recursive: true })
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** Larger chunks than the default, because each is handed through several stages. */
const CHUNK = 1 << 18

async function* readable(name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (name === '-' ? process.stdin : createReadStream(name, { highWaterMark: CHUNK })) as AsyncIterable<Uint8Array>
  } catch (thrown) {
    throw unreadable(name, thrown)
  }
}

function readWhole(name: string): Uint8Array {
  try {
    return readFileSync(name)
  } catch (thrown) {
    throw unreadable(name, thrown)
  }
}

function openFile(name: string): OpenFile {
  try {
    const file = openSync(name, 'r')
    const { size: length } = fstatSync(file)
    return {
      stream: () => readable(name),
      bytes: { length, subarray: (from, to) => partOf(file, from, to) },
      close: () => closeSync(file),
    }
  } catch (thrown) {
    throw unreadable(name, thrown)
  }
}

/** Standard input goes by once: it is kept in a file without a name, which is gone with this process however it ends. */
async function keptInput(): Promise<OpenFile> {
  const folder = mkdtempSync(join(tmpdir(), 'edi-loop-'))
  const file = openSync(join(folder, 'input'), 'wx+', 0o600)
  const forget = () => rmSync(folder, { recursive: true, force: true })
  // Windows does not take away the name of an open file.
  if (process.platform !== 'win32') forget()
  const close = () => {
    closeSync(file)
    forget()
  }
  try {
    for await (const chunk of readable('-')) writeSync(file, chunk)
  } catch (thrown) {
    close()
    throw thrown
  }
  return {
    stream: () => createReadStream('', { fd: file, start: 0, autoClose: false, highWaterMark: CHUNK }),
    bytes: { length: fstatSync(file).size, subarray: (from, to) => partOf(file, from, to) },
    close,
  }
}

function partOf(file: number, from: number, to: number): Uint8Array {
  const part = Buffer.alloc(to - from)
  return part.subarray(0, readSync(file, part, 0, part.length, from))
}

/** Only what the system says of a file is put in these words; anything else passes as it is. */
function unreadable(name: string, thrown: unknown): unknown {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code ?? ''
  if (!/^E[A-Z]+$|^ERR_FS_FILE_TOO_LARGE$/.test(code)) return thrown
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'There is no such file',
    EISDIR: 'It is a folder',
    EACCES: 'It may not be read by this user',
    ERR_FS_FILE_TOO_LARGE: 'It is too large to be read at once; use decode --lines',
  }
  return new EdiError({
    code: 'file-unreadable',
    what: `${name === '-' ? 'Standard input' : name} cannot be read`,
    why: reasons[code] ?? `The system says ${code}`,
    cause: thrown,
  })
}
