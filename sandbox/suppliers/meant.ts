/** What the buyer has to make of a document, by what is not plain of it and by how the supplier's invoices are matched. */
import type { Meant } from './entries'
import type { Matching } from './habits'
import type { Further, Trap } from './traps/trap'

export function meant(said: Trap | Further | undefined, matching: Matching): Meant {
  const heldAs = said?.heldWhere?.[matching] ?? said?.heldAs
  return {
    ...(heldAs !== undefined && { heldAs }),
    ...(said?.isRejected && { isRejected: true }),
    ...(said && 'isRepeated' in said && said.isRepeated && { isRepeated: true }),
  }
}

/** Of an invoice: also that its goods were not announced. @param trap of its order, whatever document that is about */
export function invoiceMeant(trap: Trap | undefined, further: Further | undefined, matching: Matching): Meant {
  if (trap?.set === '810') return meant(further ?? trap, matching)
  const isAnnounced = trap?.set !== '856' || (trap.heldAs === undefined && !trap.announcesLess)
  return isAnnounced || matching === 'two-way' ? {} : { heldAs: 'quantity-over-received' }
}

/** What is sent beside the first document, by suppliers of this kind: before it, and after it. */
export function beside(
  trap: Trap | undefined,
  matching: Matching,
): { readonly before: readonly Further[]; readonly after: readonly Further[] } {
  const all = (trap?.also ?? []).filter(({ onlyWhere }) => onlyWhere?.includes(matching) ?? true)
  return { before: all.filter(({ before }) => before), after: all.filter(({ before }) => !before) }
}
