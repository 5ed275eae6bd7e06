import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { changeConfirmationFrom } from '../../../lib/mapping/865-to-order-confirmation'
import { orderConfirmationFrom } from '../../../lib/mapping/855-to-order-confirmation'
import { DifferencesHeld } from '../../../lib/mapping/hold'
import { confirmationWrites } from '../../../lib/mapping/order-confirmation-to-exact'
import type { Partner } from '../../../lib/mapping/partners'
import { decode } from '../../../lib/x12/decode'
import { anOrder, anOrderLine, aPartner, errorOf, references, segmentsOf } from './builders'
import { expectGolden, findingsIn } from './golden'
import { bytesOf, partnerIn, profileNames } from './golden-bytes'

const bca = 'BCA*04*AC*PO-1001**2*20260115***SO-55001*20260119'
const red = 'POC*1*QD*20*20*EA*12.5*PE*VN*SKU-RED'
const blue = 'POC*2*DI*0*0*CA***VN*SKU-BLUE'
const green = 'POC*3*AI*5*5*EA*9.95*PE*VN*SKU-GREEN'
const answer = [bca, 'REF*VN*SO-55001', red, 'ACK*IA*20*EA*067*20260129', blue, 'ACK*ID*0*CA', green, 'ACK*IA*5*EA*067*20260129']

function read(...body: readonly string[]) {
  return changeConfirmationFrom(segmentsOf(['ST*865*0001', ...body, 'SE*9*0001'].join('~')), { componentSeparator: '>' })
}

/** Revision 2: less of line 1, line 2 gone, line 3 new. */
const order: PurchaseOrder = anOrder({
  revision: 2,
  purpose: 'replace',
  lines: [
    anOrderLine({ quantity: '20' }),
    anOrderLine({ number: '3', sourceId: 'line-3', item: { id: 'x', supplierCode: 'SKU-GREEN' }, quantity: '5', price: '9.95' }),
  ],
})

function writes(body: readonly string[], changes: Partial<PurchaseOrder> = {}, partner: Partial<Partner> = {}) {
  const context = { order: { ...order, ...changes }, partner: aPartner({ change: 'change-860', ...partner }), references }
  return confirmationWrites(read(...body), context).writes
}

function differences(...body: readonly string[]): string[] {
  const error = errorOf(() => writes(body))
  expect(error.prospect).toBe('held')
  if (!(error instanceof DifferencesHeld)) return [error.code]
  return error.differences.map(({ line, code }) => (line === undefined ? code : `${line} ${code}`))
}

test('an 865 that answers a change is read in full', () => {
  expect(read(...answer)).toEqual({
    kind: 'order-confirmation',
    orderNumber: 'PO-1001',
    supplierOrderNumber: 'SO-55001',
    answers: 'change',
    changeNumber: '2',
    verdict: 'by-line',
    verdictCode: 'AC',
    date: '2026-01-19',
    lines: [
      {
        number: '1',
        change: 'changed',
        item: { supplierCode: 'SKU-RED' },
        quantity: '20',
        unit: 'EA',
        price: '12.5',
        responses: [
          { status: 'accepted', statusCode: 'IA', quantity: '20', unit: 'EA', date: '2026-01-29', dateQualifier: '067' },
        ],
      },
      {
        number: '2',
        change: 'deleted',
        item: { supplierCode: 'SKU-BLUE' },
        quantity: '0',
        unit: 'CA',
        responses: [{ status: 'deleted', statusCode: 'ID', quantity: '0', unit: 'CA' }],
      },
      {
        number: '3',
        change: 'added',
        item: { supplierCode: 'SKU-GREEN' },
        quantity: '5',
        unit: 'EA',
        price: '9.95',
        responses: [
          { status: 'accepted', statusCode: 'IA', quantity: '5', unit: 'EA', date: '2026-01-29', dateQualifier: '067' },
        ],
      },
    ],
  })
})

test.each([
  ['BCA*04*AC*PO-1001**2*20260115', 'change'],
  ['BCA*00**PO-1001**2*20260115', 'change'],
  ['BCA*04*AT*PO-1001***20260115', 'change'],
  ['BCA*00**PO-1001***20260115', 'seller-change'],
  ['BCA*19*AC*PO-1001**2*20260115', 'seller-change'],
  ['BCA*01*AT*PO-1001**3*20260115', 'cancellation'],
])('%s answers: %s', (segment, answers) => {
  expect(read(segment).answers).toBe(answers)
})

test.each([
  ['AC', 'by-line'],
  ['AD', 'by-line'],
  ['AP', 'by-line'],
  ['AE', 'exceptions-only'],
  ['AK', 'accepted'],
  ['AT', 'accepted'],
  ['NA', 'accepted'],
  ['AH', 'on-hold'],
  ['RD', 'rejected'],
  ['RF', 'rejected'],
  ['RJ', 'rejected'],
  ['RN', 'rejected'],
  ['RO', 'rejected'],
  ['RV', 'rejected'],
  ['ZZ', 'on-hold'],
])('verdict %s is the same in an 865 and an 855: %s', (code, verdict) => {
  expect(read(`BCA*04*${code}*PO-1001**2*20260115`).verdict).toBe(verdict)
  const other = segmentsOf(`ST*855*0001~BAK*00*${code}*PO-1001*20260115~SE*3*0001`)
  expect(orderConfirmationFrom(other, { partner: aPartner(), componentSeparator: '>' }).verdict).toBe(verdict)
})

test('of a composite unit the first part is meant', () => {
  expect(read(bca, 'POC*1*QD*20*20*EA>1>12*12.5*PE*VN*SKU-RED').lines[0]?.unit).toBe('EA')
})

