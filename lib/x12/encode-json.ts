/** JSON as the command `decode` prints it → interchanges to be written. */
import { EdiError } from '../error'
import { delimitersFor } from './choose-delimiters'
import type { OutgoingGroup, OutgoingInterchange, OutgoingTransaction } from './encode'
import { functionalIds } from './dictionary/index'
import type { Delimiters, Segment } from './segment'

/** For what the JSON does not say. */
export interface Moment {
  /** `2026-01-15`. */
  readonly date: string
  /** `09:30`. */
  readonly time: string
}

/**
 * The interchanges of a document as `decode` prints it, of one interchange alone, of a list of them, or of one of these on each line.
 * Statuses, findings and counts in it are not looked at.
 * @throws EdiError `json-invalid`; `x12-json` naming the path of what is missing or wrong
 */
export function outgoingFrom(text: string, moment: Moment): readonly OutgoingInterchange[] {
  const interchanges = documentsIn(text).flatMap(document => {
    if (Array.isArray(document)) return document
    const { interchanges: inside, ending } = record(document, 'the document')
    if (inside === undefined) return [document]
    const all = list(inside, 'interchanges')
    const last = all.length - 1
    return ending === undefined
      ? all
      : all.map((each, n) => (n < last ? each : { ...record(each, `interchanges[${n}]`), ending }))
  })
  if (interchanges.length === 0) throw wrong('interchanges', 'has no interchange')
  return interchanges.map((each, n) => interchangeFrom(record(each, `interchanges[${n}]`), `interchanges[${n}]`, moment))
}

type Fields = Readonly<Record<string, unknown>>

function interchangeFrom(fields: Fields, path: string, moment: Moment): OutgoingInterchange {
  const version = text(fields['version'] ?? '00401', `${path}.version`)
  const usage = text(fields['usage'] ?? 'T', `${path}.usage`)
  if (usage !== 'P' && usage !== 'T' && usage !== 'I') throw wrong(`${path}.usage`, `is "${usage}"; P, T and I can be written`)
  const sender = {
    qualifier: text(fields['senderQualifier'], `${path}.senderQualifier`),
    id: text(fields['sender'], `${path}.sender`),
  }
  const receiver = {
    qualifier: text(fields['receiverQualifier'], `${path}.receiverQualifier`),
    id: text(fields['receiver'], `${path}.receiver`),
  }
  const groups = list(fields['groups'] ?? [], `${path}.groups`).map((each, n) =>
    groupFrom(record(each, `${path}.groups[${n}]`), `${path}.groups[${n}]`, sender.id, receiver.id),
  )
  const delimiters = fields['delimiters']
  const lineBreak = text(fields['lineBreak'] ?? '', `${path}.lineBreak`)
  if (!/^(\r\n|\r|\n)?$/.test(lineBreak)) throw wrong(`${path}.lineBreak`, 'must be a line break or empty')
  const requested = fields['acknowledgmentRequested'] ?? false
  if (typeof requested !== 'boolean') throw wrong(`${path}.acknowledgmentRequested`, 'must be true or false')
  return {
    sender,
    receiver,
    asRead: {
      ...segmentAt('header', fields, path),
      ...segmentAt('trailer', fields, path),
      services: segmentsAt('services', fields, path),
      ...(fields['ending'] !== undefined && { ending: ending(fields['ending'], fields['delimiters']) }),
      isDated: fields['date'] !== undefined || fields['time'] !== undefined,
    },
    date: text(fields['date'] ?? moment.date, `${path}.date`),
    time: text(fields['time'] ?? moment.time, `${path}.time`),
    controlNumber: number(fields['controlNumber'], `${path}.controlNumber`),
    version: version < '00402' ? '004010' : '005010',
    isaVersion: version,
    usage,
    acknowledgmentRequested: requested,
    delimiters:
      delimiters === undefined
        ? delimitersFor(groups, version >= '00402')
        : delimitersFrom(record(delimiters, `${path}.delimiters`), `${path}.delimiters`, lineBreak),
    // Where the document names its delimiters its elements are as they were read, composites and repetitions unsplit.
    elements: delimiters === undefined ? 'made' : 'as-read',
    technicalAcknowledgments: technicalAcknowledgments(fields, path),
    groups,
  }
}

function groupFrom(fields: Fields, path: string, sender: string, receiver: string): OutgoingGroup {
  const transactions = list(fields['transactions'] ?? [], `${path}.transactions`).map((each, n) =>
    transactionFrom(record(each, `${path}.transactions[${n}]`), `${path}.transactions[${n}]`),
  )
  const [first] = transactions
  const header = segmentAt('header', fields, path)
  return {
    functionalId: text(fields['functionalId'] ?? functionalIds[first?.set ?? ''], `${path}.functionalId`),
    sender: text(fields['sender'] ?? header.header?.[2] ?? sender, `${path}.sender`),
    receiver: text(fields['receiver'] ?? header.header?.[3] ?? receiver, `${path}.receiver`),
    controlNumber: number(fields['controlNumber'], `${path}.controlNumber`),
    asRead: { ...header, ...segmentAt('trailer', fields, path) },
    version: text(fields['version'], `${path}.version`),
    transactions,
  }
}

