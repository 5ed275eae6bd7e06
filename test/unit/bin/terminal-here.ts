/** Files in memory and what a command writes, instead of a real terminal. */
import type { Terminal } from '../../../bin/terminal'
import { EdiError } from '../../../lib/error'

export interface Heard extends Terminal {
  readonly written: () => string
  readonly said: string[]
  /** Folders written, files by path. */
  readonly folders: Map<string, ReadonlyMap<string, string | Uint8Array>>
}

/** @param files by name; `-` is standard input */
export function aTerminal(files: Readonly<Record<string, string | Uint8Array>>): Heard {
  const chunks: Buffer[] = []
  const said: string[] = []
  const folders = new Map<string, ReadonlyMap<string, string | Uint8Array>>()
  const bytesOf = (name: string): Buffer => {
    const content = files[name]
    if (content === undefined) throw new EdiError({ code: 'file-unreadable', what: `${name} cannot be read` })
    return Buffer.from(content)
  }
  async function* stream(name: string) {
    const bytes = bytesOf(name)
    for (let at = 0; at < bytes.length; at += 37) yield bytes.subarray(at, at + 37)
  }
  return {
    stream,
    bytes: async name => bytesOf(name),
    open: async name => ({ stream: () => stream(name), bytes: bytesOf(name), close: () => undefined }),
    write: async text => {
      chunks.push(Buffer.from(text))
    },
    writeFolder: async (folder, written) => void folders.set(folder, written),
    say: text => said.push(text),
    now: () => new Date('2026-02-03T04:05:06Z'),
    written: () => Buffer.concat(chunks).toString('utf8'),
    said,
    folders,
  }
}
