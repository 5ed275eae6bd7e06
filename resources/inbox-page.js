/** Pieces of the page. Whatever a document holds becomes text here, never markup: nothing in the inbox sets HTML. */
import { language, t } from './inbox-texts.js'

/** @param given attributes, `on…` handlers, or nothing; children are elements, text, or left out */
export function element(tag, given, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(given ?? {})) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (name === 'value') made.value = value
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children.flat(3).filter(child => child !== undefined && child !== null && child !== false))
  return made
}

/** @param columns `{ head, number, cell(row) }` */
export function table(caption, columns, rows) {
  const align = column => (column.number ? { class: 'number' } : {})
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, columns.map(column => element('th', { scope: 'col', ...align(column) }, column.head)))),
    element(
      'tbody',
      {},
      rows.map(row =>
        element('tr', {}, columns.map(column => element('td', { ...align(column), ...(column.class && { class: column.class }) }, column.cell(row)))),
      ),
    ),
  )
}

export function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '')
  return element('dl', { class: 'facts' }, known.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))))
}

/** How long ago, in the largest whole unit. */
export function age(moment) {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(moment)) / 60_000))
  if (minutes < 60) return t('age.minutes', { count: minutes })
  if (minutes < 2880) return t('age.hours', { count: Math.floor(minutes / 60) })
  return t('age.days', { count: Math.floor(minutes / 1440) })
}

/** In the reader's own time; the exact moment stays beside it. */
export function moment(text) {
  return element('time', { datetime: text, title: text }, new Date(text).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }))
}

/** `price-confirmed-differs` → `Price confirmed differs`. */
export function spelled(code) {
  const words = code.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What happened, why, and the remedy; codes of differences in plain words. */
export function sentencesOf(words) {
  return words
    .replace(/(^|: |; )([a-z]+(?:-[a-z]+)+)(?= \(|[;.]|$)/g, (_all, before, code) => before + code.replaceAll('-', ' '))
    .split(/\. (?=[A-Z]|line |order )/)
}

export function badge(state) {
  return element('span', { class: `badge ${state}` }, t('state.' + state))
}

let silence

/** Tells what has happened, also to those who do not see the page. */
export function say(words) {
  const place = document.getElementById('said')
  place.textContent = words
  clearTimeout(silence)
  silence = setTimeout(() => {
    place.textContent = ''
  }, 6_000)
}

/**
 * Asks before something is done, and keeps the question open with what went wrong until it succeeds.
 * @param question `{ title, text, fields: [{ name, label, kind, value, required }], confirm, act(values) }`
 */
export function ask({ title, text, fields = [], confirm, act }) {
  const dialog = document.getElementById('dialog')
  const trouble = element('p', { class: 'trouble', role: 'alert' })
  const inputs = fields.map(({ name, label, kind = 'words', value = '', required = false }) => {
    const input = element('textarea', { name, required, class: kind === 'code' ? 'code' : '', spellcheck: kind === 'code' ? 'false' : 'true', value })
    return { name, input, row: element('label', {}, label, input) }
  })
  const send = element('button', { class: 'main', type: 'submit' }, confirm)
  const form = element(
    'form',
    {
      onsubmit: async event => {
        event.preventDefault()
        send.disabled = true
        trouble.textContent = ''
        try {
          await act(Object.fromEntries(inputs.map(({ name, input }) => [name, input.value.trim()])))
          dialog.close()
        } catch (problem) {
          trouble.textContent = problem.message
        }
        send.disabled = false
      },
    },
    element('h2', { id: 'dialog-title' }, title),
    element('div', {}, text),
    inputs.map(({ row }) => row),
    trouble,
    element('div', { class: 'actions' }, send, element('button', { type: 'button', onclick: () => dialog.close() }, t('action.cancel'))),
  )
  dialog.replaceChildren(form)
  dialog.showModal()
}
