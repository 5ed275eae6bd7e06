/** What findings say: a plain sentence and what the sender should do, for each code of the standard. @see reference x12.md §9 */
import { shortened } from './characters'
import type { Part } from './compiled-segment'
import { dictionaries } from './dictionary/index'
import type { ElementFault } from './element-fault'

export interface Words {
  readonly message: string
  readonly remedy: string
}

/** `an 850`, `a 997`, as they are spoken. */
export function withArticle(set: string): string {
  return `${/^(8|11|18)/.test(set) ? 'an' : 'a'} ${set}`
}

/** Words for a fault of an element; `tag` is the segment's. */
export function wordsForElement(tag: string, fault: ElementFault): Words {
  const whole = `${tag}${String(fault.element).padStart(2, '0')}`
  const place = fault.component === undefined ? whole : `${whole}-${fault.component}`
  const places = () => placesIn(fault.detail, fault.component === undefined ? tag : `${whole}-`)
  const named = fault.part === undefined ? place : `${place} (${fault.part.name}, element ${fault.part.reference})`
  const value = `"${shortened(fault.value, 80)}"`
  const { part } = fault
  const detail = fault.detail === undefined ? '' : `: ${fault.detail}`
  switch (fault.code) {
    case 1:
      return { message: `${named} is mandatory and is missing`, remedy: `Send a value in ${place}` }
    case 2:
      return {
        message: `${named} is missing; ${condition(places(), fault.detail)}`,
        remedy: conditionRemedy(place, places(), fault.detail),
      }
    case 3:
      return part === undefined
        ? { message: `${place} ${value} is more than ${tag} holds`, remedy: `Send no more elements than ${tag} has` }
        : tooManyComponents(named, value, detail)
    case 4:
      return { message: `${named} ${value} is too short, the least is ${part?.min}`, remedy: `Send ${lengthInWords(fault)}` }
    case 5:
      return { message: `${named} ${value} is too long, the most is ${part?.max}`, remedy: `Send ${lengthInWords(fault)}` }
    case 6:
      return { message: `${named} ${value} cannot stand there${detail}`, remedy: characterRemedy(fault) }
    case 7:
      return { message: `${named} ${value} is not a code of its list${detail}`, remedy: `Send one of ${codesInWords(fault)}` }
    case 8:
      return {
        message: `${named} ${value} is not a date${detail}`,
        remedy: `Send a day of the calendar as ${part?.max === 6 ? 'YYMMDD' : 'CCYYMMDD'}`,
      }
    case 9:
      return {
        message: `${named} ${value} is not a time`,
        remedy: 'Send HHMM, HHMMSS, HHMMSSD or HHMMSSDD on a clock of 24 hours',
      }
    case 10:
      return {
        message: `${named} ${value} excludes another element; ${condition(places(), fault.detail)}`,
        remedy: `Leave ${place} out, or the other`,
      }
    case 12:
      return { message: `${named} ${value} has too many repetitions${detail}`, remedy: 'Send it fewer times' }
    case 13:
      return tooManyComponents(named, value, detail)
  }
}

function tooManyComponents(named: string, value: string, detail: string): Words {
  return {
    message: `${named} ${value} has too many components${detail}`,
    remedy: 'Send fewer components, or choose another component separator',
  }
}

function lengthInWords({ part }: ElementFault): string {
  const one = part?.kind === 'number' || part?.kind === 'integer' ? 'digit' : 'character'
  const unit = part?.max === 1 ? one : `${one}s`
  return part?.min === part?.max ? `${part?.min} ${unit}` : `${part?.min} to ${part?.max} ${unit}`
}

/** Control numbers, and numbers of segments, sets, groups and lines. */
const counts = new Set(['28', '96', '97', '354', 'I12', 'I16'])

function characterRemedy({ part }: ElementFault): string {
  if (part !== undefined && counts.has(part.reference)) return 'Send digits only'
  if (part?.kind === 'integer') return 'Send digits only, with a leading minus where it is negative'
  if (part?.kind === 'number') return 'Send digits with a decimal point, no comma, no thousands separator'
  return 'Send printable characters only, none of them a separator of this file'
}

/** So many codes are named; a reader looks no further. */
const MOST_CODES = 12

/** Codes of long lists that nearly every sender means, in the order of their use; the others follow as text. */
const commonest: Readonly<Record<string, string>> = {
  '353': '00 01 04 05 06 07',
  '587': 'AC AD AT RD RJ',
  '668': 'IA IB IC IR IQ IP DR ID',
  '670': 'AI CA DI PC QD QI RZ',
}

/** `00 Original, 01 Cancellation, …`; put together once for each element, because that takes longer than to find it wrong. */
function codesInWords({ part }: ElementFault): string {
  if (part === undefined) return 'the codes agreed'
  let words = codeWords.get(part)
  if (words === undefined) codeWords.set(part, (words = listOf(part)))
  return words
}

const codeWords = new WeakMap<Part, string>()

function listOf(part: Part): string {
  const codes = [...(part.codes ?? [])]
  if (codes.length === 0) return 'the codes agreed'
  const first = (commonest[part.reference] ?? '').split(' ').filter(code => part.codes?.has(code))
  const others = codes
    .filter(code => !first.includes(code))
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  const names = dictionaries['005010'].elements[part.reference]?.codes ?? {}
  const listed = [...first, ...others].slice(0, MOST_CODES).map(code => `${code} ${names[code] ?? ''}`.trimEnd())
  const rest = codes.length - listed.length
  return rest > 0 ? `${listed.join(', ')} or one of ${rest} others` : listed.join(', ')
}

/** `C0302` of PO1 as a sentence. */
export function conditionInWords(tag: string, note = ''): string {
  return condition(placesIn(note, tag), note)
}

/** `PO103` and `PO102` of `C0302`. @param prefix tag, or element and a dash where the condition is one of components */
function placesIn(note = '', prefix: string): readonly string[] {
  const places = note.slice(1).match(/../g) ?? []
  return places.map(place => `${prefix}${prefix.endsWith('-') ? Number(place) : place}`)
}

function condition(places: readonly string[], note = ''): string {
  const [first = '', ...rest] = places
  switch (note[0]) {
    case 'P':
      return `${listed(places, 'and')} come all or none (${note})`
    case 'R':
      return `at least one of ${listed(places, 'and')} is needed (${note})`
    case 'E':
      return `no more than one of ${listed(places, 'and')} may be there (${note})`
    case 'C':
      return `${first} calls for ${listed(rest, 'and')} (${note})`
    default:
      return `${first} calls for one of ${listed(rest, 'and')} (${note})`
  }
}

function conditionRemedy(missing: string, [first = '', ...rest]: readonly string[], note = ''): string {
  if (note.startsWith('R')) return `Send ${listed([first, ...rest], 'or')}`
  if (note.startsWith('L')) return `Send ${listed(rest, 'or')}, or leave out ${first}`
  return `Send ${missing}, or leave out ${note.startsWith('C') ? first : 'what calls for it'}`
}

function listed(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
