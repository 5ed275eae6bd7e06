/** `/_sandbox/…`: how a test or the supplier of the sandbox looks at the server and moves it. Not part of the real service. */
import { type Answer, badRequest, json, Refusal } from './answer'
import { Draft } from './draft'
import { checkedFault, type Faults } from './faults'
import { givenOf, objectOf } from './input'
import { checkedSwitches, type Switches } from './switches'
import { lineAmounts } from './amounts'
import { afterLineChange, restampLines } from './rules/purchase-orders'
import { processInvoice } from './rules/purchase-invoices'
import { entity } from './schema'
import { circumstancesOf, commit } from './commit'
import type { Service } from './service'
import type { Row } from './store'

export interface Controls {
  readonly service: Service
  readonly faults: Faults
  readonly advance: (seconds: number) => void
  readonly change: (switches: Partial<Switches>) => void
}

/** @throws Refusal 400 or 404 */
export function control(controls: Controls, method: string, path: string, text: string): Answer {
  const { service, faults } = controls
  const body = () => objectOf(text)
  switch (`${method} ${path}`) {
    case 'GET /_sandbox/record':
      return json(200, service.journal.entries)
    case 'GET /_sandbox/calls':
      return json(200, service.limits.totals())
    case 'GET /_sandbox/faults':
      return json(200, faults.armed())
    case 'POST /_sandbox/faults':
      faults.arm(checked(() => checkedFault(body())))
      return { status: 204 }
    case 'DELETE /_sandbox/faults':
      faults.disarm()
      return { status: 204 }
    case 'GET /_sandbox/switches':
      return json(200, service.switches)
    case 'POST /_sandbox/switches':
      controls.change(checked(() => checkedSwitches(body())))
      return { status: 204 }
    case 'GET /_sandbox/clock':
      return json(200, { now: service.clock.now().toISOString(), ahead: service.clock.offset() })
    case 'POST /_sandbox/clock':
      controls.advance(Number(body()['seconds']))
      return { status: 204 }
    case 'POST /_sandbox/process-invoice':
      processed(service, body())
      return { status: 204 }
    case 'POST /_sandbox/edit':
      edit(service, body())
      return { status: 204 }
    default:
      throw new Refusal(404, [`the sandbox has no ${method} ${path}`])
  }
}

/** @throws Refusal 400 where the check says that something does not exist or does not take the value */
function checked<T>(check: () => T): T {
  try {
    return check()
  } catch (thrown) {
    throw thrown instanceof RangeError ? badRequest(thrown.message) : thrown
  }
}

/** What a person does in the product: `{division, id}` of a purchase invoice. */
function processed(service: Service, body: Record<string, unknown>): void {
  const { draft, row, division } = found(service, 'purchase/PurchaseInvoices', body)
  processInvoice(draft, row)
  commit(service, division, 'purchase/PurchaseInvoices', 'process', String(row['ID']), body, draft.changes)
}

/** A person's change in the product: `{division, resource, id, set}`, also of properties that the API holds read-only. */
function edit(service: Service, body: Record<string, unknown>): void {
  const resource = String(body['resource'])
  const target = entity(resource)
  if (!target) throw new Refusal(404, [`the sandbox has no ${resource}`])
  const { draft, row, division } = found(service, resource, body)
  const key = String(row[target.key])
  const set = givenOf(JSON.stringify(body['set']), target, 'GET', service.switches).row
  draft.set(resource, key, set)
  if (resource === 'purchaseorder/PurchaseOrderLines') editedLine(draft, { ...row, ...set }, set)
  if (resource === 'purchaseorder/PurchaseOrders') restampLines(draft, key)
  commit(service, division, resource, 'edit', key, body, draft.changes)
}

function editedLine(draft: Draft, line: Row, set: Row): void {
  const price: Row = set['UnitPrice'] !== undefined && set['NetPrice'] === undefined ? { NetPrice: set['UnitPrice'] } : {}
  draft.adjust('purchaseorder/PurchaseOrderLines', String(line['ID']), { ...price, ...lineAmounts({ ...line, ...price }) })
  afterLineChange(draft, String(line['PurchaseOrderID']), String(line['ID']))
}

function found(service: Service, resource: string, body: Record<string, unknown>): { draft: Draft; row: Row; division: number } {
  const division = Number(body['division'])
  const draft = new Draft(circumstancesOf(service, division))
  const row = draft.row(resource, String(body['id']))
  if (!row) throw new Refusal(404, [`the sandbox has no ${resource} ${String(body['id'])} in ${division}`])
  return { draft, row, division }
}
