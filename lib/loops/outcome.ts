/** What a step's work comes to: the node adds who did it, the runner where its outputs lead. */
import type { EdiError } from '../error'
import type { StepOutcome } from '../ledger/steps'
import type { Output } from '../ledger/outputs'

export interface Outcome extends Omit<StepOutcome, 'who' | 'outputs'> {
  readonly outputs: readonly Omit<Output, 'followed'>[]
  /** The error to hold the document with when another document holds one of its claims. */
  readonly whenClaimed?: (names: readonly string[]) => EdiError
}
