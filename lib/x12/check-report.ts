/** What was read, as text for people: what the command `check` prints. */
import type { Decoded, Finding, Group, Interchange, Status, Transaction } from './decoded'
import { asWritten, type ByteRange, excerpt, placeOf, visible } from './excerpt'
import { type Counts, type Outline, type OutlinedGroup, type OutlinedInterchange, Tally, totalsOf } from './outline'
import { SegmentCount } from './segment-count'

/** What is reported: a file in full, or an outline of it. */
export type Checked = Decoded & Partial<Pick<Outline, 'unlisted' | 'unlistedFindings' | 'totals'>>

/**
 * A report for a person: what the file holds, then each finding with the place marked in its text, and how many there are.
 * @param name of the file, for the first line
 */
export function* checkReport(name: string, bytes: ByteRange, checked: Checked): Generator<string> {
  yield `${overview(name, checked)}\n`
  const cut = cutOf(checked, bytes)
  if (cut !== undefined) yield `${cut.sentence} What is wrong there because of that is not listed.\n\n`
  const count = new SegmentCount(bytes)
  const whole = checked.interchanges.length > 1 || sumOf(checked.unlisted) > 0 ? 'interchange' : 'file'
  for (const placed of placedFindings(checked)) {
    if (cut?.explains(placed) !== true) yield `${findingText(placed, bytes, count, whole)}\n`
  }
  const { unlistedFindings = 0 } = checked
  if (unlistedFindings > 0) yield `and ${unlistedFindings} more findings of the parts that are not listed\n`
  const found = inWords(checked.totals ?? wholeOf(checked))
  yield found === '' ? 'Nothing is wrong.\n' : `In all ${found}.\n`
}

const words: Readonly<Record<Status, string>> = { accepted: 'accepted', errors: 'accepted with errors', rejected: 'rejected' }

function overview(name: string, { interchanges, unlisted }: Checked): string {
  const lines = interchanges.flatMap(each => [
    `  ${each.usage === 'P' ? 'interchange' : 'test interchange'} ${inText(each.controlNumber)} from ${inText(each.sender)} to ${inText(each.receiver)}: ${verdictOn(each)}`,
    ...each.groups.flatMap(group => [
      `    ${nameOf(group)}: ${words[group.status]}`,
      ...group.transactions.map(
        set => `      ${inText(set.set)} ${inText(set.controlNumber)}, ${set.segmentCount} segments: ${words[set.status]}`,
      ),
      ...more('      ', (group as Partial<OutlinedGroup>).unlisted, 'transaction sets'),
    ]),
    ...more('    ', (each as Partial<OutlinedInterchange>).unlisted, 'groups'),
  ])
  return [name, ...lines, ...more('  ', unlisted, 'interchanges'), ''].join('\n')
}

function nameOf({ header, functionalId, controlNumber, version }: Group): string {
  if (header.length === 0) return 'no group'
  const [id, number, release] = [functionalId, controlNumber, version].map(each => inText(each) || '(empty)')
  return `group ${id} ${number}, ${release}`
}

/** An interchange is accepted as soon as its envelope is; whether its sets are is what a reader wants to know. */
function verdictOn(interchange: Interchange): string {
  const totals = (interchange as Partial<OutlinedInterchange>).totals ?? totalsOf(interchange)
  const { rejected } = totals.sets
  const isPartly = interchange.status !== 'rejected' && rejected > 0
  const verdict = isPartly ? `${rejected} of ${sumOf(totals.sets)} transaction sets rejected` : words[interchange.status]
  return [verdict, inWords(totals)].filter(each => each !== '').join('; ')
}

