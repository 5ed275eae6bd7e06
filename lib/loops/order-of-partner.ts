/** The order that a supplier's document names, as it was sent to that supplier, however its number is written. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division } from '../documents/value'
import type { Ledger } from '../ledger/ledger'
import { DifferencesHeld } from '../mapping/hold'
import type { Partner } from '../mapping/partners'
import { remediesOf } from '../matching/reasons'
import { orderLookUp } from './match-orders'

/**
 * Found as for invoices; a number that only looks alike is suggested, never taken.
 * @throws DifferencesHeld `order-unknown`, `order-ambiguous`, `order-of-another-supplier`
 */
export async function orderOfPartner(
  ledger: Ledger,
  division: Division,
  partner: Partner,
  named: string,
): Promise<PurchaseOrder> {
  const found = await orderLookUp(ledger, division, partner, named)
  switch (found.found) {
    case 'one':
      return found.order
    // The number alone would have one supplier speak for another's order.
    case 'another-supplier':
      throw notFound('order-of-another-supplier', named, {
        division,
        what: `Order ${found.order.number} was sent to supplier ${found.order.supplier.code}, not to ${partner.name}`,
      })
    case 'several':
      throw notFound('order-ambiguous', named, {
        division,
        what: `More than one order of division ${division} may be meant by ${named}`,
        suggestions: found.suggestions,
      })
    case 'none':
      throw notFound('order-unknown', named, {
        division,
        what: `No order ${named} was sent from division ${division}`,
        suggestions: found.suggestions,
      })
  }
}

function notFound(
  code: 'order-unknown' | 'order-ambiguous' | 'order-of-another-supplier',
  named: string,
  { division, what, suggestions = [] }: { division: Division; what: string; suggestions?: readonly string[] },
): DifferencesHeld {
  const remedies = remediesOf(code)
  return new DifferencesHeld({ what, where: { division, order: named.trim() }, remedy: remedies.join('. Or: ') }, [
    { code, confirmed: named, ...(suggestions.length > 0 && { suggestions }), remedies },
  ])
}
