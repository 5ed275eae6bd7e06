/** A sample document as the bytes of a file: one interchange, one group, one set, from a fictitious sender. */
import { decode } from '../x12/decode'
import type { Finding } from '../x12/decoded'
import { encode } from '../x12/encode'
import type { Guide } from '../x12/guide'
import { rulesOf } from '../x12/guide-rules'
import { releaseOf } from '../x12/release'
import { findingsOf } from '../x12/report'
import { functionalIds } from '../x12/dictionary/index'
import type { Segment } from '../x12/segment'

/** Orders go from the buyer to the supplier, everything else comes from the supplier. */
export const senders = { buyer: { qualifier: 'ZZ', id: 'BUYERCO' }, supplier: { qualifier: 'ZZ', id: 'SELLERCO' } } as const

export function senderOf({ set }: Guide): keyof typeof senders {
  return ['850', '860'].includes(set) ? 'buyer' : 'supplier'
}

/** @param number of the interchange: no two samples of a kit have the same */
export function sampleFile(guide: Guide, segments: readonly Segment[], number: number): Buffer {
  const { release } = releaseOf(guide.version, '')
  const from = senderOf(guide)
  const [sender, receiver] = [senders[from], senders[from === 'buyer' ? 'supplier' : 'buyer']]
  return encode({
    sender,
    receiver,
    date: '2026-01-26',
    time: '09:30',
    controlNumber: number,
    version: release,
    usage: 'T',
    acknowledgmentRequested: false,
    delimiters: { element: '*', component: '>', repetition: release === '005010' ? '^' : '', segment: '~\n' },
    groups: [
      {
        functionalId: functionalIds[guide.set] ?? '',
        sender: sender.id,
        receiver: receiver.id,
        controlNumber: number,
        version: guide.version,
        transactions: [{ set: guide.set, controlNumber: '0001', segments }],
      },
    ],
  })
}

/** What *x12 decode* finds in a file in strict mode with the guide. */
export function findingsIn(guide: Guide, bytes: Uint8Array): readonly Finding[] {
  const rules = rulesOf(guide)
  const guideOf = (set: string) => (set === guide.set ? rules : undefined)
  return findingsOf(decode(bytes, { mode: 'strict', rejects: 'transaction', encoding: 'utf8', guide: guideOf }))
}
