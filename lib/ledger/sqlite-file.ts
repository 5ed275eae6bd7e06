/** The file of a SQLite ledger as a whole: is it sound, and a copy of it while it is in use. */
import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs'
import * as sqlite from 'node:sqlite'
import { EdiError } from '../error'

/** Bytes. Reading a file through takes about a second for each gigabyte; a larger one is read only when it was not closed in order. */
const QUICKLY_READ = 256 * 1024 * 1024

/** To be asked before the file is opened: whether to look through it. A log that was left behind tells of a crash. */
export function needsLook(file: string): boolean {
  if (file === ':memory:' || !existsSync(file)) return false
  const log = `${file}-wal`
  return statSync(file).size <= QUICKLY_READ || (existsSync(log) && statSync(log).size > 0)
}

/** @throws EdiError `ledger-damaged` */
export function look(database: sqlite.DatabaseSync, file: string): void {
  const [first] = database.prepare('PRAGMA quick_check(1)').all().flatMap(Object.values)
  if (first === 'ok') return
  throw damaged(file, String(first))
}

export function damaged(file: string, why: string, cause?: unknown): EdiError {
  return new EdiError({
    code: 'ledger-damaged',
    what: 'The ledger file is damaged',
    where: { file },
    why: `SQLite says: ${why.replace(/\s+/g, ' ').replace(/\.$/, '')}`,
    remedy:
      'Stop Node-RED, set the file and those beside it with -wal and -shm apart without deleting them, and put the last backup in its place; leave the file that ends in .numbers where it is, so that no control number is used twice',
    ...(cause === undefined ? {} : { cause }),
  })
}

/**
 * A copy that is whole and looked through, of a database that nobody writes to meanwhile. Only its owner may read it.
 * @throws EdiError `backup-exists`, `ledger-damaged`
 */
export async function backUp(database: sqlite.DatabaseSync, to: string): Promise<void> {
  try {
    closeSync(openSync(to, 'wx', 0o600))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new EdiError({
      code: 'backup-exists',
      what: 'There is a file of that name already',
      where: { file: to },
      remedy: 'Choose another name; a backup never replaces one',
      cause,
    })
  }
  try {
    // Node.js has it from 22.16 on; before that the copy is made in one go, while everything else waits.
    if (typeof sqlite.backup === 'function') await sqlite.backup(database, to, { rate: 1000 })
    else database.prepare('VACUUM INTO ?').run(to)
    const copy = new sqlite.DatabaseSync(to)
    try {
      // The copy is one file: it needs no log beside it.
      copy.exec('PRAGMA journal_mode = DELETE')
      look(copy, to)
    } finally {
      copy.close()
    }
  } catch (thrown) {
    rmSync(to, { force: true })
    throw thrown
  }
}
