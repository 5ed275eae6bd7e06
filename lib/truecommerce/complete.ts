/** Whether the bytes of a file are the whole file, as far as its format can tell. @see reference truecommerce.md §5 */
import { sameNumber } from '../documents/order-line'
import { encodingOf, type TextEncoding } from './text-encoding'

export type FileFormat = 'x12' | 'xml' | 'json' | 'csv' | 'text'

/** `complete` is undefined when the format cannot tell and only time can. */
export interface Completeness {
  readonly format: FileFormat
  readonly encoding: TextEncoding
  readonly complete: boolean | undefined
}

export function completenessOf(bytes: Buffer): Completeness {
  const encoding = encodingOf(bytes)
  const text = textOf(bytes, encoding).trimStart()
  const { format, complete } = inText(text)
  // The last character is half there.
  if (encoding !== 'utf-8' && bytes.length % 2 === 1) return { format, encoding, complete: false }
  return { format, encoding, complete }
}

function inText(text: string): Pick<Completeness, 'format' | 'complete'> {
  if (text.startsWith('ISA')) return { format: 'x12', complete: isWholeX12(text) }
  if (text.startsWith('<')) return { format: 'xml', complete: isWholeXml(text) }
  if (text.startsWith('{') || text.startsWith('[')) return { format: 'json', complete: isWholeJson(text) }
  return { format: isTable(text) ? 'csv' : 'text', complete: undefined }
}

/** ST01 of each transaction set between the delimiters of the last interchange; none when it is not X12. */
export function transactionSetsIn(bytes: Buffer): readonly string[] {
  const text = textOf(bytes, encodingOf(bytes)).trimStart()
  const header = text.startsWith('ISA') ? lastHeader(text) : undefined
  if (!header) return []
  const segments = text.split(header.terminator).map(segment => segment.trimStart().split(header.separator, 2))
  return segments.filter(([id]) => id === 'ST').map(([, set = '']) => set.trim())
}

/**
 * Whole when the last interchange ends in an IEA that repeats its control number, with or without leading zeros, and has its terminator.
 * Without the terminator nobody can say: the file may be meant so, or the last byte is still to come. Nor under another number: most
 * likely the sender counts wrongly, which is for the decoder to tell.
 */
function isWholeX12(text: string): boolean | undefined {
  const header = lastHeader(text)
  if (!header) return false
  const { separator, terminator, controlNumber } = header
  const end = text.lastIndexOf(`IEA${separator}`)
  if (end < header.at) return false
  const trailer = text.slice(end)
  const close = trailer.indexOf(terminator)
  const segment = close < 0 ? trailer : trailer.slice(0, close)
  const isItsOwn = sameNumber(segment.split(separator)[2] ?? '', controlNumber)
  if (close < 0) return isItsOwn ? undefined : false
  if (trailer.slice(close + 1).trim() !== '') return false
  return isItsOwn ? true : undefined
}

interface Header {
  readonly at: number
  readonly separator: string
  readonly terminator: string
  readonly controlNumber: string
}

/** The last ISA: each interchange of a file may have delimiters of its own. */
function lastHeader(text: string): Header | undefined {
  for (let at = text.lastIndexOf('ISA'); at >= 0; at = at === 0 ? -1 : text.lastIndexOf('ISA', at - 1)) {
    // Sixteen elements in 106 characters; a sender that does not pad writes fewer.
    const separator = text[at + 3] ?? ''
    const elements = text.slice(at, at + 130).split(separator, 17)
    const terminator = elements[16]?.[1]
    if (separator === '' || /[A-Za-z0-9]/.test(separator) || terminator === undefined) continue
    if (!/^[01]/.test(elements[14] ?? '') && !/^[TPI]$/.test(elements[15] ?? '')) continue
    return { at, separator, terminator, controlNumber: elements[13]?.trim() ?? '' }
  }
  return undefined
}

/** Whole when every element is closed: one walk over the tags, without understanding them. */
function isWholeXml(text: string): boolean {
  let depth = 0
  let roots = 0
  for (let at = text.indexOf('<'); at >= 0; ) {
    const skip = skips.find(([start]) => text.startsWith(start, at))
    const end = skip ? text.indexOf(skip[1], at + skip[0].length) : endOfTag(text, at)
    if (end < 0) return false
    if (!skip) {
      if (text[at + 1] === '/') depth--
      else if (text[end - 1] !== '/') depth++
      if (depth === 0) roots++
    }
    at = text.indexOf('<', end)
  }
  return depth === 0 && roots === 1
}

const skips = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const

/** A `>` in an attribute value does not end the tag. */
function endOfTag(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const character = text[at] as string
    if (quote) {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at
  }
  return -1
}

/** Two rows or more with the same number of columns, by one of the usual separators. A separator within quotes is part of a value. */
function isTable(text: string): boolean {
  const rows = text
    .slice(0, 65_536)
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r?\n/)
    .slice(0, 20)
  const whole = rows.slice(0, -1).concat(rows.at(-1) === '' || rows.length === 20 ? [] : rows.slice(-1))
  return [';', ',', '\t', '|'].some(separator => {
    const columns = new Set(whole.map(row => row.split(separator).length))
    return whole.length > 1 && columns.size === 1 && !columns.has(1)
  })
}

function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Enough to see the structure: the reader of each format decides on the encoding for itself. */
function textOf(bytes: Buffer, encoding: TextEncoding): string {
  return new TextDecoder(encoding).decode(bytes)
}
