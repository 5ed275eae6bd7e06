/**
 * A partner's guide: how it narrows one transaction set of one version. Plain JSON that a person writes from the partner's printed
 * guide, row by row. It can only narrow the standard; a guide that widens it, or names what the set does not have, is refused.
 * The format is described in docs/partner-guides.md.
 */
import { EdiError } from '../error'
import { guideProblems } from './guide-shape'

export interface Guide {
  /** Whose guide it is; every finding names it. */
  readonly partner: string
  /** ST01. */
  readonly set: string
  /** GS08, with the suffix of an industry where the guide is for that one only. */
  readonly version: string
  readonly heading?: readonly GuideRow[]
  readonly detail?: readonly GuideRow[]
  readonly summary?: readonly GuideRow[]
}

/** One segment, or one loop by its first segment, in its place. */
export interface GuideRow {
  /** Path of loops as far as the segment: `N1`, `N1/N3`, `PO1/N9/MSG`. */
  readonly segment: string
  /**
   * The row holds only where these elements have one of these values: of the segment itself, or of the first segment of a loop that
   * it stands in. `{ "N101": "ST" }`.
   */
  readonly where?: Readonly<Record<string, string | readonly string[]>>
  readonly use?: Use
  /** How often it may come. */
  readonly max?: number
  /** By element: `N103`, or `POC05-1` for a component. */
  readonly elements?: Readonly<Record<string, GuideElement>>
}

export interface GuideElement {
  readonly use?: Use
  /** The only codes that are allowed. */
  readonly codes?: readonly string[]
  /** The only value that is allowed. */
  readonly value?: string
  /** Characters; for numbers digits. */
  readonly min?: number
  readonly max?: number
}

export type Use = 'mandatory' | 'not-used'

/**
 * A guide from the text of its file.
 * @throws EdiError `guide-invalid` naming the file, and each field that is wrong by its path
 */
export function parseGuide(text: string, file: string): Guide {
  const parsed = parsedJson(text, file)
  const problems = guideProblems(parsed, '')
  if (problems.length === 0) return parsed as Guide
  throw invalid(file, shortened(problems))
}

/**
 * The guides in the text of a file: one, or a list of them.
 * @throws EdiError `guide-invalid` naming the file, and each field that is wrong by its path
 */
export function parseGuides(text: string, file: string): readonly [Guide, ...Guide[]] {
  const parsed = parsedJson(text, file)
  if (!Array.isArray(parsed)) return [parseGuide(text, file)]
  const problems = parsed.flatMap((guide, n) => guideProblems(guide, `[${n}]`))
  if (problems.length > 0) throw invalid(file, shortened(problems))
  const [first, ...others] = parsed as Guide[]
  if (first === undefined) throw invalid(file, 'It has no guide')
  return [first, ...others]
}

/** The guide for a set of a version, the one for its industry suffix before the one for the release. */
export function guideFor(guides: readonly Guide[], set: string, version: string): Guide | undefined {
  const own = guides.filter(guide => guide.set === set && version.startsWith(guide.version))
  return own.toSorted((one, other) => other.version.length - one.version.length)[0]
}

function shortened(problems: readonly string[]): string {
  return problems.slice(0, 20).join('; ') + (problems.length > 20 ? `; and ${problems.length - 20} more` : '')
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw invalid(file, cause instanceof Error ? `It is not JSON: ${cause.message}` : 'It is not JSON', cause)
  }
}

function invalid(file: string, why: string, cause?: unknown): EdiError {
  return new EdiError({
    code: 'guide-invalid',
    what: `The partner guide ${file} is not valid`,
    why,
    remedy: 'Correct the fields named',
    ...(cause !== undefined && { cause }),
  })
}
