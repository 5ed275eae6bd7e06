/** Look-ups in the cross-reference tables of the supplier directory. A row for the division goes before a general one. */
import type { Division } from '../documents/value'
import { hold } from './hold'
import type { CrossReferences } from './partners'

/** X12 element 355 of an ERP unit. @throws EdiError `unit-unknown`, held */
export function x12UnitOf(references: CrossReferences, division: Division, unit: string, line: string): string {
  const found = unitFinder(references, division)(unit)
  if (found !== undefined) return found
  throw hold({
    code: 'unit-unknown',
    what: `Unit "${unit}" has no X12 unit`,
    where: { division, line },
    remedy: `Add a row for unit "${unit}" to the units of the supplier directory`,
  })
}

/** X12 element 355 of units of the ERP, for comparing: undefined where the directory gives none. */
export function unitFinder(references: CrossReferences, division: Division): (unit: string) => string | undefined {
  return unit =>
    target(
      references.units.filter(row => row.erp === unit),
      division,
      row => row.x12,
      `unit "${unit}"`,
    )
}

/** GL account code of a cost centre. @throws EdiError `no-gl-account-for-cost-centre`, held */
export function glAccountCodeOf(references: CrossReferences, division: Division, costCentre: string, line: string): string {
  const found = target(
    references.costCentres.filter(row => row.costCentre === costCentre),
    division,
    row => row.glAccount,
    `cost centre "${costCentre}"`,
  )
  if (found !== undefined) return found
  throw hold({
    code: 'no-gl-account-for-cost-centre',
    what: `Cost centre "${costCentre}" has no GL account`,
    where: { division, line },
    remedy: `Add a row for cost centre "${costCentre}" to the cost centres of the supplier directory`,
  })
}

/**
 * What the rows say for this division; undefined where they say nothing.
 * @throws EdiError `cross-reference-ambiguous`, held, when equally good rows disagree
 */
export function target<Row extends { readonly division?: Division }>(
  rows: readonly Row[],
  division: Division,
  meaning: (row: Row) => string,
  subject: string,
): string | undefined {
  const own = rows.filter(row => row.division === division)
  const chosen = own.length > 0 ? own : rows.filter(row => row.division === undefined)
  const meanings = [...new Set(chosen.map(meaning))]
  if (meanings.length > 1)
    throw hold({
      code: 'cross-reference-ambiguous',
      what: `The supplier directory gives ${subject} more than one meaning: ${meanings.join(', ')}`,
      where: { division },
      remedy: 'Keep one of the rows',
    })
  return meanings[0]
}
