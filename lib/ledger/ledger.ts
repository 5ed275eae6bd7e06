/**
 * The ledger: every document, step, byte and number, and the one source of truth about what was done. It knows no business
 * meaning; nodes tell it what happened and ask it what may happen.
 * @see CONTRIBUTING.md, "The step protocol"
 */
import type { Kysely, Transaction } from 'kysely'
import type { Environment } from '../environment'
import { asEdiError, EdiError } from '../error'
import { Audit } from './audit'
import type { NewAlarm } from './alarms'
import { countDocuments, type Tally } from './counts'
import type { LedgerEvent } from './events'
import { HighWater, numbersBeside } from './high-water'
import { fault } from './postgres-faults'
import type { Reopened } from './replay'
import { receivedAfterAll } from './replay-decisions'
import { followersOf, replacedBy } from './replay-sequence'
import { Replays } from './replays'
import type { DocumentRow, Tables } from './schema'
import {
  type Asking,
  begin,
  type BeginRequest,
  type Begun,
  complete,
  note,
  type Reconsidered,
  reopen,
  type StepOutcome,
  stop,
  type StopOutcome,
  unfinished,
} from './steps'
import { collect, type Collected, type CollectRequest, waiting } from './outputs'
import type { StateStore } from './state-store'
import { migrate, openStore, type Store, type StoreSettings } from './store'
import {
  type Acknowledgment,
  acknowledge,
  type AcknowledgedTransmission,
  acknowledgeInterchange,
  type InterchangeAcknowledgment,
  markSent,
} from './transmissions'
import { Watchman } from './watchman'

export type LedgerSettings = { readonly environment: Environment } & (
  | { readonly store: StoreSettings }
  /** Path of a SQLite file, or `:memory:`. */
  | { readonly file: string }
)

export type EventListener = (event: LedgerEvent & { readonly subject: string }) => void

export class Ledger implements StateStore {
  readonly environment: Environment
  readonly durable: boolean
  /** For people: the file, or host and database. */
  readonly place: string
  readonly audit: Audit
  readonly replays: Replays
  readonly #store: Store
  readonly #database: Kysely<Tables>
  readonly #listeners = new Set<EventListener>()
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #highWater: HighWater | undefined
  /** Deadlines, alarms and control numbers. */
  readonly watchman: Watchman

