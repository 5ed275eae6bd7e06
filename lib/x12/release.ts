/** Which dictionary reads a group. */
import { isDigits } from './characters'
import type { Release } from './dictionary/index'

export interface ReleaseChoice {
  readonly release: Release
  /** False when the version has no dictionary of its own: what the nearest one finds is then noted, not held against the sender. */
  readonly exact: boolean
  /** Six digits of the version without its industry suffix; `''` when there are none. */
  readonly version: string
}

/** ISA12 of the first version in which an ISX may name a release character. @see reference x12-peers.md §3 */
export const FIRST_WITH_RELEASE = '00704'

/**
 * GS08 decides, not ISA12, which senders fill carelessly. Suffixes (`004010VICS`, `005010X231A1`) only narrow a release. Other
 * releases are read with the nearest dictionary; 004050 and 004060 stand nearer to 005010 than to 004010.
 * @see reference x12.md §1 and §11 trap 4
 */
export function releaseOf(gs08: string, isa12: string): ReleaseChoice {
  const version = gs08.length >= 6 && isDigits(gs08.slice(0, 6)) ? gs08.slice(0, 6) : ''
  const known = version !== '' ? version : isa12.length === 5 && isDigits(isa12) ? `${isa12}0` : ''
  if (known === '004010' || known === '005010') return { release: known, exact: version !== '', version: known }
  return { release: known >= '004050' ? '005010' : '004010', exact: false, version: known }
}

/** Version of a 997: that of the group, otherwise 004010, which every partner reads. @see reference x12.md §9 */
export function answerRelease(gs08: string, isa12: string): Release {
  return releaseOf(gs08, isa12).version === '005010' ? '005010' : '004010'
}
