/** What a document counts and adds up, put right in a sample: line numbers, levels, CTT, and the total of an invoice. */
import { decimal, decimalText, money, sum } from '../documents/value'
import { totalsOf } from '../x12/totals'
import type { Placed } from './sample-document'
import { put } from './sample-segment'

export interface AgreedNumbers {
  /** Whether the guide fixes the value of an element, which then stays as it is. */
  isFixed(key: string): boolean
  /** Digits that it has to have. */
  least(key: string): number
}

/** Changes the elements of the document in place. */
export function putTotalsRight(set: string, placed: readonly Placed[], { isFixed, least }: AgreedNumbers): void {
  const loops = placed.filter(({ elements: [tag = ''] }) => ['PO1', 'POC', 'IT1', 'HL'].includes(tag))
  if (set === '856') numberLevels(loops, least)
  else
    for (const [n, { elements }] of loops.entries())
      if ((elements[1] ?? '') !== '' && !isFixed(`${elements[0]}01`))
        put(elements, 1, 0, String(n + 1).padStart(least(`${elements[0]}01`), '0'))
  for (const loop of loops) fitInside(loop, isFixed)
  const total = placed.find(({ elements: [tag] }) => tag === 'CTT')?.elements
  if (total !== undefined) {
    if (!isFixed('CTT01')) put(total, 1, 0, String(loops.length).padStart(least('CTT01'), '0'))
    const quantity = totalsOf[set]?.quantity ?? 0
    if ((total[2] ?? '') !== '' && quantity > 0 && !isFixed('CTT02'))
      put(total, 2, 0, decimalText(sum(loops.map(({ elements }) => elements[quantity] || 0))))
  }
  const due = placed.find(({ elements: [tag] }) => tag === 'TDS')?.elements
  if (set === '810' && due !== undefined && !isFixed('TDS01'))
    put(due, 1, 0, invoiceTotal(placed, loops).padStart(least('TDS01'), '0'))
}

/** What stands under a line says what the line says: the quantity of an answer, the amount of a tax at its rate. */
function fitInside({ elements: line, inside }: Placed, isFixed: AgreedNumbers['isFixed']): void {
  for (const { elements } of inside) {
    const [tag, , second = '', third = ''] = elements
    if (tag === 'ACK' && second !== '' && !isFixed('ACK02'))
      put(elements, 2, 0, (line[0] === 'POC' ? line[3] : line[2]) || second)
    if (tag === 'ACK' && third !== '' && !isFixed('ACK03')) put(elements, 3, 0, (line[0] === 'POC' ? line[5] : line[3]) || third)
    if (tag === 'TXI' && second !== '' && third !== '' && !isFixed('TXI02'))
      put(elements, 2, 0, money(amountOf(line).times(third), 'EUR'))
  }
}

/** Quantity times price, which a change has in other places than an order or an invoice. */
function amountOf(line: readonly string[]) {
  const [quantity, price] = line[0] === 'POC' ? [line[3], line[6]] : [line[2], line[4]]
  return decimal(quantity || 0).times(price || 0)
}

/** HL01 counts, HL02 names the level above: an item hangs on what came before it and is wider. */
function numberLevels(loops: readonly Placed[], least: AgreedNumbers['least']): void {
  const widths = ['S', 'O', 'T', 'P', 'I']
  for (const [n, { elements }] of loops.entries()) {
    const width = widths.indexOf(elements[3] ?? '')
    const parent = loops.slice(0, n).findLastIndex(above => widths.indexOf(above.elements[3] ?? '') < width)
    put(elements, 1, 0, String(n + 1).padStart(least('HL01'), '0'))
    put(elements, 2, 0, parent < 0 ? '' : (loops[parent]?.elements[1] ?? ''))
  }
}

/** Goods, charges less allowances, and taxes, in hundredths. */
function invoiceTotal(placed: readonly Placed[], lines: readonly Placed[]): string {
  const inLines = lines.flatMap(({ inside }) => inside)
  const tagged = (some: readonly Placed[], wanted: string) =>
    some.map(({ elements }) => elements).filter(([tag]) => tag === wanted)
  const ofDocument = tagged(placed, 'TXI')
  // Taxes of the document sum up those of the lines.
  const taxes = ofDocument.length > 0 ? ofDocument : tagged(inLines, 'TXI')
  return sum([
    ...lines.map(({ elements }) => amountOf(elements).times(100)),
    ...taxes.map(([, , amount]) => decimal(amount || 0).times(100)),
    ...tagged([...placed, ...inLines], 'SAC').map(([, way, , , , amount]) =>
      decimal(amount || 0).times(way === 'A' ? -1 : way === 'C' ? 1 : 0),
    ),
  ]).toFixed(0)
}
