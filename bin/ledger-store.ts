/** The ledger that a command names: a file that is there, or a PostgreSQL database. */
import { existsSync } from 'node:fs'
import { system } from '../lib/environment'
import { EdiError } from '../lib/error'
import { Ledger } from '../lib/ledger/ledger'
import type { Terminal } from './terminal'
import { usage } from './words'

export const ledgerOptions = { ledger: { type: 'string' }, ca: { type: 'string' } } as const

export const ledgerOptionsUsage = `  --ledger STORE    path of the SQLite file, or postgres://user@host:5432/database with the password in PGPASSWORD
  --ca FILE         certificate of the authority that signed the PostgreSQL server's certificate`

interface Named {
  readonly ledger?: string | undefined
  readonly ca?: string | undefined
}

/** @throws EdiError `usage`, `file-unreadable`; those of `Ledger.open` */
export function withLedger<T>(named: Named, terminal: Terminal, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  return during(named, terminal, Ledger.open, work)
}

/** A backup stays a backup. @throws EdiError as `withLedger` */
export function readingLedger<T>(named: Named, terminal: Terminal, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  return during(named, terminal, Ledger.openToRead, work)
}

async function during<T>(
  { ledger: name, ca }: Named,
  terminal: Terminal,
  open: typeof Ledger.open,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  if (name === undefined) throw usage('Name the ledger with --ledger')
  const isUrl = /^postgres(ql)?:/.test(name)
  // Opening would make a file that is not there.
  if (!isUrl && !existsSync(name))
    throw new EdiError({ code: 'file-unreadable', what: `${name} cannot be read`, why: 'There is no such file' })
  const authority = ca === undefined ? {} : { ca: Buffer.from(await terminal.bytes(ca)).toString('utf8') }
  const ledger = await open({ store: isUrl ? { url: name, ...authority } : { file: name }, environment: system })
  try {
    return await work(ledger)
  } finally {
    await ledger.close()
  }
}
