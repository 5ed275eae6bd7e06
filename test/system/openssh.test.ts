/**
 * The mailbox contracts against real OpenSSH: locked into its folder by root (chroot), run by the user who logs in (own-user), and with
 * something between sshd and sftp-server that breaks off at a named step (cutter).
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mailbox } from '../../lib/truecommerce/mailbox'
import { sftpTransport } from '../../lib/truecommerce/sftp'
import { hostKeyOf } from '../../lib/truecommerce/sftp-session'
import { transportContract } from '../unit/truecommerce/contract'
import { cuttingProxy } from '../unit/truecommerce/cutting-proxy'
import { exchangeContract } from '../unit/truecommerce/exchange-contract'
import { type FaultyMailbox, faultsContract, type MailboxFault, mailboxFaults } from '../unit/truecommerce/faults-contract'
import { judgedFolder } from '../unit/truecommerce/judged-folder'
import { namesContract } from '../unit/truecommerce/names-contract'
import { type SeenFile, stepsContract, type StepsMailbox } from '../unit/truecommerce/steps-contract'
import { wireContract } from '../unit/truecommerce/wire-contract'
import { deliver } from '../../lib/truecommerce/writing'
import { type Arrangement, type Changes, missingFor, type Sshd, startSshd } from './support/sshd'

const mustRun = process.env.CI !== undefined || process.env.EDI_LOOP_INSTALLED === '1'
const company = 'Voorbeeld & Zoon BV'

describe.each(['chroot', 'own-user', 'cutter'] as const)('OpenSSH, %s', arrangement => {
  const missing = missingFor(arrangement)
  const kind = `OpenSSH (${arrangement})`

  test('is installed', context => {
    if (missing !== undefined) console.info(`${kind} is not tested. ${missing}`)
    context.skip(missing !== undefined && !mustRun, missing)
    expect(missing).toBeUndefined()
  })
  describe.skipIf(missing !== undefined)('as a mailbox', () => {
    if (arrangement === 'cutter') stepsContract(kind, withCutter)
    else against(kind, arrangement)
  })
})

/** Real sshd and real sftp-server; what comes and goes is judged by the importer of the offline mailbox. */
async function withCutter(): Promise<StepsMailbox> {
  const sshd = await startSshd('cutter', 'VERBOSE')
  const cutFile = path.join(sshd.top, 'cut.json')
  const { record, exportFile, importNow } = judgedFolder(sshd.disk, path.join(sshd.top, 'judge'), [company])
  const served = path.join(sshd.top, 'record.jsonl')
  let heard = 0
  /** What the server did comes before what was judged since. */
  const hear = () => {
    const lines = readdirSync(sshd.top).includes('record.jsonl') ? readFileSync(served, 'utf8').trim().split('\n') : []
    for (const line of lines.slice(heard)) {
      const { event, name } = JSON.parse(line) as SeenFile
      record.write(event, { name })
    }
    heard = lines.length
  }
  return {
    // The login lands in the folder, and `/` is this machine's.
    base: 'IntegrationFTP',
    connect: () => sftpTransport(sshd.settings),
    exportFile: (name, bytes) => exportFile(company, name, bytes),
    cutAt: cut => (cut ? writeFileSync(cutFile, JSON.stringify(cut)) : rmSync(cutFile, { force: true })),
    isCutPlanned: () => readdirSync(sshd.top).includes('cut.json'),
    importNow: () => {
      hear()
      importNow()
    },
    record: () => {
      hear()
      return record.all() as readonly SeenFile[]
    },
    end: async () => {
      record.close()
      await sshd.end()
    },
  }
}

/**
 * Each fault really switched on at OpenSSH, by what its configuration or the file system allow. Where a fault belongs to a server's
 * configuration, a second server on the same folder has it, and the wire leads there.
 */
