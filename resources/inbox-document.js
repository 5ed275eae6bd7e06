/** One document: what it is, why it stopped, what can be done, its history, its bytes. */
import { get, post } from './inbox-api.js'
import { age, ask, badge, element, facts, moment, say, sentencesOf, spelled, table } from './inbox-page.js'
import { t } from './inbox-texts.js'

export async function documentView(ledger, id, again) {
  const found = await get(`documents/${encodeURIComponent(id)}`, { ledger })
  const { document: one, events, parent, children, payloads, allowed } = found
  const context = { ledger, found, again }
  return [
    element('p', {}, element('a', { href: '#/' }, t('document.back'))),
    element('h1', {}, one.subject),
    facts([
      [t('column.state'), badge(one.state)],
      [t('column.number'), one.number],
      [t('column.order'), one.orders.join(', ')],
      [t('column.supplier'), one.partner],
      [t('column.division'), one.division === null ? '' : String(one.division)],
      [t('column.amount'), one.amount && `${one.amount} ${one.currency ?? ''}`],
      [t('column.for'), age(one.updated_at)],
    ]),
    one.words && element('section', { class: 'card stop', 'aria-label': t('document.why') }, element('h2', {}, one.reason ? spelled(one.reason) : t('document.why')), reasons(one.words)),
    allowed.length > 0 &&
      element('section', { class: 'card', 'aria-label': t('document.actions') }, element('h2', {}, t('document.actions')), element('div', { class: 'actions' }, allowed.map(action => buttons[action](context)))),
    contentSection(one.content),
    (parent || children.length > 0) &&
      element('section', { class: 'card' }, element('h2', {}, t('document.together')), element('ul', { class: 'plain' }, parent && element('li', {}, t('document.came-in'), ' ', element('a', { href: `#/document/${parent.id}` }, parent.subject)), children.map(child => element('li', {}, element('a', { href: `#/document/${child.id}` }, child.subject), ' ', badge(child.state))))),
    element('section', { class: 'card' }, table(t('document.history'), historyColumns, events)),
    payloads.length > 0 && element('section', { class: 'card' }, element('h2', {}, t('document.bytes')), payloads.map(payload => bytesOf(ledger, one.id, payload))),
  ].filter(Boolean)
}

/** What happened, why and the remedy are sentences; differences stand one below the other. */
function reasons(words) {
  return sentencesOf(words).map(sentence => {
    const parts = sentence.split('; ')
    return parts.length === 1 ? element('p', {}, sentence) : element('ul', { class: 'plain' }, parts.map(part => element('li', {}, part)))
  })
}

const historyColumns = [
  { head: t('column.when'), class: 'when', cell: ({ at }) => moment(at) },
  { head: t('column.what'), cell: ({ what, detail }) => [what, wordsIn(detail) && element('small', {}, wordsIn(detail))] },
  { head: t('column.who'), cell: ({ who }) => who },
]

function wordsIn(detail) {
  try {
    const { words } = JSON.parse(detail)
    return typeof words === 'string' && words !== '' ? words : undefined
  } catch {
    return undefined
  }
}

/** Lines of an order, an invoice or a confirmation; nothing where there are none. */
function contentSection(text) {
  const content = text ? JSON.parse(text) : {}
  const read = content.kind === 'matched-invoice' ? content.invoice : content
  if (!Array.isArray(read.lines) || read.lines.length === 0 || typeof read.kind !== 'string') return undefined
  const value = name => line => (line[name] === undefined || typeof line[name] === 'object' ? '' : String(line[name]))
  const item = ({ item = {} }) => [item.buyerCode ?? item.supplierCode ?? item.gtin ?? '', item.description && element('small', {}, item.description)]
  return element('section', { class: 'card' }, table(t('document.lines.' + read.kind), [
    { head: t('column.line'), cell: value('number') },
    { head: t('column.item'), cell: item },
    { head: t('column.quantity'), number: true, cell: value('quantity') },
    { head: t('column.unit'), cell: value('unit') },
    { head: t('column.price'), number: true, cell: value('price') },
    { head: t('column.amount'), number: true, cell: value('amount') },
  ], read.lines))
}

function bytesOf(ledger, id, { sha256, created_at: at, pruned_at: pruned }) {
  const place = element('div')
  const open = async () => {
    const { text, length } = await get(`documents/${encodeURIComponent(id)}/payloads/${sha256}`, { ledger })
    place.replaceChildren(segmentsOf(text) ?? element('pre', { class: 'code' }, text), length > text.length && element('small', {}, t('document.first-bytes', { shown: text.length, count: length })))
  }
  if (pruned) return element('p', {}, moment(at), ' ', t('document.pruned'))
  const button = element('button', { onclick: () => open().catch(problem => say(problem.message)) }, t('document.show'))
  return element('div', {}, element('p', {}, moment(at), ' ', element('span', { class: 'code' }, sha256.slice(0, 12)), ' ', button), place)
}

