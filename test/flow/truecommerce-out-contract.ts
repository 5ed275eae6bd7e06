/** truecommerce-out in Node-RED's runtime, on a mailbox of any kind. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { Ledger } from '../../lib/ledger/ledger'
import ledger from '../../nodes/edi-ledger'
import account from '../../nodes/truecommerce-account'
import out from '../../nodes/truecommerce-out'
import { type MailboxGround, works } from './mailbox-ground'
import { helper, next, onTab } from './support'

export function writingNodeContract(kind: string, prepare: () => Promise<MailboxGround>): void {
  describe(`truecommerce-out on ${kind}`, () => {
    let directory: string
    let ground: MailboxGround
    let inbox: string
    let file: string
    beforeEach(async () => {
      directory = mkdtempSync(join(tmpdir(), 'edi-loop-out-'))
      ground = await prepare()
      inbox = join(ground.disk, 'IntegrationFTP', 'Import', works, 'Transaction')
      file = join(directory, 'ledger.sqlite')
    })
    afterEach(async () => {
      await helper.unload()
      await ground.end()
      rmSync(directory, { recursive: true, force: true })
    })

    function load(settings: object = {}): Promise<void> {
      const paths = {
        basePath: '',
        company: works,
        exportPath: '{base}/Export/{company}/Transaction',
        importPath: '{base}/Import/{company}/Transaction',
        archivePath: '',
      }
      return helper.load(
        [ledger, account, out],
        onTab([
          { id: 'ledger', type: 'edi-ledger', name: '', version: 1, store: 'sqlite', file, retentionDays: '0' },
          {
            id: 'mailbox',
            type: 'truecommerce-account',
            name: '',
            version: 1,
            ...ground.account,
            ...paths,
            afterRead: 'delete',
            temporary: 'extension',
            pollSeconds: '300',
            settleSeconds: '5',
            ...settings,
          },
          {
            id: 'out',
            type: 'truecommerce-out',
            name: '',
            version: 1,
            account: 'mailbox',
            ledger: 'ledger',
            fileName: '{set}_{order}_{control}.x12',
            wires: [['sent']],
          },
          { id: 'sent', type: 'helper', wires: [] },
          { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
          { id: 'caught', type: 'helper', wires: [] },
        ]),
        { mailbox: ground.credentials },
      )
    }

    /** As a kill leaves it that came while the file was being given its final name. */
    async function killedWhileRenaming(set: string): Promise<void> {
      const before = await Ledger.open({ file, environment: system })
      const begun = await before.begin({
        node: 'out',
        who: 'truecommerce-out',
        message: aMessage(set),
        document: { kind: 'purchase-order', businessKey: '4711', subject: 'Purchase order 4711' },
      })
      if (begun.verdict === 'run') await before.note(begun.stepId, 'renaming')
      await before.close()
    }

    it('delivers under the final name and leaves nothing else', async () => {
      await load()
      const sent = next('sent')
      helper.getNode('out').receive(aMessage('850'))
      expect((await sent)['filename']).toBe('850_4711_000000101.x12')
      expect(readdirSync(inbox)).toEqual(['850_4711_000000101.x12'])
      expect(readFileSync(join(inbox, '850_4711_000000101.x12'), 'utf8')).toBe('ISA…')
    })

    it('refuses a document that goes the other way, before anything is written', async () => {
      await load()
      const caught = next('caught')
      helper.getNode('out').receive(aMessage('810'))
      expect((await caught).error).toMatchObject({ code: 'wrong-direction' })
      expect(readdirSync(inbox)).toEqual([])
    })

    it('sends it in the role that sends it, to the sub-folder of its transaction set', async () => {
      mkdirSync(join(inbox, '810'))
      chmodSync(join(inbox, '810'), 0o777)
      await load({ role: 'supplier', importPath: '{base}/Import/{company}/Transaction/{type}' })
      const sent = next('sent')
      helper.getNode('out').receive(aMessage('810'))
      await sent
      expect(readdirSync(join(inbox, '810'))).toEqual(['810_4711_000000101.x12'])
    })

    it('does not send a file again that may have been taken just as the machine failed: that is uncertain', async () => {
      await killedWhileRenaming('850')
      const loading = load()
      await loading
      const { error } = await next('caught')
      expect(error).toMatchObject({ code: 'delivery-uncertain' })
      expect(readdirSync(inbox)).toEqual([])
    })

    it('takes an acknowledgment of ours as delivered then, because nobody will ever acknowledge it', async () => {
      await killedWhileRenaming('997')
      await load()
      expect((await next('sent'))['topic']).toBe('Purchase order 4711')
      expect(existsSync(join(inbox, '997_4711_000000101.x12'))).toBe(false)
    })
  })
}

function aMessage(set: string) {
  const controlNumbers = { interchange: '000000101', group: '101', set: '0001' }
  return { payload: Buffer.from('ISA…'), topic: 'Purchase order 4711', edi: { set, order: '4711', controlNumbers } }
}
