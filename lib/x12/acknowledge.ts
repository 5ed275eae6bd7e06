import type { Interchange } from './decoded'
import type { Segment } from './segment'

/** One 997 for each group that may be answered; none for a group of acknowledgments. */
export function acknowledge(interchange: Interchange): { readonly functionalId: 'FA'; readonly segments: readonly Segment[] }[] {
  return interchange.groups.filter(group => group.functionalId !== 'FA').map(() => ({ functionalId: 'FA', segments: [] }))
}

/** TA1 segment that answers the interchange. */
export function technicalAcknowledgment(interchange: Interchange): Segment {
  return ['TA1', interchange.controlNumber, interchange.date, interchange.time, 'A', '000']
}
