/** Who has unfinished work in hand. */
import type { Kysely } from 'kysely'
import type { Environment } from '../environment'
import type { PostgresSettings } from './postgres-url'
import type { Tables } from './schema'
import type { Transactions } from './transactions'

export interface Leases {
  /** Names this opening of the ledger in the rows of what it has in hand. */
  readonly holder: string
}

export function postgresLeases(
  _database: Kysely<Tables>,
  _transactions: Transactions,
  environment: Environment,
  _settings: PostgresSettings,
): Leases {
  return { holder: environment.uuid() }
}
