/** What a durable flow node supplies to the step runner. */
import type { Watch } from '../exact/budget'
import type { Ledger } from '../ledger/ledger'
import type { NewDocument } from '../ledger/documents'
import type { Reconsidered } from '../ledger/steps'
import type { NodeMessage } from '../loops/message'
import type { Outcome } from '../loops/outcome'
import type { Remote } from './remote'

export interface Work {
  /** The document that a message stands for when it comes from a node that is not ours. */
  document(message: NodeMessage): NewDocument
  /** Has the effect of an attempt that never ended happened? Nothing to say: the effect runs again. */
  settle?(message: NodeMessage, context: StepContext): Promise<Outcome | undefined>
  effect(message: NodeMessage, context: StepContext): Promise<Outcome>
  /** Messages with the same key are never overtaken by one another, not even when the first has to be tried again. */
  sequence?(message: NodeMessage): string | undefined
  /**
   * When an earlier document of the same sequence has stopped, here or on its way after: this one `waits`, until the earlier one is done
   * or abandoned; or the earlier one `is-replaced` by it. Left out, it goes on.
   */
  readonly whenEarlierStopped?: 'waits' | 'is-replaced'
  /** The effect only reads: it may be run to show what it would make, and a document may be built anew by it. */
  readonly rebuilds?: boolean
  /** What the effect calls: while it is down, no attempt is made. */
  remote?(): Remote | undefined
  /** Messages taken together, for look-ups that serve many at once. */
  readonly wave?: Wave
  /** What only the settings decided, without any effect outside: decided again after each deploy. */
  readonly reconsiders?: Reconsidered
}

export interface Wave {
  readonly most: number
  /** How long the first of a wave waits for company; 0: its message gains nothing by it. */
  lingers(message: NodeMessage): number
  prepare(messages: readonly NodeMessage[], watch: Watch): Promise<void>
}

export interface StepContext {
  readonly ledger: Ledger
  readonly documentId: string
  /** What the attempt before had noted, when there was one. */
  readonly intent: string | undefined
  /** Stores what is about to be done, before a point of no return. */
  note(intent: string): Promise<void>
  /** For calls that may have to wait for a limit: the status tells until when, and a node that closes does not wait. */
  readonly watch: Watch
}
