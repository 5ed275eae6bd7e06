/** What the cross-reference tables of a supplier directory must look like: fields, dates, and no two rows for the same thing at one time. */
import { decimal } from '../documents/value'
import { and, type Check, list, object, oneOf, optional, type Optional, problem, text, unique, wholeNumber } from '../shape'
import type { Booking, CrossReferences, Holds } from './cross-reference'

const filled = text(/^\S(.*\S)?$/, 'must be text without blanks at its ends')
const gtin = text(/^(\d{8}|\d{11,14})$/, 'must be a GTIN')
const date: Check = (value, path) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isDay(value)
    ? []
    : [problem(path, 'must be a date such as 2026-01-15')]

type Row<Table extends keyof CrossReferences> = NonNullable<CrossReferences[Table]>[number]

export const crossReferencesShape = object({
  units: rows<Row<'units'>>(
    { erp: filled, x12: text(/^[A-Z0-9]{2}$/, 'must be a code of X12 element 355: two capital letters or digits') },
    row => row.erp,
  ),
  items: optional(
    and(
      rows<Row<'items'>>({ item: filled, supplierCode: optional(filled), gtin: optional(gtin) }, row => row.item),
      eachNames<Row<'items'>>(row => [row.supplierCode, row.gtin], 'must have a supplierCode, a gtin, or both'),
    ),
  ),
  costCentres: rows<Row<'costCentres'>>(
    { costCentre: optional(filled), itemGroup: optional(filled), glAccount: filled },
    row => `${row.costCentre ?? ''} ${row.itemGroup ?? ''}`,
  ),
  taxes: rows<Row<'taxes'>>(
    {
      tax: optional(filled),
      rate: text(/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/, 'must be a fraction as text: 21 % is "0.21"'),
      vatCode: filled,
    },
    row => `${row.tax ?? ''} ${decimal(row.rate).toFixed()}`,
  ),
  charges: and(
    rows<Row<'charges'>>(
      { charge: optional(filled), item: optional(filled), glAccount: optional(filled) },
      row => row.charge ?? '',
    ),
    eachNames<Row<'charges'>>(row => [row.item, row.glAccount], 'must name an item or a GL account'),
  ),
  booking: and(
    list(
      object({
        division: wholeNumber(1),
        as: oneOf('purchase-invoice', 'purchase-entry'),
        journal: filled,
        accounts: optional(oneOf('table', 'item', 'supplier', 'item-or-supplier')),
        original: optional(oneOf('attach', 'leave-out')),
        documentType: optional(wholeNumber(1)),
      }),
    ),
    unique<Booking>(row => String(row.division), 'is the second row for this division'),
  ),
})

/** Rows that name a partner name one that there is. */
export function partnersNamed(references: CrossReferences, keys: ReadonlySet<string>, path: string): string[] {
  const { booking: _booking, ...tables } = references
  return Object.entries(tables).flatMap(([name, given]) =>
    (given as readonly Holds[]).flatMap(({ partner }, n) =>
      partner === undefined || keys.has(partner)
        ? []
        : [problem(`${path}.${name}[${n}].partner`, `there is no partner "${partner}"`)],
    ),
  )
}

/** Rows that hold for one division, one partner and some time, or without them for all; no two for the same thing at one time. */
function rows<R extends Holds>(fields: Readonly<Record<string, Check | Optional>>, keyOf: (row: R) => string): Check {
  const holds = { division: optional(wholeNumber(1)), partner: optional(filled), from: optional(date), until: optional(date) }
  return and(
    and(list(object({ ...holds, ...fields })), (value, path) =>
      (value as readonly R[]).flatMap(({ from, until }, n) =>
        from !== undefined && until !== undefined && until < from
          ? [problem(`${path}[${n}].until`, 'must not be before from')]
          : [],
      ),
    ),
    (value, path) => {
      const given = value as readonly R[]
      const keys = given.map(row => JSON.stringify([row.division, row.partner, keyOf(row)]))
      return given.flatMap((row, n) =>
        given.some((other, m) => m < n && keys[m] === keys[n] && overlap(row, other))
          ? [problem(`${path}[${n}]`, 'says again what an earlier row says for the same time')]
          : [],
      )
    },
  )
}

function overlap(one: Holds, other: Holds): boolean {
  const before = (until: string | undefined, from: string | undefined) =>
    until !== undefined && from !== undefined && until < from
  return !before(one.until, other.from) && !before(other.until, one.from)
}

function eachNames<R>(of: (row: R) => readonly (string | undefined)[], words: string): Check {
  return (value, path) =>
    (value as readonly R[]).flatMap((row, n) =>
      of(row).every(one => one === undefined) ? [problem(`${path}[${n}]`, words)] : [],
    )
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