async function aFaultyOpenSsh(arrangement: Arrangement): Promise<FaultyMailbox> {
  const sshd = await startSshd(arrangement, 'VERBOSE')
  const wire = await cuttingProxy(sshd.settings.port)
  const transport = sftpTransport({ ...sshd.settings, port: wire.port })
  const folder = (name: string) => path.join(sshd.disk, 'IntegrationFTP', name, company, 'Transaction')
  const dropping = new Set<string>()
  const ports = new Map<string, number>()
  const onAnother =
    (changes: Changes, before: () => Promise<unknown> = async () => undefined) =>
    async () => {
      const key = JSON.stringify(changes)
      const port = ports.get(key) ?? (await sshd.another(changes)).port
      ports.set(key, port)
      await transport.close()
      wire.leadTo(port)
      await before()
      return async () => {
        wire.leadTo(sshd.settings.port)
        await transport.close()
      }
    }
  return {
    transport: {
      ...transport,
      // The answer to opening is shorter than this, and with the file behind it longer; so are the requests.
      read: (file, listed) => {
        if (dropping.delete('read')) wire.cutAfter('down', 150)
        return transport.read(file, listed)
      },
      write: (file, bytes) => {
        if (dropping.delete('write')) wire.cutAfter('up', 280)
        return transport.write(file, bytes)
      },
    },
    exportFolder: `IntegrationFTP/Export/${company}/Transaction`,
    importFolder: `IntegrationFTP/Import/${company}/Transaction`,
    put: (name, bytes) => writeFileSync(path.join(folder('Export'), name), bytes),
    faults: {
      // OpenSSH counts the sessions of one connection and not the connections; one that allows none refuses with the same words.
      'a second session refused': onAnother({ sessions: 0 }),
      'the connection dropped in the middle of a file': async () => {
        dropping.add('read').add('write')
        return () => {
          dropping.clear()
          wire.spare()
        }
      },
      'the session ended when idle': onAnother({ idleSeconds: 1 }, async () => {
        await transport.list('.')
        await wait(2_500)
      }),
      'renaming denied': onAnother({ denied: ['rename', 'posix-rename', 'hardlink'] }),
      'making folders denied': onAnother({ denied: ['mkdir'] }),
      'removing denied': onAnother({ denied: ['remove'] }),
      'another host key': onAnother({ hostKey: 'another' }),
      // By key: no login of this machine has a password that a test may know.
      'the login refused': onAnother({ login: 'refused' }),
      'Export denied': async () => {
        chmodSync(folder('Export'), 0)
        return () => chmodSync(folder('Export'), 0o755)
      },
      // The server knows no delay; on a slow wire its listings are slow, like all it answers.
      'a slow listing': async () => {
        wire.delay(5)
        return () => wire.delay(0)
      },
      'a listing of 5,000 entries': async () => {
        const names = Array.from({ length: 5_000 }, (_, index) => path.join(folder('Export'), `other ${index}`))
        for (const name of names) writeFileSync(name, 'x')
        return () => names.forEach(name => rmSync(name))
      },
      'an empty file': async () => () => undefined,
    },
    end: async () => {
      await transport.close()
      await wire.close()
      await sshd.end()
    },
  }
}

