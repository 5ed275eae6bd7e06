/** Cost units; other resources name them by code. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const costUnits = {
  path: 'hrm/Costunits',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    EndDate: 'moment',
    Modified: 'moment',
  },
} as const satisfies Resource

export type CostUnit = RecordOf<typeof costUnits>
