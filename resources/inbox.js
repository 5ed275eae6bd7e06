/** The EDI inbox: what has stopped, why, and what can be done about it. Rules are the admin API's; this page shows and asks. */
import { editorAddress, get, onSignedOut, post, signIn, signInAsked } from './inbox-api.js'
import { documentView } from './inbox-document.js'
import { age, ask, badge, element, moment, say, sentencesOf, spelled, table } from './inbox-page.js'
import { dryRunView, reportView } from './inbox-report.js'
import { t, translatePage } from './inbox-texts.js'

const main = document.getElementById('main')
const stopped = 'held,failed,uncertain'
/** A queue of its own: what a stranger sends waits until somebody knows the sender. */
const strangers = { state: 'held', reason: 'sender-unknown' }
let ledgers = []
let ledger = ''
let filters = { state: stopped }
let places = ['']

const views = { '': listView, alarms: alarmsView, report: () => reportView(ledger), 'dry-run': () => dryRunView(ledger) }

async function show() {
  const [, name = '', id] = location.hash.split('/')
  tabs(name)
  try {
    main.replaceChildren(...(name === 'document' ? await documentView(ledger, id, show) : await (views[name] ?? listView)()))
  } catch (problem) {
    if (main.querySelector('form[data-sign-in]')) return
    main.replaceChildren(element('p', { class: 'trouble', role: 'alert' }, problem.message))
  }
  main.focus({ preventScroll: true })
  window.scrollTo(0, 0)
}

function tabs(name) {
  const isDry = ledgers.some(one => one.id === ledger && one.isDryRun)
  const all = [['', t('tab.list')], ['alarms', t('tab.alarms')], ['report', t('tab.report')], ...(isDry ? [['dry-run', t('tab.dry-run')]] : [])]
  const current = name === 'document' ? '' : name
  document
    .getElementById('tabs')
    .replaceChildren(...all.map(([to, words]) => element('a', { href: `#/${to}`, 'aria-current': to === current ? 'page' : undefined }, words)))
  const banner = document.getElementById('banner')
  banner.hidden = !isDry
  banner.textContent = t('banner')
}

async function listView() {
  const { documents, next } = await get('documents', { ledger, ...filters, after: places.at(-1), limit: 25 })
  return [
    element('h1', {}, t('list.title')),
    element('p', { class: 'lead' }, t('list.lead')),
    filterForm(),
    element(
      'section',
      { class: 'card' },
      documents.length === 0
        ? element('p', { class: 'empty' }, t('list.none'))
        : table(t('list.caption', { count: documents.length }), columns, documents),
      paging(next),
    ),
  ]
}

const columns = [
  { head: t('column.document'), cell: one => [element('a', { href: `#/document/${one.id}` }, one.subject), one.number && element('small', {}, t('list.number', one))] },
  { head: t('column.state'), cell: ({ state }) => badge(state) },
  { head: t('column.why'), class: 'why', cell: ({ reason, words }) => [reason ? spelled(reason) : '', words && element('small', {}, firstOf(words))] },
  { head: t('column.order'), cell: ({ orders }) => orders.join(', ') },
  { head: t('column.supplier'), cell: ({ partner }) => partner ?? '' },
  { head: t('column.amount'), number: true, cell: ({ amount, currency }) => (amount === undefined ? '' : `${amount} ${currency ?? ''}`) },
  { head: t('column.since'), number: true, cell: ({ updated_at: at }) => element('time', { datetime: at, title: at }, age(at)) },
]

/** What happened and why; the page of the document has the rest. */
function firstOf(words) {
  const [what, why] = sentencesOf(words)
  const text = [what.replace(/ \([^()]*\)$/, ''), why].filter(Boolean).join('. ')
  return text.length > 180 ? `${text.slice(0, 180)}…` : text
}

function filterForm() {
  const states = [[stopped, t('list.states.stopped')], ['strangers', t('list.states.strangers')], ['held', t('list.states.held')], ['failed', t('list.states.failed')], ['uncertain', t('list.states.uncertain')], ['retrying', t('list.states.retrying')], ['', t('list.states.all')]]
  const isStrangers = filters.state === strangers.state && filters.reason === strangers.reason
  const chosen = isStrangers ? 'strangers' : (filters.state ?? '')
  const state = element('select', { name: 'state' }, states.map(([value, words]) => element('option', { value, selected: chosen === value }, words)))
  const fields = [['order', t('column.order')], ['partner', t('column.partner-key')], ['division', t('column.division')], ['reason', t('column.reason-code')]]
  return element(
    'form',
    {
      class: 'filters',
      role: 'search',
      onsubmit: event => {
        event.preventDefault()
        filters = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']))
        if (filters.state === 'strangers') filters = { ...filters, ...strangers }
        else if (isStrangers && filters.reason === strangers.reason) filters = { ...filters, reason: '' }
        places = ['']
        void show()
      },
    },
    element('label', {}, t('list.show'), state),
    fields.map(([name, words]) => element('label', {}, words, element('input', { name, value: filters[name] ?? '', size: name === 'division' ? 8 : 16 }))),
    element('button', { type: 'submit' }, t('list.search')),
  )
}

