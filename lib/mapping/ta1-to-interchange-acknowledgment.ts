/** An X12 TA1 as an interchange acknowledgment. @see reference x12.md §9 */
import type { InterchangeAcknowledgment } from '../documents/functional-acknowledgment'
import { EdiError } from '../error'
import { elementOf, type Segment } from '../x12/segment'
import { inWords, interchangeErrors } from './acknowledgment-words'

/** TA104. */
const outcomes: Readonly<Record<string, InterchangeAcknowledgment['outcome']>> = {
  A: 'accepted',
  E: 'accepted-with-errors',
  R: 'rejected',
}

/** @throws EdiError `acknowledgment-code-unknown`, `x12-element-missing` */
export function interchangeAcknowledgmentFrom(ta1: Segment): InterchangeAcknowledgment {
  const [interchangeControlNumber, date, time, verdict, code] = [1, 2, 3, 4, 5].map(element =>
    elementOf(ta1, element).trim(),
  ) as [string, string, string, string, string]
  if (!/^\d{1,9}$/.test(interchangeControlNumber))
    throw refusal('x12-element-missing', 'TA101 names no interchange', 1, 'Ask the partner which interchange it answers')
  const outcome = outcomes[verdict]
  if (outcome === undefined)
    throw refusal(
      'acknowledgment-code-unknown',
      `"${verdict}" is no verdict of an interchange acknowledgment`,
      4,
      'Ask the partner whether it accepted the interchange',
    )
  const notes = code === '' || code === '000' ? [] : [inWords(interchangeErrors, code)]
  return { kind: 'interchange-acknowledgment', interchangeControlNumber, date, time, outcome, notes }
}

function refusal(code: string, what: string, element: number, remedy: string): EdiError {
  return new EdiError({ code, what, where: { segment: 'TA1', element }, remedy, prospect: 'held' })
}
