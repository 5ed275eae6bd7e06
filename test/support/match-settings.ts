/** The settings of edi-match as a new node has them: two-way, and no tolerance beside those of the partner. */
import type { MatchSettings } from '../../lib/loops/match-settings'

export const newMatchSettings: MatchSettings = {
  matching: 'two-way',
  charges: 'mapped',
  pricePercent: '',
  priceAmount: '',
  quantityPercent: '',
  quantityAmount: '',
  linePercent: '',
  lineAmount: '',
  totalPercent: '',
  totalAmount: '',
  taxPercent: '',
  taxAmount: '',
  chargePercent: '',
  chargeAmount: '',
}
