import { describe, expect, it } from 'vitest'
import decode from '../../nodes/x12-decode'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()

const purchaseOrder = [
  'ISA*00*          *00*          *ZZ*BUYERCO        *ZZ*SELLERCO       *260115*0930*U*00401*000000101*0*T*>~',
  'GS*PO*BUYERCO*SELLERCO*20260115*0930*101*X*004010~',
  'ST*850*0001~',
  'BEG*00*SA*PO-1001**20260115~',
  'PO1*1*24*EA*12.5**VN*SKU-RED~',
  'CTT*1~',
  'SE*5*0001~',
  'GE*1*101~',
  'IEA*1*000000101~',
].join('')

const flowWith = (settings: object) =>
  onTab([
    {
      ...settings,
      id: 'decode',
      type: 'x12-decode',
      name: '',
      version: 1,
      ledger: '',
      partners: '',
      mode: 'standard',
      wires: [['documents'], ['owed'], ['rejects']],
    },
    { id: 'documents', type: 'helper', wires: [] },
    { id: 'owed', type: 'helper', wires: [] },
    { id: 'rejects', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ])
const flow = flowWith({})

describe('x12-decode without any configuration', () => {
  it('turns a file into one message per transaction set and keeps what it does not own', async () => {
    await helper.load(decode, flow)
    const arrived = next('documents')
    helper.getNode('decode').receive({ payload: Buffer.from(purchaseOrder), topic: 'order.x12', mine: { kept: true } })
    const { payload, edi, mine } = await arrived
    expect(payload).toMatchObject({ set: '850', controlNumber: '0001', status: 'accepted', sender: 'BUYERCO' })
    expect((payload as { segments: string[][] }).segments[1]).toEqual(['BEG', '00', 'SA', 'PO-1001', '', '20260115'])
    expect(edi).toMatchObject({
      kind: 'x12-850',
      set: '850',
      controlNumbers: { interchange: '000000101', group: '101', set: '0001' },
    })
    expect(edi['documentId']).toBeTypeOf('string')
    expect(mine).toEqual({ kept: true })
  })

  it('sends a transaction set that breaks the standard to the third output, with the place and the reason', async () => {
    await helper.load(decode, flow)
    const arrived = next('rejects')
    helper.getNode('decode').receive({
      payload: purchaseOrder.replace('BEG*00*SA*PO-1001**20260115~', 'BEG*00*SA***20260115~').replace('101~', '102~'),
      topic: 't',
    })
    const { payload } = await arrived
    expect(payload).toMatchObject({ status: 'rejected' })
    expect((payload as { findings: unknown[] }).findings).toContainEqual(expect.objectContaining({ segment: 'BEG', element: 3 }))
  })

  it('says with a stable code that a file is no X12 at all', async () => {
    await helper.load(decode, flow)
    const arrived = next('caught')
    helper.getNode('decode').receive({ payload: 'Dear supplier, please find attached', topic: 'letter.txt' })
    const { error } = await arrived
    expect(error).toMatchObject({ code: 'not-x12' })
  })

  it('takes the same file twice and decodes it once', async () => {
    await helper.load(decode, flow)
    const arrived = all('documents')
    const file = purchaseOrder.replaceAll('000000101', '000000777')
    helper.getNode('decode').receive({ payload: Buffer.from(file), topic: 'order.x12' })
    helper.getNode('decode').receive({ payload: Buffer.from(file), topic: 'order again.x12' })
    const documents = (await arrived).map(({ edi }) => edi['documentId'])
    expect(new Set(documents).size).toBe(1)
  })

  it('refuses a file with more segments than its setting allows', async () => {
    await helper.load(decode, flowWith({ largest: '4' }))
    const arrived = next('caught')
    const file = purchaseOrder.replaceAll('000000101', '000000778')
    helper.getNode('decode').receive({ payload: Buffer.from(file), topic: 'order.x12' })
    const { error } = await arrived
    expect(error).toMatchObject({ code: 'x12-too-large' })
  })
})
