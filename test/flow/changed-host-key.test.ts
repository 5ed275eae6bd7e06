/** A mailbox whose host key has changed, as the nodes meet it: told, and not a byte of authentication sent; it goes on by itself once all is well. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import ledger from '../../nodes/edi-ledger'
import account from '../../nodes/truecommerce-account'
import source from '../../nodes/truecommerce-in'
import out from '../../nodes/truecommerce-out'
import type { Mailbox } from '../../sandbox/mailbox/start'
import { company, mailboxHere, settingsFor } from '../unit/truecommerce/mailbox-here'
import { x12File } from '../unit/truecommerce/x12-file'
import { helper, next, onTab, useRuntime } from './support'

const patient = { timeout: 10_000 }

useRuntime()

let directory: string
let mailbox: Mailbox
let end: () => Promise<void>
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edi-loop-key-'))
  ;[mailbox, end] = await mailboxHere()
})
afterEach(async () => {
  await helper.unload()
  await end()
  rmSync(directory, { recursive: true, force: true })
})

it('stops reading and delivering before anything is sent, raises an alarm, and goes on when the old key is shown again', async () => {
  const { host, port, hostKey, user, password } = settingsFor(mailbox)
  const file = join(directory, 'ledger.sqlite')
  await helper.load(
    [ledger, account, source, out],
    onTab([
      { id: 'ledger', type: 'edi-ledger', version: 1, store: 'sqlite', file, retentionDays: '0' },
      {
        id: 'mailbox',
        type: 'truecommerce-account',
        version: 1,
        ledger: 'ledger',
        transport: 'sftp',
        host,
        port: String(port),
        hostKey,
        basePath: '',
        company,
        exportPath: '{base}/Export/{company}/Transaction',
        importPath: '{base}/Import/{company}/Transaction',
        archivePath: '',
        afterRead: 'delete',
        temporary: 'extension',
        pollSeconds: '300',
        settleSeconds: '5',
      },
      { id: 'in', type: 'truecommerce-in', version: 1, account: 'mailbox', ledger: 'ledger', pattern: '*', wires: [['read']] },
      { id: 'read', type: 'helper', wires: [] },
      {
        id: 'out',
        type: 'truecommerce-out',
        version: 1,
        account: 'mailbox',
        ledger: 'ledger',
        fileName: '{set}_{control}.x12',
        wires: [['sent']],
      },
      { id: 'sent', type: 'helper', wires: [] },
    ]),
    { mailbox: { user, password } },
  )
  mailbox.exportFile(company, 'answer.x12', x12File(1, '855'))
  mailbox.switches.changedHostKey = true
  const read = next('read')
  const sent = next('sent')
  helper.getNode('in').receive({})
  helper.getNode('out').receive({ payload: x12File(2), edi: { set: '850', controlNumbers: { interchange: '000000002' } } })
  const events = () => mailbox.record().map(({ event }) => event)
  const alarms = async () => JSON.stringify((await helper.request().get('/edi-loop/ledger/ledger/alarms').expect(200)).body)
  await expect.poll(alarms, patient).toContain('host-key-changed')
  await expect.poll(() => events().filter(event => event === 'connected').length, patient).toBeGreaterThan(1)
  expect(events()).not.toContain('authentication')

  mailbox.switches.changedHostKey = false
  expect((await read)['filename']).toBe('answer.x12')
  expect((await sent)['filename']).toBe('850_000000002.x12')
  await expect.poll(alarms, patient).not.toContain('host-key-changed')
  expect(mailbox.importNow()).toMatchObject([{ event: 'accepted', name: '850_000000002.x12' }])
})
