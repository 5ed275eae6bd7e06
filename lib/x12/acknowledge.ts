/** Answers to what was received: 997 or 999 for each group, TA1 for the interchange. @see reference x12.md §9 */
import type { CodeI18 } from './dictionary/types'
import type { Finding, Group, Interchange, Transaction } from './decoded'
import {
  countEchoed,
  dateEchoed,
  groupIdEchoed,
  groupNumberEchoed,
  interchangeNumberEchoed,
  placeEchoed,
  setIdEchoed,
  setNumberEchoed,
  tagEchoed,
  textEchoed,
  timeEchoed,
  versionEchoed,
} from './echo'
import { rejects } from './policy'
import { answerRelease } from './release'
import type { Delimiters, Segment } from './segment'
import { typedSegment } from './typed-segment'

export interface Acknowledgment {
  readonly functionalId: 'FA'
  /** What it answers. */
  readonly group: Group
  /** Transaction set without ST and SE. */
  readonly segments: readonly Segment[]
}

/** Segments that differ between the two forms of answer. */
const forms = {
  '997': { segment: 'AK3', element: 'AK4', set: 'AK5', positionDigits: 6, namesGuide: false },
  '999': { segment: 'IK3', element: 'IK4', set: 'IK5', positionDigits: 10, namesGuide: true },
} as const

type Form = (typeof forms)['997' | '999']

/** AK4 for each AK3, at most. @see reference x12.md §5.7 */
const MOST_ELEMENTS = 99

/**
 * A 997 for each group of the interchange, in order. Acknowledgments are never answered: no group of them (GS01 FA), and no set of
 * them that stands in another group.
 * @param delimiters of the interchange that will carry the answer; those received where it uses the same
 */
export function acknowledge(interchange: Interchange, delimiters: Delimiters = interchange.delimiters): Acknowledgment[] {
  return answers(interchange, '997', delimiters)
}

/** A 999 for each group, where the partner wants that instead of a 997; it exists from 005010. */
export function acknowledgeImplementation(
  interchange: Interchange,
  delimiters: Delimiters = interchange.delimiters,
): Acknowledgment[] {
  return answers(interchange, '999', delimiters)
}

/**
 * The TA1 that answers the interchange itself: its envelope, not what is in it. Send it where ISA14 asks for it.
 * @returns TA1 with ISA13, ISA09 and ISA10 received, the verdict (A, E, R) and the note code
 */
export function technicalAcknowledgment(interchange: Interchange): Segment {
  // A broken GS or a segment outside of the sets is found in a group, and yet is the envelope's.
  const findings = [interchange, ...interchange.groups].flatMap(each => errorsOf(each.findings))
  const inEnvelope = findings.flatMap(({ code }) => (code.startsWith('TA105:') ? [code.slice(6)] : []))
  // Nothing else tells the sender of a group that no 997 can answer.
  const untold = interchange.groups.filter(group => group.status === 'rejected' && isUnnamed(group))
  const codes = untold.length > 0 ? ['024', ...inEnvelope] : inEnvelope
  const isRejected = interchange.status === 'rejected' || (untold.length > 0 && untold.length === interchange.groups.length)
  const verdict = isRejected ? 'R' : codes.length > 0 ? 'E' : 'A'
  // What rejects goes before what is only noted: there is room for one.
  const code = codes.find(each => rejects('standard', `TA105:${each}`)) ?? codes[0] ?? (verdict === 'R' ? '024' : '000')
  return typedSegment('TA1', {
    TA101: interchangeNumberEchoed(interchange.controlNumber),
    TA102: dateEchoed(interchange.date),
    TA103: timeEchoed(interchange.time),
    TA104: verdict,
    // Findings have the codes of this list.
    TA105: code as CodeI18,
  })
}

function answers(interchange: Interchange, form: '997' | '999', delimiters: Delimiters): Acknowledgment[] {
  return interchange.groups.filter(isAnswered).map(group => {
    const sets = group.transactions.flatMap(set => (isAcknowledgment(set) ? [] : setAnswer(set, forms[form], delimiters)))
    return { functionalId: 'FA', group, segments: [groupHeader(group), ...sets, groupVerdict(group)] }
  })
}

/** Not the group that says not what it holds, which may be acknowledgments; a set without a group stands in such a one. */
function isAnswered(group: Group): boolean {
  const { functionalId, transactions } = group
  if (functionalId.trim() === 'FA' || isUnnamed(group)) return false
  return transactions.length === 0 || !transactions.every(isAcknowledgment)
}

/** Says not what it holds, as the one does that a set without a group is put into. */
function isUnnamed({ functionalId }: Group): boolean {
  return functionalId.trim() === ''
}

