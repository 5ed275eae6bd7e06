/** Items. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const items = {
  path: 'logistics/Items',
  key: 'ID',
  changes: 'sync',
  sync: 'sync/Logistics/Items',
  deletedAs: 9,
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    ExtraDescription: 'text',
    Barcode: 'text',
    Unit: 'text',
    UnitDescription: 'text',
    ItemGroup: 'guid',
    ItemGroupCode: 'text',
    IsPurchaseItem: 'flag',
    IsStockItem: 'flag',
    IsFractionAllowedItem: 'flag',
    GLCosts: 'guid',
    GLStock: 'guid',
    SearchCode: 'text',
    StartDate: 'moment',
    EndDate: 'moment',
    Notes: 'text',
    Modified: 'moment',
  },
} as const satisfies Resource

export type Item = RecordOf<typeof items>
