/** The ledger's contract on a real PostgreSQL server, and what only several instances can do to one another. */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Ledger } from '../../lib/ledger/ledger'
import { system } from '../../lib/environment'
import { ledgerContract } from '../unit/ledger/contract'
import { missing, mustRun, type Postgres, startPostgres } from './support/postgres'

test('PostgreSQL is installed', context => {
  if (missing !== undefined) console.info(`The ledger on PostgreSQL is not tested. ${missing}`)
  context.skip(missing !== undefined && !mustRun, missing)
  expect(missing).toBeUndefined()
})

describe.skipIf(missing !== undefined)('PostgreSQL', () => {
  let server: Postgres
  let count = 0
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.end())

  const aSchema = () => {
    count += 1
    return `schema_${count}`
  }

  async function ask(statement: string, schema: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: server.url(), options: `-c search_path=${schema}` })
    await client.connect()
    const { rows } = await client.query(statement)
    await client.end()
    return rows
  }

  ledgerContract('PostgreSQL', async () => {
    const schema = aSchema()
    return {
      open: environment => Ledger.open({ store: { url: server.url('postgres', `schema=${schema}`) }, environment }),
      ask: statement => ask(statement, schema),
      end: async () => undefined,
    }
  })

  describe('instances that start together', () => {
    test('bring the schema up to date once', async () => {
      const schema = aSchema()
      const opening = Array.from({ length: 6 }, () =>
        Ledger.open({ store: { url: server.url('postgres', `schema=${schema}`) }, environment: system }),
      )
      const ledgers = await Promise.all(opening)
      await Promise.all(ledgers.map(ledger => ledger.close()))
      expect(await ask('select version from version', schema)).toEqual([{ version: '1' }])
    })
  })
})
