/**
 * Who has what in hand when several instances share a ledger. Each opening of the ledger has a lease, a row with an id of its own that it
 * renews while it lives; steps, outputs and turns name that id as their holder. When a lease has run out, one of the others deletes it
 * and becomes the holder of all that it held, in one transaction. Whoever ends a step, or writes what only the holder may write, is
 * checked against these rows inside its own transaction, so that an instance that was taken for dead and wakes up stores nothing.
 * The clock is the database's alone: clocks of the instances may differ as they like. What costs safety nothing but may cost a needless
 * take-over is a pause of an instance that is longer than the lease.
 * @see docs/decisions/0007-postgresql-and-leases.md
 */
import { hostname } from 'node:os'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Environment } from '../environment'
import { EdiError } from '../error'
import { leaseLost } from './lease-lost'
import type { PostgresSettings } from './postgres-url'
import { prepared, type Soon } from './prepared'
import type { Tables } from './schema'
import { UNFINISHED } from './steps'
import type { Transactions } from './transactions'

export interface Leases {
  /** Names this opening of the ledger in the rows of what it has in hand. Another one once the lease was lost. */
  readonly holder: string
  /** Takes the lease, and what instances that are gone have left. */
  join(): Promise<void>
  /** Before joining. @throws EdiError `ledger-in-use` when an instance lives */
  assertAlone(): Promise<void>
  /** A sign of life now. Where the lease was lost, what is begun afterwards is begun as another holder. */
  renew(): Promise<void>
  /** Lets others take at once what this opening has in hand. */
  leave(): Promise<void>
  /** Inside a transaction: nobody takes anything over from this opening until it ends. @throws EdiError `lease-lost` */
  assert(tx: Transaction<Tables>): Soon<void>
  /** @throws EdiError `lease-lost` unless the step still is in the hands of this opening */
  confirm(stepId: string): Promise<void>
  /** Takes a turn for good, or tells who has it. Asked again by its holder it is granted again. */
  take(name: string): Promise<{ readonly takenBy: string } | undefined>
  give(name: string): Promise<void>
  /** Waits for the turn, does the work and gives the turn back. */
  during<T>(name: string, work: () => Promise<T>): Promise<T>
  /** Calls back when something has been taken over. */
  onTakeOver(listener: () => void): () => void
}

/** A SQLite file has one process, which holds everything in it for as long as it has the file. */
export const onlyInstance: Leases = {
  holder: 'the one process',
  join: async () => undefined,
  assertAlone: async () => undefined,
  renew: async () => undefined,
  leave: async () => undefined,
  assert: () => undefined,
  confirm: async () => undefined,
  take: async () => undefined,
  give: async () => undefined,
  during: (_name, work) => work(),
  onTakeOver: () => () => undefined,
}

/** Seconds without a sign of life after which an instance is taken for dead; it gives one three times as often. */
const LEASE = 15
/** Renewals between two looks for unfinished work without any holder, such as what was moved here from a file. */
const ROUNDS = 6
/** Milliseconds between two looks whether a turn is free: at first, and at most. */
const [SHORTEST, LONGEST] = [20, 500]

/** The weakest lock that deleting the row waits for: renewing it goes on, and others of this instance assert beside this one. */
const alive = prepared<{ holder: string }, { id: string }>((database, slot) =>
  database.selectFrom('leases').select('id').where('id', '=', slot('holder')).forKeyShare(),
)

const holderOf = prepared<{ stepId: string }, { holder: string }>((database, slot) =>
  database.selectFrom('steps').select('holder').where('id', '=', slot('stepId')),
)

export class PostgresLeases implements Leases {
  holder: string
  readonly #database: Kysely<Tables>
  readonly #transactions: Transactions
  readonly #environment: Environment
  readonly #instance: string
  readonly #seconds: number
  readonly #listeners = new Set<() => void>()
  /** Turns that this instance would have: those of an instance that died come to it together with the steps. */
  readonly #wanted = new Set<string>()
  #takingOver: Promise<void> = Promise.resolve()
  #renewing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #rounds = 0
  #left = false

  constructor(
    database: Kysely<Tables>,
    transactions: Transactions,
    environment: Environment,
    { instance = hostname(), leaseSeconds = LEASE }: PostgresSettings,
  ) {
    this.#database = database
    this.#transactions = transactions
    this.#environment = environment
    this.#instance = instance
    this.#seconds = leaseSeconds
    this.holder = environment.uuid()
  }

  async join(): Promise<void> {
    await this.#transactions.transaction(tx =>
      tx
        .insertInto('leases')
        .values({ id: this.holder, instance: this.#instance, expires_at: moment(this.#seconds) })
        .execute(),
    )
    await this.#takeOver()
    this.#plan()
  }

  async assertAlone(): Promise<void> {
    const lease = await this.#database
      .selectFrom('leases')
      .select('instance')
      .where('expires_at', '>=', moment(0))
      .executeTakeFirst()
    if (!lease) return
    throw new EdiError({
      code: 'ledger-in-use',
      what: `The instance ${lease.instance} is using the ledger`,
      remedy: 'Stop every Node-RED that uses it; one that was killed counts for a quarter of a minute more',
      prospect: 'passing',
    })
  }

  async renew(): Promise<void> {
    await this.#renew()
  }

  async leave(): Promise<void> {
    this.#left = true
    clearTimeout(this.#timer)
    await this.#takingOver
    await this.#transactions.transaction(async tx => {
      await tx.updateTable('leases').set({ expires_at: '' }).where('id', '=', this.holder).execute()
      await tx.deleteFrom('turns').where('holder', '=', this.holder).execute()
    })
  }

