/** Units; their codes are the company's own. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const units = {
  path: 'logistics/Units',
  key: 'ID',
  changes: 'none',
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    Active: 'flag',
    Main: 'number',
    Type: 'text',
    TimeUnit: 'text',
  },
} as const satisfies Resource

export type Unit = RecordOf<typeof units>
