/** The report for people at a terminal. */
import { amountText, type DecimalText } from '../documents/value'
import type { OpenEnd, Row } from './rows'
import type { Total, Totals } from './totals'

/** Empty for what is at its end. */
export function openEndLines(row: Row): string {
  if (row.row === 'invoice') return ''
  if (row.row === 'loose') return openEndLine(row.division === undefined ? '' : `${row.division} `, row)
  return row.openEnds.map(end => openEndLine(`${row.division} order ${row.order} `, end)).join('')
}

function openEndLine(what: string, { missing, since, words }: OpenEnd): string {
  return `${what}missing ${missing} since ${since}: ${words}\n`
}

export function totalLines(totals: Totals): string {
  const lines = totals.totals.flatMap(total => [...placed(total), ''])
  const all = totals.byCurrency.flatMap(total => placed(total))
  const unreadable = totals.unreadable === 0 ? [] : [`${totals.unreadable} 810s could not be read: their amounts are not known`]
  return `${[...lines, 'All', ...all, ...unreadable, `${totals.openEnds} open ends`].join('\n')}\n`
}

function placed({ division, partner, currency, orders, invoices, standings }: Total): string[] {
  const text = (amount: DecimalText) => (currency === undefined ? amount : amountText(amount, currency))
  const place = [division === undefined ? [] : [`division ${division}`], partner === undefined ? [] : [partner]].flat()
  const stopped = Object.entries(standings).filter(([, amount]) => amount !== '0')
  return [
    [...place, currency ?? 'no currency named'].join(', '),
    `  ${orders.count} orders: ordered ${text(orders.ordered)}, confirmed ${text(orders.confirmed)}, shipped ${text(orders.shipped)}, invoiced ${text(orders.invoiced)}, booked ${text(orders.booked)}`,
    `    not invoiced ${text(orders.open)}, difference of prices ${text(orders.difference)}, discounts ${text(orders.discount)}`,
    `  ${invoices.count} invoices: goods ${text(invoices.goods)} + charges ${text(invoices.charges)} + tax ${text(invoices.tax)} + rounding ${text(invoices.rounding)} = ${text(invoices.total)}`,
    `    of which ${stopped.length === 0 ? 'none' : stopped.map(([standing, amount]) => `${standing} ${text(amount)}`).join(', ')}`,
  ]
}
