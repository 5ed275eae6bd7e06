/** What the 855 and the 865 have in common: verdicts, line statuses, dates and schedules. @see reference x12.md §5.3, §5.4, §11.21–27 */
import type { LineResponse, OrderConfirmation } from '../documents/order-confirmation'
import { type CalendarDate, decimal, decimalText, sum } from '../documents/value'
import { hold } from './hold'
import { dateAt, itemIdsOf, numberAt, pairsFrom, type Placed, placeOf, requiredAt, textAt } from './x12-reading'

/** BAK02 and BCA02. A code without a meaning of its own (ZZ) leaves it to the lines. @see reference x12.md §7, element 587 */
const verdicts: Readonly<Record<string, OrderConfirmation['verdict']>> = {
  AC: 'by-line',
  AD: 'by-line',
  AP: 'by-line',
  AE: 'exceptions-only',
  AK: 'accepted',
  AT: 'accepted',
  NA: 'accepted',
  AH: 'on-hold',
  RD: 'rejected',
  RF: 'rejected',
  RJ: 'rejected',
  RN: 'rejected',
  RO: 'rejected',
  RV: 'rejected',
}

/** ACK01. @see reference x12.md §7, element 668 */
const statuses: Readonly<Record<string, LineResponse['status']>> = {
  IA: 'accepted',
  AA: 'accepted',
  AC: 'accepted',
  AR: 'accepted',
  SP: 'accepted',
  IC: 'changed',
  IP: 'price-changed',
  IQ: 'quantity-changed',
  DR: 'date-changed',
  IB: 'backordered',
  BP: 'backordered',
  IS: 'substituted',
  ID: 'deleted',
  IE: 'on-hold',
  IF: 'on-hold',
  IH: 'on-hold',
  IW: 'on-hold',
  ...Object.fromEntries(['IR', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8'].map(code => [code, 'rejected' as const])),
}

/** BAK01 and BCA01 of an answer that may be taken at its word; a draft may not. */
const purposes = ['', '00', '04', '05', '06', '07', '08', '15', '18', '20', '22', '49', 'CO']

/** DTM01 of a promise, delivery before shipment; the dates that the order asked for are no promise. */
const deliveryDates = ['067', '017', '069', '371']
const promiseDates = [...deliveryDates, '068', '079', '018', '369']

export interface Promise {
  readonly date: CalendarDate
  readonly qualifier: string
}

/** A code without a meaning of its own leaves it to the lines, where there are any. */
export function verdictOf(code: string, lines: number): OrderConfirmation['verdict'] {
  return verdicts[code] ?? (lines > 0 ? 'by-line' : 'on-hold')
}

/**
 * What an answer speaks of, by the purpose in its first element.
 * @throws EdiError `confirmation-purpose-unclear`, held
 */
export function answersBy(beginning: Placed): NonNullable<OrderConfirmation['answers']> {
  const purpose = textAt(beginning, 1)
  if (purpose === '01') return 'cancellation'
  if (purpose === '19') return 'seller-change'
  if (purposes.includes(purpose)) return 'order'
  throw hold({
    code: 'confirmation-purpose-unclear',
    what: `The supplier sent a confirmation with purpose ${purpose}`,
    where: { ...placeOf(beginning, 1), order: textAt(beginning, 3) },
    remedy: 'Ask the supplier what is meant',
  })
}

/**
 * One for each ACK; where there is one ACK at most and a schedule (SCH), one for each date of the schedule. Components (SLN) answer
 * for themselves and not for the line.
 */
export function responsesOf(segments: readonly Placed[], ofHeading: Promise | undefined): LineResponse[] {
  const sublines = segments.findIndex(({ tag }) => tag === 'SLN')
  const own = sublines === -1 ? segments : segments.slice(0, sublines)
  const firstAck = own.findIndex(({ tag }) => tag === 'ACK')
  const promised = promiseOf(firstAck === -1 ? own : own.slice(0, firstAck)) ?? ofHeading
  const answers = own.flatMap((ack, n) => (ack.tag === 'ACK' ? [responseOf(ack, own[n + 1], promised)] : []))
  const schedule = own.filter(({ tag }) => tag === 'SCH')
  if (schedule.length > 0 && answers.length <= 1) return scheduled(schedule, answers[0])
  return answers.length === 0 && promised ? [{ status: 'accepted', statusCode: '', ...dated(promised) }] : answers
}

function responseOf(ack: Placed, next: Placed | undefined, promised: Promise | undefined): LineResponse {
  const statusCode = requiredAt(ack, 1, 'the line status')
  const [quantity, unit, date] = [numberAt(ack, 2), textAt(ack, 3), dateAt(ack, 5)]
  const inAck = date && { date, qualifier: textAt(ack, 4) }
  const after = next?.tag === 'DTM' ? promiseOf([next]) : undefined
  const best =
    [inAck, after].find(candidate => candidate && deliveryDates.includes(candidate.qualifier)) ?? inAck ?? after ?? promised
  const status = statuses[statusCode] ?? 'unknown'
  const substitute = itemIdsOf(pairsFrom(ack, 7))
  return {
    status,
    statusCode,
    ...(quantity && { quantity }),
    ...(unit && { unit }),
    ...(best && dated(best)),
    ...(status === 'substituted' && Object.keys(substitute).length > 0 && { substitute }),
  }
}

function scheduled(schedule: readonly Placed[], answer: LineResponse | undefined): LineResponse[] {
  const parts = schedule.map(sch => {
    const date = dateAt(sch, 6)
    return {
      ...(answer ?? { status: 'accepted' as const, statusCode: '' }),
      quantity: decimalText(requiredQuantity(sch)),
      ...(textAt(sch, 2) && { unit: textAt(sch, 2) }),
      ...(date && dated({ date, qualifier: textAt(sch, 5) })),
    }
  })
  const scheduledQuantity = sum(parts.map(part => part.quantity))
  const [first] = schedule
  if (first && answer?.quantity && !scheduledQuantity.equals(answer.quantity))
    throw hold({
      code: 'confirmation-quantities-contradict',
      what: `The line is acknowledged for ${answer.quantity} and scheduled for ${decimalText(scheduledQuantity)}`,
      where: placeOf(first, 1),
      remedy: 'Ask the supplier which quantity holds',
    })
  return parts
}

function requiredQuantity(sch: Placed) {
  requiredAt(sch, 1, 'the scheduled quantity')
  return decimal(numberAt(sch, 1) ?? 0)
}

/** The best promise among the DTM segments: of delivery before shipment. */
export function promiseOf(segments: readonly Placed[]): Promise | undefined {
  const promises = segments.flatMap(dtm => {
    const date = dtm.tag === 'DTM' && promiseDates.includes(textAt(dtm, 1)) ? dateAt(dtm, 2) : undefined
    return date ? [{ date, qualifier: textAt(dtm, 1) }] : []
  })
  return promises.toSorted((a, b) => promiseDates.indexOf(a.qualifier) - promiseDates.indexOf(b.qualifier))[0]
}

function dated({ date, qualifier }: Promise) {
  return { date, ...(qualifier && { dateQualifier: qualifier }) }
}
