/**
 * The validation texts of Exact Online that are known, in the languages they were seen in, each in plain words: what is wrong, with which
 * field, and what a clerk can do. It adds to Exact Online's own words and decides nothing. A new text is a new row.
 * @see reference exact-online.md §6.3, §8.2
 */

export interface Explanation {
  readonly what: string
  /** As the API calls it where that is known, else as the text names it; undefined where it names none. */
  readonly field: string | undefined
  readonly remedy: string
}

interface KnownText {
  /** A group `field` holds what the text is about. */
  readonly text: RegExp
  readonly what: (field: string) => string
  readonly remedy: string
}

const known: readonly KnownText[] = [
  {
    text: /^(?:mandatory|verplicht|obligatoire|pflichtfeld) *: *(?<field>.+)$/i,
    what: field => `${field} is missing`,
    remedy: 'Fill in what is missing: in the document, its mapping or the supplier',
  },
  {
    text: /^(?:invalid reference|ongeldige referentie|ongeldige verwijzing) *: *(?<field>.+)$/i,
    what: field => `${field} names something that this company does not have`,
    remedy:
      'The named code does not exist in this company: create it in Exact Online or correct the cross-reference; a journal is named by its code, never by its GUID',
  },
  {
    text: /bestaat reeds|already exists|existe déjà|bereits vorhanden/i,
    what: () => 'The record is there already',
    remedy: 'The record is there already: look it up in Exact Online before doing anything again',
  },
  {
    text: /^invalid (?<field>journal)\. the journal must be an? (?<kind>.+?) journal\.?$/i,
    what: field => `${field} is of the wrong kind`,
    remedy: 'Choose a journal of the right kind in the settings: a purchase journal for invoices, by its code',
  },
  {
    text: /^can't delete: *(?<field>.+?) - used in: *.+$/i,
    what: field => `${field} is in use elsewhere`,
    remedy: 'The record is in use elsewhere and has to stay',
  },
  {
    text: /\b(periode?|period|year|boekjaar)\b.*(closed|gesloten|afgesloten)|(closed|gesloten|afgesloten).*\b(periode?|period|year|boekjaar)\b/i,
    what: () => 'The period or year is closed',
    remedy: 'Open the period in Exact Online or correct the date',
  },
  {
    text: /^(?:invalid|ongeldig): *post to (?<field>callback url) endpoint returns .+$/i,
    what: field => `${field} did not answer Exact Online's first call`,
    remedy:
      'The address has to be reachable from the internet by https, and answer without a login; its domain has to be that of the redirect address of the app',
  },
  {
    text: /^(?:invalid|ongeldig): *(?<field>.+)$/i,
    what: field => `${field} has a value that Exact Online does not take`,
    remedy: 'Correct the named value in the document, its mapping or the settings',
  },
]

/** What the texts call a field, and what the API and the documents of this package call it. */
const fields: Readonly<Record<string, string>> = {
  relationship: 'Supplier',
  relatie: 'Supplier',
  'cost unit': 'CostUnit',
  'cost center': 'CostCenter',
  diary: 'Journal',
  journal: 'Journal',
  journals: 'Journal',
  'callback url': 'CallbackURL',
}

const otherwise = 'Correct what Exact Online names and try again; the text is in the language of the signed-in user'

/** One text; undefined for one that is not known. */
export function explained(text: string): Explanation | undefined {
  for (const row of known) {
    const match = row.text.exec(text.trim())
    if (!match) continue
    const named = match.groups?.['field']?.trim().replace(/\.$/, '')
    const field = named === undefined ? undefined : (fields[named.toLowerCase()] ?? named)
    return { what: row.what(field ?? ''), field, remedy: row.remedy }
  }
  return undefined
}

/**
 * All texts of one refusal. `why` keeps every one of them as it was said, behind the plain words of those that are known.
 * @param said the lines of one value, as they came
 */
export function inPlainWords(said: readonly string[]): { readonly why: string; readonly remedy: string } {
  const found = said.flatMap(text => explained(text) ?? [])
  const own = said.join('; ')
  if (found.length === 0) return { why: own, remedy: otherwise }
  const distinct = (texts: readonly string[]) => [...new Set(texts)]
  return {
    why: `${distinct(found.map(({ what }) => what)).join('; ')}. In its own words: ${own}`,
    remedy: distinct(found.map(({ remedy }) => remedy)).join('. '),
  }
}

/** The only text ever told apart: it says that nobody knows what happened. */
export function isGenericFault(said: string): boolean {
  return /^(a problem has occurred|an error has occurred|er is een probleem opgetreden|er is een fout opgetreden)/i.test(said)
}
