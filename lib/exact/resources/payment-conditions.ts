/** Payment conditions; other resources name them by code. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const paymentConditions = {
  path: 'cashflow/PaymentConditions',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    PaymentDays: 'number',
    PaymentEndOfMonths: 'number',
    PaymentMethod: 'text',
    DiscountPaymentDays: 'number',
    DiscountPercentage: 'number',
    Modified: 'moment',
  },
} as const satisfies Resource

export type PaymentCondition = RecordOf<typeof paymentConditions>
