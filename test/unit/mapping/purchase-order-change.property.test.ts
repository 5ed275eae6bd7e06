/** A supplier who makes the change that an 860 tells holds the order that a new 850 would have told it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PurchaseOrder, PurchaseOrderLine } from '../../../lib/documents/purchase-order'
import { changeBetween } from '../../../lib/mapping/purchase-order-change'
import { x860From } from '../../../lib/mapping/purchase-order-change-to-860'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { changeOf, orderOf, withChange } from '../../../sandbox/suppliers/order'
import { readInterchanges, type TransactionSet } from '../../../sandbox/suppliers/read'
import { anOrder, anOrderLine, company, references } from './builders'
import { findingsIn } from './golden'
import { bytesOf, partnerIn, profileNames } from './golden-bytes'

const aLine = fc.record({
  number: fc.integer({ min: 1, max: 6 }).map(String),
  article: fc.constantFrom('A', 'B', 'C'),
  quantity: fc.constantFrom('1', '2', '9', '10', '20.5'),
  price: fc.constantFrom('0', '2', '9.95', '10'),
  unit: fc.constantFrom('pc', 'box'),
  requestedDate: fc.constantFrom('2026-01-26', '2026-02-02'),
  notes: fc.option(fc.constantFrom('Handle with care', 'Urgent'), { nil: undefined }),
})
const lines = fc
  .uniqueArray(aLine, { selector: ({ number }) => number, minLength: 1, maxLength: 5 })
  .map(found => found.toSorted((a, b) => Number(a.number) - Number(b.number)))
  .map(found =>
    found.map(({ article, notes, ...line }): PurchaseOrderLine => {
      const item = { id: article, buyerCode: `B-${article}`, supplierCode: `S-${article}` }
      return anOrderLine({ ...line, sourceId: `line-${line.number}`, item, ...(notes && { notes }) })
    }),
  )

const profile = fc.constantFrom(...profileNames)

function heard(set: string, segments: Parameters<typeof bytesOf>[1], partner: Parameters<typeof bytesOf>[2]): TransactionSet {
  const bytes = bytesOf(set, segments, partner)
  expect(findingsIn(bytes)).toEqual([])
  const found = readInterchanges(Buffer.from(bytes).toString('latin1'))[0]?.groups[0]?.sets[0]
  if (!found) throw new Error('a transaction set')
  return found
}

test('for any two revisions, to any kind of partner', () => {
  fc.assert(
    fc.property(lines, lines, fc.constantFrom('2026-01-26', '2026-03-01'), profile, (before, after, requestedDate, name) => {
      const partner = partnerIn(name, { change: 'change-860' })
      const context = { partner, company, references }
      const told = anOrder({ lines: before })
      const now: PurchaseOrder = anOrder({ lines: after, requestedDate, revision: 2, purpose: 'replace' })
      const held = orderOf(heard('850', x850From(told, context).segments, partner))
      const change = changeOf(heard('860', x860From(changeBetween(told, now, partner), context).segments, partner))
      const wanted = orderOf(heard('850', x850From(now, context).segments, partner))
      expect({ ...withChange(held, change), purpose: '' }).toEqual({ ...wanted, purpose: '' })
    }),
    { numRuns: 150, seed: 20260115, endOnFailure: true },
  )
})

test('says nothing of lines between two revisions that are the same', () => {
  fc.assert(
    fc.property(lines, same => {
      const partner = partnerIn('004010')
      expect(
        changeBetween(anOrder({ lines: same }), anOrder({ lines: same, revision: 2, purpose: 'replace' }), partner).lines,
      ).toEqual([])
    }),
    { numRuns: 50, seed: 20260115 },
  )
})
