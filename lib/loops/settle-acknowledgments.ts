/** Acknowledgments in a file from a supplier settle what was sent: a 997 or 999 a group, a TA1 an interchange. */
import type { FunctionalAcknowledgment } from '../documents/functional-acknowledgment'
import { EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import { functionalAcknowledgmentFrom } from '../mapping/997-to-functional-acknowledgment'
import { interchangeAcknowledgmentFrom } from '../mapping/ta1-to-interchange-acknowledgment'
import type { Interchange, Transaction } from '../x12/decoded'
import type { Segment } from '../x12/segment'

interface Settling {
  readonly ledger: Ledger
  readonly who: string
}

export interface Settled {
  /** Why it settles nothing, where nobody can say what the acknowledgment means; the rest of the file goes on. */
  readonly unclear?: string
  /** What it answers, where nothing of the kind was sent. */
  readonly unmatched?: string
}

export async function settleGroup(
  { ledger, who }: Settling,
  interchange: Interchange,
  { set, segments }: Transaction,
): Promise<Settled> {
  const { component } = interchange.delimiters
  const read = understood(() => named(set, functionalAcknowledgmentFrom(segments, { componentSeparator: component })))
  if (typeof read === 'string') return { unclear: read }
  const { functionalId, groupControlNumber, outcome, sets, notes } = read
  const groupNumber = Number(groupControlNumber)
  const settled = await ledger.acknowledge({ ...partiesOf(interchange), functionalId, groupNumber, outcome, sets, notes, who })
  return settled.length > 0 ? {} : { unmatched: `${set} for ${functionalId} ${groupControlNumber}` }
}

export async function settleInterchange({ ledger, who }: Settling, interchange: Interchange, ta1: Segment): Promise<Settled> {
  const read = understood(() => interchangeAcknowledgmentFrom(ta1))
  if (typeof read === 'string') return { unclear: read }
  const { interchangeControlNumber, date, time, outcome, notes } = read
  const interchangeNumber = Number(interchangeControlNumber)
  const settled = await ledger.acknowledgeInterchange({ ...partiesOf(interchange), interchangeNumber, outcome, notes, who })
  return settled.length > 0 ? {} : { unmatched: `TA1 for interchange ${interchangeControlNumber} of ${date} ${time}` }
}

/** Part of a group is accepted: which part, only the sets say. */
function named(set: string, acknowledgment: FunctionalAcknowledgment): FunctionalAcknowledgment {
  const { outcome, sets, functionalId, groupControlNumber } = acknowledgment
  if (outcome !== 'partially-accepted' || sets.length > 0) return acknowledgment
  throw new EdiError({
    code: 'acknowledgment-incomplete',
    what: `The ${set} accepts a part of group ${functionalId} ${groupControlNumber} and names no set`,
    remedy: 'Ask the partner which sets it accepted',
    prospect: 'held',
  })
}

function partiesOf(interchange: Interchange): { readonly sender: string; readonly receiver: string } {
  return {
    sender: `${interchange.senderQualifier} ${interchange.sender}`,
    receiver: `${interchange.receiverQualifier} ${interchange.receiver}`,
  }
}

/** The acknowledgment, or in words why it cannot be understood. */
function understood<Acknowledgment>(read: () => Acknowledgment): Acknowledgment | string {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof EdiError) return `${thrown.code}: ${thrown.message}`
    throw thrown
  }
}
