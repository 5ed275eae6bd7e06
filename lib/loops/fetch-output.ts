/** What a fetched record is in the ledger and in a message. */
import type { Division } from '../documents/value'
import type { ExactRecord } from '../exact/odata'
import { knownResource } from '../exact/resources/known'
import { purchaseOrders } from '../exact/resources/purchase-orders'
import type { NewDocument } from '../ledger/documents'
import { sha256 } from '../ledger/message'
import type { Fetch, Output } from './fetch-place'

export const MODIFIED = 'Modified'

/** A record as it stands is one document: read again unchanged it is the same one. */
export function recordOutput({ resource, query, followed }: Fetch, division: Division, record: ExactRecord): Output {
  const found = record[knownResource(resource)?.key ?? 'ID']
  const key = typeof found === 'string' || typeof found === 'number' ? String(found) : ''
  const isOrder = resource === purchaseOrders.path
  const subject = isOrder ? `Purchase order ${String(record['OrderNumber'])}` : `${resource} ${key}`
  const kind = isOrder ? 'purchase-order' : resource
  const document: NewDocument = { kind, businessKey: `${division} ${key} ${sha256(JSON.stringify(record))}`, subject, division }
  const select = typeof query === 'object' ? query.select : undefined
  const { [MODIFIED]: _moment, ...asked } = record
  return {
    port: 0,
    followed,
    document,
    message: {
      payload: select && !select.includes(MODIFIED) ? asked : record,
      topic: subject,
      edi: { kind, division, ...(isOrder ? { order: String(record['OrderNumber']) } : {}) },
    },
  }
}
