/** The reconciliation report and what a dry run would do. Amounts come as decimal text and are shown as they are. */
import { download, get } from './inbox-api.js'
import { element, moment, say, table } from './inbox-page.js'

let asked

export async function reportView(ledger) {
  const today = new Date().toISOString().slice(0, 10)
  asked ??= { from: `${today.slice(0, 8)}01`, to: today, division: '', partner: '' }
  const place = element('div', { 'aria-live': 'polite' })
  const show = async () => place.replaceChildren(...(await report(ledger)))
  const read = form => {
    asked = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']))
  }
  const form = element(
    'form',
    {
      class: 'filters',
      onsubmit: event => {
        event.preventDefault()
        read(event.target)
        show().catch(problem => place.replaceChildren(element('p', { class: 'trouble', role: 'alert' }, problem.message)))
      },
    },
    [['from', 'From', 'date'], ['to', 'To', 'date'], ['division', 'Division', 'text'], ['partner', 'Supplier', 'text']].map(([name, label, type]) =>
      element('label', {}, label, element('input', { name, type, required: type === 'date', value: asked[name] })),
    ),
    element('button', { class: 'main', type: 'submit' }, 'Show'),
    element(
      'button',
      {
        type: 'button',
        onclick: () => {
          read(form)
          download('report.csv', { ledger, ...asked }, `edi-report-${asked.from}-${asked.to}.csv`).catch(problem => say(problem.message))
        },
      },
      'Download CSV',
    ),
  )
  await show()
  return [
    element('h1', {}, 'Reconciliation'),
    element('p', { class: 'lead' }, 'The orders that came in the period with all that belongs to them, and the invoices that came in it. Days are UTC. Ordered = invoiced + not invoiced + difference.'),
    form,
    place,
  ]
}

const amountOf = (name, of) => ({ number: true, cell: total => total[of][name] })
const orderColumns = [
  { head: 'Orders', number: true, cell: ({ orders }) => String(orders.count) },
  ...[['ordered', 'Ordered'], ['confirmed', 'Confirmed'], ['shipped', 'Shipped'], ['invoiced', 'Invoiced'], ['booked', 'Booked'], ['open', 'Not invoiced'], ['difference', 'Difference']].map(([name, head]) => ({ head, ...amountOf(name, 'orders') })),
]
const invoiceColumns = [
  { head: 'Invoices', number: true, cell: ({ invoices }) => String(invoices.count) },
  ...[['goods', 'Goods'], ['charges', 'Charges'], ['tax', 'Tax'], ['rounding', 'Rounding'], ['total', 'Total']].map(([name, head]) => ({ head, ...amountOf(name, 'invoices') })),
  ...[['booked', 'Booked'], ['stopped', 'Stopped'], ['under-way', 'In hand']].map(([name, head]) => ({ head, ...amountOf(name, 'standings') })),
]
const currency = { head: 'Currency', cell: total => total.currency ?? 'none named' }
const group = [{ head: 'Division', cell: total => String(total.division ?? '') }, { head: 'Supplier', cell: total => total.partner ?? '' }, currency]

async function report(ledger) {
  const { totals, byCurrency, unreadable, openEnds, openEndsInAll } = await get('report', { ledger, ...asked })
  if (totals.length === 0 && openEndsInAll === 0) return [element('p', { class: 'card empty' }, 'Nothing came in this period.')]
  return [
    element('section', { class: 'card' }, table('All orders, goods without tax', [currency, ...orderColumns], byCurrency)),
    element('section', { class: 'card' }, table('All invoices', [currency, ...invoiceColumns], byCurrency), unreadable > 0 && element('p', { class: 'trouble' }, `${unreadable} invoices could not be read: their amounts are not known`)),
    element('section', { class: 'card' }, table(openEndsInAll > openEnds.length ? `The first ${openEnds.length} of ${openEndsInAll} open ends; the CSV has all` : `${openEndsInAll} open ends`, [
      { head: 'Order', cell: end => end.order ?? '' },
      { head: 'Supplier', cell: end => end.supplier ?? end.partner ?? '' },
      { head: 'Missing', cell: end => end.missing.replaceAll('-', ' ') },
      { head: 'What', class: 'why', cell: end => (end.documentId ? element('a', { href: `#/document/${end.documentId}` }, end.words) : end.words) },
      { head: 'Since', cell: end => moment(end.since) },
    ], openEnds)),
    element('section', { class: 'card' }, table('Orders by supplier', [...group, ...orderColumns], totals)),
    element('section', { class: 'card' }, table('Invoices by supplier', [...group, ...invoiceColumns], totals)),
  ]
}

export async function dryRunView(ledger) {
  const { isDryRun, counts, bySupplier = [], byAccount = [], documents = [] } = await get('dry-run', { ledger })
  if (!isDryRun) return [element('p', { class: 'empty' }, 'This ledger is not in a dry run.')]
  const does = { head: 'Would', cell: one => one.does }
  const sums = of => [does, { head: 'Division', cell: one => String(one.division ?? '') }, { head: of, cell: one => one.of }, { head: 'Documents', number: true, cell: one => String(one.documents) }, { head: 'Amount', number: true, cell: one => `${one.amount} ${one.currency}` }]
  return [
    element('h1', {}, 'Dry run'),
    element('p', { class: 'lead' }, `Would send ${counts.send} documents, book ${counts.book} invoices, and write ${counts.write} more to Exact Online.`),
    element('section', { class: 'card' }, table('By supplier', sums('Supplier'), bySupplier)),
    element('section', { class: 'card' }, table('By G/L account', sums('Account'), byAccount)),
    element('section', { class: 'card' }, table(`The first ${documents.length} documents`, [does, { head: 'Document', cell: one => one.subject }, { head: 'Supplier', cell: one => one.worth?.supplier.name ?? '' }, { head: 'Amount', number: true, cell: one => (one.worth ? `${one.worth.total} ${one.worth.currency}` : '') }], documents)),
  ]
}