  async assert(tx: Transaction<Tables>): Promise<void> {
    if (!(await alive.first(tx, { holder: this.holder }))) throw leaseLost()
  }

  async confirm(stepId: string): Promise<void> {
    const step = await holderOf.first(this.#database, { stepId })
    if (step?.holder !== this.holder) throw leaseLost()
  }

  async take(name: string): Promise<{ readonly takenBy: string } | undefined> {
    this.#wanted.add(name)
    // What was taken over with the turn comes before what the turn brings.
    await this.#takingOver
    const holder = await this.#turn(name, 1)
    if (holder === this.holder) return undefined
    const lease = await this.#database.selectFrom('leases').select('instance').where('id', '=', holder).executeTakeFirst()
    return { takenBy: lease?.instance ?? 'another instance' }
  }

  async give(name: string): Promise<void> {
    this.#wanted.delete(name)
    await this.#transactions.transaction(tx =>
      tx.deleteFrom('turns').where('name', '=', name).where('holder', '=', this.holder).execute(),
    )
  }

  async during<T>(name: string, work: () => Promise<T>): Promise<T> {
    for (let pause = SHORTEST; (await this.#turn(name, 0)) !== this.holder; pause = Math.min(LONGEST, pause * 2))
      await new Promise(resolve => setTimeout(resolve, pause * (0.5 + this.#environment.random())))
    try {
      return await work()
    } finally {
      await this.give(name)
    }
  }

  onTakeOver(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** @returns the holder of the turn, who is this one if nobody else was */
  #turn(name: string, lasting: number): Promise<string> {
    return this.#transactions.transaction(async tx => {
      await this.assert(tx)
      await tx
        .insertInto('turns')
        .values({ name, holder: this.holder, lasting })
        .onConflict(conflict => conflict.column('name').doNothing())
        .execute()
      const turn = await tx.selectFrom('turns').select('holder').where('name', '=', name).executeTakeFirst()
      return turn?.holder ?? ''
    })
  }

  #plan(): void {
    if (this.#left) return
    this.#timer = setTimeout(() => void this.#beat().finally(() => this.#plan()), (this.#seconds * 1000) / 3)
    this.#timer.unref()
  }

  /** A database that cannot be reached now is asked again with the next beat; the lease may run out meanwhile, which is seen then. */
  async #beat(): Promise<void> {
    this.#rounds += 1
    const left = await this.#renew().catch(() => undefined)
    if (left === undefined) return
    if (left > 0 || this.#rounds % ROUNDS === 0) await this.#takeOver().catch(() => undefined)
  }

  /** In turn: two that find the lease lost would become two. @returns how many leases have run out; one round trip */
  #renew(): Promise<number> {
    const renewing = this.#renewing.then(() => this.#renewNow())
    this.#renewing = renewing.then(
      () => undefined,
      () => undefined,
    )
    return renewing
  }

  async #renewNow(): Promise<number> {
    const renewed = await this.#database
      .updateTable('leases')
      .set({ expires_at: moment(this.#seconds) })
      .where('id', '=', this.holder)
      .returning(({ selectFrom }) =>
        selectFrom('leases as others')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('others.expires_at', '<', moment(0))
          .as('left'),
      )
      .executeTakeFirst()
    if (renewed) return renewed.left ?? 0
    // Taken for dead. What this instance begins from now on it begins as somebody else.
    const id = this.#environment.uuid()
    await this.#database
      .insertInto('leases')
      .values({ id, instance: this.#instance, expires_at: moment(this.#seconds) })
      .execute()
    this.holder = id
    return 0
  }

  #takeOver(): Promise<void> {
    const taking = this.#takingOver.then(() => this.#takeOverNow())
    // One that failed is made up for by the next.
    this.#takingOver = taking.catch(() => undefined)
    return taking
  }

  async #takeOverNow(): Promise<void> {
    const { holder } = this
    const taken = await this.#transactions.transaction(async tx => {
      await this.assert(tx)
      await tx.deleteFrom('leases').where('expires_at', '<', moment(0)).execute()
      const living = tx.selectFrom('leases').select('id')
      const steps = await tx
        .updateTable('steps')
        .set({ holder })
        .where(UNFINISHED)
        .where('holder', 'not in', living)
        .executeTakeFirst()
      const outputs = await tx
        .updateTable('outputs')
        .set({ holder })
        .where('taken_at', 'is', null)
        .where('holder', 'not in', living)
        .executeTakeFirst()
      if (this.#wanted.size > 0)
        await tx
          .updateTable('turns')
          .set({ holder })
          .where('name', 'in', [...this.#wanted])
          .where('lasting', '=', 1)
          .where('holder', 'not in', living)
          .execute()
      await tx.deleteFrom('turns').where('holder', 'not in', living).execute()
      return steps.numUpdatedRows + outputs.numUpdatedRows
    })
    if (taken > 0n) for (const listener of this.#listeners) listener()
  }
}

/** The database's time so many seconds from now, as the text that moments are. */
function moment(seconds: number): RawBuilder<string> {
  return sql<string>`to_char((clock_timestamp() at time zone 'UTC') + make_interval(secs => ${seconds}), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
