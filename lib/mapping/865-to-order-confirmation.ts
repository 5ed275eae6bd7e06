/** An X12 865 as an order confirmation: the answer to a change, or a change that the supplier wants. @see reference x12.md §5.4, §11.20 */
import type { OrderConfirmation, OrderConfirmationLine } from '../documents/order-confirmation'
import { decimalText } from '../documents/value'
import { componentsOf, type Segment } from '../x12/segment'
import { answersBy, type Promise, promiseOf, responsesOf, verdictOf } from './confirmation-reading'
import { priceOfOne } from './price-basis'
import {
  currencyOf,
  dateAt,
  descriptionOf,
  type InboundContext,
  itemIdsOf,
  numberAt,
  pairsFrom,
  partsOf,
  type Placed,
  placed,
  referenceOf,
  requiredAt,
  segmentOrRefuse,
  textAt,
} from './x12-reading'

/** POC02, where it is more than a change of values. @see reference x12.md §7, element 670 */
const changes: Readonly<Record<string, OrderConfirmationLine['change']>> = {
  AI: 'added',
  DI: 'deleted',
  CF: 'deleted',
  NC: 'unchanged',
  RC: 'refused',
}

/**
 * @throws EdiError `x12-element-…`, `x12-segment-missing` naming segment and element; held: `confirmation-purpose-unclear`,
 * `several-currencies`, `price-basis-unclear`, `confirmation-quantities-contradict`
 */
export function changeConfirmationFrom(
  segments: readonly Segment[],
  { componentSeparator }: Pick<InboundContext, 'componentSeparator'>,
): OrderConfirmation {
  const { heading, lines } = partsOf(placed(segments, '865'), 'POC', ['CTT', 'SE'])
  const bca = segmentOrRefuse(heading, 'BCA')
  const verdictCode = textAt(bca, 2)
  const changeNumber = textAt(bca, 5)
  const supplierOrderNumber = textAt(bca, 9) || referenceOf(heading, 'VN')
  const date = dateAt(bca, 10)
  const currency = currencyOf([...heading, ...lines.flat()])
  const promised = promiseOf(heading)
  return {
    kind: 'order-confirmation',
    orderNumber: requiredAt(bca, 3, 'the order number'),
    ...(supplierOrderNumber && { supplierOrderNumber }),
    answers: answersOf(bca),
    ...(changeNumber && { changeNumber }),
    verdict: verdictCode === '' && lines.length > 0 ? 'by-line' : verdictOf(verdictCode, lines.length),
    verdictCode,
    ...(date && { date }),
    ...(currency && { currency }),
    lines: lines.map(line => lineFrom(line, promised, componentSeparator)),
  }
}

/** What names neither a change of ours nor a verdict on it is the supplier's own wish. */
function answersOf(bca: Placed): NonNullable<OrderConfirmation['answers']> {
  const answers = answersBy(bca)
  if (answers !== 'order') return answers
  return textAt(bca, 2) === '' && textAt(bca, 5) === '' ? 'seller-change' : 'change'
}

/** The unit is a composite of which the first part is meant. */
function lineFrom(segments: readonly Placed[], promised: Promise | undefined, separator: string): OrderConfirmationLine {
  const poc = segmentOrRefuse(segments, 'POC')
  const pairs = pairsFrom(poc, 8)
  const number = pairs.get('PL') ?? textAt(poc, 1)
  const change = changes[requiredAt(poc, 2, 'the kind of change')] ?? 'changed'
  const [quantity, unit = '', price] = [numberAt(poc, 3), componentsOf(textAt(poc, 5), separator)[0], numberAt(poc, 6)]
  return {
    ...(number && { number }),
    change,
    item: itemIdsOf(pairs, descriptionOf(segments)),
    ...(quantity && { quantity }),
    ...(unit && { unit }),
    ...(price && { price: decimalText(priceOfOne(price, textAt(poc, 7), unit, poc, 7)) }),
    responses: responsesOf(segments, promised),
  }
}
