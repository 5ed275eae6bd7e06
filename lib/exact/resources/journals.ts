/** Journals, purchase journals being of type 22; other resources name them by code. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const journals = {
  path: 'financial/Journals',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    Type: 'number',
    Currency: 'text',
    AllowVariableCurrency: 'flag',
    AllowVAT: 'flag',
    GLAccount: 'guid',
    IsBlocked: 'flag',
    Modified: 'moment',
  },
} as const satisfies Resource

export type Journal = RecordOf<typeof journals>