/** `3 errors, 1 note`; nothing where there are none. */
function inWords({ errors, notes }: Pick<Tally, 'errors' | 'notes'>): string {
  return [counted(errors, 'error'), counted(notes, 'note')].filter(each => each !== '').join(', ')
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`
}

function wholeOf({ interchanges, findings }: Decoded): Tally {
  const whole = new Tally()
  whole.add(findings)
  for (const each of interchanges) whole.addAll(totalsOf(each))
  return whole
}

/** `and 12000 more transaction sets: 11999 accepted, 1 rejected` */
function more(indent: string, counts: Counts | undefined, what: string): readonly string[] {
  const found = Object.entries(counts ?? {}).filter(([, count]) => count > 0)
  if (found.length === 0) return []
  const parts = found.map(([status, count]) => `${count} ${words[status as Status]}`)
  return [`${indent}and ${sumOf(counts)} more ${what}: ${parts.join(', ')}`]
}

function sumOf(counts: Counts | undefined): number {
  return Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0)
}

interface Placed {
  readonly finding: Finding
  readonly interchange?: Interchange
  readonly set?: Transaction
}

/** In the order of the file. */
function placedFindings({ interchanges, findings }: Checked): readonly Placed[] {
  const inside = interchanges.flatMap(interchange => [
    ...interchange.findings.map(finding => ({ finding, interchange })),
    ...interchange.groups.flatMap(group => [
      ...group.findings.map(finding => ({ finding, interchange })),
      ...group.transactions.flatMap(set => set.findings.map(finding => ({ finding, interchange, set }))),
    ]),
  ])
  const outside: Placed[] = findings.map(finding => ({ finding }))
  return [...outside, ...inside].toSorted((one, other) => one.finding.offset - other.finding.offset)
}

/** A segment that ends the file is looked for no further back than this. */
const LAST = 65_536

/** A file that ends too early, and what that explains: all that is missing there, and what is wrong with half a segment. */
function cutOf({ interchanges }: Checked, bytes: ByteRange) {
  const last = interchanges.at(-1)
  if (last === undefined || last.trailer.length > 0) return undefined
  if (!last.findings.some(({ code, offset }) => code === 'TA105:023' && offset >= bytes.length)) return undefined
  const from = Math.max(last.offset, bytes.length - LAST)
  const text = Buffer.from(bytes.subarray(from, bytes.length)).toString('latin1')
  const start = text.lastIndexOf(last.delimiters.segment.slice(0, 1)) + 1
  const tag = /^\s*([A-Z][A-Z0-9]{1,2})/.exec(text.slice(start))?.[1]
  const where =
    text.slice(start).trim() === '' ? 'before its IEA' : tag === undefined ? 'inside of a segment' : `inside of ${tag}`
  return {
    sentence: `The file is cut off: it ends ${where}. Have it sent again, whole.`,
    explains: ({ finding, interchange }: Placed) => interchange === last && finding.offset >= from + start,
  }
}

function findingText(placed: Placed, bytes: ByteRange, count: SegmentCount, whole: 'file' | 'interchange'): string {
  const { finding, interchange } = placed
  const { code, level, segment, loop, message, remedy, value = '' } = finding
  const at = placeOf(finding, bytes, interchange)
  const place = [
    inText(segment),
    positionIn(placed, count, whole),
    loop === undefined || loop === segment ? '' : `in ${loop}`,
    `byte ${at}`,
  ]
  return [
    `${level.padEnd(5)} ${code}  ${place.filter(each => each !== '').join(', ')}`,
    ...excerpt(at, value, bytes, interchange),
    `  ${inText(message)}.`,
    `  ${inText(remedy)}.`,
    '',
  ].join('\n')
}

/** `segment 5 of the 850 (7 of the file)`: AK3 counts from the ST, whoever looks at the file from its beginning. */
function positionIn({ finding, interchange, set }: Placed, count: SegmentCount, whole: string): string {
  const { position, offset } = finding
  if (position === 0 || interchange === undefined) return position === 0 ? '' : `segment ${position}`
  if (set === undefined) return `segment ${position} of the ${whole}`
  const inWhole = count.at(offset, interchange)
  const own = `segment ${position} of the ${inText(set.set) || 'transaction set'}`
  return inWhole === undefined ? own : `${own} (${inWhole} of the ${whole})`
}

/** As the file has it, without what a terminal would act on. */
function inText(text: string): string {
  return visible(asWritten(text))
}
