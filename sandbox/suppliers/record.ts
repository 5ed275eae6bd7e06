/** An append-only file of JSON lines: what this side of the sandbox saw and did. Each line is written before the call returns. */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'

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

/** The whole lines of a record that somebody else writes; none when it does not exist yet. */
export function readRecord<Entry>(path: string): readonly Entry[] {
  if (!existsSync(path)) return []
  const bytes = readFileSync(path)
  return lines(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1)).map(line => JSON.parse(line) as Entry)
}

function lines(bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '')
}
