/** Before a PostgreSQL ledger is deployed: does it answer, which version is it, and may its user do what the ledger needs? */
import { Kysely, sql } from 'kysely'
import { checkServer, PostgresDriver, postgresDialect } from './postgres'
import { fault } from './postgres-faults'
import { addressOf, type PostgresSettings, placeOf } from './postgres-url'
import type { Tables } from './schema'

export interface Trial {
  readonly place: string
  /** As the server says it: `15.14 (Debian 15.14-0+deb12u1)`. */
  readonly version: string
  readonly encrypted: boolean
  /** Whether the tables are there already, or will be made. */
  readonly hasTables: boolean
}

/** Changes nothing. @throws EdiError `ledger-rights-missing` and those of `postgresStore` */
export async function tryPostgres(settings: PostgresSettings): Promise<Trial> {
  const address = addressOf(settings)
  const database = new Kysely<Tables>({ dialect: postgresDialect(new PostgresDriver(address)) })
  try {
    await checkServer(database)
    const { rows } = await sql<{ version: string; encrypted: boolean | null; has_tables: boolean; may: boolean }>`
      select current_setting('server_version') as version,
        (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as encrypted,
        to_regclass(${`${address.schema}.version`}) is not null as has_tables,
        coalesce(
          (select has_schema_privilege(oid, 'CREATE') from pg_namespace where nspname = ${address.schema}),
          has_database_privilege(current_database(), 'CREATE')
        ) as may
    `.execute(database)
    const found = rows[0]
    if (!found?.may) throw fault({ code: '42501' }).error
    return {
      place: placeOf(address),
      version: found.version,
      encrypted: found.encrypted === true,
      hasTables: found.has_tables,
    }
  } catch (thrown) {
    throw fault(thrown).error
  } finally {
    await database.destroy()
  }
}
