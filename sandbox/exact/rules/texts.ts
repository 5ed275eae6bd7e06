/** Validation texts in the language of the API user. @see reference exact-online.md §6.3 */
import type { Draft } from '../draft'

export function mandatory(draft: Draft, label: string): string {
  return `${draft.switches.language === 'NL' ? 'Verplicht' : 'Mandatory'}: ${label}`
}

export function invalidReference(draft: Draft, label: string): string {
  return `${draft.switches.language === 'NL' ? 'Ongeldige referentie' : 'Invalid reference'}: ${label}`
}

export function alreadyExists(draft: Draft): string {
  return draft.switches.language === 'NL' ? 'Gegeven bestaat reeds.' : 'Data already exists.'
}

export function invalid(draft: Draft, text: string): string {
  return `${draft.switches.language === 'NL' ? 'Ongeldig' : 'Invalid'}: ${text}`
}