function paging(next) {
  const turn = change => () => {
    change()
    void show()
  }
  return element(
    'div',
    { class: 'paging' },
    places.length > 1 && element('button', { onclick: turn(() => places.pop()) }, t('list.newer')),
    next && element('button', { onclick: turn(() => places.push(next)) }, t('list.older')),
  )
}

async function alarmsView() {
  const alarms = await get(`ledger/${encodeURIComponent(ledger)}/alarms`)
  const close = alarm =>
    ask({
      title: t('alarms.question', alarm),
      text: t('alarms.consequence'),
      fields: [{ name: 'words', label: t('alarms.words'), required: true }],
      confirm: t('alarms.confirm'),
      act: async ({ words }) => {
        await post(`ledger/${encodeURIComponent(ledger)}/alarms/close`, { alarm: alarm.id, words })
        say(t('alarms.closed'))
        await show()
      },
    })
  return [
    element('h1', {}, t('alarms.title')),
    element('p', { class: 'lead' }, t('alarms.lead')),
    element(
      'section',
      { class: 'card' },
      alarms.length === 0
        ? element('p', { class: 'empty' }, t('alarms.none'))
        : table(t('alarms.caption', { count: alarms.length }), [
            { head: t('column.about'), cell: one => (one.documentId ? element('a', { href: `#/document/${one.documentId}` }, one.subject) : one.subject) },
            { head: t('column.what'), class: 'why', cell: one => [one.words, element('small', {}, one.remedy)] },
            { head: t('column.supplier'), cell: one => one.partner ?? '' },
            { head: t('column.since'), cell: one => moment(one.raisedAt) },
            { head: t('column.decide'), cell: one => element('button', { onclick: () => close(one) }, t('alarms.close')) },
          ], alarms),
    ),
  ]
}

onSignedOut(async () => {
  const { type, prompts = [] } = await signInAsked()
  if (type !== 'credentials') {
    main.replaceChildren(
      element('h1', {}, t('sign-in.title')),
      element('p', {}, t('sign-in.elsewhere')),
      element('p', {}, element('a', { href: editorAddress }, t('sign-in.editor'))),
      element('form', { 'data-sign-in': true }),
    )
    return
  }
  const trouble = element('p', { class: 'trouble', role: 'alert' })
  main.replaceChildren(
    element('h1', {}, t('sign-in.title')),
    element(
      'form',
      {
        class: 'card filters',
        'data-sign-in': true,
        onsubmit: async event => {
          event.preventDefault()
          try {
            await signIn(Object.fromEntries(new FormData(event.target)))
            await start()
          } catch (problem) {
            trouble.textContent = problem.message
          }
        },
      },
      prompts.map(({ id, type: kind, label }) => element('label', {}, label, element('input', { name: id, type: kind, required: true, autocomplete: kind === 'password' ? 'current-password' : 'username' }))),
      element('button', { class: 'main', type: 'submit' }, t('sign-in.button')),
      trouble,
    ),
  )
})

async function start() {
  try {
    ledgers = await get('ledgers')
  } catch (problem) {
    if (!main.querySelector('form[data-sign-in]')) setTimeout(() => main.childElementCount || main.append(problem.message), 2_000)
    return
  }
  ledger = ledgers[0]?.id ?? ''
  const choice = document.getElementById('ledgers')
  choice.hidden = ledgers.length < 2
  const select = choice.querySelector('select')
  select.replaceChildren(...ledgers.map(({ id, name }) => element('option', { value: id }, name || id)))
  if (ledgers.length === 0) main.replaceChildren(element('p', { class: 'empty' }, t('no-ledger')))
  else await show()
}

document.querySelector('#ledgers select').addEventListener('change', event => {
  ledger = event.target.value
  places = ['']
  void show()
})
window.addEventListener('hashchange', () => void show())
translatePage()
void start()
