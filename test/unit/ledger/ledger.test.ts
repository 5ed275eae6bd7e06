import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Ledger } from '../../../lib/ledger/ledger'
import { sqliteDialect } from '../../../lib/ledger/node-sqlite'
import type { Tables } from '../../../lib/ledger/schema'
import { unfinished } from '../../../lib/ledger/steps'
import { waiting } from '../../../lib/ledger/outputs'
import { testEnvironment } from '../../support/environment'
import { ledgerContract } from './contract'

ledgerContract('SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ledger-'))
  const file = join(directory, 'deep', 'ledger.sqlite')
  return {
    open: environment => Ledger.open({ store: { file }, environment }),
    ask: async statement => {
      const database = new DatabaseSync(file)
      const rows = database.prepare(statement).all()
      database.close()
      return rows
    },
    end: async () => rmSync(directory, { recursive: true, force: true }),
  }
})

let directory: string
let file: string
let ledger: Ledger

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ledger-'))
  file = join(directory, 'deep', 'ledger.sqlite')
  ledger = await Ledger.open({ file, environment: testEnvironment() })
})
afterEach(async () => {
  await ledger.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('what is asked at every start', () => {
  it('is found by its index, however many documents are done', async () => {
    await ledger.close()
    const asked: string[] = []
    const database = new Kysely<Tables>({ dialect: sqliteDialect(file), log: event => void asked.push(event.query.sql) })
    await unfinished(database, 'holder', 'node')
    await waiting(database, 'holder', 'node')
    await database.destroy()
    const plans = new DatabaseSync(file)
    const planOf = (statement = '') => JSON.stringify(plans.prepare(`EXPLAIN QUERY PLAN ${statement}`).all('node', 'holder'))
    expect(planOf(asked[0])).toContain('steps_unfinished')
    expect(planOf(asked[1])).toContain('outputs_waiting')
    plans.close()
    ledger = await Ledger.open({ file, environment: testEnvironment() })
  })
})

describe('the file', () => {
  it('is readable by its owner only', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is refused while somebody else has it open', async () => {
    await expect(Ledger.open({ file, environment: testEnvironment() })).rejects.toMatchObject({ code: 'ledger-in-use' })
  })

  it('that is no ledger is refused in plain words', async () => {
    const other = join(directory, 'text.sqlite')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(other, 'This is not a database, but it is long enough to be read as the header of one. '.repeat(20))
    await expect(Ledger.open({ file: other, environment: testEnvironment() })).rejects.toMatchObject({
      code: 'ledger-unreadable',
    })
  })
})