function against(kind: string, arrangement: 'chroot' | 'own-user'): void {
  const prepare = async () => {
    const sshd = await startSshd(arrangement, 'DEBUG1')
    const transport = sftpTransport(sshd.settings)
    return {
      transport,
      settings: sshd.settings,
      folder: `IntegrationFTP/Import/${company}/Transaction`,
      end: async () => {
        await transport.close()
        await sshd.end()
      },
    }
  }
  transportContract(kind, prepare)
  exchangeContract(kind, prepare)
  wireContract(kind, 97, prepare)
  namesContract(kind, async () => {
    const sshd = await startSshd(arrangement, 'VERBOSE')
    const transport = sftpTransport(sshd.settings)
    const disk = path.join(sshd.disk, 'names')
    mkdirSync(disk)
    return { transport, folder: 'names', disk, end: () => transport.close().then(() => sshd.end()) }
  })
  // What is switched on is the same for both; this one every user can start.
  if (arrangement === 'own-user')
    faultsContract(kind, () => aFaultyOpenSsh(arrangement), Object.keys(mailboxFaults) as MailboxFault[])

  describe(`a real ${kind}`, () => {
    let sshd: Sshd
    beforeAll(async () => {
      sshd = await startSshd(arrangement, 'DEBUG3')
    })
    afterAll(() => sshd.end())

    test('a host key that was changed: not a byte of authentication comes in, by the log of the server', async () => {
      const changed = await sshd.another({ hostKey: 'another' })
      const transport = sftpTransport({ ...sshd.settings, port: changed.port })
      const asked = [
        () => transport.list('.'),
        () => transport.stat('a'),
        () => transport.read('a'),
        () => transport.write('a', Buffer.from('a')),
        () => transport.rename('a', 'b'),
        () => transport.remove('a'),
        () => transport.makeFolder('a'),
        () => deliver(transport, { folder: '.', name: 'a', bytes: Buffer.from('a'), temporary: 'folder' }, async () => undefined),
      ]
      for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'mailbox-host-key-changed', prospect: 'held' })
      // The test button of the dialog looks no further either.
      expect(await hostKeyOf(sshd.settings.host, changed.port)).not.toBe(sshd.settings.hostKey)
      const times = (words: RegExp) => changed.log().match(words)?.length ?? 0
      await expect.poll(() => times(/(Disconnected from|Connection (closed|reset) by) .*\[preauth\]/g)).toBe(asked.length + 1)
      const received = new Set(Array.from(changed.log().matchAll(/receive packet: type (\d+)/g), ([, type]) => Number(type)))
      // The key exchange went as far as the key: 20 and 30 to 34; a disconnect is 1. Asking for the service of authentication would be 5, and
      // authentication itself 50 to 79.
      expect([...received].filter(type => ![1, 20, 21, 30, 31, 32, 33, 34].includes(type))).toEqual([])
      expect(received).toContain(20)
      expect(times(/userauth-request/g)).toBe(0)
      // So it shows when there is one.
      const right = sftpTransport({ ...sshd.settings, port: changed.port, hostKey: await hostKeyOf('127.0.0.1', changed.port) })
      await right.list('.')
      await right.close()
      expect(changed.log()).toMatch(/receive packet: type 5 /)
      expect(changed.log()).toMatch(/receive packet: type 50 /)
      expect(changed.log()).toContain('userauth-request')
    })

    test('a wrong passphrase and a refused key are told apart', async () => {
      const { passphrase: _, ...unopened } = sshd.settings
      await expect(sftpTransport({ ...unopened, passphrase: 'wrong' }).list('.')).rejects.toMatchObject({
        code: 'mailbox-key-unreadable',
      })
      const { privateKey: __, ...keyless } = unopened
      await expect(sftpTransport({ ...keyless, password: 'wrong' }).list('.')).rejects.toMatchObject({
        code: 'mailbox-login-refused',
      })
    })

    test('base path and company folders are found, whatever their letter case', async () => {
      const transport = sftpTransport(sshd.settings)
      const profile = {
        basePath: '',
        company: 'EXAMPLE werke',
        exportPath: '{base}/Export/{company}/Transaction',
        importPath: '{base}/import/{company}/transaction',
        archivePath: '{base}/Export/{company}/archive',
      }
      const box = mailbox(transport, profile)
      expect(await box.companies()).toEqual(['example Werke', company])
      expect(await box.exportFolder()).toBe('IntegrationFTP/Export/example Werke/Transaction')
      expect(await box.importFolder()).toBe('IntegrationFTP/Import/example Werke/Transaction')
      await transport.close()
    })

    test('a folder without the right to write is said as that', async () => {
      const transport = sftpTransport(sshd.settings)
      const folder = path.join(sshd.disk, 'IntegrationFTP/Export', company, 'Transaction')
      chmodSync(folder, 0o555)
      const file = `IntegrationFTP/Export/${company}/Transaction/order`
      await expect(transport.write(file, Buffer.from('x'))).rejects.toMatchObject({ code: 'mailbox-permission-denied' })
      await expect(transport.makeFolder(file)).rejects.toMatchObject({ code: 'mailbox-permission-denied' })
      chmodSync(folder, 0o755)
      await transport.write(file, Buffer.from('x'))
      expect(readdirSync(folder)).toEqual(['order'])
      await transport.close()
    })
  })
}
