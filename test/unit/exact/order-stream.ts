/** Purchase orders as Exact Online's sync stream and ordinary resource show them, in memory, with changes between two pages. */
import type { ExactClient } from '../../../lib/exact/client'
import type { ExactRecord, Query, TypedQuery } from '../../../lib/exact/odata'

interface Line {
  id: string
  number: number
  quantity: number
  stamp: number
}

interface Order {
  id: string
  stamp: number
  lines: Line[]
}

export class OrderStream {
  readonly orders = new Map<string, Order>()
  readonly calls: string[] = []
  /** Runs before the n-th page of a run is answered, the first being 1. */
  beforePage = new Map<number, () => void>()
  private version = 1
  private sorted: { readonly version: number; readonly count: number; readonly rows: ExactRecord[] } | undefined

  constructor(
    readonly pageSize: number,
    readonly header: 'first' | 'last' = 'first',
  ) {}

  /** Creates the order or gives it these line quantities; header and lines get new versions. */
  save(id: string, quantities: readonly number[], interleavedWith: readonly string[] = []): void {
    const lines = quantities.map((quantity, n) => ({ id: `${id}-${n + 1}`, number: n + 1, quantity, stamp: 0 }))
    this.orders.set(id, { id, stamp: 0, lines })
    this.restamp([id, ...interleavedWith])
  }

  /** Versions in turns, as when several orders are saved at the same moment. */
  restamp(ids: readonly string[]): void {
    const rows = ids
      .map(id => this.orders.get(id))
      .filter(order => order !== undefined)
      .map(order => (this.header === 'first' ? [order, ...order.lines] : [...order.lines, order]))
    for (let n = 0; n < Math.max(...rows.map(each => each.length)); n++)
      for (const row of rows.map(each => each[n])) if (row) row.stamp = ++this.version
  }

  /** Against the documentation: a line gets a new version and its header does not. */
  restampLine(id: string, number: number): void {
    const line = this.orders.get(id)?.lines[number - 1]
    if (line) line.stamp = ++this.version
  }

  client(): ExactClient {
    const pages = (_division: number, resource: string, query: Query) => this.pages(resource, query)
    const find = (_division: number, resource: string, query: Query) => this.find(resource, query)
    return { pages, find } as unknown as ExactClient
  }

  private async *pages(resource: string, query: Query): AsyncGenerator<ExactRecord[]> {
    if (resource !== 'sync/PurchaseOrder/PurchaseOrders') throw new Error(resource)
    let after = Number(/Timestamp gt (\d+)L/.exec((query as TypedQuery).filter ?? '')?.[1])
    for (let page = 1; ; page++) {
      this.beforePage.get(page)?.()
      this.calls.push(`sync ${after}`)
      const rows = this.rows().filter(row => Number(row['Timestamp']) > after)
      yield rows.slice(0, this.pageSize)
      if (rows.length <= this.pageSize) return
      after = Number(rows[this.pageSize - 1]?.['Timestamp'])
    }
  }

  private async find(resource: string, query: Query): Promise<ExactRecord[]> {
    const filter = (query as TypedQuery).filter ?? ''
    this.calls.push(`${resource} ${filter}`)
    return [...this.orders.values()].filter(({ id }) => filter.includes(`guid'${id}'`)).map(order => this.whole(order))
  }

  whole({ id, lines }: Order): ExactRecord {
    const rows = lines.map(line => ({
      ID: line.id,
      LineNumber: line.number,
      QuantityInPurchaseUnits: line.quantity,
      CostCenter: 'CC1',
      CostUnit: null,
    }))
    return { PurchaseOrderID: id, PurchaseOrderLines: rows }
  }

  private rows(): ExactRecord[] {
    const [version, count] = [this.version, this.orders.size]
    if (this.sorted?.version !== version || this.sorted.count !== count) this.sorted = { version, count, rows: this.sortedRows() }
    return this.sorted.rows
  }

  private sortedRows(): ExactRecord[] {
    const rows = [...this.orders.values()].flatMap(({ id, stamp, lines }) => [
      { PurchaseOrderID: id, LineNumber: 0, Timestamp: String(stamp) },
      ...lines.map(line => ({
        PurchaseOrderID: id,
        ID: line.id,
        LineNumber: line.number,
        QuantityInPurchaseUnits: line.quantity,
        CostCenter: 'a-guid',
        CostCenterCode: 'CC1',
        CostUnit: null,
        CostUnitCode: null,
        Timestamp: String(line.stamp),
      })),
    ])
    return rows.toSorted((a, b) => Number(a.Timestamp) - Number(b.Timestamp))
  }
}
