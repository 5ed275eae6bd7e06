/** What people do with documents in a ledger: look for them, ask for another attempt, settle, abandon. Rules are in replay-rules.ts. */
import type { Kysely, Transaction } from 'kysely'
import type { EdiError } from '../error'
import { sha256 } from './message'
import { type ReplayRequest, type Reopened, type Requested, requestReplay } from './replay'
import { abandon, type Decision, settleByHand } from './replay-decisions'
import {
  type DocumentDetail,
  documentDetail,
  type Listed,
  type Look,
  looksAt,
  type Place,
  type Search,
  searchDocuments,
} from './replay-search'
import { type Ahead, passedBehind, stoppedAhead } from './replay-sequence'
import type { OutputRow, StepRow, Tables } from './schema'
import type { Asking } from './steps'

export interface LedgerAccess {
  readonly database: Kysely<Tables>
  transaction<T>(work: (tx: Transaction<Tables>, asking: Asking) => Promise<T>): Promise<T>
  /** @see Store.lockEvents */
  lockEvents(tx: Transaction<Tables>): Promise<void>
}

/** How a step ended that somebody may have asked for. */
export interface Ended {
  readonly stepId: string
  readonly documentId: string
  readonly state: 'done' | 'failed' | 'held' | 'uncertain'
  readonly error: EdiError | undefined
}

/** @returns whether the step is its own */
export type ReopenedListener = (step: Reopened) => boolean

export class Replays {
  readonly #access: LedgerAccess
  readonly #listeners = new Set<ReopenedListener>()
  readonly #endListeners = new Set<(end: Ended) => void>()

  constructor(access: LedgerAccess) {
    this.#access = access
  }

  /**
   * `taken`: its node runs in this process and has taken it up; otherwise it runs when that node starts.
   * @throws EdiError those of `requestReplay` in replay.ts
   */
  async request(request: ReplayRequest): Promise<Requested & { readonly taken: boolean }> {
    const requested = await this.#access.transaction((tx, asking) => requestReplay(tx, asking, request))
    return { ...requested, taken: this.tell([requested]) }
  }

  /** @throws EdiError those of `abandon` in replay-decisions.ts */
  async abandon(decision: Decision): Promise<void> {
    this.tell(await this.#access.transaction((tx, asking) => abandon(tx, asking, decision)))
  }

  /** @throws EdiError those of `settleByHand` in replay-decisions.ts */
  async settle(decision: Decision & { readonly received: boolean }): Promise<void> {
    this.tell(await this.#access.transaction((tx, asking) => settleByHand(tx, asking, decision)))
  }

  search(
    search: Search,
    page: { order: 'newest' | 'oldest'; after?: Place | undefined; limit: number },
  ): Promise<readonly Listed[]> {
    return searchDocuments(this.#access.database, search, page)
  }

  looksAt(ids: readonly string[]): Promise<ReadonlyMap<string, Look>> {
    return looksAt(this.#access.database, ids)
  }

  detail(documentId: string): Promise<DocumentDetail | undefined> {
    return documentDetail(this.#access.database, documentId)
  }

  stoppedAhead(stepId: string): Promise<Ahead | undefined> {
    return stoppedAhead(this.#access.database, stepId)
  }

  passedBehind(stepId: string): Promise<Pick<Ahead, 'subject'> | undefined> {
    return passedBehind(this.#access.database, stepId)
  }

  /** The step as it stands; undefined once a replay has put another attempt in its place. */
  async step(stepId: string): Promise<Pick<StepRow, 'state' | 'input' | 'node' | 'document_id'> | undefined> {
    return this.#access.database
      .selectFrom('steps')
      .select(['state', 'input', 'node', 'document_id'])
      .where('id', '=', stepId)
      .executeTakeFirst()
  }

  async stepOf(documentId: string, node: string): Promise<Pick<StepRow, 'id' | 'state' | 'input'> | undefined> {
    return this.#access.database
      .selectFrom('steps')
      .select(['id', 'state', 'input'])
      .where('document_id', '=', documentId)
      .where('node', '=', node)
      .where('superseded_by', 'is', null)
      .executeTakeFirst()
  }

  /** Documents that a node has had in hand, the last changed first. */
  async passedThrough(node: string, limit: number): Promise<readonly Pick<Listed, 'id' | 'subject' | 'partner' | 'state'>[]> {
    return this.#access.database
      .selectFrom('documents')
      .innerJoin('steps', 'steps.document_id', 'documents.id')
      .select(['documents.id', 'documents.subject', 'documents.partner', 'documents.state'])
      .where('steps.node', '=', node)
      .where('steps.superseded_by', 'is', null)
      .orderBy('documents.updated_at', 'desc')
      .orderBy('documents.id', 'desc')
      .limit(limit)
      .execute()
  }

  /** What the step, or the newest attempt before it that made anything, has made. */
  async built(documentId: string, node: string): Promise<readonly Pick<OutputRow, 'port' | 'message'>[]> {
    const newest = await this.#access.database
      .selectFrom('outputs')
      .select('step_id')
      .where('document_id', '=', documentId)
      .where('node', '=', node)
      .where('step_id', 'is not', null)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!newest) return []
    return this.#access.database
      .selectFrom('outputs')
      .select(['port', 'message'])
      .where('step_id', '=', newest.step_id)
      .orderBy('seq')
      .execute()
  }

  /** The token of the difference that was confirmed, when the step runs because somebody had it built anew. */
  async confirmed(stepId: string): Promise<string | undefined> {
    const replay = await this.#access.database
      .selectFrom('replays')
      .select(['kind', 'token'])
      .where('step_id', '=', stepId)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst()
    return replay?.kind === 'build-anew' ? (replay.token ?? undefined) : undefined
  }

  /** Whether the partner has answered what was sent, other than with a refusal. */
  async wasAcknowledged(documentId: string): Promise<boolean> {
    const row = await this.#access.database
      .selectFrom('transmissions')
      .select('id')
      .where('document_id', '=', documentId)
      .where('outcome', 'like', 'accepted%')
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  /** Calls the listener for each step that is to run again; returns how to stop. */
  onReopened(listener: ReopenedListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls the listener for each step that ends in this process; returns how to stop. */
  onEnded(listener: (end: Ended) => void): () => void {
    this.#endListeners.add(listener)
    return () => this.#endListeners.delete(listener)
  }

  /** For the step runner. */
  ended(end: Ended): void {
    for (const listener of this.#endListeners) listener(end)
  }

  /** For the ledger: steps that a committed transaction has opened again. @returns whether a node here has taken one of them */
  tell(steps: readonly Reopened[]): boolean {
    return steps.map(step => [...this.#listeners].map(listener => listener(step)).includes(true)).includes(true)
  }
}

/** Stands for what would be replaced by what: whoever confirms it has seen both. */
export function tokenOf(before: readonly string[], after: readonly string[]): string {
  return sha256(JSON.stringify([before, after])).slice(0, 24)
}
