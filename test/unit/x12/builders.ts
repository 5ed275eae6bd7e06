/** Small interchanges for tests: one line says what is special about each. */
import { type DecodeOptions, decode } from '../../../lib/x12/decode'
import type { Decoded, Finding, Group, Interchange, Transaction } from '../../../lib/x12/decoded'

export const standard: DecodeOptions = { mode: 'standard', rejects: 'transaction', encoding: 'utf8' }

export interface Made {
  readonly version?: '004010' | '005010'
  readonly set?: string
  readonly functionalId?: string
  /** Segments between ST and SE. */
  readonly body?: readonly string[]
  readonly usage?: string
}

export const orderBody: readonly string[] = ['BEG*00*SA*PO-1**20260115', 'PO1*1*24*EA*12.5**VN*SKU-RED', 'CTT*1']

/** Text of an interchange with one transaction set, counts and control numbers right, `*` `>` `^` `~`. */
export function interchange({
  version = '004010',
  set = '850',
  functionalId = 'PO',
  body = orderBody,
  usage = 'T',
}: Made = {}): string {
  const [repetition, isa12] = version === '004010' ? ['U', '00401'] : ['^', '00501']
  return [
    `ISA*00*          *00*          *ZZ*BUYERCO        *ZZ*SELLERCO       *260115*0930*${repetition}*${isa12}*000000101*0*${usage}*>`,
    `GS*${functionalId}*BUYERCO*SELLERCO*20260115*0930*101*X*${version}`,
    `ST*${set}*0001`,
    ...body,
    `SE*${body.length + 2}*0001`,
    'GE*1*101',
    'IEA*1*000000101',
    '',
  ].join('~')
}

export function read(text: string | Uint8Array, options: Partial<DecodeOptions> = {}): Decoded {
  return decode(typeof text === 'string' ? Buffer.from(text, 'latin1') : text, { ...standard, ...options })
}

/** The only interchange of a file. */
export function onlyInterchange({ interchanges }: Decoded): Interchange {
  const [first] = interchanges
  if (first === undefined || interchanges.length > 1)
    throw new Error(`${interchanges.length} interchanges where one was expected`)
  return first
}

export function onlyGroup(decoded: Decoded): Group {
  const [first] = onlyInterchange(decoded).groups
  if (first === undefined) throw new Error('no group')
  return first
}

export function onlySet(decoded: Decoded): Transaction {
  const [first] = onlyGroup(decoded).transactions
  if (first === undefined) throw new Error('no transaction set')
  return first
}

/** Every finding of the file, wherever it hangs. */
export function allFindings({ interchanges, findings }: Decoded): Finding[] {
  return [
    ...findings,
    ...interchanges.flatMap(each => [
      ...each.findings,
      ...each.groups.flatMap(group => [...group.findings, ...group.transactions.flatMap(set => set.findings)]),
    ]),
  ]
}

/** `AK403:5 PO1@3-04`: code, segment, position and element of each error. */
export function errors(decoded: Decoded): string[] {
  return allFindings(decoded)
    .filter(({ level }) => level === 'error')
    .map(inShort)
}

export function inShort({ code, segment, position, element, component }: Finding): string {
  const place =
    element === undefined ? '' : `-${String(element).padStart(2, '0')}${component === undefined ? '' : `.${component}`}`
  return `${code} ${segment}@${position}${place}`
}
