/**
 * What a step hands on: stored with the step that made it, and waiting until the next step has taken it. A source (a fetch, a mailbox)
 * stores what it found in the same way.
 */
import type { Kysely, Transaction } from 'kysely'
import { type Change, insertDocument, type KnownDocument, knownDocument, type NewDocument } from './documents'
import type { Carried } from './events'
import { freeze, type Message } from './message'
import { keep } from './payloads'
import { insert, prepared, type Soon } from './prepared'
import type { OutputRow, Tables } from './schema'
import type { Asking } from './steps'

export interface Output {
  readonly port: number
  readonly message: Message
  /** Whether a durable step of ours can be reached from this port. If not, handing it on once is all there is to do. */
  readonly followed: boolean
  /** The output is another document, made or found by its key; left out, it is the same document. */
  readonly document?: NewDocument
  /** Why another document ends here, where no step of ours follows: `rejected`. */
  readonly reason?: string
}

export interface StoredOutput {
  readonly id: string
  readonly documentId: string
  readonly port: number
  /** Frozen text of the message. */
  readonly message: string
}

export interface Collected {
  readonly outputs: readonly StoredOutput[]
  /** Subjects of documents that the ledger held already: repeats, not handed on again. */
  readonly known: readonly string[]
  /** Names that another document holds already: nothing else of the outcome was stored then. */
  readonly taken: readonly string[]
}

export interface CollectRequest {
  readonly node: string
  readonly who: string
  readonly outputs: readonly (Output & { readonly document: NewDocument })[]
  /** Cursor to be moved in the same transaction. */
  readonly mark?: { readonly name: string; readonly value: string }
}

/** The step of a source (a fetch, a mailbox): new documents and the cursor in one transaction. Documents known already are dropped. */
export async function collect(tx: Transaction<Tables>, asking: Asking, request: CollectRequest): Promise<Collected> {
  const { outputs, known } = await store(
    tx,
    asking,
    { node: request.node, step: null, who: request.who, from: undefined, at: asking.environment.now().toISOString() },
    request.outputs,
  )
  if (request.mark) {
    const { name, value } = request.mark
    await tx
      .insertInto('marks')
      .values({ name, value })
      .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
      .execute()
  }
  return { outputs, known, taken: [] }
}

const taking = prepared<{ output: string; at: string }>((database, slot) =>
  database
    .updateTable('outputs')
    .set({ taken_at: slot('at') })
    .where('id', '=', slot('output'))
    .where('taken_at', 'is', null),
)

/** Takes it off the step before. */
export function take(tx: Transaction<Tables>, output: string, at: string): Soon<number> {
  return taking.write(tx, { output, at })
}

export async function waiting(database: Kysely<Tables>, holder: string, node: string): Promise<readonly StoredOutput[]> {
  const rows = await database
    .selectFrom('outputs')
    .selectAll()
    .where('node', '=', node)
    .where('taken_at', 'is', null)
    .where('holder', '=', holder)
    .orderBy('seq')
    .execute()
  return rows.map(stored)
}

interface Origin {
  readonly node: string
  readonly step: string | null
  readonly who: string
  readonly from: KnownDocument | undefined
  readonly at: string
}

export async function store(
  tx: Transaction<Tables>,
  { environment, holder }: Asking,
  origin: Origin,
  outputs: readonly Output[],
): Promise<{ outputs: StoredOutput[]; known: string[]; carried: Carried[] }> {
  const { at } = origin
  const kept: StoredOutput[] = []
  const known: string[] = []
  const carried: Carried[] = []
  for (const { port, message, document, followed, reason } of outputs) {
    const earlier = document ? await knownDocument(tx, document) : undefined
    // A document that came before, by this or another way, is not handed on again.
    if (earlier) {
      known.push(earlier.subject)
      continue
    }
    const documentId = document ? environment.uuid() : origin.from?.id
    if (documentId === undefined) throw new Error('an output without a document')
    const id = environment.uuid()
    const edi = { ...(message['edi'] as object | undefined), documentId, step: id }
    const { text, payloads } = freeze({ ...message, edi })
    const own = payloads.size > 0 ? await keep(tx, payloads, { documentId, at }) : []
    if (document) {
      const next = followed ? {} : { next: endHere(origin.who, reason) }
      await insertDocument(tx, environment, documentId, document, { who: origin.who, payloads: own, at, ...next })
    } else carried.push(...own)
    const row = {
      id,
      document_id: documentId,
      step_id: origin.step,
      node: origin.node,
      port,
      message: text,
      created_at: at,
      taken_at: followed ? null : at,
      holder,
    }
    await insert(tx, 'outputs', row)
    kept.push(stored(row))
  }
  return { outputs: kept, known, carried }
}

/** What leads to no further step of ours is at the end of its way when it is handed on. */
function endHere(who: string, reason: string | undefined): Change {
  return { state: 'done', reason: reason ?? null, event: { what: reason ?? 'handed on', who, detail: {} } }
}

export async function outputsOf(tx: Transaction<Tables>, stepId: string): Promise<StoredOutput[]> {
  const rows = await tx.selectFrom('outputs').selectAll().where('step_id', '=', stepId).orderBy('seq').execute()
  return rows.map(stored)
}

function stored({ id, document_id, port, message }: Omit<OutputRow, 'seq'>): StoredOutput {
  return { id, documentId: document_id, port, message }
}
