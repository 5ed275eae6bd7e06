/** The EDI inbox: what has stopped, why, and what can be done about it. Rules are the admin API's; this page shows and asks. */
import { editorAddress, get, onSignedOut, post, signIn, signInAsked } from './inbox-api.js'
import { documentView } from './inbox-document.js'
import { age, ask, badge, element, moment, say, sentencesOf, spelled, table } from './inbox-page.js'
import { dryRunView, reportView } from './inbox-report.js'

const main = document.getElementById('main')
const stopped = 'held,failed,uncertain'
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
  const all = [['', 'Exceptions'], ['alarms', 'Alarms'], ['report', 'Reconciliation'], ...(isDry ? [['dry-run', 'Dry run']] : [])]
  const current = name === 'document' ? '' : name
  document
    .getElementById('tabs')
    .replaceChildren(...all.map(([to, words]) => element('a', { href: `#/${to}`, 'aria-current': to === current ? 'page' : undefined }, words)))
  const banner = document.getElementById('banner')
  banner.hidden = !isDry
  banner.textContent = 'Dry run: this is a copy of the ledger. Nothing is sent, booked or decided here.'
}

async function listView() {
  const { documents, next } = await get('documents', { ledger, ...filters, after: places.at(-1), limit: 25 })
  return [
    element('h1', {}, 'Exceptions'),
    element('p', { class: 'lead' }, 'Documents that wait for a decision. Open one to see why it stopped and what you can do.'),
    filterForm(),
    element(
      'section',
      { class: 'card' },
      documents.length === 0
        ? element('p', { class: 'empty' }, 'Nothing here. All documents of this kind have gone their way.')
        : table(`${documents.length} documents, the latest first`, columns, documents),
      paging(next),
    ),
  ]
}

const columns = [
  { head: 'Document', cell: one => [element('a', { href: `#/document/${one.id}` }, one.number === undefined ? one.subject : `${one.subject}`), one.number && element('small', {}, `No. ${one.number}`)] },
  { head: 'State', cell: ({ state }) => badge(state) },
  { head: 'Why', class: 'why', cell: ({ reason, words }) => [reason ? spelled(reason) : '', words && element('small', {}, firstOf(words))] },
  { head: 'Order', cell: ({ orders }) => orders.join(', ') },
  { head: 'Supplier', cell: ({ partner }) => partner ?? '' },
  { head: 'Amount', number: true, cell: ({ amount, currency }) => (amount === undefined ? '' : `${amount} ${currency ?? ''}`) },
  { head: 'Since', number: true, cell: ({ updated_at: at }) => element('time', { datetime: at, title: at }, age(at)) },
]

/** What happened and why; the page of the document has the rest. */
function firstOf(words) {
  const [what, why] = sentencesOf(words)
  const text = [what.replace(/ \([^()]*\)$/, ''), why].filter(Boolean).join('. ')
  return text.length > 180 ? `${text.slice(0, 180)}…` : text
}

function filterForm() {
  const states = [[stopped, 'All that has stopped'], ['held', 'Held'], ['failed', 'Failed'], ['uncertain', 'Uncertain'], ['retrying', 'Tried again by itself'], ['', 'Every document']]
  const state = element('select', { name: 'state' }, states.map(([value, words]) => element('option', { value, selected: (filters.state ?? '') === value }, words)))
  const fields = [['order', 'Order'], ['partner', 'Supplier key'], ['division', 'Division'], ['reason', 'Reason code']]
  return element(
    'form',
    {
      class: 'filters',
      role: 'search',
      onsubmit: event => {
        event.preventDefault()
        filters = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']))
        places = ['']
        void show()
      },
    },
    element('label', {}, 'Show', state),
    fields.map(([name, words]) => element('label', {}, words, element('input', { name, value: filters[name] ?? '', size: name === 'division' ? 8 : 16 }))),
    element('button', { type: 'submit' }, 'Search'),
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
    places.length > 1 && element('button', { onclick: turn(() => places.pop()) }, 'Newer'),
    next && element('button', { onclick: turn(() => places.push(next)) }, 'Older'),
  )
}

async function alarmsView() {
  const alarms = await get(`ledger/${encodeURIComponent(ledger)}/alarms`)
  const close = alarm =>
    ask({
      title: `Close the alarm about ${alarm.subject}?`,
      text: 'It is told as over. Alarms that time brings about come again when their cause goes on.',
      fields: [{ name: 'words', label: 'What you found or did', required: true }],
      confirm: 'Close the alarm',
      act: async ({ words }) => {
        await post(`ledger/${encodeURIComponent(ledger)}/alarms/close`, { alarm: alarm.id, words })
        say('The alarm is closed')
        await show()
      },
    })
  return [
    element('h1', {}, 'Alarms'),
    element('p', { class: 'lead' }, 'What is late, missing, silent or down.'),
    element(
      'section',
      { class: 'card' },
      alarms.length === 0
        ? element('p', { class: 'empty' }, 'No alarm is open.')
        : table(`${alarms.length} open alarms`, [
            { head: 'About', cell: one => (one.documentId ? element('a', { href: `#/document/${one.documentId}` }, one.subject) : one.subject) },
            { head: 'What', class: 'why', cell: one => [one.words, element('small', {}, one.remedy)] },
            { head: 'Supplier', cell: one => one.partner ?? '' },
            { head: 'Since', cell: one => moment(one.raisedAt) },
            { head: 'Decide', cell: one => element('button', { onclick: () => close(one) }, 'Close…') },
          ], alarms),
    ),
  ]
}

onSignedOut(async () => {
  const { type, prompts = [] } = await signInAsked()
  if (type !== 'credentials') {
    main.replaceChildren(
      element('h1', {}, 'Sign in'),
      element('p', {}, 'This Node-RED signs people in through its editor. ', element('a', { href: editorAddress }, 'Open the editor'), ', sign in there, then load this page again.'),
      element('form', { 'data-sign-in': true }),
    )
    return
  }
  const trouble = element('p', { class: 'trouble', role: 'alert' })
  main.replaceChildren(
    element('h1', {}, 'Sign in'),
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
      element('button', { class: 'main', type: 'submit' }, 'Sign in'),
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
  if (ledgers.length === 0) main.replaceChildren(element('p', { class: 'empty' }, 'No ledger is deployed in this Node-RED yet.'))
  else await show()
}

document.querySelector('#ledgers select').addEventListener('change', event => {
  ledger = event.target.value
  places = ['']
  void show()
})
window.addEventListener('hashchange', () => void show())
void start()
