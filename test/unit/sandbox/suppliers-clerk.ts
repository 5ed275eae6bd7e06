/** Somebody who keys in by hand what the loops would write: as naive as the suppliers, so that it can show what the sandbox expects. */
import { decimal } from '../../../lib/documents/value'
import type { Sandbox } from '../../../sandbox/sandbox'
import type { Order } from '../../../sandbox/world'
import { segmentsOf } from './suppliers-mail'

export type Write = (division: number, method: 'POST' | 'PUT', path: string, body: object) => Promise<void>

/** Signs in to the offline Exact Online; a write that it does not accept throws. */
export async function signedIn({ exact, client }: Sandbox): Promise<Write> {
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${exact.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  const redirect = 'http://127.0.0.1:1880/callback'
  const sign = await post('/api/oauth2/auth', { client_id: client.id, redirect_uri: redirect, response_type: 'code', state: 's' })
  const code = new URL(sign.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const secret = { client_id: client.id, client_secret: client.secret }
  const issued: unknown = await (
    await post('/api/oauth2/token', { ...secret, grant_type: 'authorization_code', code, redirect_uri: redirect })
  ).json()
  const { access_token: token } = issued as { access_token: string }
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json', 'Content-Type': 'application/json' }
  return async (division, method, path, body) => {
    const request = { method, headers, body: JSON.stringify(body) }
    const answer = await fetch(`${exact.url}/api/v1/${division}/${path}`, request)
    if (!answer.ok) throw new Error(`${path} ${answer.status} ${await answer.text()}`)
  }
}

export interface Set {
  readonly code: string
  /** ISA08: the company that it is for. */
  readonly receiver: string
  readonly segments: readonly string[][]
}

export function setsOf(text: string): Set[] {
  const segments = segmentsOf(text)
  const receiver = segments[0]?.[8]?.trim() ?? ''
  const starts = segments.flatMap(([tag], at) => (tag === 'ST' ? [at] : []))
  return starts.map((start, n) => ({
    code: segments[start]?.[1] ?? '',
    receiver,
    segments: segments.slice(start, starts[n + 1]),
  }))
}

export function orderOf({ world }: Sandbox, { code, receiver, segments }: Set): Order {
  const number = code === '855' ? segments[1]?.[3] : segments[1]?.[4]
  const company = world.companies.find(({ interchange }) => interchange.id === receiver)
  const order = world.orders.find(one => String(one.orderNumber) === number && one.division === company?.division)
  if (!order) throw new Error(`no order ${number} of ${receiver}`)
  return order
}

export async function keyInConfirmation(order: Order, { segments }: Set, write: Write): Promise<void> {
  await write(order.division, 'PUT', `purchaseorder/PurchaseOrders(guid'${order.id}')`, { YourRef: segments[1]?.[8] })
  let line = ''
  for (const segment of segments) {
    if (segment[0] === 'PO1') line = order.lines.find(({ lineNumber }) => String(lineNumber) === segment[1])?.id ?? ''
    const day = segment[5] ?? ''
    const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`
    if (segment[0] === 'ACK')
      await write(order.division, 'PUT', `purchaseorder/PurchaseOrderLines(guid'${line}')`, { ReceiptDate: date })
  }
}

export async function keyInInvoice({ world }: Sandbox, order: Order, { segments }: Set, write: Write): Promise<void> {
  const company = world.companies.find(({ division }) => division === order.division)
  const supplier = world.suppliers.find(({ key }) => key === order.supplier)
  const goods = segments
    .filter(([tag]) => tag === 'IT1')
    .map(([, number, quantity, , price]) => {
      const line = order.lines.find(({ lineNumber }) => String(lineNumber) === number)
      const amount = decimal(quantity ?? 0)
        .times(price ?? 0)
        .toDecimalPlaces(2)
        .toNumber()
      return {
        PurchaseOrderLine: line?.id,
        Quantity: Number(quantity),
        UnitPrice: Number(price),
        Amount: amount,
        VATCode: line?.vatCode,
      }
    })
  const charges = segments
    .filter(([tag]) => tag === 'SAC')
    .map(([, , code, , , cents]) => {
      const item = company?.items.find(({ charge }) => charge === code)
      return { Item: item?.id, Quantity: 1, Amount: Number(cents) / 100, VATCode: '0' }
    })
  await write(order.division, 'POST', 'purchase/PurchaseInvoices', {
    Type: 8033,
    Journal: '60',
    Supplier: supplier?.accounts.find(({ division }) => division === order.division)?.id,
    YourRef: segments[1]?.[2],
    PurchaseInvoiceLines: [...goods, ...charges],
  })
}

/** Another price or a rejection. */
export function needsAPerson({ segments }: Set): boolean {
  return segments.some(([tag, status = '', verdict = '']) => (tag === 'ACK' && /I[PR]/.test(status)) || verdict.startsWith('R'))
}
