/** From the acknowledgment to the invoice, where the partner's acknowledgments become drafts. */
import { describe, expect, test } from 'vitest'
import type { Invoice } from '../../../lib/documents/invoice'
import { EdiError } from '../../../lib/error'
import { confirmationToExactHop } from '../../../lib/loops/confirmation-to-exact'
import { firstForDraft } from '../../../lib/loops/draft-invoices'
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

/** An order that was sent; what its supplier says of it, and what is written to Exact Online in between. */
async function anOrderSent() {
  const world = await aWorld()
  const order = anOrder({ lines: [anOrderLine()] })
  const name = orderName(division, order.number)
  await runStep(world, { key: name, message: {} }, async () => ({ what: 'sent', content: order, names: [name], outputs: [] }))
  const edi = { division, partner: 'seller' }
  const payload = { kind: 'order-confirmation', orderNumber: order.number, verdict: 'accepted', verdictCode: 'AT', lines: [] }
  let count = 0
  const acknowledged = () => {
    count += 1
    return runHop(world, confirmationToExactHop, { key: `answer ${count}`, message: { payload, edi } }, { partners })
  }
  /** @param fault with which the writing stops */
  const written = async (ran: Ran, fault?: EdiError) => {
    const message = { ...onlyMessage(ran), edi: { ...onlyMessage(ran).edi, documentId: ran.documentId } }
    await runStep(world, { key: `post ${ran.documentId}`, message }, async () => {
      if (fault) throw fault
      return { what: 'written', outputs: [] }
    })
  }
  const ready = async (invoice: Invoice): Promise<Ran> => {
    count += 1
    const step = { key: `invoice ${count}`, message: { payload: invoice, edi: { ...edi, kind: 'invoice' } } }
    const defaults = { matching: 'two-way', tolerances: {}, charges: {} } as const
    const matched: Ran = await runStep(world, step, (message, documentId) =>
      matchHop(message, { ledger: world.ledger, partners, documentId, defaults, receipts: async () => new Map() }),
    )
    return runHop(world, invoiceToExactHop, { key: `${step.key} matched`, message: onlyMessage(matched) }, { partners })
  }
  const invoiced = async (invoice: Invoice): Promise<ExactWrite> => onlyWrite(await ready(invoice))
  return { acknowledged, written, invoiced }
}

function writesOf(ran: Ran): ExactWrites['writes'] {
  return (onlyMessage(ran).payload as ExactWrites).writes
}

function onlyWrite(ran: Ran): ExactWrite {
  const [only, ...others] = writesOf(ran)
  if (only === undefined || others.length > 0) throw new Error('one write')
  return only
}

async function anOrderThat(is: 'acknowledged' | 'silent') {
  const { acknowledged, written, invoiced } = await anOrderSent()
  if (is === 'acknowledged') await written(await acknowledged())
  return invoiced
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

describe('whoever comes first', () => {
  test('an invoice waits while the draft is being written', async () => {
    const { acknowledged, invoiced } = await anOrderSent()
    await acknowledged()
    await expect(invoiced(anInvoice())).rejects.toMatchObject({ code: 'draft-invoice-pending', prospect: 'passing' })
  })

  test('an invoice is held when the writing of the draft has stopped', async () => {
    const { acknowledged, written, invoiced } = await anOrderSent()
    const fault = new EdiError({ code: 'already-in-exact', what: 'It is there', prospect: 'held' })
    await written(await acknowledged(), fault).catch(() => undefined)
    await expect(invoiced(anInvoice())).rejects.toMatchObject({ code: 'draft-invoice-pending', prospect: 'held' })
  })

  test('an acknowledgment makes no draft once an invoice of its order was ready', async () => {
    const { acknowledged, invoiced } = await anOrderSent()
    await invoiced(anInvoice({}, 10))
    expect(writesOf(await acknowledged())).toEqual([])
  })

  test('a second invoice of an order does not wait for the first', async () => {
    const { invoiced } = await anOrderSent()
    await invoiced(anInvoice({}, 10))
    expect(await invoiced(anInvoice({ number: 'INV-7002' }, 14))).toMatchObject({ action: 'create' })
  })

  test('of two that were asked at once one is told to try again', async () => {
    const world = await aWorld()
    const settle = (key: string) =>
      runStep(world, { key, message: {} }, async (_message, documentId) => {
        const first = await firstForDraft(world.ledger, division, 'PO-1001', documentId)
        if (key === 'one') await settle('other')
        return { what: key, outputs: [], ...first }
      })
    await expect(settle('one')).rejects.toMatchObject({ code: 'draft-invoice-pending', prospect: 'passing' })
  })
})
