/** Documents to and from files as text, through Node-RED's own nodes. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import map from '../../nodes/edi-map'
import partners from '../../nodes/edi-partners'
import { aDirectory } from '../unit/mapping/builders'
import { helper, next, onTab, useRuntime } from './support'

useRuntime()

const own = createRequire(require.resolve(process.env['NODE_RED_PACKAGE'] ?? 'node-red'))
const parsers = ['70-XML', '70-CSV', '70-JSON'].map(name => own(`@node-red/nodes/core/parsers/${name}.js`) as typeof map)
const profile = (name: string) => readFileSync(join(__dirname, '../../docs/flat-files', name), 'utf8')

const csv = {
  type: 'csv',
  spec: 'rfc',
  sep: ';',
  hdrin: true,
  hdrout: 'all',
  multi: 'mult',
  ret: '\\n',
  temp: '',
  skip: '0',
  strings: false,
}
const order = {
  kind: 'purchase-order',
  number: '7001',
  orderDate: '2026-01-15',
  requestedDate: '2026-02-01',
  currency: 'EUR',
  supplier: { code: '80001' },
  total: '42.00',
  lines: [
    {
      number: '1',
      item: { buyerCode: 'A & "1"', description: 'Größe <3>' },
      quantity: '12',
      unit: 'box',
      price: '3.5',
      amount: '42',
    },
  ],
}

/** write: document → text; read: text → document. */
async function throughText(settings: object, name: string, payload: unknown): Promise<{ text: string; back: unknown }> {
  const node = (id: string, of: object, to: string) => ({ id, name: '', version: 1, ...of, wires: [[to]] })
  const edi = (mapping: string) => ({
    type: 'edi-map',
    partners: 'directory',
    account: '',
    ledger: '',
    map: mapping,
    profile: profile(name),
  })
  await helper.load(
    [map, partners, ...parsers],
    onTab([
      {
        id: 'directory',
        type: 'edi-partners',
        name: '',
        version: 1,
        directory: JSON.stringify(aDirectory()),
      },
      node('write', edi('document-to-flat'), 'to text'),
      node('to text', settings, 'text'),
      { id: 'text', type: 'helper', wires: [] },
      node('from text', settings, 'read'),
      node('read', edi('flat-to-document'), 'back'),
      { id: 'back', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]),
  )
  const failed = next('caught').then(({ error }) => Promise.reject(error))
  let text = payload
  if (typeof payload !== 'string') {
    const written = next('text')
    helper.getNode('write').receive({ payload, topic: 'Order 7001' })
    text = (await Promise.race([written, failed])).payload
  }
  const back = next('back')
  helper.getNode('from text').receive({ payload: text })
  return { text: String(text), back: (await Promise.race([back, failed])).payload }
}

describe('a flat file', () => {
  it('in the layout of TrueCommerce XML is written and read again', async () => {
    const { text, back } = await throughText({ type: 'xml', property: 'payload', attr: '', chr: '' }, 'order.xml.json', order)
    expect(text).toContain('<tc:TrueCommerceOrder xmlns:tc="http://www.truecommerce.com/docs/order">')
    expect(text).toContain('<CustOrder>7001</CustOrder>')
    expect(text).toContain('A &amp; "1"')
    expect(back).toMatchObject({ kind: 'purchase-order', number: '7001', total: '42', lines: order.lines })
  })

  it('as CSV is written and read again, with the separator in a value', async () => {
    const asked = { ...order, number: '7001;x', currency: 'EUR' }
    const { text, back } = await throughText(csv, 'order.csv.json', asked)
    expect(text.split('\n')[0]).toBe('Order;OrderDate;Currency;Supplier;Line;Item;Quantity;Unit;Price')
    expect(back).toMatchObject({
      number: '7001;x',
      orderDate: '2026-01-15',
      lines: [{ item: { buyerCode: 'A & "1"' }, price: '3.5' }],
    })
  })

  it('as JSON is read into a confirmation', async () => {
    const answer = { type: 'order-answer', customerOrder: '7001', lines: [{ line: '1', answer: 'OK', quantity: '12' }] }
    const { back } = await throughText(
      { type: 'json', property: 'payload', action: 'obj', pretty: false },
      'confirmation.json.json',
      JSON.stringify(answer),
    )
    expect(back).toMatchObject({
      kind: 'order-confirmation',
      orderNumber: '7001',
      lines: [{ responses: [{ status: 'accepted', quantity: '12' }] }],
    })
  })
})
