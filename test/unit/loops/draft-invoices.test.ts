/** From the acknowledgment to the invoice, where the partner's acknowledgments become drafts. */
import { describe, expect, test } from 'vitest'
import type { Invoice } from '../../../lib/documents/invoice'
import { confirmationToExactHop } from '../../../lib/loops/confirmation-to-exact'
import { invoiceToExactHop } from '../../../lib/loops/exact-writes'
import { matchHop } from '../../../lib/loops/match'
import { orderName } from '../../../lib/loops/order-names'
import type { ExactWrite, ExactWrites } from '../../../lib/mapping/exact-write'
import { aDirectory, anOrder, anOrderLine, aPartner, division } from '../mapping/builders'
import { aWorld, onlyMessage, type Ran, runHop, runStep } from './world'

const partners = aDirectory({ partners: [aPartner({ acknowledgment: 'draft-invoice' })] })

function anInvoice(changes: Partial<Invoice> = {}, quantity = 24): Invoice {
  const amount = String(quantity * 12.5)
  const taxes = [{ code: 'VA', amount: String(quantity * 12.5 * 0.21), rate: '0.21' }]
  const line = { number: '1', item: { supplierCode: 'SKU-RED' }, unit: 'EA', price: '12.5', amount, taxes, charges: [] }
  return {
    kind: 'invoice',
    type: 'invoice',
    typeCode: 'DI',
    number: 'INV-7001',
    date: '2026-01-23',
    orderNumber: 'PO-1001',
    currency: 'EUR',
    lines: [{ ...line, quantity: String(quantity) }],
    charges: [],
    taxes,
    total: String(quantity * 12.5 * 1.21),
    ...changes,
  }
}

/** An order that was sent, and acknowledged in full where that is said. */
async function anOrderThat(is: 'acknowledged' | 'silent') {
  const world = await aWorld()
  const order = anOrder({ lines: [anOrderLine()] })
  const name = orderName(division, order.number)
  await runStep(world, { key: name, message: {} }, async () => ({ what: 'sent', content: order, names: [name], outputs: [] }))
  const edi = { division, partner: 'seller' }
  const payload = { kind: 'order-confirmation', orderNumber: order.number, verdict: 'accepted', verdictCode: 'AT', lines: [] }
  if (is === 'acknowledged')
    await runHop(world, confirmationToExactHop, { key: 'answer', message: { payload, edi } }, { partners })
  let count = 0
  return async (invoice: Invoice): Promise<ExactWrite> => {
    count += 1
    const step = { key: `invoice ${count}`, message: { payload: invoice, edi: { ...edi, kind: 'invoice' } } }
    const defaults = { matching: 'two-way', tolerances: {}, charges: {} } as const
    const matched: Ran = await runStep(world, step, (message, documentId) =>
      matchHop(message, { ledger: world.ledger, partners, documentId, defaults, receipts: async () => new Map() }),
    )
    const ready = await runHop(
      world,
      invoiceToExactHop,
      { key: `${step.key} matched`, message: onlyMessage(matched) },
      { partners },
    )
    const [only, ...others] = (onlyMessage(ready).payload as ExactWrites).writes
    if (only === undefined || others.length > 0) throw new Error('one write')
    return only
  }
}

describe('an invoice', () => {
  test('of an order that was acknowledged completes its draft', async () => {
    const invoiced = await anOrderThat('acknowledged')
    expect(await invoiced(anInvoice())).toMatchObject({
      action: 'complete',
      draft: { body: { YourRef: 'Draft for order PO-1001' } },
      completion: { body: { YourRef: 'INV-7001', InvoiceDate: '2026-01-23' } },
    })
  })

  test('of a part of it says in what the draft differs', async () => {
    const invoiced = await anOrderThat('acknowledged')
    expect(await invoiced(anInvoice({}, 10))).toMatchObject({
      action: 'complete',
      completion: { differs: 'Quantity of "Widget, red" was 24 and is 10' },
      instead: { action: 'create', body: { YourRef: 'INV-7001' } },
    })
  })

  test('of an order without an acknowledgment is created', async () => {
    const invoiced = await anOrderThat('silent')
    expect(await invoiced(anInvoice())).toMatchObject({ action: 'create', body: { YourRef: 'INV-7001' } })
  })

  test('that gives money back completes nothing', async () => {
    const invoiced = await anOrderThat('acknowledged')
    await invoiced(anInvoice())
    const credit = anInvoice({ type: 'credit', typeCode: 'CR', number: 'CN-1', originalInvoice: 'INV-7001' })
    expect(await invoiced(credit)).toMatchObject({ action: 'create', body: { YourRef: 'CN-1' } })
  })
})