/** X12 names its own separators in the first segment. */
function segmentsOf(text) {
  if (!text.startsWith('ISA') || text.length < 106) return undefined
  const [separator, end] = [text[3], text[105]]
  const segments = text.split(end).map(segment => segment.trim().split(separator)).filter(([tag]) => tag !== '')
  return table(t('document.segments', { count: segments.length }), [
    { head: t('column.segment'), cell: ([tag]) => element('strong', { class: 'code' }, tag) },
    { head: t('column.elements'), cell: ([, ...elements]) => element('span', { class: 'code' }, elements.join(' · ')) },
  ], segments)
}

/** One button for each thing that the ledger allows. */
const buttons = {
  'read-again': context =>
    button(context, 'read-again', {
      fields: [words(t('action.read-again.words'))],
      act: ({ words: text }) => replay(context, { kind: 'read-again', words: text }),
    }),
  corrected: context =>
    button(context, 'corrected', {
      fields: [{ name: 'payload', label: t('action.corrected.payload'), kind: 'code', value: inputOf(context), required: true }, words(t('action.why'), true)],
      act: ({ payload, words: text }) => replay(context, { kind: 'corrected', payload: parsed(payload), words: text }),
    }),
  'send-again': context =>
    button(context, 'send-again', {
      fields: [words(t('action.why'), true)],
      act: ({ words: text }) => replay(context, { kind: 'send-again', words: text }),
    }),
  'build-anew': context => element('button', { onclick: () => buildAnew(context).catch(problem => say(problem.message)) }, t('action.build-anew.button')),
  settle: context =>
    element(
      'span',
      { class: 'actions' },
      ['received', 'not-received'].map(name =>
        button(context, name, {
          fields: [words(t('action.' + name + '.words'), true)],
          act: ({ words: text }) => decide(context, 'settle', { received: name === 'received', words: text }),
        }),
      ),
    ),
  abandon: context =>
    button(context, 'abandon', {
      fields: [words(t('action.why'), true)],
      act: ({ words: text }) => decide(context, 'abandon', { words: text }),
    }),
}

function words(label, required = false) {
  return { name: 'words', label, required }
}

function button({ found }, name, question) {
  const action = 'action.' + name
  const confirm = t(action + '.confirm')
  const title = t('action.title', { action: confirm, subject: found.document.subject })
  return element('button', { onclick: () => ask({ title, text: t(action + '.text'), confirm, ...question }) }, t(action + '.button'))
}

function parsed(json) {
  try {
    return JSON.parse(json)
  } catch {
    throw new Error(t('action.corrected.no-json'))
  }
}

/** What the step that stopped was given. */
function inputOf({ found }) {
  const step = found.steps.findLast(({ state, superseded_by: by }) => ['held', 'failed'].includes(state) && by === null)
  return step ? JSON.stringify(JSON.parse(step.input).payload ?? null, null, 2) : ''
}

async function buildAnew(context) {
  const { node, token, differences } = await get(`documents/${encodeURIComponent(context.found.document.id)}/preview`, { ledger: context.ledger })
  ask({
    title: t('action.build-anew.title', context.found.document),
    text: differences.length === 0
      ? t('action.build-anew.same')
      : table(t('action.build-anew.differences'), [
          { head: t('column.field'), cell: ({ field, isAmount }) => (isAmount ? element('strong', {}, field) : field) },
          { head: t('column.before'), cell: ({ before }) => before ?? '–' },
          { head: t('column.now'), cell: ({ after }) => after ?? '–' },
        ], differences),
    fields: [words(t('action.why'), true)],
    confirm: t('action.build-anew.confirm'),
    act: ({ words: text }) => replay(context, { kind: 'build-anew', node, token, words: text }),
  })
}

function replay(context, body) {
  return decide(context, 'replay', body)
}

async function decide({ ledger, found, again }, what, body) {
  const { taken } = await post(`documents/${encodeURIComponent(found.document.id)}/${what}`, { ledger, ...body })
  say(t(taken === false ? 'document.noted' : 'document.done'))
  // What runs again has mostly ended by then.
  await new Promise(resolve => setTimeout(resolve, 600))
  await again()
}
