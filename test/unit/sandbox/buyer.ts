/** What the loops make of a supplier's files: each decoded, mapped, matched and made ready to be written, on a ledger in memory. */
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { decimal, type DecimalText, decimalText, type Division, type Guid, money, sum } from '../../../lib/documents/value'
import { asEdiError, EdiError } from '../../../lib/error'
import type { MasterData } from '../../../lib/exact/directory'
import { decodeFile } from '../../../lib/loops/decode-file'
import { decodeSettings } from '../../../lib/loops/decode-settings'
import { hops } from '../../../lib/loops/hops'
import { matchHop } from '../../../lib/loops/match'
import { matchingDefaults } from '../../../lib/loops/match-settings'
import type { NodeMessage } from '../../../lib/loops/message'
import { orderName } from '../../../lib/loops/order-names'
import { sha256 } from '../../../lib/ledger/message'
import type { ExactWrites } from '../../../lib/mapping/exact-write'
import type { Received } from '../../../lib/matching/quantities'
import { partnerDirectory } from '../../../sandbox/directory'
import type { HeldDocument } from '../../../sandbox/holds'
import type { SentFile } from '../../../sandbox/suppliers/entries'
import type { Order, World as Trade } from '../../../sandbox/world'
import { newMatchSettings } from '../../support/match-settings'
import { aWorld, onlyMessage, type Ran, runHop, runStep, someMasterData, type World } from '../loops/world'

/** Maps one after the other, by set; `match` stands for edi-match. */
const chains: Readonly<Record<string, readonly string[]>> = {
  '855': ['855-to-order-confirmation', 'order-confirmation-to-exact'],
  '865': ['865-to-order-confirmation', 'order-confirmation-to-exact'],
  '856': ['856-to-ship-notice', 'ship-notice-to-exact'],
  '810': ['810-to-invoice', 'match', 'invoice-to-exact'],
}

/** What a document waits for that another one may bring. */
const waitsForOthers = ['quantity-over-received', 'quantity-over-ordered', 'credit-without-invoice']

export interface Buyer {
  /** Reads a file to the end; sets that are rejected are named, what is held is in the ledger. */
  read(file: SentFile): Promise<{ readonly rejected: readonly string[]; readonly writes: readonly ExactWrites[] }>
  /** What waits for other documents goes on, if they have come. */
  lookAgain(): Promise<readonly ExactWrites[]>
  held(): Promise<readonly HeldDocument[]>
}

/** A document on its way, before one of the maps of its chain. */
interface OnItsWay {
  readonly left: readonly string[]
  readonly message: NodeMessage
}

/** A buyer who has sent these orders. */
export async function aBuyer(trade: Trade, orders: readonly Order[]): Promise<Buyer> {
  const world = await aWorld()
  const partners = partnerDirectory(trade)
  const master = masterDataOf(trade)
  for (const order of orders) await remember(world, orderOfBooks(trade, order))
  const received = new Map<Guid, Received>()
  let waiting: OnItsWay[] = []
  let steps = 0

  async function step(name: string, message: NodeMessage): Promise<Ran> {
    steps += 1
    const key = `${name} ${steps}`
    if (name !== 'match') return runHop(world, hop(name), { key, message }, { partners, masterData: () => master })
    // As a rehearsal has it.
    const defaults = matchingDefaults({ ...newMatchSettings, matching: 'partner' })
    const receipts = async () => received
    return runStep(world, { key, message }, (each, documentId) =>
      matchHop(each, { ledger: world.ledger, documentId, partners, defaults, receipts }),
    )
  }

  /** @returns what is to be written in the end */
  async function goOn({ left, message }: OnItsWay): Promise<readonly ExactWrites[]> {
    let now = message
    for (const [n, name] of left.entries()) {
      const ran = await step(name, now).catch((thrown: unknown) => {
        unlessHeld(thrown)
        if (waitsForOthers.includes(asEdiError(thrown).code)) waiting.push({ left: left.slice(n), message: now })
      })
      if (!ran || ran.outputs.length === 0) return []
      now = { ...onlyMessage(ran), edi: { ...onlyMessage(ran).edi, documentId: ran.documentId } }
    }
    const writes = now.payload as ExactWrites
    receive(writes, received, trade)
    return [writes]
  }

  return {
    read: async file => {
      const bytes = Buffer.from(file.text, 'utf8')
      const message = { payload: bytes, topic: file.file, edi: { kind: 'inbound-file', format: 'x12' } }
      const decoded = await runStep(world, { key: sha256(bytes), message }, (each, documentId) =>
        decodeFile(each, { ledger: world.ledger, documentId, partners, settings: decodeSettings({}), who: 'test' }),
      ).catch(unlessHeld)
      const documents = (decoded?.outputs ?? []).filter(({ message }) => chains[setOf(message)] !== undefined)
      const writes: ExactWrites[] = []
      for (const { port, message: one } of documents)
        if (port === 0) writes.push(...(await goOn({ left: chains[setOf(one)] ?? [], message: one })))
      return { rejected: documents.filter(({ port }) => port !== 0).map(({ message: { topic } }) => String(topic)), writes }
    },
    lookAgain: async () => {
      const [all, writes]: [OnItsWay[], ExactWrites[]] = [waiting, []]
      waiting = []
      for (const one of all) writes.push(...(await goOn(one)))
      return writes
    },
    held: () => world.ledger.replays.search({ states: ['held'] }, { order: 'oldest', after: undefined, limit: 1000 }),
  }
}

