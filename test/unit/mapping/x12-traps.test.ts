/** Traps of docs/x12-traps.md that no other test shows: what our own documents avoid, and what is not read into those of others. */
import { expect, test } from 'vitest'
import { functionalAcknowledgmentFrom } from '../../../lib/mapping/997-to-functional-acknowledgment'
import { orderConfirmationFrom } from '../../../lib/mapping/855-to-order-confirmation'
import { invoiceFrom } from '../../../lib/mapping/810-to-invoice'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { anOrder, anOrderLine, aPartner, company, references, segmentsOf, written } from './builders'

const context = { partner: aPartner(), componentSeparator: '>' }

function the850(changes: Parameters<typeof anOrder>[0] = {}, partner = aPartner()): string[] {
  return written(x850From(anOrder(changes), { partner, company, references }).segments)
}

test('an 850 has no SDQ and no PO4, which a reader would multiply by', () => {
  const tags = the850({ lines: [anOrderLine({ quantity: '144' })] }).map(segment => segment.split('*')[0])
  expect(tags).not.toContain('SDQ')
  expect(tags).not.toContain('PO4')
  expect(tags.filter(tag => tag === 'PO1')).toHaveLength(1)
})

test('a line with an address of its own has it, a party may be a code alone, and a postcode has no blanks', () => {
  const utrecht = { name: 'DC Utrecht', city: 'Utrecht', postcode: '3542 AB', country: 'NL' }
  const lines = [anOrderLine(), anOrderLine({ number: '2', shipTo: utrecht })]
  const segments = the850({ shipTo: { code: 'W_341001', assignedBy: 'buyer' }, lines })
  const ofLine = segments.slice(segments.findIndex(segment => segment.startsWith('PO1*2')))
  expect(segments).toContain('N1*ST**92*W_341001')
  expect(ofLine).toEqual(expect.arrayContaining(['N1*ST*DC Utrecht', 'N4*Utrecht**3542AB*NL']))
})

test('an order is sent under purpose 00, 01, 04 or 05 and under no other', () => {
  const purposes = (['original', 'replace', 'cancel'] as const).flatMap(purpose =>
    (['replace-850', 'change-850', 'change-860'] as const).map(change =>
      the850({ purpose }, aPartner({ change }))[0]?.slice(0, 6),
    ),
  )
  expect([...new Set(purposes)].toSorted()).toEqual(['BEG*00', 'BEG*01', 'BEG*04', 'BEG*05'])
})

test('a date at the place of the ids is no date, and a quantity is not read from a status', () => {
  const text = 'ST*855*0001~BAK*00*AC*PO-1001*20260115~PO1*1*10*EA*2*PE*VN*SKU-RED~ACK*IF*10*EA****20260130~CTT*1~SE*6*0001'
  const [line] = orderConfirmationFrom(segmentsOf(text), context).lines
  expect(line?.responses).toEqual([{ status: 'on-hold', statusCode: 'IF', quantity: '10', unit: 'EA' }])
})

test('the total of an invoice is TDS01, whatever stands after it', () => {
  const invoice = (tds: string) =>
    invoiceFrom(
      segmentsOf(`ST*810*0001~BIG*20260123*INV-1**PO-1001***DI~CUR*SE*EUR~IT1*1*2*EA*12.5*PE*VN*SKU-RED~${tds}~CTT*1~SE*7*0001`),
      context,
    ).total
  expect(['TDS*2500', 'TDS*2500*2500', 'TDS*2500*2500*2450*50', 'TDS*2500**2450'].map(invoice)).toEqual(['25', '25', '25', '25'])
})

test('a 997 with only AK1 and AK9 and wrong counts is read, and its group number without zeros is the one that was sent', () => {
  const read = (ak1: string) =>
    functionalAcknowledgmentFrom(segmentsOf(`ST*997*0001~${ak1}~AK9*A*7*0*9~SE*4*0001`), { componentSeparator: '>' })
  expect(read('AK1*PO*000000101')).toMatchObject({ outcome: 'accepted', sets: [] })
  expect(Number(read('AK1*PO*000000101').groupControlNumber)).toBe(Number(read('AK1*PO*101').groupControlNumber))
})
