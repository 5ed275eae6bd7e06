/** What the stand-in mailbox saw and did: the judge of the promises. Append-only, written before the other side gets its answer. */
import { closeSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import type { Environment } from '../../lib/environment'
import type { Manner } from '../broken-connection'

export type MailboxEvent =
  | 'connected'
  | 'authentication'
  | 'session'
  | 'session-refused'
  | 'disconnected'
  | 'cut'
  | 'uploaded'
  | 'read'
  | 'renamed'
  | 'removed'
  | 'made-folder'
  | 'exported'
  | 'accepted'
  | 'rejected'
  | 'swept'

export interface MailboxFacts {
  readonly connection?: number
  readonly method?: string
  readonly outcome?: 'ok' | 'refused'
  /** Of a cut. */
  readonly manner?: Manner
  readonly id?: string
  readonly company?: string
  readonly direction?: 'Export' | 'Import'
  readonly name?: string
  readonly path?: string
  readonly to?: string
  readonly size?: number
  readonly sha256?: string
  /** ISA13 of each interchange. */
  readonly isa13?: readonly string[]
  /** ST01 of each transaction set. */
  readonly sets?: readonly string[]
  /** Sender, receiver and ISA13 of each interchange, by which the network knows a duplicate. */
  readonly interchanges?: readonly string[]
  readonly format?: 'x12' | 'xml' | 'json' | 'text'
  readonly reason?: string
}

export interface MailboxRecord extends MailboxFacts {
  readonly at: string
  readonly event: MailboxEvent
}

export interface RecordBook {
  write(event: MailboxEvent, facts: MailboxFacts): MailboxRecord
  all(): readonly MailboxRecord[]
  close(): void
}

/** Opens the record of an earlier run or begins one; a line that a kill cut short never happened. */
export function openRecord(file: string, environment: Environment): RecordBook {
  const open = openSync(file, 'a+')
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole))
  const records = whole
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as MailboxRecord)
  return {
    write(event, facts) {
      const record = { at: environment.now().toISOString(), event, ...facts }
      writeSync(open, `${JSON.stringify(record)}\n`)
      records.push(record)
      return record
    },
    all: () => records,
    close: () => closeSync(open),
  }
}
