/** An X12 997 or 999 as a functional acknowledgment. @see reference x12.md §5.7, §5.8, §9, §11.44, §11.45 */
import type { AcknowledgedSet, AcknowledgmentOutcome, FunctionalAcknowledgment } from '../documents/functional-acknowledgment'
import { EdiError } from '../error'
import { componentsOf, type Segment } from '../x12/segment'
import { elementErrors, groupErrors, inWords, segmentErrors, setErrors, verdicts } from './acknowledgment-words'
import { type InboundContext, partsOf, type Placed, placed, placeOf, requiredAt, segmentOrRefuse, textAt } from './x12-reading'

/** AK501, IK501 and AK901. M, W and X refuse for reasons of security. */
const outcomes: Readonly<Record<string, AcknowledgmentOutcome>> = {
  A: 'accepted',
  E: 'accepted-with-errors',
  P: 'partially-accepted',
  R: 'rejected',
  M: 'rejected',
  W: 'rejected',
  X: 'rejected',
}

/**
 * Counts in AK9 are not looked at: partners get them wrong. Notes keep unknown codes as they are.
 * @throws EdiError `x12-segment-missing`, `x12-element-missing`, `acknowledgment-code-unknown` naming segment and element
 */
export function functionalAcknowledgmentFrom(
  segments: readonly Segment[],
  { componentSeparator }: Pick<InboundContext, 'componentSeparator'>,
): FunctionalAcknowledgment {
  const { heading, lines, summary } = partsOf(placed(segments, '997', '999'), 'AK2', ['AK9', 'SE'])
  const ak1 = segmentOrRefuse(heading, 'AK1')
  const ak9 = segmentOrRefuse(summary, 'AK9')
  const outcome = outcomeAt(ak9)
  return {
    kind: 'functional-acknowledgment',
    functionalId: requiredAt(ak1, 1, 'the functional identifier'),
    groupControlNumber: requiredAt(ak1, 2, 'the group control number'),
    outcome,
    sets: lines.map(set => setFrom(set, outcome, componentSeparator)),
    notes: [...securityNote(ak9), ...codesFrom(ak9, 5).map(code => inWords(groupErrors, code))],
  }
}

/** A set without a verdict of its own shares the group's, where that speaks for every set. */
function setFrom(segments: readonly Placed[], group: AcknowledgmentOutcome, componentSeparator: string): AcknowledgedSet {
  const ak2 = segmentOrRefuse(segments, 'AK2')
  const verdict = segments.find(({ tag }) => tag === 'AK5' || tag === 'IK5')
  const shared = group === 'accepted' || group === 'rejected'
  return {
    set: requiredAt(ak2, 1, 'the transaction set'),
    controlNumber: requiredAt(ak2, 2, 'the set control number'),
    outcome: verdict === undefined && shared ? group : outcomeAt(verdict ?? segmentOrRefuse(segments, 'AK5')),
    notes: [
      ...notesOf(segments, componentSeparator),
      ...(verdict ? [...securityNote(verdict), ...codesFrom(verdict, 2).map(code => inWords(setErrors, code))] : []),
    ],
  }
}

/** One sentence for each element in error; for a segment in error without any, one for the segment. */
function notesOf(segments: readonly Placed[], componentSeparator: string): string[] {
  return segments.flatMap((note, n) => {
    const context = contextAfter(segments, n, componentSeparator)
    if (note.tag === 'AK4' || note.tag === 'IK4')
      return [elementNote(note, segmentBefore(segments, n), componentSeparator) + context]
    if (note.tag !== 'AK3' && note.tag !== 'IK3') return []
    const next = segments.slice(n + 1).find(({ tag }) => tag !== 'CTX')?.tag
    return next === 'AK4' || next === 'IK4' ? [] : [`${segmentName(note)}: ${inWords(segmentErrors, textAt(note, 4))}${context}`]
  })
}

function elementNote(ak4: Placed, ak3: Placed | undefined, componentSeparator: string): string {
  const [element = '', component] = componentsOf(textAt(ak4, 1), componentSeparator)
  const name = textAt(ak4, 2)
  const bad = textAt(ak4, 4)
  return [
    `${ak3 ? `${segmentName(ak3)}, ` : ''}element ${element}`,
    component ? `, component ${component}` : '',
    name === '' ? '' : ` (${name})`,
    `: ${inWords(elementErrors, textAt(ak4, 3))}`,
    bad === '' ? '' : `, sent "${bad}"`,
  ].join('')
}

/** What the CTX of a 999 adds: the segment that called for the one in error, or what the sender knows it by. */
function contextAfter(segments: readonly Placed[], at: number, componentSeparator: string): string {
  const rest = segments.slice(at + 1)
  const end = rest.findIndex(({ tag }) => tag !== 'CTX')
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .map(ctx => {
      const [name = '', value] = componentsOf(textAt(ctx, 1), componentSeparator)
      const place = textAt(ctx, 2) === '' ? '' : `, segment ${textAt(ctx, 2)} at position ${textAt(ctx, 3)}`
      return `; ${name}${value === undefined ? '' : ` ${value}`}${place}`
    })
    .join('')
}

/** M, W and X refuse for reasons of security, which the outcome does not say. */
function securityNote(from: Placed): string[] {
  const code = textAt(from, 1)
  return Object.hasOwn(verdicts, code) ? [inWords(verdicts, code)] : []
}

function segmentBefore(segments: readonly Placed[], at: number): Placed | undefined {
  return segments.slice(0, at).findLast(({ tag }) => tag === 'AK3' || tag === 'IK3')
}

function segmentName(ak3: Placed): string {
  return `segment ${textAt(ak3, 1)} at position ${textAt(ak3, 2)}`
}

function outcomeAt(from: Placed): AcknowledgmentOutcome {
  const code = requiredAt(from, 1, 'the verdict')
  const outcome = outcomes[code]
  if (outcome !== undefined) return outcome
  throw new EdiError({
    code: 'acknowledgment-code-unknown',
    what: `"${code}" is no verdict of an acknowledgment`,
    where: placeOf(from, 1),
    remedy: 'Ask the partner whether it accepted the group',
    prospect: 'held',
  })
}

function codesFrom(from: Placed, element: number): string[] {
  return from.segment
    .slice(element)
    .map(text => text.trim())
    .filter(text => text !== '')
}
