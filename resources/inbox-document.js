/** One document: what it is, why it stopped, what can be done, its history, its bytes. */
import { get, post } from './inbox-api.js'
import { age, ask, badge, element, facts, moment, say, sentencesOf, spelled, table } from './inbox-page.js'

export async function documentView(ledger, id, again) {
  const found = await get(`documents/${encodeURIComponent(id)}`, { ledger })
  const { document: one, events, parent, children, payloads, allowed } = found
  const context = { ledger, found, again }
  return [
    element('p', {}, element('a', { href: '#/' }, '← All exceptions')),
    element('h1', {}, one.subject),
    facts([
      ['State', badge(one.state)],
      ['Number', one.number],
      ['Order', one.orders.join(', ')],
      ['Supplier', one.partner],
      ['Division', one.division === null ? '' : String(one.division)],
      ['Amount', one.amount && `${one.amount} ${one.currency ?? ''}`],
      ['For', age(one.updated_at)],
    ]),
    one.words && element('section', { class: 'card stop', 'aria-label': 'Why it stopped' }, element('h2', {}, one.reason ? spelled(one.reason) : 'Why it stopped'), reasons(one.words)),
    allowed.length > 0 &&
      element('section', { class: 'card', 'aria-label': 'What you can do' }, element('h2', {}, 'What you can do'), element('div', { class: 'actions' }, allowed.map(action => buttons[action](context)))),
    contentSection(one.content),
    (parent || children.length > 0) &&
      element('section', { class: 'card' }, element('h2', {}, 'Belongs together'), element('ul', { class: 'plain' }, parent && element('li', {}, 'Came in ', element('a', { href: `#/document/${parent.id}` }, parent.subject)), children.map(child => element('li', {}, element('a', { href: `#/document/${child.id}` }, child.subject), ' ', badge(child.state))))),
    element('section', { class: 'card' }, table('History, the oldest first', historyColumns, events)),
    payloads.length > 0 && element('section', { class: 'card' }, element('h2', {}, 'Bytes as they came and went'), payloads.map(payload => bytesOf(ledger, one.id, payload))),
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
  { head: 'When', class: 'when', cell: ({ at }) => moment(at) },
  { head: 'What', cell: ({ what, detail }) => [what, wordsIn(detail) && element('small', {}, wordsIn(detail))] },
  { head: 'Who', cell: ({ who }) => who },
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
  return element('section', { class: 'card' }, table(`Lines of the ${read.kind.replaceAll('-', ' ')}`, [
    { head: 'Line', cell: value('number') },
    { head: 'Item', cell: item },
    { head: 'Quantity', number: true, cell: value('quantity') },
    { head: 'Unit', cell: value('unit') },
    { head: 'Price', number: true, cell: value('price') },
    { head: 'Amount', number: true, cell: value('amount') },
  ], read.lines))
}

function bytesOf(ledger, id, { sha256, created_at: at, pruned_at: pruned }) {
  const place = element('div')
  const open = async () => {
    const { text, length } = await get(`documents/${encodeURIComponent(id)}/payloads/${sha256}`, { ledger })
    place.replaceChildren(segmentsOf(text) ?? element('pre', { class: 'code' }, text), length > text.length && element('small', {}, `The first ${text.length} of ${length} bytes`))
  }
  if (pruned) return element('p', {}, moment(at), ' removed by retention')
  const button = element('button', { onclick: () => open().catch(problem => say(problem.message)) }, 'Show')
  return element('div', {}, element('p', {}, moment(at), ' ', element('span', { class: 'code' }, sha256.slice(0, 12)), ' ', button), place)
}

/** X12 names its own separators in the first segment. */
function segmentsOf(text) {
  if (!text.startsWith('ISA') || text.length < 106) return undefined
  const [separator, end] = [text[3], text[105]]
  const segments = text.split(end).map(segment => segment.trim().split(separator)).filter(([tag]) => tag !== '')
  return table(`${segments.length} segments`, [
    { head: 'Segment', cell: ([tag]) => element('strong', { class: 'code' }, tag) },
    { head: 'Elements', cell: ([, ...elements]) => element('span', { class: 'code' }, elements.join(' · ')) },
  ], segments)
}

/** One button for each thing that the ledger allows. */
const buttons = {
  'read-again': context =>
    button(context, 'Read again…', {
      text: 'The same document is looked at once more, with the settings and master data as they are now. Nothing is sent twice.',
      fields: [words('What you put right (optional)')],
      act: ({ words: text }) => replay(context, { kind: 'read-again', words: text }),
    }),
  corrected: context =>
    button(context, 'Correct…', {
      text: 'Put the document right yourself. What the supplier sent stays beside it in the history.',
      fields: [{ name: 'payload', label: 'Document as JSON', kind: 'code', value: inputOf(context), required: true }, words('Why', true)],
      act: ({ payload, words: text }) => replay(context, { kind: 'corrected', payload: JSON.parse(payload), words: text }),
    }),
  'send-again': context =>
    button(context, 'Send again…', {
      text: 'The same bytes with the same control numbers go to the mailbox again.',
      fields: [words('Why', true)],
      act: ({ words: text }) => replay(context, { kind: 'send-again', words: text }),
    }),
  'build-anew': context => element('button', { onclick: () => buildAnew(context).catch(problem => say(problem.message)) }, 'Build anew…'),
  settle: context =>
    element(
      'span',
      { class: 'actions' },
      [true, false].map(received =>
        button(context, received ? 'It was received…' : 'It was not received…', {
          text: received ? 'You found out that the other side has it: the document is done.' : 'You found out that the other side does not have it: it can then be sent again.',
          fields: [words('How you found out', true)],
          act: ({ words: text }) => decide(context, 'settle', { received, words: text }),
        }),
      ),
    ),
  abandon: context =>
    button(context, 'Abandon…', {
      text: 'Nothing more is done with it. Use this when it was handled by hand or is not to be handled.',
      fields: [words('Why', true)],
      act: ({ words: text }) => decide(context, 'abandon', { words: text }),
    }),
}

function words(label, required = false) {
  return { name: 'words', label, required }
}

function button({ found }, name, question) {
  const title = `${name.replace('…', '')}: ${found.document.subject}`
  return element('button', { onclick: () => ask({ title, confirm: name.replace('…', ''), ...question }) }, name)
}

/** What the step that stopped was given. */
function inputOf({ found }) {
  const step = found.steps.findLast(({ state, superseded_by: by }) => ['held', 'failed'].includes(state) && by === null)
  return step ? JSON.stringify(JSON.parse(step.input).payload ?? null, null, 2) : ''
}

async function buildAnew(context) {
  const { node, token, differences } = await get(`documents/${encodeURIComponent(context.found.document.id)}/preview`, { ledger: context.ledger })
  ask({
    title: `Build anew: ${context.found.document.subject}`,
    text: differences.length === 0
      ? 'It would be the same as before, under new control numbers.'
      : table('What will be different, amounts first', [
          { head: 'Field', cell: ({ field, isAmount }) => (isAmount ? element('strong', {}, field) : field) },
          { head: 'Before', cell: ({ before }) => before ?? '–' },
          { head: 'Now', cell: ({ after }) => after ?? '–' },
        ], differences),
    fields: [words('Why', true)],
    confirm: 'Build anew like this',
    act: ({ words: text }) => replay(context, { kind: 'build-anew', node, token, words: text }),
  })
}

function replay(context, body) {
  return decide(context, 'replay', body)
}

async function decide({ ledger, found, again }, what, body) {
  const { taken } = await post(`documents/${encodeURIComponent(found.document.id)}/${what}`, { ledger, ...body })
  say(taken === false ? 'Noted. It runs when its node runs again.' : 'Done')
  // What runs again has mostly ended by then.
  await new Promise(resolve => setTimeout(resolve, 600))
  await again()
}
