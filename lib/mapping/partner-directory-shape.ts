/** What a supplier directory must look like, field by field, and what must be unique in it. */
import { type Calendar, weekdays } from '../calendar/business-hours'
import type { Division } from '../documents/value'
import { crossReferencesShape, partnersNamed } from './cross-reference-shape'
import type { Partner, PartnerDirectory } from './partners'
import type { Guide } from '../x12/guide'
import { guideProblems } from '../x12/guide-shape'
import { type AgreedCharge, toleranceKinds } from '../matching/rules'
import { and, type Check, list, object, oneOf, optional, problem, text, unique, wholeNumber } from '../shape'

const filled = text(/^\S(.*\S)?$/, 'must be text without blanks at its ends')
const division = wholeNumber(1)
const applicationCode = text(/^\S.{0,13}\S$/, 'must be 2 to 15 characters without blanks at its ends')
const figure = /^\d{1,9}(\.\d{1,9})?$/

const interchange = object({
  qualifier: text(/^[A-Z0-9]{2}$/, 'must be two capital letters or digits, such as ZZ'),
  id: text(/^\S(.{0,13}\S)?$/, 'must be 1 to 15 characters without blanks at its ends'),
})

/** A line break after the terminator is for readers of the file. */
const terminator = text(
  /^[^A-Za-z0-9 ](\r?\n)?$/s,
  'must be one character that is no letter, digit or blank, with or without a line break',
)

const delimiters: Check = and(
  object({ element: delimiter(1), component: delimiter(1), repetition: delimiter(0), segment: terminator }),
  (value, path) => {
    const given = Object.values(value as Partner['delimiters'])
      .filter(characters => characters !== '')
      .map(([first]) => first)
    return new Set(given).size === given.length ? [] : [problem(path, 'must all be different')]
  },
)

const company = object({ division, name: filled, interchange, application: optional(applicationCode) })

/** With at least one of the two bounds, since an empty one says nothing. */
const bounds = { percent: optional(figureText()), amount: optional(figureText()) }
const tolerance: Check = and(object(bounds), (value, path) =>
  Object.keys(value as object).length === 0 ? [problem(path, 'must have a percent, an amount, or both')] : [],
)
const matching = object({
  matching: optional(oneOf('two-way', 'three-way')),
  receipts: optional(oneOf('goods-receipts', 'ship-notices')),
  tolerances: optional(object(Object.fromEntries(toleranceKinds.map(kind => [kind, optional(tolerance)])))),
  charges: optional(
    and(
      list(object({ charge: filled, ...bounds })),
      unique<AgreedCharge>(({ charge }) => charge, 'is the second row for this charge'),
    ),
  ),
  items: optional(
    list(
      and(
        object({ item: filled, supplierCode: optional(filled), gtin: optional(text(/^(\d{8}|\d{11,14})$/, 'must be a GTIN')) }),
        (value, path) =>
          Object.keys(value as object).length === 1 ? [problem(path, 'must have a supplierCode, a gtin, or both')] : [],
      ),
    ),
  ),
})

const partner = and(
  object({
    key: filled,
    name: filled,
    accounts: list(object({ division, code: filled })),
    interchange,
    application: optional(applicationCode),
    version: text(/^00[45]010[A-Z0-9]{0,6}$/, 'must be 004010 or 005010, with the suffix of an industry where there is one'),
    usage: oneOf('P', 'T'),
    delimiters,
    change: oneOf('replace-850', 'change-850', 'change-860'),
    costReferences: optional(oneOf('cost-centre-and-account', 'cost-centre', 'none')),
    discounts: optional(oneOf('net-price', 'allowance')),
    acknowledgment: optional(oneOf('confirm-order', 'draft-invoice', 'both')),
    shipNotice: optional(oneOf('record', 'goods-receipt')),
    acknowledge: oneOf('never', 'always', 'on-error'),
    taxRate: oneOf('fraction', 'percent'),
    acknowledgmentDeadlineHours: wholeNumber(0),
    silentAfterHours: optional(wholeNumber(1)),
    calendar: optional(filled),
    inboundNumbers: optional(oneOf('sequential', 'unique', 'any')),
    tolerances: object({
      pricePercent: figureText(),
      dateDays: wholeNumber(0),
    }),
    guides: optional(
      and(
        list(guideProblems),
        unique<Guide>(({ set, version }) => `${set} ${version}`, 'is the second guide for this set and version'),
      ),
    ),
    matching: optional(matching),
  }),
  (value, path) => {
    const { version, delimiters: given } = value as Partner
    return version.startsWith('005010') && given.repetition === ''
      ? [problem(`${path}.delimiters.repetition`, 'must be given for version 005010')]
      : []
  },
)

