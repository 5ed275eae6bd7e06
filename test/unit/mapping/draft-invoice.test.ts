import { describe, expect, test } from 'vitest'
import { completionOf, draftInvoiceFrom } from '../../../lib/mapping/draft-invoice'
import type { ExactCreate } from '../../../lib/mapping/exact-write'
import type { ExactVatCode } from '../../../lib/mapping/invoice-vat'
import { anOrder, anOrderLine, errorOf, references } from './builders'

const order = anOrder({ lines: [anOrderLine(), anOrderLine({ number: '2', sourceId: 'line-2', quantity: '3', price: '0.335' })] })
const answers = order.lines.map(line => ({ line, parts: [{ quantity: line.quantity }] }))

function draft(changes: Partial<ExactVatCode> = {}): ExactCreate {
  const vatCodes = new Map([['2', { Code: '2', Percentage: 0.21, Type: 'E', ...changes }]])
  return draftInvoiceFrom(answers, '2026-01-16', { order, references, vatCodes })
}

type Line = Record<string, unknown>

/** What the supplier invoices: all that was acknowledged, but for these changes of its first line. */
function invoice(line: Line = {}, lines?: readonly Line[]): ExactCreate {
  const made = draft()
  const all = (made.body['PurchaseInvoiceLines'] as Line[]).map((one, n) => (n === 0 ? { ...one, ...line } : one))
  const body = {
    ...made.body,
    YourRef: 'INV-7001',
    InvoiceDate: '2026-01-23',
    DueDate: '2026-02-22',
    PurchaseInvoiceLines: lines ?? all,
  }
  return { ...made, body }
}

describe('a draft', () => {
  test('has an amount of whole cents for each line, whatever its price', () => {
    const amounts = (draft().body['PurchaseInvoiceLines'] as Line[]).map(({ Amount }) => Amount)
    expect(amounts).toEqual([300, 1.01])
  })
  test('has amounts with tax and no price where the VAT code includes it', () => {
    const [line] = draft({ Type: 'I' }).body['PurchaseInvoiceLines'] as Line[]
    expect(line).toMatchObject({ Amount: 363 })
    expect(line).not.toHaveProperty('NetPrice')
  })
  test('of a line without a VAT code for purchases is held', () => {
    const error = errorOf(() => draftInvoiceFrom(answers, '2026-01-16', { order, references, vatCodes: new Map() }))
    expect([error.code, error.prospect]).toEqual(['vat-code-unknown', 'held'])
  })
})

describe('the invoice of a draft', () => {
  test('with the same lines completes it with its number and days', () => {
    expect(completionOf(draft(), invoice())).toMatchObject({
      action: 'complete',
      draft: { body: { YourRef: 'Draft for order PO-1001' }, naturalKey: ['Supplier', 'YourRef', 'Type'] },
      completion: {
        body: {
          YourRef: 'INV-7001',
          InvoiceDate: '2026-01-23',
          DueDate: '2026-02-22',
          Description: 'Acknowledged, order PO-1001',
        },
      },
      instead: { action: 'create' },
    })
  })
  test('may have its lines in another order', () => {
    const lines = (draft().body['PurchaseInvoiceLines'] as Line[]).toReversed()
    expect(completionOf(draft(), invoice({}, lines)).completion).toHaveProperty('body')
  })
  test.each([
    ['less of a line', invoice({ Quantity: 20, Amount: 250 }), 'Quantity of "Widget, red" was 24 and is 20'],
    ['another amount', invoice({ Amount: 301 }), 'Amount of "Widget, red" was 300 and is 301'],
    ['another VAT code', invoice({ VATCode: '0' }), 'VATCode of "Widget, red" was 2 and is 0'],
    ['a tax of its own', invoice({ VATAmount: 63.01 }), 'VATAmount of "Widget, red" was not given and is 63.01'],
    ['another line', invoice({ PurchaseOrderLine: 'line-9' }), '"Widget, red" is not in the draft'],
    [
      'a charge',
      invoice({}, [...(draft().body['PurchaseInvoiceLines'] as Line[]), { Item: 'freight' }]),
      'the draft has 2 lines and the invoice 3',
    ],
    ['a charge instead of a line', invoice({ PurchaseOrderLine: undefined }), '"Widget, red" is not in the draft'],
  ])('with %s says in what it differs', (_name, create, differs) => {
    expect(completionOf(draft(), create).completion).toEqual({ differs })
  })
})
