/** The ledger's clock, its alarms and the numbers that come in, on a real PostgreSQL server: the same tests as on SQLite. */
import { afterAll, beforeAll } from 'vitest'
import { openOn } from '../unit/ledger/watched'
import { missing, type Postgres, startPostgres } from './support/postgres'

if (missing === undefined) {
  let server: Postgres
  let count = 0
  const schemas = new Map<string, string>()
  beforeAll(async () => {
    server = await startPostgres()
    openOn(file => {
      count += 1
      const schema = schemas.get(file) ?? `watched_${count}`
      if (file !== ':memory:') schemas.set(file, schema)
      return { url: server.url('postgres', `schema=${schema}`) }
    })
  })
  afterAll(() => server.end())
  await import('../unit/ledger/alarms.test')
  await import('../unit/ledger/deadlines.test')
  await import('../unit/ledger/inbound.test')
}
