/**
 * Transactions that are asked for at the same moment share one commit, and so one wait for the disk. None is told that it succeeded
 * before the commit has. When one of them fails, all are undone and run once more, each behind a savepoint of its own, so that the one
 * that fails is undone alone.
 */
import { CompiledQuery, type Kysely, type Transaction } from 'kysely'
import { straight } from './prepared'
import type { Tables } from './schema'
import type { Transactions } from './transactions'

interface Waiting {
  readonly work: (tx: Transaction<Tables>) => Promise<unknown>
  readonly resolve: (result: never) => void
  readonly reject: (reason: unknown) => void
}

/** One of a group has failed; which does not matter. */
class Spoiled extends Error {}

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
      this.#waiting.push({ work, resolve, reject })
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
      const settle = await this.#together(group).catch((thrown: unknown) => {
        if (!(thrown instanceof Spoiled)) throw thrown
        if (group.length === 1) throw thrown.cause
        return this.#apart(group)
      })
      for (const one of settle) one()
    } catch (thrown) {
      for (const { reject } of group) reject(thrown)
    }
    this.#draining =
      this.#waiting.length > 0 ? new Promise<void>(begin => setImmediate(begin)).then(() => this.#drain()) : undefined
  }

  /** @throws Spoiled when one fails; then nothing of any is stored */
  #together(group: readonly Waiting[]): Promise<readonly (() => void)[]> {
    return this.#database.transaction().execute(async tx => {
      await straight(tx)
      const outcomes: (() => void)[] = []
      try {
        for (const { work, resolve } of group) {
          const result = await work(tx)
          outcomes.push(() => resolve(result as never))
        }
      } catch (cause) {
        throw new Spoiled('one of them failed', { cause })
      }
      return outcomes
    })
  }

  #apart(group: readonly Waiting[]): Promise<readonly (() => void)[]> {
    return this.#database.transaction().execute(async tx => {
      await straight(tx)
      const outcomes: (() => void)[] = []
      for (const one of group) outcomes.push(await alone(tx, one))
      return outcomes
    })
  }
}

async function alone(tx: Transaction<Tables>, { work, resolve, reject }: Waiting): Promise<() => void> {
  try {
    await tx.executeQuery(SAVEPOINT)
    const result = await work(tx)
    await tx.executeQuery(RELEASE)
    return () => resolve(result as never)
  } catch (thrown) {
    // A full disk has undone the whole group already; then the reason matters, not that there is nothing left to undo.
    await undo(tx).catch(() => {
      throw thrown
    })
    return () => reject(thrown)
  }
}

async function undo(tx: Transaction<Tables>): Promise<void> {
  await tx.executeQuery(ROLLBACK)
  await tx.executeQuery(RELEASE)
}
