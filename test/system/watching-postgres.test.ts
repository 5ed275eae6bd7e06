/** The ledger's clock, its alarms and the numbers that come in, on a real PostgreSQL server: the same tests as on SQLite. */
import { afterAll, beforeAll, beforeEach } from 'vitest'
import '../unit/ledger/alarms.test'
import '../unit/ledger/deadlines.test'
import '../unit/ledger/inbound.test'
import { openOn } from '../unit/ledger/watched'
import { missing, type Postgres, startPostgres } from './support/postgres'

let server: Postgres | undefined
let count = 0
const schemas = new Map<string, string>()

beforeAll(async () => {
  if (missing !== undefined) return
  const started = await startPostgres()
  server = started
  openOn(file => {
    count += 1
    const schema = schemas.get(file) ?? `watched_${count}`
    if (file !== ':memory:') schemas.set(file, schema)
    return { url: started.url('postgres', `schema=${schema}`) }
  })
})
beforeEach(context => context.skip(missing !== undefined, missing))
afterAll(() => server?.end())
