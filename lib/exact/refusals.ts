/**
 * What a clerk can do about the validation texts that are known, in the languages they were seen in. It adds to Exact Online's own
 * words and decides nothing. A new one is a new row. @see reference exact-online.md §6.3
 */
const known: readonly { readonly text: RegExp; readonly remedy: string }[] = [
  {
    text: /^(mandatory|verplicht|obligatoire|pflichtfeld)\b/i,
    remedy: 'Fill in what is named as mandatory: in the document, its mapping or the supplier',
  },
  {
    text: /^(invalid reference|ongeldige referentie|ongeldige verwijzing)/i,
    remedy: 'The named code does not exist in this company: create it in Exact Online or correct the cross-reference',
  },
  {
    text: /bestaat reeds|already exists|existe déjà|bereits vorhanden/i,
    remedy: 'The record is there already: look it up in Exact Online before doing anything again',
  },
  { text: /journal/i, remedy: 'Choose a journal of the right kind in the settings: a purchase journal, by its code' },
  {
    text: /\b(periode?|period|year|boekjaar)\b.*(closed|gesloten|afgesloten)|(closed|gesloten|afgesloten).*\b(periode?|period|year|boekjaar)\b/i,
    remedy: 'Open the period in Exact Online or correct the date',
  },
  { text: /used in|in gebruik/i, remedy: 'The record is in use elsewhere and has to stay' },
]

const otherwise = 'Correct what Exact Online names and try again; the text is in the language of the signed-in user'

export function remedyFor(said: string): string {
  return known.find(({ text }) => text.test(said))?.remedy ?? otherwise
}
