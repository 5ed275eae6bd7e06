/** What vouches for the history and counts it: seals, retention, verification, export, the rows of the reconciliation report. */
import type { Transaction } from 'kysely'
import type { Environment } from '../environment'
import { arrivals, type Arrived, documentsNamed, type NameOf, namesOf, type Sent, sentOf } from './arrivals'
import { seal } from './checkpoint'
import { type AuditFilter, type AuditRow, auditTrail } from './export'
import type { LedgerAccess } from './replays'
import { prune } from './retention'
import type { CheckpointRow, DocumentRow, Tables } from './schema'
import { type Noted, type Verified, verify } from './verify'

export class Audit {
  readonly #access: LedgerAccess

  constructor(access: LedgerAccess) {
    this.#access = access
  }

  /** Seals what is new; undefined when nothing is. */
  async seal(): Promise<CheckpointRow | undefined> {
    let newest: CheckpointRow | undefined
    for (;;) {
      const sealed = await this.#alone((tx, environment) => seal(tx, environment))
      if (!sealed) return newest
      newest = sealed
    }
  }

  /** Forgets bytes stored before a moment, but for those of documents that are not at their end. Events are never forgotten. */
  prune(before: Date): Promise<number> {
    return this.#alone((tx, environment) => prune(tx, environment, before))
  }

  /** As of one moment, whatever others do meanwhile. @param noted a seal that was noted outside of the ledger */
  verify(noted?: Noted): Promise<Verified> {
    return this.#access.database
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(tx => verify(tx, noted))
  }

  /** Events in the order in which they were stored. */
  trail(filter: AuditFilter): AsyncGenerator<AuditRow> {
    return auditTrail(this.#access.database, filter)
  }

  // For the reconciliation report: see arrivals.ts.

  arrivals(arrived: Arrived): AsyncGenerator<readonly DocumentRow[]> {
    return arrivals(this.#access.database, arrived)
  }

  documentsNamed(name: string): AsyncGenerator<readonly DocumentRow[]> {
    return documentsNamed(this.#access.database, name)
  }

  namesOf(documentIds: readonly string[]): Promise<readonly NameOf[]> {
    return namesOf(this.#access.database, documentIds)
  }

  sentOf(documentIds: readonly string[]): Promise<readonly Sent[]> {
    return sentOf(this.#access.database, documentIds)
  }

  /** A checkpoint holds all events up to its last: none of them may still be on its way into the store. */
  #alone<T>(work: (tx: Transaction<Tables>, environment: Environment) => Promise<T>): Promise<T> {
    return this.#access.transaction(async (tx, { environment }) => {
      await this.#access.lockEvents(tx)
      return work(tx, environment)
    })
  }
}
