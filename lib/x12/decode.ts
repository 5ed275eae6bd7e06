import { EdiError } from '../error'
import type { Decoded } from './decoded'

export type { Decoded, Finding, Group, Interchange, Status, Transaction } from './decoded'

export interface DecodeOptions {
  /** What rejects. @see reference x12.md §9 */
  readonly mode: 'lenient' | 'standard' | 'strict'
  /** How much is rejected when one transaction set is. */
  readonly rejects: 'transaction' | 'group' | 'interchange'
  readonly encoding: 'ascii' | 'latin1' | 'utf8'
}

/** @throws EdiError `not-x12` when there is no interchange in the bytes at all */
export function decode(bytes: Uint8Array, _options: DecodeOptions): Decoded {
  throw new EdiError({ code: 'not-x12', what: `No interchange in ${bytes.length} bytes` })
}
