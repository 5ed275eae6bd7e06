/**
 * Transactions that are asked for at the same moment share one commit, and so one wait for the disk. Each keeps its own outcome: one
 * that fails is undone alone, and none is told that it succeeded before the commit has.
 */
import { CompiledQuery, type Kysely, type Transaction } from 'kysely'
import type { Tables } from './schema'
import type { Transactions } from './transactions'

interface Waiting {
  run(tx: Transaction<Tables>): Promise<() => void>
  fail(reason: unknown): void
}

const SAVEPOINT = CompiledQuery.raw('SAVEPOINT one')
const RELEASE = CompiledQuery.raw('RELEASE one')
const ROLLBACK = CompiledQuery.raw('ROLLBACK TO one')

/** Bounds the memory and the time that one commit takes. */
const MOST = 250

export class GroupCommit implements Transactions {
  readonly #database: Kysely<Tables>
  #waiting: Waiting[] = []
  #draining: Promise<void> | undefined

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        run: async tx => {
          try {
            await tx.executeQuery(SAVEPOINT)
            const result = await work(tx)
            await tx.executeQuery(RELEASE)
            return () => resolve(result)
          } catch (thrown) {
            // A full disk has undone the whole group already; then the reason matters, not that there is nothing left to undo.
            await undo(tx).catch(() => {
              throw thrown
            })
            return () => reject(thrown)
          }
        },
        fail: reject,
      })
      // After this turn of the event loop, so that all who ask in it are in the group.
      this.#draining ??= new Promise<void>(begin => setImmediate(begin)).then(() => this.#drain())
    })
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining
  }

  async #drain(): Promise<void> {
    const group = this.#waiting.splice(0, MOST)
    try {
      const settle = await this.#database.transaction().execute(async tx => {
        const outcomes: (() => void)[] = []
        for (const one of group) outcomes.push(await one.run(tx))
        return outcomes
      })
      for (const one of settle) one()
    } catch (thrown) {
      for (const one of group) one.fail(thrown)
    }
    this.#draining =
      this.#waiting.length > 0 ? new Promise<void>(begin => setImmediate(begin)).then(() => this.#drain()) : undefined
  }
}

async function undo(tx: Transaction<Tables>): Promise<void> {
  await tx.executeQuery(ROLLBACK)
  await tx.executeQuery(RELEASE)
}