/** Goods receipts are booked in the unit of the order line here: no supplier of boxes is matched by them. */
function receive({ division, writes }: ExactWrites, received: Map<Guid, Received>, { companies, orders }: Trade): void {
  const units = new Map(
    orders
      .filter(order => order.division === division)
      .flatMap(({ lines }) => lines.map(line => [line.id, line.itemId] as const)),
  )
  const items = companies.find(company => company.division === division)?.items ?? []
  for (const write of writes) {
    if (write.action !== 'create' || write.resource !== 'purchaseorder/GoodsReceipts') continue
    for (const line of write.body['GoodsReceiptLines'] as { PurchaseOrderLineID: Guid; QuantityReceived: number }[]) {
      const before = received.get(line.PurchaseOrderLineID)?.quantity ?? 0
      const item = items.find(({ id }) => id === units.get(line.PurchaseOrderLineID))
      received.set(line.PurchaseOrderLineID, {
        quantity: decimalText(decimal(line.QuantityReceived).plus(before)),
        unit: item?.unit,
      })
    }
  }
}

function setOf({ edi }: NodeMessage): string {
  const set = edi?.['set']
  return typeof set === 'string' ? set : ''
}

function hop(name: string) {
  const found = hops[name]
  if (!found) throw new Error(`no map ${name}`)
  return found
}

/** The step has stopped with it, and the ledger knows why. */
function unlessHeld(thrown: unknown): undefined {
  if (thrown instanceof EdiError && thrown.prospect === 'held') return undefined
  throw thrown
}

async function remember(world: World, order: PurchaseOrder): Promise<void> {
  await runStep(
    world,
    { key: `order ${order.division} ${order.number}`, message: { payload: order, topic: order.number } },
    async () => ({
      what: 'sent',
      content: order,
      names: [orderName(order.division, order.number)],
      outputs: [],
    }),
  )
}

/** An order as it was sent. */
export function orderOfBooks({ suppliers, companies }: Trade, order: Order): PurchaseOrder {
  const { division, currency } = order
  const account = suppliers.find(({ key }) => key === order.supplier)?.accounts.find(one => one.division === division)
  const { items = [], paymentConditions = [] } = companies.find(one => one.division === division) ?? {}
  if (!account) throw new Error(`${order.supplier} sells nothing to ${division}`)
  const terms = paymentConditions.find(({ code }) => code === order.paymentCondition)
  const amount = (quantity: DecimalText, price: DecimalText) => money(decimal(quantity).times(price), currency)
  return {
    kind: 'purchase-order',
    division,
    number: String(order.orderNumber),
    sourceId: order.id,
    revision: 1,
    purpose: 'original',
    orderDate: order.orderDate,
    requestedDate: order.receiptDate,
    currency,
    supplier: { id: account.id, code: account.code },
    ...(terms && { paymentTerms: { code: terms.code, description: terms.description, netDays: terms.days } }),
    notes: [],
    total: sum(order.lines.map(({ quantity, price }) => amount(quantity, price))).toFixed(),
    lines: order.lines.map(line => {
      const item = items.find(({ id }) => id === line.itemId)
      return {
        number: String(line.lineNumber),
        sourceId: line.id,
        item: {
          id: line.itemId,
          buyerCode: line.itemCode,
          ...(item && { supplierCode: item.supplierItemCode, gtin: item.barcode }),
        },
        quantity: line.quantity,
        unit: item?.purchaseUnit ?? '',
        price: line.price,
        amount: amount(line.quantity, line.price),
        vatCode: line.vatCode,
        requestedDate: line.receiptDate,
        costCentre: line.costCentre,
      }
    }),
  }
}

function masterDataOf({ companies }: Trade): MasterData {
  const of = (division: Division) => companies.find(company => company.division === division)
  return someMasterData({
    glAccounts: async division => new Map((of(division)?.glAccounts ?? []).map(account => [account.code, account])),
    vatCodes: async division =>
      new Map(
        (of(division)?.vatCodes ?? []).map(({ code, fraction, type }) => [code, { code, rate: fraction, type, charged: false }]),
      ),
    itemsByCode: async (division, codes) =>
      new Map((of(division)?.items ?? []).filter(({ code }) => codes.includes(code)).map(item => [item.code, item])),
  }).master
}
