/** How works become transactions: all of a work is stored, or nothing of it. */
import type { Kysely, Transaction } from 'kysely'
import type { Environment } from '../environment'
import { Lines } from './lines'
import { CommitUnknown, fault } from './postgres-faults'
import { straight } from './prepared'
import type { Tables } from './schema'

export interface Transactions {
  /**
   * The work may be run more than once, so it does nothing but ask and write in `tx`.
   * @param line works that name the same one are stored in the order in which they were asked for
   */
  transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>, line?: string): Promise<T>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** Another instance stored the same thing between a look and the write: the work is run again and finds it. */
export class Raced extends Error {
  constructor(what: string) {
    super(`Another instance has just stored ${what}`)
  }
}

/** Bounds how long works that keep meeting each other are tried. */
const ATTEMPTS = 12
/** Milliseconds: how long a database that has gone away is waited for before its callers are told. */
const PATIENCE = 20_000

/**
 * Each work in a transaction of its own, several at once. PostgreSQL shares a write to the disk among those that commit together, so
 * grouping them here would gain nothing and would hold the locks of each for as long as the slowest.
 * @see docs/decisions/0007-postgresql-and-leases.md
 */
export class ParallelTransactions implements Transactions {
  readonly #database: Kysely<Tables>
  readonly #environment: Environment
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #lines = new Lines()
  /** Those that wait for a connection: here for as long as it takes, where in the pool they would time out. */
  readonly #queue: (() => void)[] = []
  #free: number

  /** @param most transactions at once; fewer than there are connections, so that those who only read find one */
  constructor(database: Kysely<Tables>, environment: Environment, most: number) {
    this.#database = database
    this.#environment = environment
    this.#free = most
  }

  /** @throws EdiError those of `fault`, `ledger-commit-unknown` */
  transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>, line?: string): Promise<T> {
    const running = this.#lines.inTurn(line, () => this.#untilSettled(work))
    this.#underWay.add(running)
    const end = () => this.#underWay.delete(running)
    running.then(end, end)
    return running
  }

  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
  }

  async #untilSettled<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    const started = Date.now()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#connected(() =>
          this.#database.transaction().execute(async tx => {
            await straight(tx)
            return work(tx)
          }),
        )
      } catch (thrown) {
        const { passes, error } = verdict(thrown)
        const patient = passes === 'soon' ? attempt < ATTEMPTS : passes === 'later' && Date.now() - started < PATIENCE
        if (!patient) throw error
        const most = passes === 'soon' ? 5 * 2 ** Math.min(attempt, 6) : 100 * 2 ** Math.min(attempt, 4)
        await pause(most * (0.5 + this.#environment.random() / 2))
      }
    }
  }

  async #connected<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>(resolve => this.#queue.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#queue.shift()
      if (next) next()
      else this.#free += 1
    }
  }
}

/** `soon`: met another transaction. `later`: the database is away, and it is known that nothing was stored. */
function verdict(thrown: unknown): { readonly passes: 'soon' | 'later' | 'never'; readonly error: unknown } {
  if (thrown instanceof Raced) return { passes: 'soon', error: thrown }
  if (thrown instanceof CommitUnknown) return { passes: 'never', error: thrown.told }
  return fault(thrown)
}

/** Real time, whatever clock the ledger goes by: it is the database that is waited for. */
function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
