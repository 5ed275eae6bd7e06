/** The envelope of an interchange on its way out: ISA, GS, ST with their trailers, counts and control numbers. */
import { EdiError } from '../error'
import type { GroupHeader, InterchangeHeader, OutgoingTransaction } from './encode'
import { checkBodyTag, OutgoingText } from './outgoing-text'
import { FIRST_WITH_RELEASE } from './release'
import { groupElements, isaElements, numbersAsRead } from './as-read'
import { functionalIds } from './dictionary/index'
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
  #functionalId = ''
  #groupAsRead: GroupHeader['asRead']

  /** @throws EdiError `x12-delimiters`, `x12-envelope` and those of `add` */
  constructor(readonly header: InterchangeHeader) {
    const { delimiters, version, characters = 'refuse', elements = 'made', technicalAcknowledgments = [] } = header
    checkDelimiters(delimiters)
    this.#date = dtOf(header.date, { segment: 'ISA', element: 9 })
    this.#time = tmOf(header.time, { segment: 'ISA', element: 10 })
    this.#text.begin({ delimiters, characters, elements })
    this.#text.version = version
    this.#text.addText(isaOf(header, this.#date, this.#time))
    this.#addBody(header.asRead?.services ?? [], 1)
    const release = releaseCharacterOf(header)
    if (release !== '') this.#text.releaseBy(release)
    this.#addBody(technicalAcknowledgments, 1)
  }

  beginGroup({ functionalId, sender, receiver, controlNumber, version, asRead }: GroupHeader): void {
    this.#groups++
    this.#sets = 0
    this.#groupNumber = numberWithin(controlNumber, 'GS', 6)
    this.#text.version = version
    const parties = [sized(sender, 2, 15, 'GS', 2), sized(receiver, 2, 15, 'GS', 3)] as const
    const group = ['GS', coded(functionalId, functionalCode, 'GS', 1), ...parties, this.#date, this.#time, this.#groupNumber, 'X']
    group.push(sized(version, 1, 12, 'GS', 8))
    this.#functionalId = functionalId
    this.#groupAsRead = asRead
    this.#text.add(groupElements(group, asRead?.header, this.header.asRead?.isDated ?? true), 1)
  }

  add({ set, controlNumber, implementation, segments, trailer }: OutgoingTransaction): void {
    this.#sets++
    const belongs = functionalIds[set]
    if (belongs !== undefined && belongs !== this.#functionalId) throw inWrongGroup(set, belongs, this.#functionalId)
    const header = ['ST', coded(set, setCode, 'ST', 1), sized(controlNumber, 4, 9, 'ST', 2)]
    if (implementation !== undefined) header.push(sized(implementation, 1, 35, 'ST', 3))
    this.#text.add(header, 1)
    this.#addBody(segments, 2)
    this.#text.add(numbersAsRead(['SE', String(segments.length + 2), controlNumber], trailer), segments.length + 2)
  }

  endGroup(): void {
    this.#text.add(numbersAsRead(['GE', String(this.#sets), this.#groupNumber], this.#groupAsRead?.trailer), 1)
  }

  end(): void {
    const { asRead, controlNumber } = this.header
    if (asRead?.ending !== undefined) this.#text.endWith(asRead.ending)
    this.#text.add(numbersAsRead(['IEA', String(this.#groups), paddedNumber(controlNumber)], asRead?.trailer), 1)
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
      if (segment[0] === 'BIN' || segment[0] === 'BDS') checkLength(segment, position + index, this.header.characters)
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
  const blank = ' '.repeat(10)
  const canonical = [
    '00',
    blank,
    '00',
    blank,
    ...sender,
    ...receiver,
    date.slice(2),
    time.slice(0, 4),
    repeats ? repetition : 'U',
    header.isaVersion === undefined ? (version === '004010' ? '00401' : '00501') : isaVersionOf(header.isaVersion),
    paddedNumber(header.controlNumber),
    header.acknowledgmentRequested ? '1' : '0',
    header.usage,
    component,
  ]
  const elements = isaElements(canonical, header.asRead?.header, delimiters, header.asRead?.isDated ?? true)
  return `ISA${e}${elements.join(e)}${segment}`
}

/** ISX01, from 007040; `''` for none. @see reference x12-peers.md §3 */
function releaseCharacterOf({ asRead, isaVersion = '' }: InterchangeHeader): string {
  if (isaVersion < FIRST_WITH_RELEASE) return ''
  return asRead?.services.find(([tag]) => tag === 'ISX')?.[1] ?? ''
}

function isaVersionOf(text: string): string {
  if (/^\d{5}$/.test(text)) return text
  throw new EdiError({
    code: 'x12-envelope',
    what: `"${text}" is no version of five digits`,
    where: { segment: 'ISA', element: 12 },
    remedy: 'Give one such as 00401',
  })
}

function partyOf({ qualifier, id }: InterchangeHeader['sender'], place: number, delimiters: Delimiters): readonly string[] {
  const own = withoutDelimiters(sized(qualifier, 2, 2, 'ISA', place), place, delimiters)
  return [own, withoutDelimiters(sized(id, 1, 15, 'ISA', place + 1), place + 1, delimiters).padEnd(15)]
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

/** GS01 and ST01, as every reader wants them. */
const functionalCode = /^[A-Z][A-Z0-9]$/
const setCode = /^\d{3}$/

function coded(text: string, form: RegExp, segment: string, element: number): string {
  if (form.test(text)) return text
  throw new EdiError({
    code: 'x12-envelope',
    what: `"${text}" is no ${segment === 'GS' ? 'functional id of two letters, such as PO' : 'transaction set of three digits, such as 850'}`,
    where: { segment, element },
    remedy: segment === 'GS' ? 'Give the id of the transaction set' : 'Give the number of the transaction set',
  })
}

function inWrongGroup(set: string, belongs: string, functionalId: string): EdiError {
  return new EdiError({
    code: 'x12-envelope',
    what: `Transaction set ${set} belongs in a group ${belongs}, this one is ${functionalId}`,
    where: { segment: 'GS', element: 1 },
    remedy: `Put it into a group whose functional id is ${belongs}`,
  })
}

/** A reader takes as many bytes as the length says, whatever they are. */
function checkLength(segment: Segment, position: number, characters: InterchangeHeader['characters']): void {
  const stated = segment[0] === 'BIN' ? 1 : 2
  const length = Buffer.byteLength(segment[stated + 1] ?? '', characters === 'utf8' ? 'utf8' : 'latin1')
  if (/^\d{1,15}$/.test(segment[stated] ?? '') && Number(segment[stated]) === length) return
  throw new EdiError({
    code: 'x12-segment',
    what: `${segment[0]}0${stated} "${segment[stated] ?? ''}" is not the length of its data, which is ${length} bytes`,
    where: { segment: segment[0] ?? '', position, element: stated },
    remedy: 'Give the number of bytes of the data',
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
    !/[\t\r\n]/.test(element + component + repetition) &&
    marks.every(mark => mark.length === 1 && mark > '\0' && mark <= '\x7f' && !/[A-Za-z0-9 ]/.test(mark)) &&
    new Set(marks).size === marks.length &&
    /^[^\t\r\n](\r\n|\r|\n)?$|^\r?\n$|^\r$/.test(segment)
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
    remedy:
      segment === 'ST'
        ? `Put ${element === 2 ? 'the control number' : 'the reference'} of the set right`
        : 'Put the ids of the partner right',
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
