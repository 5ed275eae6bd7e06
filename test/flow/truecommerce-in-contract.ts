/** truecommerce-in in Node-RED's runtime, on a mailbox of any kind. */
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import ledger from '../../nodes/edi-ledger'
import account from '../../nodes/truecommerce-account'
import source from '../../nodes/truecommerce-in'
import { x12File } from '../unit/truecommerce/x12-file'
import { type MailboxGround, works } from './mailbox-ground'
import { helper, next, onTab } from './support'

export function readingNodeContract(kind: string, prepare: () => Promise<MailboxGround>): void {
  describe(`truecommerce-in on ${kind}`, () => {
    let directory: string
    let ground: MailboxGround
    let outbox: string
    beforeEach(async () => {
      directory = mkdtempSync(join(tmpdir(), 'edi-loop-in-'))
      ground = await prepare()
      outbox = join(ground.disk, 'IntegrationFTP', 'Export', works, 'Transaction')
    })
    afterEach(async () => {
      await helper.unload()
      await ground.end()
      rmSync(directory, { recursive: true, force: true })
    })

    function load(settings: object = {}): Promise<void> {
      return helper.load(
        [ledger, account, source],
        onTab([
          {
            id: 'ledger',
            type: 'edi-ledger',
            name: '',
            version: 1,
            store: 'sqlite',
            file: join(directory, 'ledger.sqlite'),
            retentionDays: '0',
          },
          {
            id: 'mailbox',
            type: 'truecommerce-account',
            name: '',
            version: 1,
            ledger: 'ledger',
            ...ground.account,
            basePath: '',
            company: works,
            exportPath: '{base}/Export/{company}/Transaction',
            importPath: '{base}/Import/{company}/Transaction',
            archivePath: '',
            afterRead: 'delete',
            temporary: 'extension',
            pollSeconds: '300',
            settleSeconds: '5',
            ...settings,
          },
          {
            id: 'in',
            type: 'truecommerce-in',
            name: '',
            version: 1,
            account: 'mailbox',
            ledger: 'ledger',
            pattern: '*',
            wires: [['read']],
          },
          { id: 'read', type: 'helper', wires: [] },
        ]),
        { mailbox: ground.credentials },
      )
    }

    it('says once what it sets aside, counts it in the status, and reads the others', async () => {
      writeFileSync(join(outbox, 'order.x12'), x12File(1, '850'))
      writeFileSync(join(outbox, '.hidden'), x12File(2, '855'))
      await load()
      const node = helper.getNode('in') as unknown as {
        warn: (words: string) => void
        status: (shown: { text?: string }) => void
      }
      const warned: string[] = []
      const shown: string[] = []
      node.warn = words => void warned.push(words)
      node.status = ({ text }) => void shown.push(text ?? '')
      for (const number of [3, 4]) {
        writeFileSync(join(outbox, `answer ${number}.x12`), x12File(number, '855'))
        const read = next('read')
        helper.getNode('in').receive({})
        expect((await read)['filename']).toBe(`answer ${number}.x12`)
        await expect.poll(() => shown.filter(text => text.includes('1 read, 2 set aside')).length).toBe(number - 2)
      }
      expect(warned.toSorted()).toEqual([
        expect.stringMatching(/\.hidden is set aside\. Its name cannot be used/),
        expect.stringMatching(/order\.x12 is set aside\. It holds the 850/),
      ])
      expect(readdirSync(outbox)).toEqual(['.hidden', 'order.x12'])
    })

    it('raises the alarm at the age, and gives up after the time, that the account says', async () => {
      const file = join(outbox, 'half.x12')
      writeFileSync(file, x12File(1, '855').subarray(0, 150))
      const old = new Date(Date.now() - 30 * 3_600_000)
      utimesSync(file, old, old)
      await load({ alarmDays: '1', giveUpHours: '7' })
      const account = helper.getNode('mailbox') as unknown as { giveUpSeconds: number; alarmDays: number }
      expect(account).toMatchObject({ giveUpSeconds: 25_200, alarmDays: 1 })
      helper.getNode('in').receive({})
      const kinds = async () => {
        const { body } = await helper.request().get('/edi-loop/ledger/ledger/alarms').expect(200)
        return JSON.stringify(body)
      }
      await expect.poll(kinds).toContain('oldest-file-age')
    })

    it.each([
      ['5', 30],
      ['', 300],
      ['3600', 3600],
    ])(
      'looks every half minute at the most, every five minutes where nothing is said: %j is %i seconds',
      async (pollSeconds, seconds) => {
        await load({ pollSeconds })
        expect(helper.getNode('mailbox')).toMatchObject({ pollSeconds: seconds })
      },
    )

    it('takes the largest file from the account', async () => {
      writeFileSync(join(outbox, 'large.txt'), Buffer.alloc(1024 * 1024 + 1, 'a'))
      await load({ largestMegabytes: '1' })
      const warned: string[] = []
      const node = helper.getNode('in') as unknown as { warn: (words: string) => void }
      node.warn = words => void warned.push(words)
      helper.getNode('in').receive({})
      await expect.poll(() => warned).toEqual([expect.stringContaining('more than 1048576 are not read')])
    })
  })
}
