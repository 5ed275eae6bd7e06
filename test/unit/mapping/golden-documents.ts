/** Each kind of document in each direction, as bytes for a partner of each profile: the golden files, built anew. Nothing here asks a clock. */
import { acknowledge } from '../../../lib/x12/acknowledge'
import { decode } from '../../../lib/x12/decode'
import type { Partner } from '../../../lib/mapping/partners'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { changeBetween } from '../../../lib/mapping/purchase-order-change'
import { x860From } from '../../../lib/mapping/purchase-order-change-to-860'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { anOrder, anOrderLine, company, references, segmentsOf } from './builders'
import { bytesOf, partnerIn } from './golden-bytes'

const shipTo = {
  name: 'Café Łódź & Søn, İstanbul depot',
  street: ['Havenweg 1', 'Straße 12'],
  city: 'Utrecht',
  postcode: '3542 AB',
  country: 'NL',
} as const

/** What a supplier sends, between the segments that the envelope adds. */
const inbound: Readonly<Record<string, readonly string[]>> = {
  '855': [
    'BAK*00*AC*PO-1001*20260115****SO-55001*20260115',
    'CUR*SE*EUR',
    'REF*VN*SO-55001',
    'PO1*1*24*EA*12.5*PE*BP*B-778*VN*SKU-RED*UP*012345678905',
    'ACK*IA*24*EA*068*20260122',
    'PO1*2*10*CA*48.75*PE*BP*B-779*VN*SKU-BLUE',
    'ACK*IQ*8*CA*068*20260122',
    'ACK*IB*2*CA*018*20260210',
    'CTT*2',
  ],
  '810': [
    'BIG*20260123*INV-7001*20260115*PO-1001***DI',
    'CUR*SE*EUR',
    'REF*VN*SO-55001',
    'N1*RE*Seller BV*92*R1',
    'ITD*01*3*2*20260202*10*20260222*30',
    'IT1*1*24*EA*12.5*PE*BP*B-778*VN*SKU-RED',
    'TXI*VA*63*0.21',
    'IT1*2*8*CA*48.75*PE*BP*B-779*VN*SKU-BLUE',
    'TXI*VA*81.9*0.21',
    'TDS*84190*69000',
    'TXI*VA*144.9*0.21',
    'SAC*C*D240***700',
    'CTT*2*32',
  ],
  '810-credit': [
    'BIG*20260130*CN-7002*20260115*PO-1001***CR',
    'CUR*SE*EUR',
    'REF*OI*INV-7001',
    'IT1*1*2*EA*12.5*PE*BP*B-778*VN*SKU-RED',
    'TXI*VA*5.25*0.21',
    'TDS*3025*2500',
    'TXI*VA*5.25*0.21',
    'CTT*1',
  ],
}

export const goldenNames = ['850', '860', '997', ...Object.keys(inbound)] as const

/** @param name one of `goldenNames` */
export function goldenDocument(name: string, profile: string): Uint8Array {
  const partner = partnerIn(profile, { change: 'change-860' })
  if (name === '850') return bytesOf('850', x850From(order(), { partner, company, references }).segments, partner)
  if (name === '860') return bytesOf('860', change(partner), partner)
  if (name === '997') return bytesOf('997', answerTo(bytesOf('810', received('810'), partner), partner), partner)
  return bytesOf(name.slice(0, 3), received(name), partner)
}

function received(name: string) {
  const set = name.slice(0, 3)
  const body = inbound[name] ?? []
  return segmentsOf([`ST*${set}*0001`, ...body, `SE*${body.length + 2}*0001`].join('~')).slice(1, -1)
}

function order(): PurchaseOrder {
  return anOrder({
    shipTo,
    paymentTerms: { code: '30', description: '30 days net', netDays: 30 },
    notes: ['Deliver: 08:00 | 12:00 – Löwe', 'IIıi ǅ ﬁ'],
    discount: '12.5',
  })
}

function change(partner: Partner) {
  const told = order()
  const lines = [anOrderLine({ quantity: '20.5', price: '1234567.891' }), ...told.lines.slice(1)]
  const now: PurchaseOrder = { ...told, revision: 2, purpose: 'replace', changedOn: '2026-01-18', lines }
  return x860From(changeBetween(told, now, partner), { partner, company, references }).segments
}

function answerTo(bytes: Uint8Array, { delimiters }: Partner) {
  const [interchange] = decode(bytes, { mode: 'standard', rejects: 'transaction', encoding: 'latin1' }).interchanges
  const [answer] = interchange ? acknowledge(interchange, delimiters) : []
  if (!answer) throw new Error('a group has an answer')
  return answer.segments
}
