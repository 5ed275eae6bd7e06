/** An append-only file of JSON lines: what this side of the sandbox saw and did. Each line is written before the call returns. */
import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, truncateSync } from 'node:fs'

/**
 * Opens or begins a record and tells each of its lines to `learn`, those of before first. A last line that a kill cut short is taken
 * away: what it was about to tell had not been done.
 * @returns the function that appends
 */
export function openRecord<Entry>(path: string, learn: (entry: Entry) => void): (entry: Entry) => void {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) truncateSync(path, whole)
  for (const line of lines(bytes.subarray(0, whole))) learn(JSON.parse(line) as Entry)
  return entry => {
    appendFileSync(path, `${JSON.stringify(entry)}\n`)
    learn(entry)
  }
}

/**
 * Follows a record that somebody else writes: each call gives all its whole lines so far, reading only what was added since the last
 * call. None when the record does not exist yet.
 */
export function followRecord<Entry>(path: string): () => readonly Entry[] {
  const entries: Entry[] = []
  let offset = 0
  return () => {
    const added = bytesFrom(path, offset)
    const whole = added.subarray(0, added.lastIndexOf(0x0a) + 1)
    for (const line of lines(whole)) entries.push(JSON.parse(line) as Entry)
    offset += whole.length
    return entries
  }
}

function bytesFrom(path: string, offset: number): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0)
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - offset))
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset))
  } finally {
    closeSync(file)
  }
}

function lines(bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '')
}
