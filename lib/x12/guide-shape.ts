/** What a partner guide must look like, and that it narrows the standard and never widens it. */
import { and, type Check, list, object, oneOf, optional, problem, text, wholeNumber } from '../shape'
import type { Part } from './compiled-segment'
import { segmentTable } from './compiled-segment'
import type { Guide, GuideElement, GuideRow } from './guide'
import { areas, conditionAt, elementAt, nodeAt } from './guide-place'
import { type Grammar, grammarOf } from './grammar'
import { releaseOf } from './release'

const filled = text(/^\S(.*\S)?$/, 'must be text without blanks at its ends')
const use = oneOf('mandatory', 'not-used')

const row = object({
  segment: text(/^[A-Z0-9/]+$/, 'must be a path of segments, such as N1/N3'),
  where: optional(named(oneOrMore)),
  use: optional(use),
  max: optional(wholeNumber(1)),
  elements: optional(
    named(
      object({
        use: optional(use),
        codes: optional(
          and(list(filled), (value, path) => ((value as []).length > 0 ? [] : [problem(path, 'must not be empty')])),
        ),
        value: optional(filled),
        min: optional(wholeNumber(1)),
        max: optional(wholeNumber(1)),
      }),
    ),
  ),
})

/** Problems of a parsed guide, each with the path of its field; none when it is sound. */
export const guideProblems: Check = and(
  object({
    partner: filled,
    set: text(/^\d{3}$/, 'must be the three digits of a transaction set'),
    version: text(/^\d{6}[A-Z0-9]{0,6}$/, 'must be a version such as 004010, with the suffix of an industry where there is one'),
    heading: optional(list(row)),
    detail: optional(list(row)),
    summary: optional(list(row)),
  }),
  meaning,
)

function meaning(value: unknown, path: string): string[] {
  const guide = value as Guide
  const { release, exact } = releaseOf(guide.version, '')
  const grammar = exact ? grammarOf(segmentTable(release), guide.set) : undefined
  if (!exact) return [problem(inside(path, 'version'), `has no dictionary; there is one of 004010 and one of 005010`)]
  if (grammar === undefined) return [problem(inside(path, 'set'), `has no dictionary of ${release}`)]
  return areas.flatMap(area =>
    (guide[area] ?? []).flatMap((each, n) => rowProblems(grammar, area, each, inside(path, `${area}[${n}]`))),
  )
}

function rowProblems(grammar: Grammar, area: (typeof areas)[number], given: GuideRow, path: string): string[] {
  const at = nodeAt(grammar, area, given.segment)
  const { set } = grammar.entry
  if (at < 0)
    return [
      problem(`${path}.segment`, `${given.segment} is not in the ${area} of the ${set} of ${grammar.table.dictionary.release}`),
    ]
  const node = grammar.nodes[at]!
  const isConditional = given.where !== undefined
  const whole = node.isLoop ? 'loop' : 'segment'
  return [
    ...(given.use === 'not-used' && node.mandatory && !isConditional
      ? [problem(`${path}.use`, `${given.segment} is mandatory in the standard`)]
      : []),
    ...(given.max !== undefined && given.max > node.max
      ? [problem(`${path}.max`, `must be no more than ${node.max}, which the standard allows for this ${whole}`)]
      : []),
    ...(given.use === 'not-used' && (given.max !== undefined || given.elements !== undefined)
      ? [problem(path, 'says more of what is not used')]
      : []),
    ...Object.keys(given.where ?? {}).flatMap(key =>
      conditionAt(grammar, at, key) === undefined
        ? [problem(`${path}.where.${key}`, `is no element of ${node.tag} or of a loop that it stands in`)]
        : [],
    ),
    ...Object.entries(given.elements ?? {}).flatMap(([key, element]) =>
      elementProblems(grammar, node.tag, key, element, `${path}.elements.${key}`),
    ),
  ]
}

function elementProblems({ table }: Grammar, tag: string, key: string, given: GuideElement, path: string): string[] {
  const segment = table.byTag(tag)
  const found = segment && elementAt(segment, key)
  if (found === undefined) return [problem(path, `is no element of ${tag}, which are written ${tag}01 and so on`)]
  const { part, isMandatory } = found
  return [
    ...(given.use === 'not-used' && isMandatory ? [problem(`${path}.use`, `${key} is mandatory in the standard`)] : []),
    ...(given.use === 'not-used' && Object.keys(given).length > 1 ? [problem(path, 'says more of what is not used')] : []),
    ...(given.codes !== undefined && given.value !== undefined
      ? [problem(path, 'has codes and a value; one of them is enough')]
      : []),
    ...valueProblems(given, part, path),
    ...lengthProblems(given, part, path),
  ]
}

function valueProblems({ codes, value }: GuideElement, part: Part, path: string): string[] {
  const own = [
    ...(codes ?? []).map((code, n) => [`${path}.codes[${n}]`, code]),
    ...(value === undefined ? [] : [[`${path}.value`, value]]),
  ]
  return own.flatMap(([at = '', code = '']) =>
    part.codes !== undefined && !part.codes.has(code)
      ? [problem(at, `"${code}" is not among the codes of element ${part.reference}`)]
      : [],
  )
}

function lengthProblems({ min, max }: GuideElement, part: Part, path: string): string[] {
  if (part.components !== undefined && (min !== undefined || max !== undefined))
    return [problem(path, 'is a composite, which has no length; give those of its components')]
  return [
    ...(min !== undefined && min < part.min ? [problem(`${path}.min`, `must be at least ${part.min}, as in the standard`)] : []),
    ...(max !== undefined && max > part.max ? [problem(`${path}.max`, `must be at most ${part.max}, as in the standard`)] : []),
    ...(min !== undefined && max !== undefined && min > max ? [problem(path, 'has a least length above its greatest')] : []),
  ]
}

/** An object whose fields have names of the reader's own choosing. */
function named(check: Check): Check {
  return (value, path) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([name, each]) => check(each, `${path}.${name}`))
      : [problem(path, 'must be an object')]
}

function oneOrMore(value: unknown, path: string): string[] {
  return Array.isArray(value)
    ? value.length > 0
      ? list(filled)(value, path)
      : [problem(path, 'must not be empty')]
    : filled(value, path)
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
