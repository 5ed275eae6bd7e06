/** What a command touches outside of itself: files, standard input and output. Tests give it their own. */
import { closeSync, createReadStream, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { EdiError } from '../lib/error'
import type { ByteRange } from '../lib/x12/report'

export interface Terminal {
  /** Bytes of a file, or of standard input for `-`. */
  stream(name: string): AsyncIterable<Uint8Array>
  /** The same as a whole. @throws EdiError `file-unreadable` */
  bytes(name: string): Promise<Uint8Array>
  /** Any part of a file, without holding the rest; undefined for standard input, which goes by once. */
  range(name: string): (ByteRange & { close(): void }) | undefined
  /** To standard output; waits while the reader is busy. */
  write(text: string | Uint8Array): Promise<void>
  /** To standard error. */
  say(text: string): void
  now(): Date
}

export const terminal: Terminal = {
  stream: name => readable(name),
  bytes: async name => {
    if (name !== '-') return readWhole(name)
    const chunks: Uint8Array[] = []
    for await (const chunk of readable(name)) chunks.push(chunk)
    return Buffer.concat(chunks)
  },
  range: name => (name === '-' ? undefined : fileRange(name)),
  write: text =>
    new Promise((written, failed) => {
      process.stdout.write(text, thrown => (thrown == null ? written() : failed(thrown)))
    }),
  say: text => console.error(text),
  now: () => new Date(),
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

function fileRange(name: string): ByteRange & { close(): void } {
  try {
    const file = openSync(name, 'r')
    return {
      length: fstatSync(file).size,
      subarray: (from, to) => {
        const part = Buffer.alloc(to - from)
        return part.subarray(0, readSync(file, part, 0, part.length, from))
      },
      close: () => closeSync(file),
    }
  } catch (thrown) {
    throw unreadable(name, thrown)
  }
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
