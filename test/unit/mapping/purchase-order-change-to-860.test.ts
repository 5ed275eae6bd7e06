import { describe, expect, test } from 'vitest'
import type { Party } from '../../../lib/documents/party'
import type { PurchaseOrder, PurchaseOrderLine } from '../../../lib/documents/purchase-order'
import type { Partner } from '../../../lib/mapping/partners'
import { changeBetween } from '../../../lib/mapping/purchase-order-change'
import { x860From } from '../../../lib/mapping/purchase-order-change-to-860'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { anOrder, anOrderLine, aPartner, company, errorOf, references, written } from './builders'
import { expectGolden, findingsIn } from './golden'
import { bytesOf, partnerIn, profileNames } from './golden-bytes'

const shipTo: Party = { name: 'Buyer DC Utrecht', street: ['Havenweg 1'], city: 'Utrecht', postcode: '3542 AB', country: 'NL' }
const [red, blue] = anOrder().lines as [PurchaseOrderLine, PurchaseOrderLine]
const green = anOrderLine({
  number: '3',
  sourceId: '00000000-0000-4000-8000-000000000103',
  item: {
    id: '00000000-0000-4000-8000-00000000a003',
    buyerCode: 'B-780',
    supplierCode: 'SKU-GREEN',
    description: 'Gadget | green: *new*',
  },
  quantity: '5',
  price: '9.95',
})

function revised(changes: Partial<PurchaseOrder>): PurchaseOrder {
  return anOrder({ revision: 2, purpose: 'replace', changedOn: '2026-01-18', ...changes })
}

function segments(order: PurchaseOrder, told: PurchaseOrder = anOrder(), changes: Partial<Partner> = {}): string[] {
  const partner = aPartner({ change: 'change-860', ...changes })
  return written(x860From(changeBetween(told, order, partner), { partner, company, references }).segments)
}

/** The POC of the first line, when it alone has changed. */
function pocOf(changes: Parameters<typeof anOrderLine>[0]): string | undefined {
  const poc = segments(revised({ lines: [anOrderLine(changes), blue] })).filter(segment => segment.startsWith('POC'))
  expect(poc.length).toBeLessThanOrEqual(1)
  return poc[0]
}

