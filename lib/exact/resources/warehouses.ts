/** Warehouses. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const warehouses = {
  path: 'inventory/Warehouses',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    Main: 'number',
    Modified: 'moment',
  },
} as const satisfies Resource

export type Warehouse = RecordOf<typeof warehouses>
