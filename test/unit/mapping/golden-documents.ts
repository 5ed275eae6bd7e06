/** Each kind of document in each direction, as bytes for a partner of each profile: the golden files, built anew. Nothing here asks a clock. */
import { acknowledge, acknowledgeImplementation, technicalAcknowledgment } from '../../../lib/x12/acknowledge'
import { decode } from '../../../lib/x12/decode'
import type { Partner } from '../../../lib/mapping/partners'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { changeBetween } from '../../../lib/mapping/purchase-order-change'
import { x860From } from '../../../lib/mapping/purchase-order-change-to-860'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { anOrder, anOrderLine, company, references, segmentsOf } from './builders'
import { bytesOf, partnerIn, technicalBytesOf } from './golden-bytes'

const shipTo = {
  name: 'Café Łódź & Søn, İstanbul depot',
  street: ['Havenweg 1', 'Straße 12'],
  city: 'Utrecht',
  postcode: '3542 AB',
  country: 'NL',
} as const

/** What a supplier sends, between the segments that the envelope adds. */
const inbound = {
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
  '810-consolidated': [
    'BIG*20260131*INV-7003*****CI',
    'CUR*SE*EUR',
    'IT1*1*12*EA*12.5*PE*BP*B-778*VN*SKU-RED*PO*PO-1001',
    'TXI*VA*31.5*0.21',
    'SAC*A*C310***1500',
    'IT1*2*2*CA*48.75*PE*BP*B-779*VN*SKU-BLUE*PO*PO-1002',
    'TXI*VA*20.48*0.21',
    'TDS*28433',
    'TXI*VA*51.98*0.21',
    'SAC*A*C310***150',
    'CTT*2',
  ],
  '855-refused': ['BAK*00*RJ*PO-1001*20260115****SO-55001*20260115'],
  '855-substituted': [
    'BAK*00*AC*PO-1001*20260115****SO-55001*20260115',
    'PO1*1*24*EA*12.75*PE*BP*B-778*VN*SKU-RED',
    'ACK*IS*24*EA*067*20260126**VN*SKU-CRIMSON',
    'PO1*2*10*CA*48.75*PE*BP*B-779*VN*SKU-BLUE',
    'ACK*IQ*10*CA',
    'SCH*4*CA***067*20260122',
    'SCH*6*CA***067*20260210',
    'CTT*2',
  ],
  '865': [
    'BCA*04*AC*PO-1001**2*20260115***SO-55001*20260119',
    'POC*1*QD*20*20*EA*12.5*PE*VN*SKU-RED',
    'ACK*IA*20*EA*067*20260129',
    'POC*2*RC*10*10*CA*48.75*PE*VN*SKU-BLUE',
    'ACK*IR*10*CA',
    'CTT*2',
  ],
  '865-unasked': ['BCA*19**PO-1001***20260115', 'POC*1*PC*24*24*EA*13*PE*VN*SKU-RED', 'ACK*IP*24*EA', 'CTT*1'],
  '856': [
    'BSN*00*ASN-9001*20260122*1405*0001',
    'DTM*011*20260122',
    'HL*1**S',
    'TD1*CTN*1****G*18.4*KG',
    'TD5*O*2*ABCD*M',
    'HL*2*1*O',
    'PRF*PO-1001***20260115',
    'HL*3*2*P',
    'MAN*GM*00087123450000000011',
    'HL*4*3*I',
    'LIN*1*BP*B-778*VN*SKU-RED',
    'SN1*1*24*EA**24*EA',
    'CTT*4',
  ],
  '856-cancelled': ['BSN*01*ASN-9001*20260122*1405*0001', 'HL*1**S', 'CTT*1'],
  '997-received': ['AK1*PO*101', 'AK2*850*0001', 'AK5*A', 'AK9*A*1*1*1'],
  '997-refused': ['AK1*PO*101', 'AK2*850*0001', 'AK3*PO1*16**8', 'AK4*3*355*7*ST', 'AK5*R*5', 'AK9*R*1*1*0'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** A 999 exists from 005010. */
const inbound005010 = {
  '999-received': ['AK1*PO*101*005010', 'AK2*850*0001', 'IK3*PO1*16**8', 'IK4*2*380*1', 'IK5*R*5', 'AK9*R*1*1*0'],
} as const satisfies Readonly<Record<string, readonly string[]>>

type Write = (partner: Partner) => Uint8Array

const outbound: Readonly<Record<string, Write>> = {
  '850': partner => theOrder(order(), partner),
  '850-replacing': partner => theOrder(revised(order()), { ...partner, change: 'replace-850' }),
  '850-changing': partner => theOrder(revised(order()), { ...partner, change: 'change-850' }),
  '850-cancelling': partner => theOrder({ ...revised(order()), purpose: 'cancel' }, partner),
  '850-discounts': partner => theOrder(discounted('11.25'), { ...partner, discounts: 'allowance' }),
  '860': partner => theChange(order(), changed(), partner),
  '860-discounts': partner => theChange(discounted('11.25'), revised(discounted('10')), { ...partner, discounts: 'allowance' }),
  '997': partner => bytesOf('997', answerTo('810', partner, acknowledge), partner),
  '997-refusing': partner => bytesOf('997', answerTo('810-broken', partner, acknowledge), partner),
  TA1: partner => technicalBytes(partner),
}

const outbound005010: Readonly<Record<string, Write>> = {
  '999': partner => bytesOf('999', answerTo('810-broken', partner, acknowledgeImplementation), partner),
}

/** Ours, then those of suppliers. */
export function goldenNames(profile: string): string[] {
  const is005010 = profile.startsWith('005010')
  const ours = [...Object.keys(outbound), ...(is005010 ? Object.keys(outbound005010) : [])]
  return [...ours, ...inboundNames(profile)]
}

export function inboundNames(profile: string): string[] {
  return [...Object.keys(inbound), ...(profile.startsWith('005010') ? Object.keys(inbound005010) : [])]
}

/** @param name one of `goldenNames` */
export function goldenDocument(name: string, profile: string): Uint8Array {
  const partner = partnerIn(profile, { change: 'change-860' })
  const write = outbound[name] ?? outbound005010[name]
  return write ? write(partner) : bytesOf(name.slice(0, 3), received(name), partner)
}

function received(name: string) {
  const all: Readonly<Record<string, readonly string[]>> = { ...inbound, ...inbound005010 }
  const body = all[name] ?? []
  return segmentsOf(body.join('~'))
}

function order(): PurchaseOrder {
  return anOrder({
    shipTo,
    paymentTerms: { code: '30', description: '30 days net', netDays: 30 },
    notes: ['Deliver: 08:00 | 12:00 – Löwe', 'IIıi ǅ ﬁ'],
    discount: '12.5',
  })
}

function discounted(price: string): PurchaseOrder {
  return anOrder({ lines: [anOrderLine({ price, listPrice: '12.5' }), ...anOrder().lines.slice(1)] })
}

function revised(now: PurchaseOrder): PurchaseOrder {
  return { ...now, revision: 2, purpose: 'replace', changedOn: '2026-01-18' }
}

function changed(): PurchaseOrder {
  const told = order()
  return revised({ ...told, lines: [anOrderLine({ quantity: '20.5', price: '1234567.891' }), ...told.lines.slice(1)] })
}

function theOrder(one: PurchaseOrder, partner: Partner): Uint8Array {
  return bytesOf('850', x850From(one, { partner, company, references }).segments, partner)
}

function theChange(told: PurchaseOrder, now: PurchaseOrder, partner: Partner): Uint8Array {
  return bytesOf('860', x860From(changeBetween(told, now, partner), { partner, company, references }).segments, partner)
}

/** What we say of an invoice, which is in order or names no number. */
function answerTo(document: '810' | '810-broken', partner: Partner, answer: typeof acknowledge) {
  const segments = received('810').map(segment =>
    document === '810-broken' && segment[0] === 'BIG' ? segment.with(2, '') : segment,
  )
  const [one] = answer(interchangeIn(bytesOf('810', segments, partner)), partner.delimiters)
  if (!one) throw new Error('a group has an answer')
  return one.segments
}

function technicalBytes(partner: Partner): Uint8Array {
  return technicalBytesOf(technicalAcknowledgment(interchangeIn(bytesOf('810', received('810'), partner))), partner)
}

function interchangeIn(bytes: Uint8Array) {
  const [interchange] = decode(bytes, { mode: 'standard', rejects: 'transaction', encoding: 'latin1' }).interchanges
  if (!interchange) throw new Error('an interchange')
  return interchange
}
