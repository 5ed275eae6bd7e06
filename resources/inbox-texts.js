/** What the page says, in the reader's language. The other modules wait for it: none of them runs before there are words. */

const texts = await fetch(new URL('../../../edi-loop/inbox/texts', import.meta.url), { credentials: 'same-origin' })
  .then(answer => answer.json())
  .catch(problem => {
    // The one sentence that no text can be asked for.
    document.getElementById('main').textContent = 'Node-RED cannot be reached'
    throw problem
  })

export const { language } = texts
const plurals = new Intl.PluralRules(language)

/** @param key with dots; where a text has forms for one and many, `count` decides @param values by the names between double underscores */
export function t(key, values = {}) {
  const found = key.split('.').reduce((branch, name) => branch?.[name], texts.texts)
  const text = typeof found === 'object' ? (found[plurals.select(values.count)] ?? found.other) : found
  return (text ?? key).replace(/__(\w+)__/g, (all, name) => String(values[name] ?? all))
}

/** Fills in the texts of the page itself. */
export function translatePage() {
  document.documentElement.lang = language
  for (const place of document.querySelectorAll('[data-text]')) place.textContent = t(place.dataset.text)
  for (const place of document.querySelectorAll('[data-label]')) place.setAttribute('aria-label', t(place.dataset.label))
}
