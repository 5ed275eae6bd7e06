/** What suppliers do with a whole file: reference x12.md §11.1–6 and envelopes that are not as they should be. */
import type { Trap } from './trap'

const onFile = (trap: Omit<Trap, 'set'>): Trap => ({ set: '810', ...trap })

/** The characters that end its segments and part its elements. */
const separators = (text: string) => ({ element: text.charAt(3), component: text.charAt(104), segment: text.charAt(105) })

/** Each segment as it stands, without its end; the ISA first. */
function segmentsOf(text: string): string[] {
  return text.split(separators(text).segment).filter(segment => segment !== '')
}

function joined(segments: readonly string[], end: string): string {
  return segments.map(segment => segment + end).join('')
}

/** The same file between other characters, which the ISA shows. */
function between(element: string, component: string, end: string): (text: string) => string {
  return text => {
    const now = separators(text)
    const values = (segment: string) => segment.split(now.element)
    const cleared = (value: string) =>
      [element, component, ...end.split('')].reduce((clear, one) => clear.replaceAll(one, ' '), value)
    const [isa = '', ...others] = segmentsOf(text)
    const turned = others.map(segment => values(segment).map(cleared).join(element))
    // ISA11 of 005010 separates repetitions, by a character of its own.
    const eleventh = [element, component, end].includes(isa.charAt(82)) ? '%' : isa.charAt(82)
    const header = values(isa).join(element)
    return joined([header.slice(0, 82) + eleventh + header.slice(83, 104) + component, ...turned], end)
  }
}

/** One element of the first segment with this tag. */
function element(tag: string, place: number, value: (now: string) => string): (text: string) => string {
  return text => {
    const { element: separator, segment: end } = separators(text)
    let done = false
    const changed = segmentsOf(text).map(segment => {
      const elements = segment.split(separator)
      if (done || elements[0] !== tag) return segment
      done = true
      return elements.map((now, n) => (n === place ? value(now) : now)).join(separator)
    })
    return joined(changed, end)
  }
}

export const fileTraps: readonly Trap[] = [
  onFile({ name: 'a byte order mark', of: '1', text: text => `\uFEFF${text}` }),
  onFile({
    name: 'indented segments and blank lines',
    of: '1',
    text: text => {
      const { segment } = separators(text)
      return segment === '\n'
        ? text
        : segmentsOf(text)
            .map((one, n) => (n === 0 ? one : `\r\n\r\n   ${one}`) + segment)
            .join('')
    },
  }),
  ...(
    [
      ['|', '>', '~'],
      ['~', '|', '\n'],
      ['*', '^', '\r'],
      ['*', '{', '$'],
      ['*', ':', '!'],
      ['*', '~', '|'],
      ['*', '>', '\r\n'],
    ] as const
  ).map(([part, component, end]) =>
    onFile({ name: `separators ${JSON.stringify(`${part}${component}${end}`)}`, of: '2', text: between(part, component, end) }),
  ),
  onFile({
    name: 'an ISA without padding',
    of: '3',
    text: text => {
      const { element: separator, segment } = separators(text)
      const [isa = '', ...others] = segmentsOf(text)
      return joined(
        [
          isa
            .split(separator)
            .map((now, n) => (n === 0 ? now : now.trimEnd()))
            .join(separator),
          ...others,
        ],
        segment,
      )
    },
  }),
  onFile({ name: 'IEA02 without its zeros', of: '3', text: element('IEA', 2, now => String(Number(now))) }),
  onFile({ name: 'ISA12 of another version', of: '4', text: element('ISA', 12, () => '00200') }),
  onFile({ name: 'GS08 of an industry', of: '4', text: element('GS', 8, now => `${now}VICS`) }),
  onFile({ name: 'GS05 with hundredths', of: '5', text: element('GS', 5, now => `${now}3500`) }),
  onFile({
    name: 'ISA01 and ISA03 of a password',
    of: '6',
    text: text =>
      [1, 3].reduce((now, place) => element('ISA', place, () => '01')(element('ISA', place + 1, () => '0000000000')(now)), text),
  }),
  onFile({
    name: 'separators at the end of segments',
    of: '§1',
    text: text => {
      const { element: separator, segment } = separators(text)
      return joined(
        segmentsOf(text).map(one => (/^(N4|REF)/.test(one) ? `${one}${separator}${separator}` : one)),
        segment,
      )
    },
  }),
  onFile({ name: 'SE01 that miscounts', of: '3', text: element('SE', 1, now => String(Number(now) + 1)), isRejected: true }),
  onFile({ name: 'a decimal comma', of: '§9', text: element('IT1', 2, now => `${now},0`), isRejected: true }),
  onFile({ name: 'a sender whom nobody knows', of: 'unknown senders', sender: 'NOBODYKNOWS', fileHeldAs: 'sender-unknown' }),
  onFile({
    name: 'a receiver whom nobody knows',
    of: 'unknown receivers',
    receiver: 'NOBODYOFOURS',
    fileHeldAs: 'receiver-unknown',
  }),
  onFile({
    name: 'a control number that was used before',
    of: 'duplicate ISA13',
    repeatsNumber: true,
    fileHeldAs: 'duplicate-control-number',
  }),
]
