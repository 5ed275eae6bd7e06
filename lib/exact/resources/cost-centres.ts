/** Cost centres; other resources name them by code. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const costCentres = {
  path: 'hrm/Costcenters',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    Active: 'flag',
    EndDate: 'moment',
    Modified: 'moment',
  },
} as const satisfies Resource

export type CostCentre = RecordOf<typeof costCentres>
