/**
 * The record of what the offline Exact Online accepted: one line of JSON for each write and token issue, on disk before the answer
 * leaves. It is the state too: a start replays it, so a kill at any moment loses nothing that was answered.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from './store'

export type Action = 'world' | 'create' | 'update' | 'delete' | 'process' | 'edit' | 'authorize' | 'token' | 'advance'

export interface RecordEntry {
  /** UTC, by the server's clock. */
  readonly at: string
  /** 0 where it concerns no company. */
  readonly division: number
  /** Path after the division, or `oauth2/token`. */
  readonly resource: string
  readonly action: Action
  readonly key: string
  /** As it was received. */
  readonly body: unknown
}

export interface Journal {
  readonly entries: readonly RecordEntry[]
  /** On disk when it returns. */
  append(entry: RecordEntry, changes: readonly Change[]): void
  close(): void
}

/** Opens `exact-record.jsonl`, handing each stored line's changes to `replay`; a last line that a kill cut off is dropped. */
export function openJournal(directory: string, replay: (entry: RecordEntry, changes: readonly Change[]) => void): Journal {
  const { file, lines } = openLines(directory, 'exact-record.jsonl')
  const entries: RecordEntry[] = []
  for (const line of lines) {
    const { changes, ...entry } = line as RecordEntry & { changes: readonly Change[] }
    entries.push(entry)
    replay(entry, changes)
  }
  return {
    entries,
    append: (entry, changes) => {
      writeSync(file, `${JSON.stringify({ ...entry, changes })}\n`)
      entries.push(entry)
    },
    close: () => closeSync(file),
  }
}

/** Opens a file of JSON lines for appending and reads what it holds. Only whole lines count; the rest is cut off. */
export function openLines(directory: string, name: string): { readonly file: number; readonly lines: readonly unknown[] } {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, name)
  const file = openSync(path, 'a+')
  const stored = readFileSync(path)
  const whole = stored.lastIndexOf(10) + 1
  if (whole < stored.length) ftruncateSync(file, whole)
  const text = stored.subarray(0, whole).toString('utf8')
  const lines = text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as unknown]))
  return { file, lines }
}
