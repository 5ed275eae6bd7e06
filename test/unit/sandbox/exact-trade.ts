/** Writes to the trade of one company, each test on orders of its own. */
import { afterAll, beforeAll } from 'vitest'
import type { AxiosInstance } from 'axios'
import { division, type Run, run } from './exact-fixture'

/** To be called once in a file: starts before its tests and stops after them. */
export function aTrade() {
  let now: Run
  let api: AxiosInstance
  let next = 0
  beforeAll(async () => {
    now = await run({ orders: 180, switches: { errorsPerHour: 1000 } })
    api = await now.api()
  })
  afterAll(() => now.stop())
  return {
    get run() {
      return now
    },
    get api() {
      return api
    },
    /** An order that no other test of this file has touched. */
    anOrder() {
      const order = now.trade.orders.filter(each => each.division === division)[next]
      next += 1
      const [line] = order?.lines ?? []
      if (!order || !line) throw new Error('the world has too few orders')
      const supplier = now.trade.suppliers.find(({ key }) => key === order.supplier)?.accounts[0]?.id ?? ''
      return {
        ...order,
        line,
        supplierId: supplier,
        address: `purchaseorder/PurchaseOrders(guid'${order.id}')`,
        lineAddress: `purchaseorder/PurchaseOrderLines(guid'${line.id}')`,
      }
    },
    company() {
      const [first] = now.trade.companies
      if (!first) throw new Error('the world has no company')
      return first
    },
    record: async (address: string): Promise<Record<string, any>> => (await api.get(address)).data.d,
  }
}
