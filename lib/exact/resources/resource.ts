/** What is known of one resource of Exact Online; each has its own file beside this one. @see reference exact-online.md §7 */
import type { Guid } from '../../documents/value'

export interface Resource {
  /** Path after the division. */
  readonly path: string
  readonly key: string
  /** What is asked for in `$select`, and the kind of each. Every property can be null. */
  readonly properties: Readonly<Record<string, Kind>>
  /** Expanded with its header; without lines of its own the record is not whole. */
  readonly lines?: { readonly property: string; readonly resource: Resource }
  /** How changes are found: `sync` by row version, `modified` by time, `none`: everything is read each time. */
  readonly changes: ChangeStrategy
  /** Its stream of row versions. @see reference exact-online.md §4.9 */
  readonly sync?: string
  /** `EntityType` of its records in the stream of deletions; left out where that stream does not tell of them. @see reference exact-online.md §4.9 */
  readonly deletedAs?: number
  /** The one property of a natural key that is selective by itself, so that look-ups of many records fit into one query. */
  readonly lookUpBy?: string
}

export type ChangeStrategy = 'sync' | 'modified' | 'none'

/** `moment` is zone-less wall-clock text; `int64` is text because it may be larger than a number can hold. */
export type Kind = keyof ValueOf

interface ValueOf {
  readonly guid: Guid
  readonly text: string
  readonly number: number
  readonly flag: boolean
  readonly moment: string
  readonly int64: string
}

/** The record of a resource, typed by its list of properties. */
export type RecordOf<R extends Resource> = { readonly [Name in keyof R['properties']]: ValueOf[R['properties'][Name]] | null }

export function selectOf({ properties, lines }: Resource): string[] {
  return [...Object.keys(properties), ...(lines ? [lines.property] : [])]
}