describe('the answer to a change', () => {
  test('that accepts it all writes what is new, of the lines that it names', () => {
    expect(writes(answer)).toEqual([
      {
        action: 'update',
        resource: 'purchaseorder/PurchaseOrders',
        key: order.sourceId,
        body: { YourRef: 'SO-55001', ReceiptDate: '2026-01-29' },
      },
      {
        action: 'update',
        resource: 'purchaseorder/PurchaseOrderLines',
        key: order.lines[0]?.sourceId,
        body: { ReceiptDate: '2026-01-29' },
      },
      { action: 'update', resource: 'purchaseorder/PurchaseOrderLines', key: 'line-3', body: { ReceiptDate: '2026-01-29' } },
    ])
  })

  test('that names one line leaves the others and the date of the whole as they are', () => {
    expect(writes([bca, red, 'ACK*IA*20*EA*067*20260129'])).toEqual([
      { action: 'update', resource: 'purchaseorder/PurchaseOrders', key: order.sourceId, body: { YourRef: 'SO-55001' } },
      {
        action: 'update',
        resource: 'purchaseorder/PurchaseOrderLines',
        key: order.lines[0]?.sourceId,
        body: { ReceiptDate: '2026-01-29' },
      },
    ])
  })

  test('that repeats an unchanged line for information says nothing of it', () => {
    expect(writes(['BCA*04*AC*PO-1001**2*20260115', 'POC*1*NC*99*99*EA*1*PE*VN*SKU-RED'])).toEqual([])
  })

  test.each([
    ['refuses one line', [bca, 'POC*3*RC*5*5*EA*9.95*PE*VN*SKU-GREEN', 'ACK*IR*0*EA'], ['3 change-rejected']],
    ['refuses to delete a line', [bca, blue, 'ACK*IR*10*CA'], ['2 change-rejected']],
    ['holds a deletion', [bca, blue, 'ACK*IH*10*CA'], ['2 change-rejected']],
    ['deletes a line that is still wanted', [bca, 'POC*1*DI*0*0*EA***VN*SKU-RED', 'ACK*ID*0*EA'], ['1 line-deleted-by-supplier']],
    ['rejects it without detail', ['BCA*04*RJ*PO-1001**2*20260115'], ['change-rejected']],
    ['puts it on hold', ['BCA*04*AH*PO-1001**2*20260115'], ['change-rejected']],
    ['wants another price', [bca, 'POC*1*QD*20*20*EA*14*PE*VN*SKU-RED', 'ACK*IP*20*EA'], ['1 price-confirmed-differs']],
    ['sends less', [bca, red, 'ACK*IQ*15*EA'], ['1 quantity-confirmed-differs']],
    ['comes much later', [bca, red, 'ACK*DR*20*EA*067*20260401'], ['1 date-confirmed-differs']],
    ['sends something else', [bca, red, 'ACK*IS*20*EA****VN*SKU-NEW'], ['1 line-substituted']],
    [
      'names a line that is not in the order',
      [bca, 'POC*9*QI*1*1*EA*1*PE*VN*SKU-X', 'ACK*IA*1*EA'],
      ['9 confirmation-line-unmatched'],
    ],
    ['answers an earlier change', ['BCA*04*AC*PO-1001**1*20260115', red, 'ACK*IA*20*EA'], ['answers-earlier-change']],
    [
      'was not asked for',
      ['BCA*19**PO-1001***20260115', 'POC*1*RS*20*20*EA*12.5*PE*VN*SKU-RED', 'ACK*DR*20*EA*067*20260401'],
      ['seller-change-requested', '1 date-confirmed-differs'],
    ],
    [
      'was not asked for and names only what the order says',
      ['BCA*19**PO-1001***20260115', red, 'ACK*IA'],
      ['seller-change-requested'],
    ],
  ])('that %s is held for a person', (_name, body, codes) => {
    expect(differences(...body)).toEqual(codes)
  })

  test('agrees to delete a line although its article stands on another', () => {
    expect(writes([bca, 'POC*2*DI*0*0*EA***VN*SKU-RED', 'ACK*ID*0*EA'])).toHaveLength(1)
  })

  test('to an order of which no change was sent is the supplier’s own wish', () => {
    const error = errorOf(() => writes(answer.slice(0, 4), { revision: 1, purpose: 'original' }))
    expect(error.code).toBe('seller-change-requested')
  })

  test('counts changes by itself where the supplier is sent whole orders', () => {
    expect(() => writes(['BCA*04*AC*PO-1001**1*20260115', red, 'ACK*IA*20*EA'], {}, { change: 'replace-850' })).not.toThrow()
  })

  test('a line split over two dates is written with both', () => {
    const [, line] = writes([bca, red, 'ACK*IQ*12*EA*067*20260126', 'ACK*IB*8*EA*067*20260205'])
    expect(line).toMatchObject({
      body: { ReceiptDate: '2026-02-05', Notes: '[EDI] Confirmed 12 on 2026-01-26, 8 on 2026-02-05' },
    })
  })
})

test.each(profileNames)('an 865 from a partner of profile %s gives the same confirmation', profile => {
  const partner = partnerIn(profile)
  const bytes = bytesOf('865', segmentsOf(answer.join('~')), partner)
  expect(findingsIn(bytes)).toEqual([])
  expectGolden(`865-answer-${profile}.x12`, bytes)
  const [interchange] = decode(bytes, { mode: 'strict', rejects: 'transaction', encoding: 'ascii' }).interchanges
  const { component } = interchange?.delimiters ?? { component: '' }
  const segments = interchange?.groups[0]?.transactions[0]?.segments ?? []
  expect(changeConfirmationFrom(segments, { componentSeparator: component })).toEqual(read(...answer))
})
