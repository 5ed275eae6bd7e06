/**
 * The ledger: every document, step, byte and number, and the one source of truth about what was done. It knows no business
 * meaning; nodes tell it what happened and ask it what may happen.
 * @see CONTRIBUTING.md, "The step protocol"
 */
import { Kysely, sql, type Transaction } from 'kysely'
import type { Environment } from '../environment'
import { asEdiError, EdiError } from '../error'
import { nextControlNumber } from './control-numbers'
import type { LedgerEvent } from './events'
import { fault } from './postgres-faults'
import type { DocumentRow, Tables } from './schema'
import {
  type Asking,
  begin,
  type BeginRequest,
  type Begun,
  collect,
  type Collected,
  type CollectRequest,
  complete,
  note,
  type Reconsidered,
  reopen,
  type StepOutcome,
  stop,
  type StopOutcome,
  unfinished,
  waiting,
} from './steps'
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
  readonly #store: Store
  readonly #database: Kysely<Tables>
  readonly #listeners = new Set<EventListener>()
  readonly #turns = new Map<string, Promise<unknown>>()

  private constructor(store: Store, environment: Environment) {
    this.environment = environment
    this.durable = store.durable
    this.place = store.place
    this.#store = store
    this.#database = store.database
  }

  /** @throws EdiError `ledger-in-use`, `ledger-unreadable`, `ledger-too-new`; those of `postgresStore` */
  static async open(settings: LedgerSettings): Promise<Ledger> {
    const { environment } = settings
    const store = await openStore('store' in settings ? settings.store : { file: settings.file }, environment)
    try {
      await migrate(store)
    } catch (thrown) {
      await store.database.destroy()
      throw asEdiError(fault(thrown).error, 'ledger-unreadable')
    }
    return new Ledger(store, environment)
  }

  async close(): Promise<void> {
    await this.#store.transactions.idle()
    await this.#database.destroy()
  }

  // Steps: see steps.ts for the rules.

  begin(request: BeginRequest): Promise<Begun> {
    return this.#transaction(tx => begin(tx, this.#asking(), request))
  }

  note(stepId: string, intent: string): Promise<void> {
    return this.#transaction(tx => note(tx, this.#asking(), stepId, intent))
  }

  complete(stepId: string, outcome: StepOutcome): Promise<Collected> {
    return this.#transaction(tx => complete(tx, this.#asking(), stepId, outcome))
  }

  stop(stepId: string, outcome: StopOutcome): Promise<boolean> {
    return this.#transaction(tx => stop(tx, this.#asking(), stepId, outcome))
  }

  /** After a deploy: steps of a node that its settings decided are unfinished again. */
  reopen(node: string, which: Reconsidered): Promise<void> {
    return this.#transaction(tx => reopen(tx, this.#asking(), node, which))
  }

  collect(request: CollectRequest): Promise<Collected> {
    return this.#transaction(tx => collect(tx, this.#asking(), request))
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

  /** The newest document under a name, such as the last revision of an order. */
  async latest(name: string): Promise<DocumentRow | undefined> {
    return this.#database
      .selectFrom('names')
      .innerJoin('documents', 'documents.id', 'names.document_id')
      .selectAll('documents')
      .where('names.name', '=', name)
      .orderBy('names.seq', 'desc')
      .limit(1)
      .executeTakeFirst()
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

  /** How many documents of each kind are in each state. */
  async tally(): Promise<readonly { kind: string; state: string; reason: string | null; count: number }[]> {
    const rows = await this.#database
      .selectFrom('documents')
      .select(['kind', 'state', 'reason', sql<number>`count(*)`.as('count')])
      .groupBy(['kind', 'state', 'reason'])
      .orderBy('kind')
      .orderBy('state')
      .execute()
    return rows
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
    const row = await this.#database.selectFrom('payloads').select('bytes').where('sha256', '=', sha256).executeTakeFirst()
    if (row) return Buffer.from(row.bytes)
    throw new EdiError({
      code: 'payload-missing',
      what: `The bytes ${sha256.slice(0, 12)}… are no longer kept`,
      remedy: 'Ask the sender for the file again',
    })
  }

  /** Forgets bytes stored before a moment, but for those that unfinished work still needs. Events are never forgotten. */
  prune(before: Date): Promise<void> {
    return this.#transaction(async tx => {
      await tx
        .deleteFrom('payloads')
        .where('created_at', '<', before.toISOString())
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('steps')
                .select('steps.id')
                .where('steps.state', '!=', 'done')
                .where(sql<boolean>`steps.input like '%' || payloads.sha256 || '%'`),
            ),
          ),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('outputs')
                .select('outputs.id')
                .where('outputs.taken_at', 'is', null)
                .where(sql<boolean>`outputs.message like '%' || payloads.sha256 || '%'`),
            ),
          ),
        )
        .execute()
    })
  }

  // Numbers and acknowledgments.

  /** Allocates the next number of a scope; durable before it is returned, never given twice. */
  nextControlNumber(scope: string, highest: number): Promise<number> {
    return this.#transaction(tx => nextControlNumber(tx, scope, highest))
  }

  markSent(documentId: string): Promise<void> {
    return this.#transaction(tx => markSent(tx, this.environment, documentId))
  }

  acknowledge(acknowledgment: Acknowledgment): Promise<readonly AcknowledgedTransmission[]> {
    return this.#transaction(tx => acknowledge(tx, this.environment, acknowledgment))
  }

  acknowledgeInterchange(acknowledgment: InterchangeAcknowledgment): Promise<readonly AcknowledgedTransmission[]> {
    return this.#transaction(tx => acknowledgeInterchange(tx, this.environment, acknowledgment))
  }

  // StateStore: small named values that outlive a process.

  async read(name: string): Promise<string | undefined> {
    const row = await this.#database.selectFrom('marks').select('value').where('name', '=', name).executeTakeFirst()
    return row?.value
  }

  write(name: string, value: string): Promise<void> {
    return this.#transaction(async tx => {
      await tx
        .insertInto('marks')
        .values({ name, value })
        .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
        .execute()
    })
  }

  /** One holder at a time in this process; the exclusive lock on the file keeps other processes out. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work, work)
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

  /** Calls the listener after each committed step; returns how to stop. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** For the step runner: tells listeners what was committed. */
  announce(event: LedgerEvent & { readonly subject: string }): void {
    for (const listener of this.#listeners) listener(event)
  }

  #asking(): Asking {
    return { environment: this.environment, holder: this.#store.leases.holder }
  }

  #transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#store.transactions.transaction(work)
  }
}