function isAcknowledgment({ set }: Transaction): boolean {
  return set === '997' || set === '999'
}

/** AK103, the version answered, exists from 005010. */
function groupHeader({ functionalId, controlNumber, version }: Group): Segment {
  const answered = { AK101: groupIdEchoed(functionalId), AK102: groupNumberEchoed(controlNumber) }
  const is5010 = answerRelease(version, '') === '005010'
  return typedSegment('AK1', is5010 ? { ...answered, AK103: versionEchoed(version) } : answered)
}

/** AK9: verdict, sets announced, received and accepted, and up to five reasons. */
function groupVerdict({ status, declaredCount, transactions, findings }: Group): Segment {
  const rejected = transactions.filter(set => set.status === 'rejected').length
  const verdict = status === 'errors' ? (rejected > 0 ? 'P' : 'E') : status === 'rejected' ? 'R' : 'A'
  const received = countEchoed(transactions.length, 6)
  const announced = /^\d{1,6}$/.test(declaredCount) ? String(Number(declaredCount)) : received
  const accepted = status === 'rejected' ? '0' : countEchoed(transactions.length - rejected, 6)
  const counts = { AK902: announced, AK903: received, AK904: accepted }
  return [...typedSegment('AK9', { AK901: verdict, ...counts }), ...reasonsOf(findings, 'AK905:')]
}

function setAnswer(set: Transaction, form: Form, delimiters: Delimiters): Segment[] {
  const inSegments = errorsOf(set.findings).filter(({ code }) => code.startsWith('AK304:') || code.startsWith('AK403:'))
  const verdict = { accepted: 'A', errors: 'E', rejected: 'R' }[set.status]
  const reasons = [...segmentReasons(inSegments, form), ...controlReasons(inSegments), ...reasonsOf(set.findings, 'AK502:')]
  return [
    typedSegment('AK2', { AK201: setIdEchoed(set.set), AK202: setNumberEchoed(set.controlNumber, delimiters) }),
    ...segmentNotes(inSegments, form, delimiters),
    [form.set, verdict, ...new Set(reasons)].slice(0, 7),
  ]
}

/** Segments in error: 5 against the standard, I5 against the guide, which a 997 has no other word for than 5. */
function segmentReasons(findings: readonly Finding[], { namesGuide }: Form): string[] {
  return [...new Set(findings.map(({ level }) => (level === 'guide' && namesGuide ? 'I5' : '5')))].toSorted()
}

/** What is wrong with a set's own elements has codes for the set too: identifier, control number, count. */
function controlReasons(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ segment, element }) => {
    if (segment === 'ST') return element === 1 ? ['6'] : element === 2 ? ['7'] : []
    return segment === 'SE' && element === 1 ? ['4'] : segment === 'SE' && element === 2 ? ['7'] : []
  })
}

/** The number of a code: 6 of `AK403:6`; what is against a guide only has codes of its own in a 999. */
function numberOf({ code, implementation }: Finding, { namesGuide }: Form): string {
  return (namesGuide ? implementation : undefined) ?? code.slice(code.indexOf(':') + 1)
}

/** AK3 for each segment and kind of fault, each with the AK4 of its elements. */
function segmentNotes(findings: readonly Finding[], form: Form, delimiters: Delimiters): Segment[] {
  const notes: Segment[] = []
  let open = ''
  let elements = 0
  for (const finding of findings) {
    const isElement = finding.code.startsWith('AK403:')
    const number = numberOf(finding, form)
    const position = countEchoed(finding.position, form.positionDigits)
    const note = [form.segment, tagEchoed(finding.segment), position, '', isElement ? '8' : number]
    if (note.join() !== open || !isElement) {
      notes.push(note)
      elements = 0
    }
    open = note.join()
    if (isElement && ++elements <= MOST_ELEMENTS) notes.push(elementNote(finding, number, form.element, delimiters))
  }
  return notes
}

/** AK402 is left out for a composite, which has no number of that form; AK404 where there is nothing to show. */
function elementNote(
  { element = 0, component, repetition, reference = '', value = '' }: Finding,
  code: string,
  tag: string,
  delimiters: Delimiters,
): Segment {
  const place = placeEchoed(element, component, repetition).join(delimiters.component)
  const note = [tag, place, /^\d{1,4}$/.test(reference) ? reference : '', code]
  const copy = textEchoed(value, delimiters, 99)
  return copy === '' ? note : [...note, copy]
}

function reasonsOf(findings: readonly Finding[], kind: string): string[] {
  const reasons = errorsOf(findings).flatMap(({ code }) => (code.startsWith(kind) ? [code.slice(kind.length)] : []))
  return [...new Set(reasons)].slice(0, 5)
}

function errorsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ level }) => level !== 'note')
}
