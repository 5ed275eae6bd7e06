/** `edi-loop ledger`: a ledger as a whole, while Node-RED is stopped. */
import { existsSync } from 'node:fs'
import { system } from '../lib/environment'
import { EdiError } from '../lib/error'
import { Ledger } from '../lib/ledger/ledger'
import { moveLedger } from '../lib/ledger/move'
import type { StoreSettings } from '../lib/ledger/store'
import type { Terminal } from './terminal'
import { parsed, usage } from './words'

export const ledgerUsage = `edi-loop ledger move --from STORE --to STORE
  Moves a ledger from a SQLite file to PostgreSQL, or back: copies everything in one transaction, compares it, and closes the
  old one for good. STORE is the path of a file, or postgres://user@host:5432/database; the password is best given in PGPASSWORD,
  where no list of processes shows it. Neither may be in use.
  --ca FILE         certificate of the authority that signed the PostgreSQL server's certificate
edi-loop ledger backup FILE COPY
  A copy of the ledger in FILE that is whole and looked through. While Node-RED runs it holds the file: stop it first, or ask
  it for the backup by POST /edi-loop/ledger/ID/backup.
edi-loop ledger restored STORE
  After a backup was put back: every control number goes on a thousand farther, so that none is given twice. A SQLite ledger
  with its .numbers file beside it finds that out by itself; this is for one that was put back on another machine, with an old
  .numbers file, or on PostgreSQL.`

export async function runLedger([command, ...words]: readonly string[], terminal: Terminal): Promise<number> {
  const { values, files } = parsed(words, { from: { type: 'string' }, to: { type: 'string' }, ca: { type: 'string' } })
  if (command === 'move') {
    if (values.from === undefined || values.to === undefined) throw usage('ledger move needs --from and --to')
    const ca = values.ca === undefined ? undefined : Buffer.from(await terminal.bytes(values.ca)).toString('utf8')
    const moved = await moveLedger(there(storeOf(values.from, ca)), storeOf(values.to, ca), system)
    for (const { table, rows } of moved.tables) await terminal.write(`${table}: ${rows}\n`)
    await terminal.write(`Moved from ${moved.from} to ${moved.to}: all rows are equal, all chains of events whole.\n`)
    return 0
  }
  if (command === 'backup') {
    const [file, copy] = files
    if (file === undefined || copy === undefined || files.length > 2)
      throw usage('ledger backup needs the file and the name of the copy')
    const ledger = await Ledger.open({ store: there({ file }), environment: system })
    try {
      await ledger.backUp(copy)
    } finally {
      await ledger.close()
    }
    await terminal.write(`Copied ${file} to ${copy}; the copy is sound.\n`)
    return 0
  }
  if (command === 'restored') {
    const [store] = files
    if (store === undefined || files.length > 1) throw usage('ledger restored needs the ledger')
    const ca = values.ca === undefined ? undefined : Buffer.from(await terminal.bytes(values.ca)).toString('utf8')
    const ledger = await Ledger.open({ store: there(storeOf(store, ca)), environment: system })
    try {
      for (const { scope, last } of await ledger.watchman.restored()) await terminal.write(`${scope}: goes on after ${last}\n`)
    } finally {
      await ledger.close()
    }
    return 0
  }
  throw usage(`ledger does move, backup and restored, not "${command ?? ''}"`)
}

function storeOf(text: string, ca: string | undefined): StoreSettings {
  return /^postgres(ql)?:/.test(text) ? { url: text, ...(ca === undefined ? {} : { ca }) } : { file: text }
}

/** Opening makes a file that is not there: what is read from has to be. */
function there(store: StoreSettings): StoreSettings {
  if (!('file' in store) || existsSync(store.file)) return store
  throw new EdiError({ code: 'file-unreadable', what: `${store.file} cannot be read`, why: 'There is no such file' })
}
