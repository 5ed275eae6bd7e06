/**
 * A supplier's own writing of X12: elements joined by the supplier's delimiters, envelopes around them. Shares no code with lib/x12.
 * @see reference x12.md §1
 */
import type { Segment } from './read'

export interface Style {
  readonly element: string
  readonly component: string
  /** Written into ISA11 from 00402 on. */
  readonly repetition: string
  readonly segment: string
  /** GS08, `004010` or `005010`. */
  readonly version: string
}

export interface Address {
  readonly qualifier: string
  readonly id: string
  /** GS02 or GS03. */
  readonly application: string
}

export interface Envelope {
  readonly from: Address
  readonly to: Address
  readonly usage: string
  readonly at: Date
  readonly style: Style
  /** The same number serves as ISA13 and GS06: a supplier sends one group in an interchange. */
  readonly controlNumber: number
  /** GS01. */
  readonly functionalId: string
}

/** A transaction set between ST and SE: its code and its segments without the two. */
export interface Body {
  readonly code: string
  readonly segments: readonly Segment[]
}

/** One interchange with one group. A delimiter inside a value becomes a blank: X12 has no escape. */
export function writeInterchange(envelope: Envelope, bodies: readonly Body[]): string {
  const { from, to, style, at } = envelope
  const number = String(envelope.controlNumber)
  const isa13 = number.padStart(9, '0')
  const [date, time] = [calendarDate(at), clock(at)]
  const isa = [
    ['ISA', '00', ' '.repeat(10), '00', ' '.repeat(10)],
    [from.qualifier, from.id.padEnd(15), to.qualifier, to.id.padEnd(15)],
    [
      date.slice(2),
      time,
      repeats(style) ? style.repetition : 'U',
      style.version.slice(0, 5),
      isa13,
      '0',
      envelope.usage,
      style.component,
    ],
  ].flat()
  const segments: Segment[] = [
    ['GS', envelope.functionalId, from.application, to.application, date, time, number, 'X', style.version],
  ]
  bodies.forEach((body, index) => {
    const st02 = String(index + 1).padStart(4, '0')
    segments.push(['ST', body.code, st02], ...body.segments, ['SE', String(body.segments.length + 2), st02])
  })
  segments.push(['GE', String(bodies.length), number], ['IEA', '1', isa13])
  return [isa.join(style.element), ...segments.map(segment => joined(segment, style))].map(line => line + style.segment).join('')
}

/** `20260115`. */
export function calendarDate(moment: Date): string {
  return moment.toISOString().slice(0, 10).replaceAll('-', '')
}

function clock(moment: Date): string {
  return moment.toISOString().slice(11, 16).replace(':', '')
}

/** Empty elements at the end are dropped. */
function joined(segment: Segment, style: Style): string {
  const used = segment.slice(0, segment.findLastIndex(element => element !== '') + 1)
  return used.map(element => clean(element, style)).join(style.element)
}

function clean(text: string, style: Style): string {
  const delimiters = [style.element, style.component, style.segment, ...(repeats(style) ? [style.repetition] : [])]
  return delimiters.reduce((clear, delimiter) => clear.replaceAll(delimiter, ' '), text)
}

/** ISA11 is the repetition separator from 00402 on; before, it names the standard. */
function repeats(style: Style): boolean {
  return style.version >= '00402'
}
