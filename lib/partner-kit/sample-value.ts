/** One element of a sample document: a value that is valid, looks like what it stands for, and keeps to the lengths that are asked for. */
import type { Part } from '../x12/compiled-segment'
import { dictionaries, type Release } from '../x12/dictionary/index'
import { idsByQualifier, usualValues } from './usual'

export interface Bounds {
  readonly min: number
  readonly max: number
}

/** @param qualifier of the element before, where that says what this one is */
export function sampleValue(part: Part, release: Release, bounds: Bounds, qualifier = ''): string {
  const id = ['234', '67'].includes(part.reference) ? idsByQualifier[qualifier] : undefined
  // A party's code of thirteen digits is a GLN.
  if (part.reference === '67' && bounds.min === 13 && bounds.max === 13) return idsByQualifier['UL'] ?? ''
  return fitted(id ?? usualValues[part.reference] ?? ownSample(part, release), part, bounds)
}

/** The value, longer or shorter where it has to be. A number grows by zeros, text by going on. */
export function fitted(value: string, { kind }: Part, { min, max }: Bounds): string {
  if (kind === 'integer') return value.padStart(min, '0').slice(0, max)
  if (kind === 'number') {
    const digits = value.replace(/\D/g, '').length
    if (digits < min) return `${value}${value.includes('.') ? '' : '.'}${'0'.repeat(min - digits)}`
    return digits > max ? value.replace(/\D/g, '').slice(0, max) : value
  }
  if (kind === 'date' || kind === 'time') return value
  if (value.length < min) return (value + '1234567890'.repeat(Math.ceil(min / 10))).slice(0, min)
  return value.slice(0, max).trimEnd()
}

/** Codes of the element in this release with what they mean; complete or not. */
export function codesOf({ reference }: Part, release: Release): readonly (readonly [string, string])[] {
  const { codes = {}, codesOnly004010 = [], codesOnly005010 = [] } = dictionaries[release].elements[reference] ?? {}
  const elsewhere = release === '004010' ? codesOnly005010 : codesOnly004010
  return Object.entries(codes).filter(([code]) => !elsewhere.includes(code))
}

function ownSample(part: Part, release: Release): string {
  switch (part.kind) {
    case 'date':
      return part.max === 6 ? '260115' : '20260115'
    case 'time':
      return '0930'
    case 'integer':
    case 'number':
      return '1'
    case 'code':
      return (
        codesOf(part, release).find(([code]) => code.length >= part.min && code.length <= part.max)?.[0] ?? 'Z'.repeat(part.min)
      )
    case 'text':
      return codesOf(part, release)[0]?.[0] ?? 'SAMPLE'
    case 'composite': {
      const inner = part.components?.parts ?? []
      return inner
        .filter((_, place) => place === 0 || ((part.components?.mandatory ?? 0) >>> place) & 1)
        .map(each => sampleValue(each, release, each))
        .join('>')
    }
  }
}
