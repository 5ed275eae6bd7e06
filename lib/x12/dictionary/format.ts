/**
 * Shape of the dictionary files. They are data for people as much as for the program: one line for each element, segment and
 * position, in the notation of printed X12 guides. @see reference x12.md §5, §6
 */

/** `R` has an explicit decimal point, `N2` two implied decimals, `C` is a composite. @see reference x12.md §2 */
export type ElementType = 'AN' | 'ID' | 'DT' | 'TM' | 'N0' | 'N2' | 'R'

export interface ElementEntry {
  readonly name: string
  readonly type: ElementType
  /** Characters; for N and R digits only. */
  readonly min: number
  readonly max: number
  /** Code → label of our own. */
  readonly codes?: Readonly<Record<string, string>>
  /** Only then is a code outside the list an error. */
  readonly codesComplete?: true
  readonly codesOnly004010?: readonly string[]
  readonly codesOnly005010?: readonly string[]
  readonly only?: string
  /** What is different in 005010. */
  readonly '005010'?: { readonly min?: number; readonly max?: number }
}

export interface CompositeEntry {
  readonly name: string
  readonly '004010'?: readonly string[]
  readonly '005010'?: readonly string[]
  readonly syntax?: readonly string[]
}

export interface SegmentEntry {
  readonly name: string
  /** `353 M`: element (or composite) number and requirement, M mandatory, O optional, X relational; `x10` when it may repeat. */
  readonly elements: readonly string[]
  /** `C0302`, `R0203`: relational conditions. */
  readonly syntax?: readonly string[]
}

/** `REF O >1`: tag, requirement, maximum use; or a loop that begins with its first segment. */
export type NodeEntry = string | LoopEntry

export interface LoopEntry {
  /** `PO1 M 100000`. */
  readonly loop: string
  readonly segments: readonly NodeEntry[]
}

export interface SetEntry {
  /** ST01. */
  readonly set: string
  readonly name: string
  /** GS01. */
  readonly functionalId: string
  readonly heading: readonly NodeEntry[]
  readonly detail: readonly NodeEntry[]
  readonly summary: readonly NodeEntry[]
}