const time = text(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00')

const calendar = and(
  object({
    name: filled,
    timeZone: (value, path) => (isTimeZone(value) ? [] : [problem(path, 'must be a time zone such as Europe/Amsterdam')]),
    days: and(list(oneOf(...weekdays)), (value, path) =>
      (value as readonly string[]).length > 0 ? [] : [problem(path, 'must name a day')],
    ),
    from: time,
    to: time,
    holidays: list(text(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a date such as 2026-12-25')),
  }),
  (value, path) => {
    const { from, to } = value as Calendar
    return from < to ? [] : [problem(`${path}.to`, 'must be later than from')]
  },
)

/** Problems of a parsed directory, with the path of each field; none when it is sound. */
export const directoryProblems: Check = and(
  object({
    companies: and(
      list(company),
      unique<{ division: Division }>(row => String(row.division), 'is the second company of this division'),
    ),
    partners: and(list(partner), (value, path) => [
      ...unique<Partner>(({ key }) => key, 'has the key of an earlier partner')(value, path),
      ...unique<Partner>(
        ({ interchange: { qualifier, id }, usage }) => `${qualifier} ${id} ${usage}`,
        'has the interchange id and usage of an earlier partner',
      )(value, path),
    ]),
    crossReferences: crossReferencesShape,
    calendars: optional(
      and(
        list(calendar),
        unique<Calendar>(({ name }) => name, 'has the name of an earlier calendar'),
      ),
    ),
  }),
  (value, path) => [
    ...accountsUnique((value as PartnerDirectory).partners, path),
    ...calendarsKnown(value as PartnerDirectory, path),
    ...partnersNamed(
      (value as PartnerDirectory).crossReferences,
      new Set((value as PartnerDirectory).partners.map(({ key }) => key)),
      path === '' ? 'crossReferences' : `${path}.crossReferences`,
    ),
  ],
)

function accountsUnique(partners: readonly Partner[], path: string): string[] {
  const accounts = partners.flatMap(({ key, accounts: own }) =>
    own.map(account => ({ key, name: `${account.division} ${account.code}` })),
  )
  return accounts.flatMap(({ key, name }, n) => {
    const earlier = accounts.findIndex(other => other.name === name)
    return earlier < n
      ? [problem(path, `partner "${key}" has account ${name}, which partner "${accounts[earlier]?.key}" has already`)]
      : []
  })
}

function calendarsKnown({ partners, calendars = [] }: PartnerDirectory, path: string): string[] {
  return partners.flatMap(({ key, calendar: name }) =>
    name === undefined || calendars.some(known => known.name === name)
      ? []
      : [problem(path, `partner "${key}" has the calendar "${name}", which is not among the calendars`)],
  )
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || value === '') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value }).format()
    return true
  } catch {
    return false
  }
}

function figureText(): Check {
  return text(figure, 'must be a number as text, such as "0.5"')
}

function delimiter(least: 0 | 1): Check {
  return text(least === 0 ? /^[^A-Za-z0-9 ]?$/s : /^[^A-Za-z0-9 ]$/s, 'must be one character that is no letter, digit or blank')
}
