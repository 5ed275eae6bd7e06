/** What a dry run would send and book, with its sums by supplier and by G/L account. Sums stay few, however many documents there are. */
import type { PurchaseOrder } from '../documents/purchase-order'
import { type Currency, decimal, decimalText, type DecimalText, type Division, sum } from '../documents/value'
import { type MatchedInvoice, pairsOf } from '../matching/matched-invoice'
import { figuresOf, signOf } from './invoice-row'

export interface Planned {
  readonly does: 'send' | 'book' | 'write'
  readonly subject: string
  readonly division?: Division
  /** What it is worth, where that is known. */
  readonly worth?: Worth
}

export interface Worth {
  readonly supplier: { readonly code: string; readonly name?: string }
  readonly currency: Currency
  readonly total: DecimalText
  /** They come to the total. */
  readonly parts: readonly { readonly account: string; readonly amount: DecimalText }[]
}

/** Goods by the G/L account of their order lines, and what belongs to no line: the order's discount. */
export function worthOfOrder({ supplier, currency, lines, discount = '0', total }: PurchaseOrder): Worth {
  const goods = lines.map(({ glAccount, amount }) => ({ account: glAccount?.code ?? 'no account', amount }))
  return worth(supplier, currency, total, [...goods, { account: 'discount', amount: decimalText(decimal(discount).negated()) }])
}

export function worthOfInvoice(matched: MatchedInvoice): Worth {
  const { invoice, orders } = matched
  const { charges, tax, rounding, total } = figuresOf(matched)
  const goods = pairsOf(matched).map(({ line, orderLine }) => ({
    account: orderLine.glAccount?.code ?? 'no account',
    amount: decimalText(decimal(line.amount).times(signOf(invoice))),
  }))
  const rest = Object.entries({ charges, tax, rounding }).map(([account, amount]) => ({ account, amount }))
  return worth(orders[0].supplier, orders[0].currency, total, [...goods, ...rest])
}

function worth({ code, name }: Worth['supplier'], currency: Currency, total: DecimalText, parts: Worth['parts']): Worth {
  const known = parts.filter(({ amount }) => amount !== '0')
  return { supplier: { code, ...(name !== undefined && { name }) }, currency, total, parts: known }
}

export interface PlanTotal {
  readonly does: Planned['does']
  /** Supplier, or G/L account. */
  readonly of: string
  readonly division?: Division
  readonly currency: Currency
  readonly documents: number
  readonly amount: DecimalText
}

export class Plan {
  readonly #suppliers = new Map<string, PlanTotal>()
  readonly #accounts = new Map<string, PlanTotal>()
  readonly #counts = new Map<Planned['does'], number>()

  add({ does, division, worth: one }: Planned): void {
    this.#counts.set(does, this.count(does) + 1)
    if (!one) return
    const { supplier, currency, total, parts } = one
    const group = { does, ...(division !== undefined && { division }), currency }
    count(this.#suppliers, { ...group, of: [supplier.code, supplier.name ?? ''].join(' ').trim() }, total)
    for (const [account, alike] of Map.groupBy(parts, part => part.account))
      count(this.#accounts, { ...group, of: account }, decimalText(sum(alike.map(({ amount }) => amount))))
  }

  count(does: Planned['does']): number {
    return this.#counts.get(does) ?? 0
  }

  get bySupplier(): readonly PlanTotal[] {
    return sorted(this.#suppliers)
  }

  /** The sums of both lists are equal, by what is done and currency. */
  get byAccount(): readonly PlanTotal[] {
    return sorted(this.#accounts)
  }
}

function count(totals: Map<string, PlanTotal>, group: Omit<PlanTotal, 'documents' | 'amount'>, amount: DecimalText): void {
  const key = JSON.stringify([group.does, group.division ?? 0, group.of, group.currency])
  const before = totals.get(key) ?? { ...group, documents: 0, amount: '0' }
  totals.set(key, { ...before, documents: before.documents + 1, amount: decimalText(decimal(before.amount).plus(amount)) })
}

function sorted(totals: ReadonlyMap<string, PlanTotal>): readonly PlanTotal[] {
  return [...totals].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, total]) => total)
}