describe('an 860', () => {
  test('tells a partner who hears of discounts what is taken off, also when it is nothing any more', () => {
    const net = (listPrice?: string) =>
      anOrder({ lines: [anOrderLine({ price: '11.25', ...(listPrice && { listPrice }) }), blue] })
    const change = (before: PurchaseOrder, after: PurchaseOrder) =>
      segments(revised(after), before, { discounts: 'allowance' }).filter(segment => /^(POC|SAC)/.test(segment))
    const poc = (code: string, price: string) => `POC*1*${code}*24*24*EA*${price}*PE*BP*B-778*VN*SKU-RED*UP*012345678905`
    const lower = anOrder({ lines: [anOrderLine({ price: '10', listPrice: '12.5' }), blue] })
    expect(change(net('12.5'), lower)).toEqual([poc('CE', '12.5'), 'SAC*A*C310***6000'])
    expect(change(net(), net('12.5'))).toEqual([poc('CA', '12.5'), 'SAC*A*C310***3000'])
    expect(change(net('12.5'), net())).toEqual([poc('CA', '11.25'), 'SAC*A*C310***0'])
    expect(segments(revised(net('15')), net('12.5')).filter(segment => /^(POC|SAC)/.test(segment))).toEqual([])
  })

  test('names what was made less, deleted and added, each with the line as it now stands', () => {
    expect(segments(revised({ lines: [anOrderLine({ quantity: '20' }), green] }))).toEqual([
      'BCH*04*SA*PO-1001**2*20260115*****20260118',
      'CUR*BY*EUR',
      'REF*IA*4711',
      'DTM*002*20260126',
      'N1*BT*Buyer Head Office',
      'POC*1*QD*20*20*EA*12.5*PE*BP*B-778*VN*SKU-RED*UP*012345678905',
      'PID*F****Widget, red',
      'REF*DP*CC10',
      'REF*11*4000',
      'DTM*002*20260126',
      'POC*2*DI*0*0*CA***BP*B-779*VN*SKU-BLUE',
      'POC*3*AI*5*5*EA*9.95*PE*BP*B-780*VN*SKU-GREEN',
      'PID*F****Gadget | green: new',
      'REF*DP*CC10',
      'REF*11*4000',
      'DTM*002*20260126',
      'CTT*3',
    ])
  })

  test.each([
    ['a quantity that grew', { quantity: '30' }, 'QI'],
    ['a quantity that shrank, compared as a number', { quantity: '9' }, 'QD'],
    ['another price', { price: '13' }, 'PC'],
    ['another date', { requestedDate: '2026-02-02' }, 'CT'],
    ['price and quantity', { price: '13', quantity: '30' }, 'PQ'],
    ['price and date', { price: '13', requestedDate: '2026-02-02' }, 'PR'],
    ['quantity and date', { quantity: '30', requestedDate: '2026-02-02' }, 'RQ'],
    ['price, quantity and date', { price: '13', quantity: '30', requestedDate: '2026-02-02' }, 'MU'],
    ['another unit', { unit: 'box' }, 'CA'],
    ['a quantity in another unit', { unit: 'box', quantity: '2' }, 'CA'],
    ['a note', { notes: 'Certificate required' }, 'CA'],
    ['another cost centre', { costCentre: 'CC20' }, 'CA'],
    ['another delivery address', { shipTo }, 'CA'],
    ['another article', { item: { id: 'x', buyerCode: 'B-999' }, quantity: '30' }, 'RZ'],
  ] as const)('says %s with its code of element 670', (_name, changes, code) => {
    expect(pocOf(changes)?.split('*')[2]).toBe(code)
  })

  test('says nothing of a line that did not change', () => {
    expect(pocOf({})).toBeUndefined()
  })

  test('says nothing of a cost centre to a supplier that is not told of it', () => {
    const order = revised({ lines: [anOrderLine({ costCentre: 'CC20' }), anOrderLine({ ...blue, quantity: '11' })] })
    expect(segments(order, anOrder(), { costReferences: 'none' }).filter(segment => /^(POC|REF\*(DP|11))/.test(segment))).toEqual(
      ['POC*2*QI*11*11*CA*48.75*PE*BP*B-779*VN*SKU-BLUE'],
    )
  })

  test('says what is still to come of a line that was received in part', () => {
    expect(pocOf({ quantity: '30', received: '4' })).toMatch(/^POC\*1\*QI\*30\*26\*/)
    expect(pocOf({ quantity: '3', received: '4' })).toMatch(/^POC\*1\*QD\*3\*0\*/)
  })

  test('of a change of the heading alone has no line, and the heading as it now stands', () => {
    const order = revised({ requestedDate: '2026-02-02', shipTo, notes: ['Gate 4'] })
    expect(segments(order)).toEqual([
      'BCH*04*SA*PO-1001**2*20260115*****20260118',
      'CUR*BY*EUR',
      'REF*IA*4711',
      'DTM*002*20260202',
      'N9*L1*NOTE',
      'MSG*Gate 4',
      'N1*ST*Buyer DC Utrecht',
      'N3*Havenweg 1',
      'N4*Utrecht**3542AB*NL',
      'N1*BT*Buyer Head Office',
      'CTT*0',
    ])
  })

  test('that cancels has purpose 01 and no lines', () => {
    expect(segments(revised({ purpose: 'cancel', revision: 3 }))).toEqual([
      'BCH*01*SA*PO-1001**3*20260115*****20260118',
      'CUR*BY*EUR',
      'REF*IA*4711',
      'DTM*002*20260126',
      'N1*BT*Buyer Head Office',
    ])
  })

  test.each([
    [{ notes: [] }, 'the notes'],
    [{ requestedDate: undefined }, 'the requested date'],
    [{ shipTo: undefined }, 'the delivery address'],
    [{ paymentTerms: undefined }, 'the payment terms'],
    [{ discount: undefined }, 'the discount'],
  ] as const)('is held when something was taken away that it cannot take away: %o', (gone, name) => {
    const paymentTerms = { code: '30', netDays: 30 }
    const told = anOrder({ notes: ['Gate 4'], shipTo, paymentTerms, discount: '5' })
    const left = Object.fromEntries(Object.entries({ ...told, ...gone }).filter(([, value]) => value !== undefined))
    const error = errorOf(() => segments({ ...(left as unknown as PurchaseOrder), purpose: 'replace' }, told))
    expect([error.code, error.prospect]).toEqual(['change-not-expressible', 'held'])
    expect(error.message).toContain(name)
  })
})

describe.each(profileNames)('to a partner of profile %s', profile => {
  const partner = partnerIn(profile, { change: 'change-860' })
  const context = { partner, company, references }
  const told = anOrder({
    shipTo,
    paymentTerms: { code: '30', description: '30 days net', netDays: 30 },
    notes: ['Deliver: 08:00 | 12:00 – Löwe'],
  })
  const order: PurchaseOrder = {
    ...told,
    revision: 2,
    purpose: 'replace',
    changedOn: '2026-01-18',
    notes: ['Deliver after 12:00 ~ İstanbul'],
    discount: '12.5',
    lines: [
      anOrderLine({ ...red, quantity: '20.5', notes: 'Certificate, please', shipTo: { name: 'Site 7', city: 'Ede' } }),
      green,
    ],
  }

  test.each([
    ['860-change', () => x860From(changeBetween(told, order, partner), context)],
    ['860-cancel', () => x860From(changeBetween(told, { ...order, purpose: 'cancel' }, partner), context)],
    ['850-drop-ship', () => x850From({ ...order, revision: 1, purpose: 'original', dropShipment: true }, context)],
  ] as const)('%s is these bytes, and a strict reader finds nothing', (name, build) => {
    const { set, segments: body } = build()
    const bytes = bytesOf(set, body, partner)
    expect(findingsIn(bytes)).toEqual([])
    expectGolden(`${name}-${profile}.x12`, bytes)
  })
})
