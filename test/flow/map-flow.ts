/** A flow with one map of orders to X12, and what comes of it: `mapped`, or `caught`. */
import ledger from '../../nodes/edi-ledger'
import map from '../../nodes/edi-map'
import partners from '../../nodes/edi-partners'
import { anOrder, division } from '../unit/mapping/builders'
import { onTab } from './support'

export const mapNodes = [ledger, partners, map]

/** @param directory JSON text of the supplier directory @param settings of the map */
export function mapFlow({ file, directory, ...settings }: { file: string; directory: string; overrides?: string }): object[] {
  const common = { name: '', version: 1 }
  const wired = { ledger: 'ledger', partners: 'partners', account: '', wires: [['mapped']] }
  return onTab([
    { id: 'ledger', type: 'edi-ledger', ...common, store: 'sqlite', file, retentionDays: '0' },
    { id: 'partners', type: 'edi-partners', ...common, directory },
    { id: 'map', type: 'edi-map', ...common, ...wired, map: 'purchase-order-to-850', ...settings },
    { id: 'mapped', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ])
}

/** An order of the usual supplier, as the map before hands it on. */
export function orderMessage(number = 'PO-1001') {
  return {
    payload: anOrder({ number }),
    topic: `Purchase order ${number}`,
    edi: { kind: 'purchase-order', division, partner: 'seller', order: number },
  }
}
