/** Everything a map refuses for a person to decide: one error, or a list of differences seen all at once. */
import { EdiError, type Facts, type Place } from '../error'

/** An error that waits for a person: what is not known is asked for, never guessed. */
export function hold(facts: Omit<Facts, 'prospect'>): EdiError {
  return new EdiError({ ...facts, prospect: 'held' })
}

/** One thing in which a supplier's document departs from the order. */
export interface Difference {
  /** Number of the order, where the document names more than one. */
  readonly order?: string
  /** Number of the order line; left out where the whole document is meant. */
  readonly line?: string
  /** Stable, kebab-case, such as `price-confirmed-differs`. */
  readonly code: string
  readonly ordered?: string
  /** What the supplier answered, on a confirmation. */
  readonly confirmed?: string
  /** What the supplier charges, on an invoice. */
  readonly invoiced?: string
  /** How far it is beyond what was ordered, and how far it might have been. */
  readonly difference?: string
  readonly tolerance?: string
  /** What may have been meant. */
  readonly suggestions?: readonly string[]
  /** Each of them releases or closes the document. */
  readonly remedies?: readonly string[]
}

/** Carries every difference, so that a clerk sees all at once; `code` is that of the first. */
export class DifferencesHeld extends EdiError {
  readonly differences: readonly Difference[]

  constructor(facts: { what: string; where: Place; remedy: string }, differences: readonly [Difference, ...Difference[]]) {
    super({ ...facts, code: differences[0].code, why: differences.map(sentence).join('; '), prospect: 'held' })
    this.name = 'DifferencesHeld'
    this.differences = differences
  }
}

function sentence({ order, line, code, ordered, confirmed, invoiced, difference, tolerance, suggestions }: Difference): string {
  const figures = [
    ordered === undefined ? [] : [`ordered ${ordered}`],
    confirmed === undefined ? [] : [`confirmed ${confirmed}`],
    invoiced === undefined ? [] : [`invoiced ${invoiced}`],
    difference === undefined ? [] : [`difference ${difference}`],
    tolerance === undefined ? [] : [`allowed ${tolerance}`],
    suggestions === undefined ? [] : [`perhaps ${suggestions.join(' or ')}`],
  ].flat()
  const place = [...(order === undefined ? [] : [`order ${order}`]), ...(line === undefined ? [] : [`line ${line}`])].join(', ')
  const subject = place === '' ? code : `${place}: ${code}`
  return figures.length === 0 ? subject : `${subject} (${figures.join(', ')})`
}