/** ST and SE may be among the segments, as `decode` gives them, or not. */
function transactionFrom(fields: Fields, path: string): OutgoingTransaction {
  const segments = list(fields['segments'], `${path}.segments`).map((each, n) => segment(each, `${path}.segments[${n}]`))
  const header = segments[0]?.[0] === 'ST' ? segments[0] : undefined
  const trailer = segments.at(-1)?.[0] === 'SE' ? segments.at(-1) : undefined
  const body = segments.slice(header === undefined ? 0 : 1, trailer === undefined ? undefined : -1)
  const implementation = header?.[3] ?? ''
  return {
    set: text(fields['set'] ?? header?.[1], `${path}.set`),
    controlNumber: text(fields['controlNumber'] ?? header?.[2], `${path}.controlNumber`),
    ...(implementation !== '' && { implementation }),
    ...(trailer !== undefined && { trailer }),
    segments: body,
  }
}

function delimitersFrom(fields: Fields, path: string, lineBreak: string): Delimiters {
  const segment = text(fields['segment'] ?? '~', `${path}.segment`)
  return {
    element: text(fields['element'] ?? '*', `${path}.element`),
    component: text(fields['component'] ?? '>', `${path}.component`),
    repetition: text(fields['repetition'] ?? '', `${path}.repetition`),
    segment: /^[\r\n]/.test(segment) || !/^(\r\n|\r|\n)$/.test(lineBreak) ? segment : segment + lineBreak,
  }
}

function technicalAcknowledgments(fields: Fields, path: string): readonly Segment[] {
  const segments = segmentsAt('technicalAcknowledgments', fields, path)
  const odd = segments.findIndex(([tag]) => tag !== 'TA1')
  if (odd >= 0) throw wrong(`${path}.technicalAcknowledgments[${odd}]`, 'must be a TA1')
  return segments
}

/** What stands after the last IEA: nothing that a reader could take for more. */
function ending(value: unknown, delimiters: unknown): string {
  const whole = text(value, 'ending')
  const { segment: terminator = '~' } = (delimiters ?? {}) as Fields
  // oxlint-disable-next-line no-control-regex
  const rest = whole.replaceAll(String(terminator).slice(0, 1), '').replace(/[\s\0\x1a\xef\xbb\xbf]/g, '')
  if (rest !== '') throw wrong('ending', 'must be line breaks and the like, because nothing follows the last interchange')
  return whole
}

/** A segment of the envelope that the document may hold as it was read. */
function segmentAt<Name extends string>(name: Name, fields: Fields, path: string): { readonly [Key in Name]?: Segment } {
  const value = fields[name]
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return {}
  return { [name]: segment(value, `${path}.${name}`) } as { readonly [Key in Name]?: Segment }
}

function segmentsAt(name: string, fields: Fields, path: string): readonly Segment[] {
  return list(fields[name] ?? [], `${path}.${name}`).map((each, n) => segment(each, `${path}.${name}[${n}]`))
}

function segment(value: unknown, path: string): Segment {
  const elements = list(value, path)
  const odd = elements.findIndex(element => typeof element !== 'string')
  if (odd >= 0) throw wrong(`${path}[${odd}]`, 'must be text, also where it is a number')
  return elements as readonly string[]
}

function documentsIn(whole: string): readonly unknown[] {
  // Editors put a byte order mark before it, which JSON does not know.
  const text = whole.replace(/^\ufeff/, '')
  try {
    return [JSON.parse(text)]
  } catch (thrown) {
    const lines = text.split('\n').filter(line => line.trim() !== '')
    if (lines.length > 1 && lines.every(line => line.trimStart().startsWith('{') && line.trimEnd().endsWith('}'))) {
      try {
        return lines.map(line => JSON.parse(line) as unknown)
      } catch {
        // Said of the whole text below.
      }
    }
    throw new EdiError({
      code: 'json-invalid',
      what: 'The input is not JSON',
      why: thrown instanceof Error ? thrown.message : String(thrown),
      remedy: 'Give what edi-loop decode prints',
    })
  }
}

function record(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw wrong(path, 'must be an object')
}

function list(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw wrong(path, value === undefined ? 'is missing' : 'must be a list')
}

function text(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  throw wrong(path, value === undefined ? 'is missing' : 'must be text')
}

function number(value: unknown, path: string): number {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{1,9}$/.test(value.trim()))) return Number(value)
  throw wrong(path, value === undefined ? 'is missing' : 'must be a number of up to nine digits')
}

function wrong(path: string, what: string): EdiError {
  return new EdiError({ code: 'x12-json', what: `${path} ${what}`, remedy: 'Give what edi-loop decode prints' })
}
