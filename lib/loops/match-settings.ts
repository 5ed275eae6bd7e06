/** The settings of edi-match, read from the text fields of its dialog. */
import { EdiError } from '../error'
import type { MatchingDefaults } from '../mapping/matching-rules'
import { type Tolerance, toleranceKinds } from '../matching/rules'

/** Fields of the dialog: empty means that the bound is not set. */
export type ToleranceSettings = {
  readonly [name in `${(typeof toleranceKinds)[number] | 'charge'}${'Percent' | 'Amount'}`]: string
}

export interface MatchSettings extends ToleranceSettings {
  readonly matching: MatchingDefaults['matching']
  readonly charges: 'mapped' | 'none'
}

/** @throws EdiError `match-setting-invalid`, held, naming the field */
export function matchingDefaults(settings: MatchSettings): MatchingDefaults {
  const tolerances = toleranceKinds.flatMap(kind => {
    const tolerance = toleranceOf(settings, kind)
    return tolerance === undefined ? [] : [[kind, tolerance] as const]
  })
  return {
    matching: settings.matching,
    tolerances: Object.fromEntries(tolerances),
    charges: settings.charges === 'none' ? 'none' : (toleranceOf(settings, 'charge') ?? {}),
  }
}

function toleranceOf(settings: ToleranceSettings, kind: (typeof toleranceKinds)[number] | 'charge'): Tolerance | undefined {
  const percent = figure(settings, `${kind}Percent`)
  const amount = figure(settings, `${kind}Amount`)
  if (percent === undefined && amount === undefined) return undefined
  return { ...(percent !== undefined && { percent }), ...(amount !== undefined && { amount }) }
}

function figure(settings: ToleranceSettings, name: keyof ToleranceSettings): string | undefined {
  const text = settings[name].trim()
  if (text === '') return undefined
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return text
  throw new EdiError({
    code: 'match-setting-invalid',
    what: `The setting ${name} of the node is "${text}"`,
    remedy: 'Write a number such as 0.5, or leave it empty',
    prospect: 'held',
  })
}
