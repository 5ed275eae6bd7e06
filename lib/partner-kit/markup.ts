/** Pieces of a page's markup. */

/** Text as HTML. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/** A word that the style colours. */
export function badge(use: string): string {
  return `<span class="use ${use.replace(' ', '-')}">${use}</span>`
}
