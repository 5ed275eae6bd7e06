/** GL accounts of the ledger. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const glAccounts = {
  path: 'financial/GLAccounts',
  key: 'ID',
  changes: 'sync',
  sync: 'sync/Financial/GLAccounts',
  deletedAs: 7,
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    Type: 'number',
    BalanceSide: 'text',
    BalanceType: 'text',
    Costcenter: 'text',
    Costunit: 'text',
    UseCostcenter: 'number',
    UseCostunit: 'number',
    VATCode: 'text',
    IsBlocked: 'flag',
    Modified: 'moment',
  },
} as const satisfies Resource

export type GLAccount = RecordOf<typeof glAccounts>
