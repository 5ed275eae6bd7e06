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
  | 'about-to'
  | 'made-folder'
  | 'exported'
  | 'accepted'
  | 'rejected'
  | 'swept'

/** What takes a file away from where it was. */
export type Deed = 'renamed' | 'removed'

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
  /** Of a deed that is about to be done: the event that it will be. */
  readonly doing?: Deed
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
  /** Does it and writes it down; told before too, so that a kill between deed and line leaves no deed untold. */
  perform(deed: Deed, facts: MailboxFacts & { readonly path: string }, work: () => void): void
  all(): readonly MailboxRecord[]
  close(): void
}

/**
 * Opens the record of an earlier run or begins one; a line that a kill cut short never happened, and what was about to happen when it
 * came did so when the file has left its place.
 */
export function openRecord(file: string, environment: Environment, isThere: (path: string) => boolean): RecordBook {
  const open = openSync(file, 'a+')
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole))
  const records = whole
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as MailboxRecord)

  const write = (event: MailboxEvent, facts: MailboxFacts) => {
    const record = { at: environment.now().toISOString(), event, ...facts }
    writeSync(open, `${JSON.stringify(record)}\n`)
    records.push(record)
    return record
  }

  const last = records.at(-1)
  if (last?.event === 'about-to') {
    const { at: _at, event: _event, doing, ...facts } = last
    if (doing && facts.path !== undefined && !isThere(facts.path)) write(doing, facts)
  }

  return {
    write,
    perform(deed, facts, work) {
      write('about-to', { doing: deed, ...facts })
      work()
      write(deed, facts)
    },
    all: () => records,
    close: () => closeSync(open),
  }
}
