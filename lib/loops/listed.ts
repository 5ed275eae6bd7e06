/** What a list of documents shows of each for people: its order, and what it is about in money. */
import type { Invoice } from '../documents/invoice'
import type { PurchaseOrder } from '../documents/purchase-order'
import { amountText } from '../documents/value'
import type { Ledger } from '../ledger/ledger'
import type { Listed } from '../ledger/replay-search'
import type { MatchedInvoice } from '../matching/matched-invoice'
import { orderNumberIn } from './order-names'

export interface ForPeople {
  readonly orders: readonly string[]
  /** Number and amount of an invoice, amount of an order; as far as they are known. */
  readonly number?: string
  readonly amount?: string
  readonly currency?: string
  /** Why it stopped. */
  readonly words?: string
}

export async function forPeople<Row extends Pick<Listed, 'id' | 'state'>>(
  ledger: Ledger,
  documents: readonly Row[],
): Promise<readonly (Row & ForPeople)[]> {
  const looks = await ledger.replays.looksAt(documents.map(({ id }) => id))
  return documents.map(document => {
    const { content = null, names = [], words } = looks.get(document.id) ?? {}
    const orders = names.flatMap(name => orderNumberIn(name) ?? [])
    const isStopped = document.state !== 'done' && document.state !== 'open'
    return { ...document, orders, ...moneyOf(content), ...(isStopped && words !== undefined && { words }) }
  })
}

function moneyOf(content: string | null): Pick<ForPeople, 'number' | 'amount' | 'currency'> {
  const read = content === null ? undefined : (JSON.parse(content) as Partial<Invoice | MatchedInvoice | PurchaseOrder>)
  if (read?.kind === 'matched-invoice') return money({ currency: read.orders?.[0].currency, ...read.invoice })
  return read?.kind === 'invoice' || read?.kind === 'purchase-order' ? money(read) : {}
}

function money({ number, total, currency }: Partial<Pick<Invoice, 'number' | 'total'>> & { currency?: string | undefined }) {
  return {
    ...(number !== undefined && { number }),
    ...(total !== undefined && { amount: currency === undefined ? total : amountText(total, currency) }),
    ...(currency !== undefined && { currency }),
  }
}
