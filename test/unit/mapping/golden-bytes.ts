/** Bytes of a transaction set for three partners who differ in all that the envelope shows. */
import type { Partner } from '../../../lib/mapping/partners'
import { encode, type InterchangeHeader } from '../../../lib/x12/encode'
import { functionalIds } from '../../../lib/x12/dictionary/index'
import type { Segment } from '../../../lib/x12/segment'
import { aPartner } from './builders'

/** `odd`: separators that stand in ordinary text, and a line feed that ends the segments. */
export const profiles: Readonly<Record<string, Pick<Partner, 'version' | 'delimiters'>>> = {
  '004010': { version: '004010', delimiters: { element: '*', component: '>', repetition: '', segment: '~' } },
  '004010-odd': { version: '004010', delimiters: { element: '|', component: ':', repetition: '', segment: '\n' } },
  '005010': { version: '005010', delimiters: { element: '*', component: '>', repetition: '^', segment: '~' } },
}

export const profileNames = Object.keys(profiles)

export function partnerIn(profile: string, changes: Partial<Partner> = {}): Partner {
  return aPartner({ ...profiles[profile], ...changes })
}

/** What goes over the line, one set in one interchange; none of it depends on the clock. */
export function bytesOf(set: string, segments: readonly Segment[], partner: Partner): Uint8Array {
  const { version } = partner
  const group = {
    functionalId: functionalIds[set] ?? '',
    sender: 'BUYERCO',
    receiver: 'SELLERCO',
    controlNumber: 1,
    version,
    transactions: [{ set, controlNumber: '0001', segments }],
  }
  return encode({ ...headerFor(partner), groups: [group] })
}

/** An interchange that holds nothing but the answer to another. */
export function technicalBytesOf(ta1: Segment, partner: Partner): Uint8Array {
  return encode({ ...headerFor(partner), technicalAcknowledgments: [ta1], groups: [] })
}

function headerFor({ version, delimiters }: Partner): InterchangeHeader {
  const party = (id: string) => ({ qualifier: 'ZZ', id })
  return {
    sender: party('BUYERCO'),
    receiver: party('SELLERCO'),
    date: '2026-01-15',
    time: '09:30',
    controlNumber: 1,
    version: version.startsWith('005') ? '005010' : '004010',
    usage: 'T',
    acknowledgmentRequested: false,
    delimiters,
  }
}
