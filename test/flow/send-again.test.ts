/** A delivery that nobody can tell the fate of, and what people make of it: judged by what lies in the mailbox. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { Ledger } from '../../lib/ledger/ledger'
import ledgerNode from '../../nodes/edi-ledger'
import account from '../../nodes/truecommerce-account'
import out from '../../nodes/truecommerce-out'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()

const name = '850_4711_000000101.x12'
const transmission = {
  sender: 'ZZ US',
  receiver: 'ZZ THEM',
  functionalId: 'PO',
  groupNumber: 101,
  setNumber: '0001',
  interchangeNumber: 101,
}
let directory: string
let inbox: string
let file: string
let documentId: string

/** A kill while the file was being given its final name; it is gone now. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edi-loop-again-'))
  inbox = join(directory, 'IntegrationFTP', 'Import', 'Works', 'Transaction')
  mkdirSync(inbox, { recursive: true })
  file = join(directory, 'ledger.sqlite')
  await offline(async ledger => {
    const document = { kind: 'purchase-order', businessKey: '4711', subject: 'Purchase order 4711' }
    const encoded = await ledger.begin({ node: 'encode', who: 'x12-encode', message: {}, document })
    if (encoded.verdict !== 'run') throw new Error(encoded.verdict)
    documentId = encoded.documentId
    await ledger.complete(encoded.stepId, { who: 'x12-encode', what: 'encoded', outputs: [], transmissions: [transmission] })
    const edi = { documentId, set: '850', order: '4711', controlNumbers: { interchange: '000000101', group: '101', set: '0001' } }
    const message = { payload: Buffer.from('ISA…'), topic: 'Purchase order 4711', edi }
    const begun = await ledger.begin({ node: 'out', who: 'truecommerce-out', message, document, documentId })
    if (begun.verdict === 'run') await ledger.note(begun.stepId, 'renaming')
  })
  return () => rmSync(directory, { recursive: true, force: true })
})

async function offline(work: (ledger: Ledger) => Promise<unknown>): Promise<void> {
  const ledger = await Ledger.open({ file, environment: system })
  await work(ledger)
  await ledger.close()
}

function load(): Promise<void> {
  const common = { name: '', version: 1 }
  return helper.load(
    [ledgerNode, account, out],
    onTab([
      { id: 'ledger', type: 'edi-ledger', ...common, store: 'sqlite', file, retentionDays: '0' },
      {
        id: 'mailbox',
        type: 'truecommerce-account',
        ...common,
        transport: 'folder',
        folder: directory,
        basePath: '/IntegrationFTP',
        company: 'Works',
        exportPath: '{base}/Export/{company}/Transaction',
        importPath: '{base}/Import/{company}/Transaction',
        archivePath: '',
        afterRead: 'delete',
        temporary: 'extension',
        pollSeconds: '300',
        settleSeconds: '5',
      },
      {
        id: 'out',
        type: 'truecommerce-out',
        ...common,
        account: 'mailbox',
        ledger: 'ledger',
        fileName: '{set}_{order}_{control}.x12',
        wires: [['sent']],
      },
      { id: 'sent', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]),
  )
}

const running = () => (helper.getNode('ledger') as unknown as { use: { opening: Promise<Ledger> } }).use.opening
const decision = (words: string) => ({ documentId, who: 'user clerk', words })

it('what was settled as not received goes out once more, with the same bytes under the same name', async () => {
  await load()
  expect((await next('caught'))['error']).toMatchObject({ code: 'delivery-uncertain' })
  const ledger = await running()
  await expect(ledger.replays.request({ ...decision(''), kind: 'send-again' })).rejects.toMatchObject({ code: 'settle-first' })
  await ledger.replays.settle({ ...decision('not in Transaction Manager'), received: false })
  expect(readdirSync(inbox)).toEqual([])
  const sent = next('sent')
  await ledger.replays.request({ ...decision('agreed'), kind: 'send-again' })
  expect((await sent)['filename']).toBe(name)
  expect(readFileSync(join(inbox, name), 'utf8')).toBe('ISA…')
  await expect(ledger.replays.request({ ...decision(''), kind: 'send-again' })).rejects.toMatchObject({
    code: 'replay-not-allowed',
  })
})

it('what was to be sent again and is acknowledged before it was is not sent', async () => {
  await load()
  await next('caught')
  await (await running()).replays.settle({ ...decision('not there'), received: false })
  await helper.unload()
  await offline(async ledger => {
    await ledger.replays.request({ ...decision('agreed'), kind: 'send-again' })
    const answer = {
      sender: 'ZZ THEM',
      receiver: 'ZZ US',
      functionalId: 'PO',
      groupNumber: 101,
      outcome: 'accepted',
      sets: [],
      who: 'decode',
    }
    expect(await ledger.acknowledge(answer)).toHaveLength(1)
  })
  await load()
  expect(await all('sent', 400)).toHaveLength(1)
  expect(readdirSync(inbox)).toEqual([])
  expect(await (await running()).document(documentId)).toMatchObject({ state: 'done' })
})
