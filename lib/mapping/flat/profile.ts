/**
 * How a business document lies in a flat file, as JSON that people review. The text of the file is read and written by Node-RED's own csv,
 * xml and json nodes; a profile speaks of the objects those give and take.
 * @see reference truecommerce.md §8: there is no common layout, each customer agrees one
 */
import { and, type Check, list, object, oneOf, optional, problem, text } from '../../shape'
import { hold } from '../hold'

export type FlatDocument = 'purchase-order' | 'order-confirmation' | 'ship-notice' | 'invoice'

export interface FlatProfile {
  readonly name: string
  readonly document: FlatDocument
  /** `rows`: a list with one object for each line, as the csv node has it. `tree`: one object, as the xml and json nodes have it. */
  readonly form: 'rows' | 'tree'
  readonly header: readonly FlatField[]
  readonly lines: {
    /** Where the lines are in a tree. */
    readonly at?: string
    readonly fields: readonly FlatField[]
  }
}

/**
 * One value. `field` is its path in the document, `at` its path in the file, both with `/` between the parts; a number is a place in a
 * list. `literal` without `field` is written as it is and must be so where it is read; without `at` it is what the document gets.
 */
export interface FlatField {
  readonly field?: string
  readonly at?: string
  readonly literal?: string
  readonly format?: FlatFormat
  /** What the file says for what the document says. */
  readonly codes?: Readonly<Record<string, string>>
  readonly presence?: 'optional'
}

export type FlatFormat = 'text' | 'decimal' | 'date' | 'compact-date' | 'whole-number'

export interface FlatKind {
  /** Where the lines are in the document. */
  readonly lines: string
  /** What a document cannot be read without, of the header and of each line. */
  readonly needed: { readonly header: readonly string[]; readonly lines: readonly string[] }
  /** Lists that a document has even where a file says nothing for them. */
  readonly lists: { readonly header: readonly string[]; readonly lines: readonly string[] }
  /** What a file without a row for the field says all the same; a document that says otherwise is not written by such a profile. */
  readonly untold: Readonly<Record<string, string>>
}

/** A ship notice in a flat file is of one order. */
export const flatKinds: Readonly<Record<FlatDocument, FlatKind>> = {
  'purchase-order': {
    lines: 'lines',
    needed: { header: ['number'], lines: ['number', 'quantity', 'unit', 'price'] },
    lists: { header: [], lines: [] },
    untold: { purpose: 'original' },
  },
  'order-confirmation': {
    lines: 'lines',
    needed: { header: ['orderNumber', 'verdict', 'verdictCode'], lines: ['responses/0/status', 'responses/0/statusCode'] },
    lists: { header: [], lines: ['responses'] },
    untold: { answers: 'order' },
  },
  'ship-notice': {
    lines: 'orders/0/lines',
    needed: { header: ['purpose', 'number', 'date', 'orders/0/orderNumber'], lines: ['quantity', 'unit'] },
    lists: { header: ['tracking', 'packages'], lines: ['marks'] },
    untold: { purpose: 'original' },
  },
  invoice: {
    lines: 'lines',
    needed: { header: ['type', 'typeCode', 'number', 'date', 'total'], lines: ['quantity', 'price', 'amount'] },
    lists: { header: ['charges', 'taxes'], lines: ['charges', 'taxes'] },
    untold: { type: 'invoice' },
  },
}

/** @throws `flat-profile-invalid`, held, with every problem and its place */
export function parseFlatProfile(json: string): FlatProfile {
  let given: unknown
  try {
    given = JSON.parse(json)
  } catch (cause) {
    throw invalid('It is no JSON', cause)
  }
  const problems = shape(given, '')
  if (problems.length > 0) throw invalid(problems.join('; '))
  return given as FlatProfile
}

const path = text(/^[^/]+(?:\/[^/]+)*$/, 'must be a path such as Document/OrderHeader/CustOrder')
const words = text(/./, 'must be text')

/** Written back from the document, names of the object's own machinery would reach what is not data. */
const plain: Check = (value, place) =>
  String(value)
    .split('/')
    .some(part => ['__proto__', 'constructor', 'prototype'].includes(part))
    ? [problem(place, 'has a part that cannot be used')]
    : []

const codes: Check = (value, place) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(one => typeof one === 'string')
    ? []
    : [problem(place, 'must be an object of texts')]

const purpose: Check = (value, place) => {
  const { field, at, literal } = value as FlatField
  const given = [field, at, literal].filter(one => one !== undefined).length
  return given === 2 ? [] : [problem(place, 'needs two of "field", "at" and "literal"')]
}

const field = and(
  object({
    field: optional(and(path, plain)),
    at: optional(and(path, plain)),
    literal: optional(words),
    format: optional(oneOf('text', 'decimal', 'date', 'compact-date', 'whole-number')),
    codes: optional(codes),
    presence: optional(oneOf('optional')),
  }),
  purpose,
)

const whole: Check = value => {
  const profile = value as FlatProfile
  const { header, lines } = flatKinds[profile.document].needed
  const lacking = (fields: readonly FlatField[], names: readonly string[], place: string) =>
    names
      .filter(name => !fields.some(one => one.field === name))
      .map(name => problem(place, `has no row for the field "${name}"`))
  const where =
    (profile.form === 'tree') === (profile.lines.at !== undefined)
      ? []
      : [problem('lines.at', 'goes with the form "tree", and only with it')]
  return [...where, ...lacking(profile.header, header, 'header'), ...lacking(profile.lines.fields, lines, 'lines.fields')]
}

const shape = and(
  object({
    name: words,
    document: oneOf('purchase-order', 'order-confirmation', 'ship-notice', 'invoice'),
    form: oneOf('rows', 'tree'),
    header: list(field),
    lines: object({ at: optional(and(path, plain)), fields: list(field) }),
  }),
  whole,
)

function invalid(why: string, cause?: unknown) {
  return hold({
    code: 'flat-profile-invalid',
    what: 'The profile of the flat file cannot be used',
    why,
    remedy: 'Correct it in the node and deploy',
    ...(cause === undefined ? {} : { cause }),
  })
}
