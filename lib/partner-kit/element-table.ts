/** The elements of one segment in a guide's page: use, type, length, values and an example of each that matters. */
import type { CompiledSegment, Part } from '../x12/compiled-segment'
import { dictionaries, type Release } from '../x12/dictionary/index'
import type { ElementRule, Row } from '../x12/guide-rules'
import { conditionInWords } from '../x12/words'
import { badge, html } from './markup'
import { valueAt } from './sample-segment'
import { codesOf } from './sample-value'

/** So many codes of the standard are listed where none were agreed. */
const MOST_CODES = 8

export interface ShownSegment {
  readonly segment: CompiledSegment
  readonly rows: readonly Row[]
  readonly examples: readonly (readonly string[])[]
}

/** What the guide or the standard asks for, or an example holds, as a table; the rest in one sentence. */
export function elementTable({ segment, rows, examples }: ShownSegment, release: Release): string {
  const { tag, parts, conditions } = segment
  const rulesAt = (n: number) =>
    rows.flatMap(row => row.elements.filter(({ element }) => element === n + 1).map(rule => ({ rule, row })))
  const isShown = (n: number) =>
    rulesAt(n).length > 0 || isMandatory(segment, n) || examples.some(one => (one[n + 1] ?? '') !== '')
  const shown = [...parts.keys()].filter(isShown)
  const others = [...parts.keys()].filter(n => !isShown(n))
  const key = (n: number) => `${tag}${String(n + 1).padStart(2, '0')}`
  return `<table class="elements">
<thead><tr><th scope="col">Element</th><th scope="col">Name</th><th scope="col">Use</th><th scope="col">Type and length</th><th scope="col">Values</th><th scope="col">Example</th></tr></thead>
<tbody>
${shown
  .map(n => {
    const part = parts[n]!
    const own = rulesAt(n)
    return `<tr><th scope="row"><code>${key(n)}</code></th><td>${html(part.name)}</td><td>${useOf(segment, n, own)}</td><td>${typeOf(part, own, release)}</td><td>${valuesOf(part, own, release)}</td><td><code>${html(examples.map(one => valueAt(one, n + 1, 0)).find(value => value !== '') ?? '')}</code></td></tr>`
  })
  .join('\n')}
</tbody>
</table>
${conditions.length > 0 && shown.length > 0 ? conditionList(segment, shown) : ''}
${others.length > 0 ? `<p class="others">Optional in the standard and not described here: ${others.map(n => `<code>${key(n)}</code> ${html(parts[n]!.name)} (${typeOf(parts[n]!, [], release)})`).join(', ')}.</p>` : ''}`
}

type OwnRule = { readonly rule: ElementRule; readonly row: Row }

function useOf(segment: CompiledSegment, n: number, own: readonly OwnRule[]): string {
  const whole = own.filter(({ rule }) => rule.component === 0)
  const always = whole.filter(({ row }) => row.when === '')
  const isMust = isMandatory(segment, n) || always.some(({ rule }) => rule.isRequired)
  const use = always.some(({ rule }) => rule.isNotUsed)
    ? 'not used'
    : isMust
      ? 'mandatory'
      : isConditional(segment, n)
        ? 'conditional'
        : 'optional'
  const elsewhere = whole.flatMap(({ rule, row }) =>
    row.when === '' || (!rule.isRequired && !rule.isNotUsed) || (isMust && rule.isRequired)
      ? []
      : [`<br>where ${html(row.when)}: ${rule.isRequired ? 'mandatory' : 'not used'}`],
  )
  return `${badge(use)}${elsewhere.join('')}`
}

function typeOf(part: Part, own: readonly OwnRule[], release: Release): string {
  if (part.kind === 'composite') return 'composite'
  const type = dictionaries[release].elements[part.reference]?.type ?? 'AN'
  const words = {
    AN: 'text',
    ID: 'code',
    DT: 'date',
    TM: 'time',
    N0: 'whole number',
    N2: 'amount in hundredths, no point',
    R: 'number, decimal point',
  }[type]
  const bounds = (min: number, max: number) => (min === max ? String(min) : `${min}–${max}`)
  const always = own.filter(({ rule, row }) => row.when === '' && rule.component === 0)
  const length = bounds(
    Math.max(part.min, ...always.map(({ rule }) => rule.min)),
    Math.min(part.max, ...always.map(({ rule }) => rule.max)),
  )
  const elsewhere = own.flatMap(({ rule, row }) =>
    row.when === '' || (rule.min <= part.min && rule.max >= part.max)
      ? []
      : [`<br>where ${html(row.when)}: ${bounds(Math.max(part.min, rule.min), Math.min(part.max, rule.max))}`],
  )
  return `${words}, ${length}${elsewhere.join('')}`
}

function valuesOf(part: Part, own: readonly OwnRule[], release: Release): string {
  const meanings = new Map(codesOf(part, release))
  const listed = (codes: readonly string[]) =>
    `<ul>${codes.map(code => `<li><code>${html(code)}</code> ${html(meanings.get(code) ?? '')}</li>`).join('')}</ul>`
  const agreed = own.flatMap(({ rule, row }) => {
    const codes = rule.value !== undefined ? [rule.value] : [...(rule.codes ?? [])]
    if (codes.length === 0) return []
    const piece = rule.component === 0 ? '' : `<code>${rule.key}</code> `
    return [
      `${piece}${row.when === '' ? '' : `where ${html(row.when)}:`}${rule.value !== undefined ? ' only' : ''}${listed(codes)}`,
    ]
  })
  if (agreed.length > 0) return agreed.join('')
  const known = [...meanings.keys()]
  if (known.length === 0) return part.kind === 'date' ? (part.max === 6 ? 'YYMMDD' : 'CCYYMMDD') : ''
  const rest = known.length - MOST_CODES
  return `${listed(known.slice(0, MOST_CODES))}${rest > 0 ? `<p class="others">and ${rest} more of the standard</p>` : ''}`
}

/** Relational conditions that concern what is shown. */
function conditionList({ tag, conditions }: CompiledSegment, shown: readonly number[]): string {
  const own = conditions.filter(({ places }) => places.some(place => shown.includes(place)))
  if (own.length === 0) return ''
  return `<ul class="conditions">${own.map(({ note }) => `<li>${html(sentence(conditionInWords(tag, note)))}</li>`).join('')}</ul>`
}

function isMandatory({ mandatory }: CompiledSegment, n: number): boolean {
  return ((mandatory >>> n) & 1) === 1
}

function isConditional({ conditions }: CompiledSegment, n: number): boolean {
  return conditions.some(({ places }) => places.includes(n))
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
