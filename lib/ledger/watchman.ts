/** What the ledger watches for: answers that do not come, numbers that are missing or come twice, and whether it is itself up to date. */
import type { Kysely, Transaction } from 'kysely'
import type { Environment } from '../environment'
import { clear, clearById, clearRow, type NewAlarm, raise } from './alarms'
import * as alarms from './alarms'
import { allocate, type Counter, goOnAfter, LEAP, NEWS, nextControlNumber } from './control-numbers'
import { addUp } from './counts'
import { answerTo, hear, type Pair, passDeadlines } from './deadlines'
import type { HighWater } from './high-water'
import { allow, duplicates, type InboundNumber, noticeGaps, openGaps, receive, type Reception, restart } from './inbound'
import { answeredBetween, queues } from './queues'
import type { Tables } from './schema'

type Run = <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>

/** A document that nobody has decided on for so long is forgotten. */
const HELD_TOO_LONG = 2 * 86_400_000
const AT_ONCE = 200

export class Watchman {
  readonly #database: Kysely<Tables>
  readonly #run: Run
  readonly #environment: Environment
  readonly #highWater: HighWater | undefined
  readonly #listeners = new Set<() => void>()

  constructor(database: Kysely<Tables>, run: Run, environment: Environment, highWater: HighWater | undefined) {
    this.#database = database
    this.#run = run
    this.#environment = environment
    this.#highWater = highWater
  }

