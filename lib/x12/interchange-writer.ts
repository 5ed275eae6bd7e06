/** The envelope of an interchange on its way out: ISA, GS, ST with their trailers, counts and control numbers. */
import { EdiError } from '../error'
import type { GroupHeader, InterchangeHeader, OutgoingTransaction } from './encode'
import { checkBodyTag, OutgoingText } from './outgoing-text'
import type { Delimiters, Segment } from './segment'
import { dtOf, tmOf } from './values'

/** Takes groups and transaction sets one after the other; holds no more of them than a block of bytes. */
export class InterchangeWriter {
  readonly #text = idle.pop() ?? new OutgoingText()
  readonly #date: string
  readonly #time: string
  #groups = 0
  #sets = 0
  #groupNumber = ''

  /** @throws EdiError `x12-delimiters`, `x12-envelope` and those of `add` */
  constructor(readonly header: InterchangeHeader) {
    const { delimiters, version, characters = 'refuse', separatorsInText = 'refuse', technicalAcknowledgments = [] } = header
    checkDelimiters(delimiters)
    this.#date = dtOf(header.date, { segment: 'ISA', element: 9 })
    this.#time = tmOf(header.time, { segment: 'ISA', element: 10 })
    this.#text.begin({ delimiters, characters, separatorsInText })
    this.#text.version = version
    this.#text.addText(isaOf(header, this.#date, this.#time))
    this.#addBody(technicalAcknowledgments, 1)
  }

  beginGroup({ functionalId, sender, receiver, controlNumber, version }: GroupHeader): void {
    this.#groups++
    this.#sets = 0
    this.#groupNumber = numberWithin(controlNumber, 'GS', 6)
    this.#text.version = version
    const parties = [sized(sender, 2, 15, 'GS', 2), sized(receiver, 2, 15, 'GS', 3)] as const
    this.#text.add(['GS', functionalId, ...parties, this.#date, this.#time, this.#groupNumber, 'X', version], 1)
  }

  add({ set, controlNumber, implementation, segments }: OutgoingTransaction): void {
    this.#sets++
    const header = ['ST', set, sized(controlNumber, 4, 9, 'ST', 2)]
    if (implementation !== undefined) header.push(sized(implementation, 1, 35, 'ST', 3))
    this.#text.add(header, 1)
    this.#addBody(segments, 2)
    this.#text.add(['SE', String(segments.length + 2), controlNumber], segments.length + 2)
  }

  endGroup(): void {
    this.#text.add(['GE', String(this.#sets), this.#groupNumber], 1)
  }

  end(): void {
    this.#text.add(['IEA', String(this.#groups), paddedNumber(this.header.controlNumber)], 1)
    this.#text.endBlock()
  }

  /** Blocks that are complete since the last call. */
  take(): readonly Buffer[] {
    const { blocks } = this.#text
    if (blocks.length > 0) this.#text.blocks = []
    return blocks
  }

  /** Lets the next interchange use its buffer. */
  release(): void {
    if (idle.length < 4) idle.push(this.#text)
  }

  #addBody(segments: readonly Segment[], position: number): void {
    const text = this.#text
    for (let index = 0; index < segments.length; index++) {
      const segment = segments[index]!
      checkBodyTag(segment[0] ?? '', position + index)
      text.add(segment, position + index)
    }
  }
}

const idle: OutgoingText[] = []

/** @see reference x12.md §1, the table of offsets */
function isaOf({ delimiters, version, ...header }: InterchangeHeader, date: string, time: string): string {
  const { element: e, component, repetition, segment } = delimiters
  const sender = partyOf(header.sender, 5, delimiters)
  const receiver = partyOf(header.receiver, 7, delimiters)
  const repeats = version >= '00402' && repetition !== ''
  const versions = `${repeats ? repetition : 'U'}${e}${version === '004010' ? '00401' : '00501'}`
  const marks = `${header.acknowledgmentRequested ? '1' : '0'}${e}${header.usage}${e}${component}${segment}`
  const blank = '          '
  const moment = `${date.slice(2)}${e}${time.slice(0, 4)}`
  return `ISA${e}00${e}${blank}${e}00${e}${blank}${e}${sender}${e}${receiver}${e}${moment}${e}${versions}${e}${paddedNumber(header.controlNumber)}${e}${marks}`
}

function partyOf({ qualifier, id }: InterchangeHeader['sender'], place: number, delimiters: Delimiters): string {
  const own = withoutDelimiters(sized(qualifier, 2, 2, 'ISA', place), place, delimiters)
  return own + delimiters.element + withoutDelimiters(sized(id, 1, 15, 'ISA', place + 1), place + 1, delimiters).padEnd(15)
}

function withoutDelimiters(text: string, place: number, { element, component, segment }: Delimiters): string {
  if (!text.includes(element) && !text.includes(component) && !text.includes(segment.slice(0, 1))) return text
  throw new EdiError({
    code: 'x12-delimiter-in-data',
    what: `"${text}" holds a delimiter`,
    where: { segment: 'ISA', element: place },
    remedy: 'Choose other delimiters, or another id',
  })
}

/** Delimiters found good before. */
const goodDelimiters = new Set<string>()

/** Separators must differ, and none may be a letter, a digit or a space, which every text holds. */
function checkDelimiters({ element, component, repetition, segment }: Delimiters): void {
  const key = `${element} ${component} ${repetition} ${segment}`
  if (goodDelimiters.has(key)) return
  const required = [element, component, segment.slice(0, 1)]
  const marks = repetition === '' ? required : [...required, repetition]
  const good =
    marks.every(mark => mark.length === 1 && mark > '\0' && mark <= '\x7f' && !/[A-Za-z0-9 ]/.test(mark)) &&
    new Set(marks).size === marks.length &&
    /^[^\r\n](\r?\n)?$|^\r?\n$|^\r$/.test(segment)
  if (!good)
    throw new EdiError({
      code: 'x12-delimiters',
      what: `The delimiters ${JSON.stringify({ element, component, repetition, segment })} cannot be used together`,
      remedy: 'Choose four different characters that are no letters, digits or spaces, such as * > ^ ~',
    })
  if (goodDelimiters.size < 100) goodDelimiters.add(key)
}

function sized(text: string, min: number, max: number, segment: string, element: number): string {
  if (text.length >= min && text.length <= max && text.trim() !== '' && /^[ -~]*$/.test(text)) return text
  throw new EdiError({
    code: 'x12-envelope',
    what: `"${text}" must have ${min === max ? min : `${min} to ${max}`} characters, all of them ASCII`,
    where: { segment, element },
    remedy: 'Put the ids of the partner right',
  })
}

function numberWithin(number: number, segment: string, element: number): string {
  if (Number.isInteger(number) && number >= 1 && number <= 999_999_999) return String(number)
  throw new EdiError({
    code: 'x12-envelope',
    what: `${number} is no control number from 1 to 999999999`,
    where: { segment, element },
  })
}

function paddedNumber(number: number): string {
  return numberWithin(number, 'ISA', 13).padStart(9, '0')
}
