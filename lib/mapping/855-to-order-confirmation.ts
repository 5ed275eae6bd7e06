/** An X12 855 as an order confirmation. @see reference x12.md §5.3, §11.21–27 */
import type { OrderConfirmation, OrderConfirmationLine } from '../documents/order-confirmation'
import { decimalText } from '../documents/value'
import type { Segment } from '../x12/segment'
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

/**
 * @throws EdiError `x12-element-…`, `x12-segment-missing` naming segment and element; held: `confirmation-purpose-unclear`,
 * `several-currencies`, `price-basis-unclear`, `confirmation-quantities-contradict`
 */
export function orderConfirmationFrom(segments: readonly Segment[], _context: InboundContext): OrderConfirmation {
  const { heading, lines } = partsOf(placed(segments, '855'), 'PO1', ['CTT', 'SE'])
  const bak = segmentOrRefuse(heading, 'BAK')
  const verdictCode = requiredAt(bak, 2, 'the acknowledgment type')
  const supplierOrderNumber = textAt(bak, 8) || referenceOf(heading, 'VN')
  const date = dateAt(bak, 9)
  const currency = currencyOf([...heading, ...lines.flat()])
  const answers = answersBy(bak)
  const promised = promiseOf(heading)
  return {
    kind: 'order-confirmation',
    orderNumber: requiredAt(bak, 3, 'the order number'),
    ...(supplierOrderNumber && { supplierOrderNumber }),
    ...(answers !== 'order' && { answers }),
    verdict: verdictOf(verdictCode, lines.length),
    verdictCode,
    ...(date && { date }),
    ...(currency && { currency }),
    lines: lines.map(line => lineFrom(line, promised)),
  }
}

function lineFrom(segments: readonly Placed[], promised: Promise | undefined): OrderConfirmationLine {
  const po1 = segmentOrRefuse(segments, 'PO1')
  const pairs = pairsFrom(po1, 6)
  const number = pairs.get('PL') ?? textAt(po1, 1)
  const [quantity, unit, price] = [numberAt(po1, 2), textAt(po1, 3), numberAt(po1, 4)]
  return {
    ...(number && { number }),
    item: itemIdsOf(pairs, descriptionOf(segments)),
    ...(quantity && { quantity }),
    ...(unit && { unit }),
    ...(price && { price: decimalText(priceOfOne(price, textAt(po1, 5), unit, po1, 5)) }),
    responses: responsesOf(segments, promised),
  }
}
