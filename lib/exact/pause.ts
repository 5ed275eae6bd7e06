/** A passing error that knows when trying again makes sense, so that a caller need not guess. */
import { EdiError, type Facts } from '../error'

export class ExactPause extends EdiError {
  readonly until: Date

  constructor(facts: Omit<Facts, 'prospect'> & { readonly until: Date }) {
    super({ ...facts, prospect: 'passing' })
    this.name = 'ExactPause'
    this.until = facts.until
  }
}
