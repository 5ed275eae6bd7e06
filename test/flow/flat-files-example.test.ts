/** The example "Flat files" as it is imported, with the mailbox in a folder: its orders arrive there, and answers put there come out. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import ledger from '../../nodes/edi-ledger'
import map from '../../nodes/edi-map'
import partners from '../../nodes/edi-partners'
import account from '../../nodes/truecommerce-account'
import source from '../../nodes/truecommerce-in'
import out from '../../nodes/truecommerce-out'
import { helper, next, useRuntime } from './support'

useRuntime()

const own = createRequire(require.resolve(process.env['NODE_RED_PACKAGE'] ?? 'node-red'))
const core = [
  'parsers/70-XML',
  'parsers/70-CSV',
  'parsers/70-JSON',
  'common/20-inject',
  'common/90-comment',
  'function/10-function',
  'function/10-switch',
].map(name => own(`@node-red/nodes/core/${name}.js`) as typeof map)

interface Node extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly type: string
  readonly name?: string
}
const example = JSON.parse(readFileSync(join(__dirname, '../../examples/03 Flat files.json'), 'utf8')) as Node[]
const named = (name: string) => example.find(node => node.name === name)?.id ?? `no node is called ${name}`

let directory: string
let inbox: string
let outbox: string
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edi-loop-flat-'))
  const folders = ['Import', 'Export'].map(direction => join(directory, 'IntegrationFTP', direction, 'Works', 'Transaction'))
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  ;[inbox = '', outbox = ''] = folders
  const mailbox = { transport: 'folder', folder: directory, company: 'Works', settleSeconds: '1' }
  await helper.load(
    [ledger, map, partners, account, source, out, ...core],
    example.map(node => ({
      ...node,
      ...(node.type === 'truecommerce-account' && mailbox),
      ...(node.type === 'edi-ledger' && { store: 'memory' }),
      ...(node.type === 'debug' && { type: 'helper' }),
    })),
  )
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** What a debug node gets; what the example's catch node gets instead is the failure. */
async function shown(name: string): Promise<unknown> {
  const failed = next(named('Why, and what to do')).then(({ error }) => Promise.reject(error))
  return (await Promise.race([next(named(name)), failed])).payload
}

describe('the example of flat files', () => {
  it('delivers its sample order as XML, CSV and JSON', async () => {
    helper.getNode(named('Sample order')).receive({})
    await expect
      .poll(
        () =>
          readdirSync(inbox)
            .map(name => name.replace(/_[0-9a-f-]{36}\./, '.'))
            .sort(),
        { timeout: 10_000 },
      )
      .toEqual(['order_SAMPLE-1.csv', 'order_SAMPLE-1.json', 'order_SAMPLE-1.xml'])
    const written = (ending: string) => {
      const name = readdirSync(inbox).find(one => one.endsWith(ending)) ?? ''
      return readFileSync(join(inbox, name), 'utf8')
    }
    expect(written('.csv').split(/\r?\n/)).toEqual([
      'Order;OrderDate;Currency;Supplier;Line;Item;Quantity;Unit;Price',
      'SAMPLE-1;20260115;EUR;20010;1;A-100;12;box;3.50',
      'SAMPLE-1;20260115;EUR;20010;2;B-200;3;pc;30.50',
      '',
    ])
    expect(JSON.parse(written('.json'))).toMatchObject({
      customerOrder: 'SAMPLE-1',
      purpose: 'new',
      lines: [{ description: 'Bolt & nut, M8' }, { description: 'Grease; 1 kg' }],
    })
    expect(written('.xml')).toContain('<tc:TrueCommerceOrder xmlns:tc="http://www.truecommerce.com/docs/order">')
    expect(written('.xml')).toContain('<Desc1>Bolt &amp; nut, M8</Desc1>')
  })

  const xml = (code: string) => `\uFEFF<?xml version="1.0"?>
<tc:TrueCommerceOrderAck xmlns:tc="http://www.truecommerce.com/docs/orderAck">
  <MsgHeader><MsgType>ORDER_ACK</MsgType><VersionID>v1.0</VersionID></MsgHeader>
  <Document>
    <DocHeader><DocType>ORDER_ACK</DocType><DocFunction>ORIGINAL</DocFunction><DocDate><Date>2026-01-16</Date></DocDate></DocHeader>
    <AckHeader><AckCode>${code}</AckCode><CustOrder>7001</CustOrder><SuppOrder>S-9</SuppOrder></AckHeader>
    <AckLine><LineNo>1</LineNo><LineCode>ACCEPTED</LineCode><OriginalRequirements><Item><CustItem><Code>A&amp;1</Code></CustItem></Item>
      <OrderQty><Unit>12</Unit></OrderQty></OriginalRequirements></AckLine>
  </Document>
</tc:TrueCommerceOrderAck>`
  const csv = `Type;Invoice;InvoiceDate;Order;Currency;Tax;Total;Line;Item;Quantity;Unit;Price;Amount
INV;I-1;20260120;7001;EUR;8.82;50.82;1;A-100;12;BX;3.50;42.00
`
  const arrived = { type: 'ship-notice', shipment: 'S-1', date: '2026-01-20', tracking: '1Z', customerOrder: '7001' }
  it.each([
    [
      'ack.xml',
      xml('MODIFIED'),
      'Confirmation',
      {
        kind: 'order-confirmation',
        orderNumber: '7001',
        verdict: 'by-line',
        lines: [{ item: { buyerCode: 'A&1' }, responses: [{ status: 'accepted', quantity: '12' }] }],
      },
    ],
    [
      'invoice.csv',
      csv,
      'Invoice',
      {
        kind: 'invoice',
        type: 'invoice',
        number: 'I-1',
        total: '50.82',
        charges: [],
        taxes: [{ code: 'VA', amount: '8.82' }],
        lines: [{ number: '1', quantity: '12', price: '3.5', amount: '42', taxes: [], charges: [] }],
      },
    ],
    [
      'answer.json',
      JSON.stringify({ type: 'order-answer', customerOrder: '7001', lines: [{ line: '1', answer: 'NO' }] }),
      'Confirmation',
      { orderNumber: '7001', lines: [{ responses: [{ status: 'rejected' }] }] },
    ],
    [
      'shipped.json',
      JSON.stringify({ ...arrived, lines: [{ line: '1', item: 'X', quantity: '12', unit: 'BX' }] }),
      'Ship notice',
      {
        kind: 'ship-notice',
        purpose: 'original',
        tracking: ['1Z'],
        packages: [],
        orders: [{ orderNumber: '7001', lines: [{ number: '1', quantity: '12', unit: 'BX', marks: [] }] }],
      },
    ],
  ])('reads %s from the mailbox', { timeout: 20_000 }, async (name, text, where, document) => {
    writeFileSync(join(outbox, name), text)
    writeFileSync(join(outbox, 'left.x12'), 'ISA')
    const read = shown(where)
    helper.getNode(named('Read now')).receive({})
    expect(await read).toMatchObject(document)
    await expect.poll(() => readdirSync(outbox)).toEqual(['left.x12'])
  })

  it('holds what does not fit its profile, and says where', async () => {
    writeFileSync(join(outbox, 'ack.xml'), xml('MAYBE'))
    const caught = next(named('Why, and what to do'))
    helper.getNode(named('Read now')).receive({})
    expect((await caught).error).toMatchObject({ code: 'flat-value-unfit', message: expect.stringContaining('AckCode') })
  })
})