  /** One look at everything that time brings about, once a minute. @returns how many alarms were raised */
  async look(): Promise<number> {
    const raised = await this.#run(async tx => {
      await addUp(tx)
      const late = await passDeadlines(tx, this.#environment)
      const gaps = await noticeGaps(tx, this.#environment)
      return late + gaps + (await noticeHeld(tx, this.#environment))
    })
    this.wake()
    return raised
  }

  // Alarms.

  async raise(alarm: NewAlarm): Promise<boolean> {
    return this.#told(tx => raise(tx, this.#environment, alarm))
  }

  async clear(alarm: Pick<NewAlarm, 'kind' | 'about'>, words: string): Promise<boolean> {
    return this.#told(tx => clear(tx, this.#environment, alarm, { words }))
  }

  /** By a person. */
  async close(id: string, who: string, words: string): Promise<boolean> {
    return this.#told(tx => clearById(tx, this.#environment, id, { who, words }))
  }

  open(): ReturnType<typeof alarms.openAlarms> {
    return alarms.openAlarms(this.#database)
  }

  countOpen(): ReturnType<typeof alarms.countOpenAlarms> {
    return alarms.countOpenAlarms(this.#database)
  }

  newsAfter(seq: number | undefined, most: number): ReturnType<typeof alarms.newsAfter> {
    return alarms.newsAfter(this.#database, seq, most)
  }

  lastNews(): Promise<number> {
    return alarms.lastNews(this.#database)
  }

  /** Calls the listener when there may be news; returns how to stop. Other instances' news is found by looking. */
  onNews(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  wake(): void {
    for (const listener of this.#listeners) listener()
  }

  // Numbers that come in.

  /**
   * Records that somebody was heard of, and under which numbers; says what each of them is. Asked again with the same content, they are
   * repeats.
   * @param from us as the sender and them as the receiver, as for what is sent
   */
  receive(from: Pair, numbers: readonly InboundNumber[]): Promise<readonly Reception[]> {
    return this.#told(async tx => {
      await hear(tx, this.#environment, from)
      const receptions: Reception[] = []
      for (const number of numbers) receptions.push(await receive(tx, this.#environment, number))
      return receptions
    })
  }

  /** A person says that a held document is to be read although its number came before. */
  allow(documentId: string): Promise<void> {
    return this.#told(tx => allow(tx, documentId))
  }

  gaps(most: number): ReturnType<typeof openGaps> {
    return openGaps(this.#database, most)
  }

  duplicates(most: number): ReturnType<typeof duplicates> {
    return duplicates(this.#database, most)
  }

  /** The sender counts anew. */
  restart(stream: string): Promise<void> {
    return this.#told(tx => restart(tx, this.#environment, stream))
  }

  /** How a document that was sent stands with its receiver. */
  answerTo(documentId: string): ReturnType<typeof answerTo> {
    return answerTo(this.#database, documentId)
  }

  /** Counts and ages for figures; see queues.ts for what each costs. */
  queues(): ReturnType<typeof queues> {
    return queues(this.#database)
  }

  /** Acknowledgments that came after one moment, up to another. */
  answeredBetween(after: string, until: string): ReturnType<typeof answeredBetween> {
    return answeredBetween(this.#database, after, until)
  }

  // Numbers that go out.

  /**
   * Numbers for one document, in the order of the scopes; the ones that it was given before, as long as it has not used them. Durable
   * before they are returned, and known outside the database.
   * @throws EdiError `control-numbers-used-up`
   */
  allocate(documentId: string, scopes: readonly string[]): Promise<readonly number[]> {
    return this.#give(scopes, tx => allocate(tx, documentId, scopes))
  }

  /** One number that belongs to no document. @throws EdiError `control-numbers-used-up` */
  next(scope: string, highest: number): Promise<number> {
    return this.#give([scope], tx => nextControlNumber(tx, scope, highest))
  }

  /** What was written down before the database is asked, the database knows; unless it was put back from a backup meanwhile. */
  async #give<T>(scopes: readonly string[], give: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    for (;;) {
      const known = this.#highWater?.knownOf(scopes) ?? []
      const { given, counters } = await this.#run(async tx => ({ given: await give(tx), counters: await countersOf(tx, scopes) }))
      if (behind(counters, known).length === 0) {
        await this.noteGiven(counters)
        return given
      }
      await this.#comeUpTo(this.#highWater?.counters ?? [])
    }
  }

  async noteGiven(counters: readonly Counter[]): Promise<void> {
    await this.#highWater?.record(counters)
  }

  /** Counting goes on behind this number; never back. For who takes over from another system. */
  async goOnAfter(scope: string, last: number): Promise<boolean> {
    const moved = await this.#run(tx => goOnAfter(tx, scope, last))
    if (moved) await this.noteGiven([{ scope, last }])
    return moved
  }

  /** A backup was put back: all counters leap over what may have been sent since. @returns where they go on */
  async restored(): Promise<readonly Counter[]> {
    const moved = await this.#run(async tx => {
      const counters = await countersOf(tx, undefined)
      const leapt = counters.map(({ scope, last }) => ({ scope, last: last + LEAP }))
      for (const { scope, last } of leapt) await goOnAfter(tx, scope, last)
      return leapt
    })
    await this.noteGiven(moved)
    return moved
  }

  /** At opening: a database behind what was written beside it is an old one, and moves on before it gives a number. */
  async catchUp(): Promise<void> {
    if (!this.#highWater) return
    const counters = await this.#run(tx => countersOf(tx, undefined))
    if (this.#highWater.lost && counters.length > 0) {
      const moved = await this.restored()
      return this.#tellOfAge('The file of control numbers beside the ledger is missing, so the ledger may be an old one', moved)
    }
    const ahead = behind(counters, this.#highWater.counters)
    await this.noteGiven(counters)
    await this.#comeUpTo(ahead)
  }

  /** Counters of the database move on to what is known outside of it. */
  async #comeUpTo(known: readonly Counter[]): Promise<void> {
    const moved = await this.#run(async tx => {
      const passed: Counter[] = []
      for (const counter of known) if (await goOnAfter(tx, counter.scope, counter.last)) passed.push(counter)
      return passed
    })
    if (moved.length === 0) return
    await this.#tellOfAge('The ledger is older than the control numbers that were given from it: a backup was put back', moved)
  }

  async #tellOfAge(words: string, moved: readonly Counter[]): Promise<void> {
    const places = moved.slice(0, 5).map(({ scope, last }) => `${scope}: after ${last}`)
    await this.raise({
      kind: 'ledger-trouble',
      about: 'older than its numbers',
      subject: 'control numbers',
      words: `${words}. Control numbers go on behind what may have been used (${places.join('; ')})`,
      remedy:
        'What was sent and received since the backup is not known here: compare the mailbox and Exact Online with the ledger before anything is sent again; then close this alarm',
      detail: { moved },
    })
  }

  async #told<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    const result = await this.#run(work)
    this.wake()
    return result
  }
}

/** What is known of counters that stand lower, or are not there at all. */
function behind(counters: readonly Counter[], known: readonly Counter[]): readonly Counter[] {
  const own = new Map(counters.map(({ scope, last }) => [scope, last]))
  return known.filter(({ scope, last }) => last > (own.get(scope) ?? 0))
}

async function countersOf(tx: Transaction<Tables>, scopes: readonly string[] | undefined): Promise<readonly Counter[]> {
  const all = tx.selectFrom('control_numbers').select(['scope', 'last']).where('scope', '!=', NEWS).orderBy('scope')
  return (scopes ? all.where('scope', 'in', scopes) : all).execute()
}

/** Documents that wait for a person longer than a person should let them; those that do no longer are cleared. */
async function noticeHeld(tx: Transaction<Tables>, environment: Environment): Promise<number> {
  const settled = await tx
    .selectFrom('alarms')
    .innerJoin('documents', 'documents.id', 'alarms.document_id')
    .selectAll('alarms')
    .where('alarms.kind', '=', 'held-too-long')
    .where('alarms.cleared_at', 'is', null)
    .where('documents.state', 'not in', ['held', 'uncertain'])
    .limit(AT_ONCE)
    .execute()
  for (const alarm of settled) await clearRow(tx, environment, alarm, { words: 'it is decided' })
  const before = new Date(environment.now().getTime() - HELD_TOO_LONG).toISOString()
  const forgotten = await tx
    .selectFrom('documents')
    .select(['id', 'subject', 'partner', 'state', 'reason', 'updated_at'])
    .where('state', 'in', ['held', 'uncertain'])
    .where('updated_at', '<=', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('alarms')
            .select('alarms.id')
            .whereRef('alarms.document_id', '=', 'documents.id')
            .where('alarms.kind', '=', 'held-too-long')
            .where('alarms.cleared_at', 'is', null),
        ),
      ),
    )
    .orderBy('updated_at')
    .limit(AT_ONCE)
    .execute()
  for (const { id, subject, partner, state, reason, updated_at: since } of forgotten) {
    await raise(tx, environment, {
      kind: 'held-too-long',
      about: id,
      subject,
      partner: partner ?? undefined,
      documentId: id,
      words: `${subject} has been ${state} since ${since}${reason ? ` (${reason})` : ''}`,
      remedy: 'Decide on it: its history says why it waits',
      detail: { state, reason, since },
    })
  }
  return forgotten.length
}
