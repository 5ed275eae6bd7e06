/** The reconciliation report and what a dry run would do. Amounts come as decimal text and are shown as they are. */
import { download, get } from './inbox-api.js'
import { element, moment, say, table } from './inbox-page.js'
import { t } from './inbox-texts.js'

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
    [['from', t('report.from'), 'date'], ['to', t('report.to'), 'date'], ['division', t('column.division'), 'text'], ['partner', t('column.supplier'), 'text']].map(([name, label, type]) =>
      element('label', {}, label, element('input', { name, type, required: type === 'date', value: asked[name] })),
    ),
    element('button', { class: 'main', type: 'submit' }, t('report.show')),
    element(
      'button',
      {
        type: 'button',
        onclick: () => {
          read(form)
          download('report.csv', { ledger, ...asked }, `edi-report-${asked.from}-${asked.to}.csv`).catch(problem => say(problem.message))
        },
      },
      t('report.csv'),
    ),
  )
  await show()
  return [
    element('h1', {}, t('report.title')),
    element('p', { class: 'lead' }, t('report.lead')),
    form,
    place,
  ]
}

const amountOf = (name, of) => ({ head: t('report.sum.' + name), number: true, cell: total => total[of][name] })
const orderColumns = [
  { head: t('report.sum.orders'), number: true, cell: ({ orders }) => String(orders.count) },
  ...['ordered', 'confirmed', 'shipped', 'invoiced', 'booked', 'open', 'difference'].map(name => amountOf(name, 'orders')),
]
const invoiceColumns = [
  { head: t('report.sum.invoices'), number: true, cell: ({ invoices }) => String(invoices.count) },
  ...['goods', 'charges', 'tax', 'rounding', 'total'].map(name => amountOf(name, 'invoices')),
  ...['booked', 'stopped', 'under-way'].map(name => amountOf(name, 'standings')),
]
const currency = { head: t('column.currency'), cell: total => total.currency ?? t('report.no-currency') }
const group = [{ head: t('column.division'), cell: total => String(total.division ?? '') }, { head: t('column.supplier'), cell: total => total.partner ?? '' }, currency]

async function report(ledger) {
  const { totals, byCurrency, unreadable, openEnds, openEndsInAll } = await get('report', { ledger, ...asked })
  if (totals.length === 0 && openEndsInAll === 0) return [element('p', { class: 'card empty' }, t('report.none'))]
  return [
    element('section', { class: 'card' }, table(t('report.orders'), [currency, ...orderColumns], byCurrency)),
    element('section', { class: 'card' }, table(t('report.invoices'), [currency, ...invoiceColumns], byCurrency), unreadable > 0 && element('p', { class: 'trouble' }, t('report.unreadable', { count: unreadable }))),
    element('section', { class: 'card' }, table(t(openEndsInAll > openEnds.length ? 'report.first-open-ends' : 'report.open-ends', { shown: openEnds.length, count: openEndsInAll }), [
      { head: t('column.order'), cell: end => end.order ?? '' },
      { head: t('column.supplier'), cell: end => end.supplier ?? end.partner ?? '' },
      { head: t('column.missing'), cell: end => t('report.missing.' + end.missing) },
      { head: t('column.what'), class: 'why', cell: end => (end.documentId ? element('a', { href: `#/document/${end.documentId}` }, end.words) : end.words) },
      { head: t('column.since'), cell: end => moment(end.since) },
    ], openEnds)),
    element('section', { class: 'card' }, table(t('report.orders-by-supplier'), [...group, ...orderColumns], totals)),
    element('section', { class: 'card' }, table(t('report.invoices-by-supplier'), [...group, ...invoiceColumns], totals)),
  ]
}

export async function dryRunView(ledger) {
  const { isDryRun, counts, bySupplier = [], byAccount = [], documents = [] } = await get('dry-run', { ledger })
  if (!isDryRun) return [element('p', { class: 'empty' }, t('dry-run.off'))]
  const does = { head: t('column.would'), cell: one => t('dry-run.does.' + one.does) }
  const sums = of => [does, { head: t('column.division'), cell: one => String(one.division ?? '') }, { head: of, cell: one => one.of }, { head: t('column.documents'), number: true, cell: one => String(one.documents) }, { head: t('column.amount'), number: true, cell: one => `${one.amount} ${one.currency}` }]
  return [
    element('h1', {}, t('dry-run.title')),
    element('p', { class: 'lead' }, t('dry-run.lead', counts)),
    element('section', { class: 'card' }, table(t('dry-run.by-supplier'), sums(t('column.supplier')), bySupplier)),
    element('section', { class: 'card' }, table(t('dry-run.by-account'), sums(t('column.account')), byAccount)),
    element('section', { class: 'card' }, table(t('dry-run.documents', { count: documents.length }), [does, { head: t('column.document'), cell: one => one.subject }, { head: t('column.supplier'), cell: one => one.worth?.supplier.name ?? '' }, { head: t('column.amount'), number: true, cell: one => (one.worth ? `${one.worth.total} ${one.worth.currency}` : '') }], documents)),
  ]
}
