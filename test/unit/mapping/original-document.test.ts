import { describe, expect, test } from 'vitest'
import type { ExactCreate, ExactWrites } from '../../../lib/mapping/exact-write'
import { type Original, withOriginal } from '../../../lib/mapping/original-document'
import type { Booking } from '../../../lib/mapping/cross-reference'
import { anOrder, division } from './builders'

const booked: ExactCreate = {
  action: 'create',
  resource: 'purchase/PurchaseInvoices',
  body: { YourRef: 'A' },
  naturalKey: ['YourRef'],
}
const writes: ExactWrites = { kind: 'exact-writes', division, writes: [booked] }
const original: Original = { bytes: Buffer.from('ST*810*0001~\n'), numbers: { interchange: '000000042', set: '0001' } }
const order = anOrder()

function attached(number: string, more: Partial<Booking> = {}, given: Original | undefined = original) {
  const booking = { division, as: 'purchase-invoice', journal: '60', ...more } as const
  const invoice = { kind: 'invoice', type: 'invoice', typeCode: '', number, date: '2026-01-23' } as const
  return withOriginal(writes, given, { invoice: { ...invoice, lines: [], charges: [], taxes: [], total: '0' }, order, booking })
    .writes
}

describe('the original of an invoice', () => {
  test('is a document of the supplier with one file, and the booking names it', () => {
    expect(attached('INV/7')).toEqual([
      {
        action: 'ensure',
        resource: 'documents/Documents',
        naturalKey: ['Subject', 'Account', 'Type'],
        body: { Subject: 'X12 810 000000042/0001 INV/7', Type: 20, Account: order.supplier.id, DocumentDate: '2026-01-23' },
        as: 'original',
      },
      {
        action: 'ensure',
        resource: 'documents/DocumentAttachments',
        naturalKey: ['Document', 'FileName'],
        body: { FileName: '810 INV-7.txt', Attachment: original.bytes },
        refers: { Document: 'original' },
      },
      { ...booked, refers: { Document: 'original' } },
    ])
  })

  test('has the type that the company chose', () => {
    expect(attached('A', { documentType: 55 })[0]).toMatchObject({ body: { Type: 55 } })
  })

  test('is left out where the company says so, and where the invoice came otherwise', () => {
    expect(attached('A', { original: 'leave-out' })).toEqual([booked])
    expect(withOriginal(writes, undefined, { invoice: {} as never, order, booking: undefined })).toBe(writes)
  })

  test('is told from another of the same number by its control numbers, however long the number is', () => {
    const longest = 'N'.repeat(60)
    const subjects = ['0001', '999999999'].map(set => {
      const [document] = attached(longest, {}, { ...original, numbers: { interchange: '000000042', set } })
      return String((document as ExactCreate).body['Subject'])
    })
    expect(new Set(subjects).size).toBe(2)
    for (const subject of subjects) expect(subject.length).toBeLessThanOrEqual(60)
  })
})
