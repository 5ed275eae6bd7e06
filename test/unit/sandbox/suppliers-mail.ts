/** Hand-made 850s and a mailbox in memory, for the tests of the suppliers. */
import type { SuppliersMailbox } from '../../../sandbox/suppliers/suppliers'
import type { Order, OrderLine, World } from '../../../sandbox/world'

export interface Letter {
  /** ISA13 and GS06. */
  readonly number: number
  /** BEG01. */
  readonly purpose?: string
  /** Changes a line before it is written. */
  readonly change?: (
    line: { quantity: string; price: string; date: string },
    index: number,
  ) => { quantity: string; price: string; date: string }
}

/** The 850s of some orders of one supplier and one company, in one group. */
export function the850(
  world: World,
  orders: readonly Order[],
  { number, purpose = '00', change = line => line }: Letter,
): string {
  const sets = orders.map((order, index) => {
    const segments = [
      `ST*850*${index + 1000}`,
      `BEG*${purpose}*SA*${order.orderNumber}**${plain(order.orderDate)}`,
      'CUR*BY*EUR',
      ...order.lines.flatMap((line, at) => {
        const { quantity, price, date } = change(
          { quantity: line.quantity, price: line.price, date: plain(line.receiptDate) },
          at,
        )
        return [
          `PO1*${line.lineNumber}*${quantity}*${unitOf(world, order, line)}*${price}*PE*BP*${line.itemCode}`,
          `DTM*002*${date}`,
        ]
      }),
      `CTT*${order.lines.length}`,
    ]
    return [...segments, `SE*${segments.length + 1}*${index + 1000}`]
  })
  return letter(world, orders[0], number, 'PO', sets)
}

function unitOf(world: World, order: Order, line: OrderLine): string {
  const company = world.companies.find(({ division }) => division === order.division)
  const item = company?.items.find(({ id }) => id === line.itemId)
  return company?.units.find(({ code }) => code === item?.purchaseUnit)?.x12 ?? ''
}

/** A 997 of the buyer about a group of the supplier. */
export function the997(world: World, order: Order, number: number, functionalId: string, group: string): string {
  const segments = ['ST*997*0001', `AK1*${functionalId}*${group}`, 'AK9*A*1*1*1', 'SE*4*0001']
  return letter(world, order, number, 'FA', [segments])
}

function letter(world: World, order: Order | undefined, number: number, kind: string, sets: readonly string[][]): string {
  const supplier = world.suppliers.find(({ key }) => key === order?.supplier)
  const company = world.companies.find(({ division }) => division === order?.division)
  if (!supplier || !company) throw new Error('an order of the world')
  const { qualifier, id } = supplier.interchange
  const isa13 = String(number).padStart(9, '0')
  return [
    `ISA*00*          *00*          *ZZ*${company.interchange.id.padEnd(15)}*${qualifier}*${id.padEnd(15)}*260115*0930*U*00401*${isa13}*0*T*>`,
    `GS*${kind}*${company.interchange.id}*${supplier.application}*20260115*0930*${number}*X*004010`,
    ...sets.flat(),
    `GE*${sets.length}*${number}`,
    `IEA*1*${isa13}`,
  ]
    .map(segment => `${segment}~`)
    .join('')
}

export function plain(day: string): string {
  return day.replaceAll('-', '')
}

export interface MailboxInMemory extends SuppliersMailbox {
  accept(text: string): void
  /** Name and text of every drop, in order; a repeated drop shows twice. */
  readonly drops: [string, string][]
  /** Set to the number of drops after which the next one throws. */
  failAfter: number
}

export function mailboxInMemory(): MailboxInMemory {
  const accepted: { id: string; bytes: () => Buffer }[] = []
  const drops: [string, string][] = []
  const mailbox: MailboxInMemory = {
    drops,
    failAfter: Number.POSITIVE_INFINITY,
    accept: text => accepted.push({ id: `file-${accepted.length + 1}`, bytes: () => Buffer.from(text) }),
    accepted: () => accepted,
    wasExported: name => drops.some(([dropped]) => dropped === name),
    exportFile: (name, bytes) => {
      if (drops.length >= mailbox.failAfter) throw new Error('killed')
      drops.push([name, bytes.toString()])
    },
  }
  return mailbox
}

/** The segments of a file whose ISA shows the usual place of the delimiters. */
export function segmentsOf(text: string): string[][] {
  return text
    .split(text.charAt(105))
    .filter(segment => segment !== '')
    .map(segment => segment.split(text.charAt(3)))
}