  private constructor(store: Store, environment: Environment, highWater: HighWater | undefined) {
    this.environment = environment
    this.durable = store.durable
    this.place = store.place
    this.#store = store
    this.#database = store.database
    this.#highWater = highWater
    this.watchman = new Watchman(store.database, work => this.#transaction(work), environment, highWater)
    const access = {
      database: store.database,
      transaction: <T>(work: (tx: Transaction<Tables>, asking: Asking) => Promise<T>) =>
        this.#transaction(tx => work(tx, this.#asking())),
      lockEvents: (tx: Transaction<Tables>) => store.lockEvents(tx),
    }
    this.audit = new Audit(access)
    this.replays = new Replays(access)
  }

  /** @throws EdiError `ledger-in-use`, `ledger-unreadable`, `ledger-too-new`; those of `postgresStore` */
  static open(settings: LedgerSettings): Promise<Ledger> {
    return opened(settings, async store => {
      await store.leases.join()
      const ledger = new Ledger(store, settings.environment, highWaterOf(settings))
      await ledger.watchman.catchUp()
      return ledger
    })
  }

  /**
   * For those who only read: nothing is taken over, and a backup is not taken for a ledger that was put back, whose numbers move on.
   * @throws EdiError as `open`
   */
  static openToRead(settings: LedgerSettings): Promise<Ledger> {
    return opened(settings, async store => new Ledger(store, settings.environment, undefined))
  }

  async close(): Promise<void> {
    await this.#store.transactions.idle()
    // Without it others wait until the lease has run out.
    await this.#store.leases.leave().catch(() => undefined)
    await this.#database.destroy()
    this.#highWater?.close()
  }

  /** A copy in a file, made while the ledger is in use. @throws EdiError `backup-exists`; `backup-by-server` on PostgreSQL */
  backUp(to: string): Promise<void> {
    return this.#store.backUp(to)
  }

  // Steps: see steps.ts for the rules.

  async begin(request: BeginRequest): Promise<Begun> {
    // Those that may not overtake one another are stored in their order.
    const line = request.sequence === undefined ? undefined : `${request.node} ${request.sequence}`
    const beginning = () => this.#held(tx => begin(tx, this.#asking(), request), line)
    try {
      return await beginning()
    } catch (thrown) {
      if (asEdiError(thrown).code !== 'lease-lost') throw thrown
      // What comes in is new work, and no less welcome for the pause that cost the lease.
      await this.#store.leases.renew()
      return beginning()
    }
  }

  note(stepId: string, intent: string): Promise<void> {
    return this.#transaction(tx => note(tx, this.#asking(), stepId, intent))
  }

  async complete(stepId: string, outcome: StepOutcome): Promise<Collected> {
    const { collected, reopened } = await this.#transaction(async tx => {
      const done = await complete(tx, this.#asking(), stepId, outcome)
      if (done.taken.length > 0) return { collected: done, reopened: [] }
      const replaced = outcome.replacesEarlier ? await replacedBy(tx, this.#asking(), stepId) : []
      return { collected: done, reopened: [...(await followersOf(tx, this.#asking(), { stepId })), ...replaced] }
    })
    this.replays.tell(reopened)
    return collected
  }

  stop(stepId: string, outcome: StopOutcome): Promise<boolean> {
    return this.#transaction(tx => stop(tx, this.#asking(), stepId, outcome))
  }

  /** After a deploy: steps of a node that its settings decided are unfinished again. */
  reopen(node: string, which: Reconsidered): Promise<void> {
    return this.#transaction(tx => reopen(tx, this.#asking(), node, which))
  }

  collect(request: CollectRequest): Promise<Collected> {
    return this.#held(tx => collect(tx, this.#asking(), request))
  }

  /** Several in their order with one wait for the disk: all are stored, or none is. */
  collectAll(requests: readonly CollectRequest[]): Promise<readonly Collected[]> {
    return this.#held(async tx => {
      const all: Collected[] = []
      for (const request of requests) all.push(await collect(tx, this.#asking(), request))
      return all
    })
  }

  /** Steps of a node that began and did not end: to be settled and run again after a restart. */
  unfinished(node: string): ReturnType<typeof unfinished> {
    return unfinished(this.#database, this.#store.leases.holder, node)
  }

  /** Outputs of a node that nobody has taken: to be sent again after a restart. */
  waiting(node: string): ReturnType<typeof waiting> {
    return waiting(this.#database, this.#store.leases.holder, node)
  }

  // Documents.

  /**
   * The newest document under a name, such as the last revision of an order. One that was abandoned does not count.
   * @param except the document that asks, which may have the name from an earlier attempt
   */
  async latest(name: string, except = ''): Promise<DocumentRow | undefined> {
    return this.#database
      .selectFrom('names')
      .innerJoin('documents', 'documents.id', 'names.document_id')
      .selectAll('documents')
      .where('names.name', '=', name)
      .where('documents.state', '!=', 'abandoned')
      .where('documents.id', '!=', except)
      .orderBy('names.seq', 'desc')
      .limit(1)
      .executeTakeFirst()
  }

  /** Names that begin so. Looks at all of them: for what an exact name did not find. */
  async namesBeginning(start: string): Promise<readonly string[]> {
    const rows = await this.#database
      .selectFrom('names')
      .select('name')
      .distinct()
      .where(({ fn, val }) => fn('substr', ['name', val(1), val(start.length)]), '=', start)
      .orderBy('name')
      .execute()
    return rows.map(({ name }) => name)
  }

  /** The document that claimed a name for itself alone. */
  async claimedBy(name: string): Promise<string | undefined> {
    const row = await this.#database.selectFrom('claims').select('document_id').where('name', '=', name).executeTakeFirst()
    return row?.document_id
  }

  /** Every document under a name, the newest last; none that was abandoned. */
  async named(name: string): Promise<readonly DocumentRow[]> {
    return this.#database
      .selectFrom('names')
      .innerJoin('documents', 'documents.id', 'names.document_id')
      .selectAll('documents')
      .where('names.name', '=', name)
      .where('documents.state', '!=', 'abandoned')
      .orderBy('names.seq')
      .execute()
  }

  async document(id: string): Promise<DocumentRow | undefined> {
    return this.#database.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst()
  }

  async knows(kind: string, businessKey: string): Promise<boolean> {
    const row = await this.#database
      .selectFrom('documents')
      .select('id')
      .where('kind', '=', kind)
      .where('business_key', '=', businessKey)
      .executeTakeFirst()
    return row !== undefined
  }

  /** How many documents of each kind are in each state, and why; one after the other by kind and state. */
  tally(): Promise<readonly Tally[]> {
    return countDocuments(this.#database)
  }

  async events(documentId: string): Promise<readonly { at: string; what: string; who: string; detail: string }[]> {
    return this.#database
      .selectFrom('events')
      .select(['at', 'what', 'who', 'detail'])
      .where('document_id', '=', documentId)
      .orderBy('seq')
      .execute()
  }

  /** @throws EdiError `payload-missing` when retention has removed the bytes */
  async bytes(sha256: string): Promise<Buffer> {
    const row = await this.#database
      .selectFrom('payloads')
      .select('bytes')
      .where('sha256', '=', sha256)
      .where('pruned_at', 'is', null)
      .executeTakeFirst()
    if (row) return Buffer.from(row.bytes)
    throw new EdiError({
      code: 'payload-missing',
      what: `The bytes ${sha256.slice(0, 12)}… are no longer kept`,
      remedy: 'Ask the sender for the file again',
    })
  }

  // Numbers and acknowledgments.

  /** Allocates the next number of a scope; durable before it is returned, never given twice. For documents: `watchman.allocate`. */
  nextControlNumber(scope: string, highest: number): Promise<number> {
    return this.watchman.next(scope, highest)
  }

  async markSent(documentId: string): Promise<void> {
    await this.#transaction(tx => markSent(tx, this.environment, documentId))
    this.watchman.wake()
  }

  acknowledge(acknowledgment: Acknowledgment): Promise<readonly AcknowledgedTransmission[]> {
    return this.#settling(tx => acknowledge(tx, this.environment, acknowledgment), acknowledgment.who)
  }

  acknowledgeInterchange(acknowledgment: InterchangeAcknowledgment): Promise<readonly AcknowledgedTransmission[]> {
    return this.#settling(tx => acknowledgeInterchange(tx, this.environment, acknowledgment), acknowledgment.who)
  }

  /** What an acknowledgment settles lets those go on that waited for it. */
  async #settling(
    work: (tx: Transaction<Tables>) => Promise<readonly AcknowledgedTransmission[]>,
    who: string,
  ): Promise<readonly AcknowledgedTransmission[]> {
    const { settled, reopened } = await this.#transaction(async tx => {
      const answered = await work(tx)
      const opened: Reopened[] = []
      for (const { documentId } of answered) {
        await receivedAfterAll(tx, this.environment, documentId, who)
        opened.push(...(await followersOf(tx, this.#asking(), { documentId })))
      }
      return { settled: answered, reopened: opened }
    })
    this.replays.tell(reopened)
    this.watchman.wake()
    return settled
  }

  // Alarms: see alarms.ts. Both may be asked again: there is one for each thing that it is about.

  /** @returns whether it is news */
  raise(alarm: NewAlarm): Promise<boolean> {
    return this.watchman.raise(alarm)
  }

  /** @returns whether it was open */
  clear(alarm: Pick<NewAlarm, 'kind' | 'about'>, words: string): Promise<boolean> {
    return this.watchman.clear(alarm, words)
  }

  // StateStore: small named values that outlive a process.

  async read(name: string): Promise<string | undefined> {
    const row = await this.#database.selectFrom('marks').select('value').where('name', '=', name).executeTakeFirst()
    return row?.value
  }

  write(name: string, value: string): Promise<void> {
    return this.#held(async tx => {
      await tx
        .insertInto('marks')
        .values({ name, value })
        .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
        .execute()
    })
  }

  /** One holder at a time in all instances that share the ledger; in turn within each. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    const alone = () => this.#store.leases.during(name, work)
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(alone, alone)
    const settled = turn.then(
      () => undefined,
      () => undefined,
    )
    this.#turns.set(name, settled)
    void settled.then(() => {
      if (this.#turns.get(name) === settled) this.#turns.delete(name)
    })
    return turn
  }

  // Several instances on one ledger: see leases.ts. On a file all of it is granted.

  /** Before an effect: the step still is in the hands of this instance. @throws EdiError `lease-lost` */
  confirm(stepId: string): Promise<void> {
    return this.#store.leases.confirm(stepId)
  }

  /** Takes what one instance at a time does for as long as it lives, such as a poll; or tells which instance does it. */
  take(turn: string): Promise<{ readonly takenBy: string } | undefined> {
    return this.#store.leases.take(turn)
  }

  give(turn: string): Promise<void> {
    return this.#store.leases.give(turn)
  }

  /** Calls back when unfinished work of an instance that is gone has come into these hands. */
  onTakeOver(listener: () => void): () => void {
    return this.#store.leases.onTakeOver(listener)
  }

  /** Calls the listener after each committed step; returns how to stop. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** For the step runner: tells listeners what was committed. */
  announce(event: LedgerEvent & { readonly subject: string }): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** Fails when another instance has taken over from this one, so that one that was paused brings nothing in that others work on. */
  #held<T>(work: (tx: Transaction<Tables>) => Promise<T>, line?: string): Promise<T> {
    return this.#store.transactions.transaction(async tx => {
      await this.#store.leases.assert(tx)
      return work(tx)
    }, line)
  }

  #asking(): Asking {
    return { environment: this.environment, holder: this.#store.leases.holder }
  }

  #transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#store.transactions.transaction(work)
  }
}

async function opened(settings: LedgerSettings, how: (store: Store) => Promise<Ledger>): Promise<Ledger> {
  const store = await openStore('store' in settings ? settings.store : { file: settings.file }, settings.environment)
  try {
    await migrate(store)
    return await how(store)
  } catch (thrown) {
    await store.database.destroy()
    throw asEdiError(fault(thrown).error, 'ledger-unreadable')
  }
}

/** Beside a file always; of a server where the settings name a file for it: nobody else knows when its administrator puts a backup back. */
function highWaterOf(settings: LedgerSettings): HighWater | undefined {
  const store = 'store' in settings ? settings.store : settings
  if ('url' in store) return store.numbersFile === undefined ? undefined : new HighWater(store.numbersFile, 'own-numbers')
  return store.file === ':memory:' ? undefined : new HighWater(numbersBeside(store.file), 'every-number')
}
