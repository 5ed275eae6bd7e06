/** Sums of the report by division, supplier and currency: nothing else can be added up. They stay few, however many rows come. */
import { amountText, type Currency, decimal, decimalText, type DecimalText, type Division } from '../documents/value'
import { type InvoiceStanding, invoiceStandings, type InvoiceRow, type OrderRow, type Row } from './rows'

export const orderAmounts = ['ordered', 'discount', 'confirmed', 'shipped', 'invoiced', 'booked', 'open', 'difference'] as const
export const invoiceAmounts = ['goods', 'charges', 'tax', 'rounding', 'total'] as const

export interface Total {
  readonly division?: Division
  /** Key of the partner, or the code of the supplier where nothing was sent to it. */
  readonly partner?: string
  /** Undefined for invoices that name none. */
  readonly currency?: Currency
  readonly orders: { readonly count: number } & Readonly<Record<(typeof orderAmounts)[number], DecimalText>>
  readonly invoices: { readonly count: number } & Readonly<Record<(typeof invoiceAmounts)[number], DecimalText>>
  /** The invoices' totals by what has become of them; they come to `invoices.total`. */
  readonly standings: Readonly<Record<InvoiceStanding, DecimalText>>
}

export class Totals {
  readonly #totals = new Map<string, Total>()
  #openEnds = 0
  #unreadable = 0

  add(row: Row): void {
    if (row.row === 'order') this.#addOrder(row)
    else if (row.row === 'invoice') this.#addInvoice(row)
    else this.#openEnds += 1
  }

  /** By division, supplier and currency. */
  get totals(): readonly Total[] {
    return [...this.#totals].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, total]) => total)
  }

  /** Over all divisions and suppliers. */
  get byCurrency(): readonly Total[] {
    const all = new Map<string, Total>()
    for (const { currency, ...total } of this.totals) {
      const whole = currency === undefined ? {} : { currency }
      const before = all.get(currency ?? '') ?? nothing(whole)
      all.set(currency ?? '', {
        ...before,
        orders: added(before.orders, total.orders, orderAmounts),
        invoices: added(before.invoices, total.invoices, invoiceAmounts),
        standings: sums(before.standings, total.standings, invoiceStandings),
      })
    }
    return [...all.values()]
  }

  get openEnds(): number {
    return this.#openEnds
  }

  /** 810s of which no amount is known. */
  get unreadable(): number {
    return this.#unreadable
  }

  #addOrder(row: OrderRow): void {
    const { division, supplier, partner = supplier.code, currency } = row
    this.#openEnds += row.openEnds.length
    this.#change({ division, partner, currency }, total => ({
      ...total,
      orders: added(total.orders, { count: 1, ...row }, orderAmounts),
    }))
  }

  #addInvoice({ division, partner, invoice, standing }: InvoiceRow): void {
    if (!invoice) {
      this.#unreadable += 1
      return
    }
    const { currency } = invoice
    const group = {
      ...(division !== undefined && { division }),
      ...(partner !== undefined && { partner }),
      ...(currency !== undefined && { currency }),
    }
    this.#change(group, total => ({
      ...total,
      invoices: added(total.invoices, { count: 1, ...invoice }, invoiceAmounts),
      standings: { ...total.standings, [standing]: plus(total.standings[standing], invoice.total) },
    }))
  }

  #change(group: Pick<Total, 'division' | 'partner' | 'currency'>, change: (total: Total) => Total): void {
    const key = JSON.stringify([group.division ?? 0, group.partner ?? '', group.currency ?? ''])
    this.#totals.set(key, change(this.#totals.get(key) ?? nothing(group)))
  }
}

function nothing(group: Pick<Total, 'division' | 'partner' | 'currency'>): Total {
  const none = {
    ordered: '0',
    discount: '0',
    confirmed: '0',
    shipped: '0',
    invoiced: '0',
    booked: '0',
    open: '0',
    difference: '0',
  }
  return {
    ...group,
    orders: { count: 0, ...none },
    invoices: { count: 0, goods: '0', charges: '0', tax: '0', rounding: '0', total: '0' },
    standings: { booked: '0', 'under-way': '0', stopped: '0', abandoned: '0', repeated: '0', 'not-booked': '0' },
  }
}

type Counted<Name extends string> = { readonly count: number } & Readonly<Record<Name, DecimalText>>

function added<Name extends string>(one: Counted<Name>, other: Counted<Name>, names: readonly Name[]): Counted<Name> {
  return { count: one.count + other.count, ...sums(one, other, names) }
}

function sums<Name extends string>(
  one: Readonly<Record<Name, DecimalText>>,
  other: Readonly<Record<Name, DecimalText>>,
  names: readonly Name[],
): Record<Name, DecimalText> {
  return Object.fromEntries(names.map(name => [name, plus(one[name], other[name])])) as Record<Name, DecimalText>
}

function plus(one: DecimalText, other: DecimalText): DecimalText {
  return decimalText(decimal(one).plus(other))
}

/** For people: each amount with the decimals of its currency. */
export function shownTotal(total: Total): Total {
  const { currency, orders, invoices, standings } = total
  if (currency === undefined) return total
  return {
    ...total,
    orders: { count: orders.count, ...shown(orders, orderAmounts, currency) },
    invoices: { count: invoices.count, ...shown(invoices, invoiceAmounts, currency) },
    standings: shown(standings, invoiceStandings, currency),
  }
}

function shown<Name extends string>(
  amounts: Readonly<Record<Name, DecimalText>>,
  names: readonly Name[],
  currency: Currency,
): Record<Name, string> {
  return Object.fromEntries(names.map(name => [name, amountText(amounts[name], currency)])) as Record<Name, string>
}
