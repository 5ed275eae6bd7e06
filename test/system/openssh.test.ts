/** The mailbox contract against a real OpenSSH server, locked into its folder by root and run by the user itself. */
import { chmodSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mailbox } from '../../lib/truecommerce/mailbox'
import { sftpTransport } from '../../lib/truecommerce/sftp'
import { hostKeyOf } from '../../lib/truecommerce/sftp-session'
import { transportContract } from '../unit/truecommerce/contract'
import { exchangeContract } from '../unit/truecommerce/exchange-contract'
import { wireContract } from '../unit/truecommerce/wire-contract'
import { missingFor, type Sshd, startSshd } from './support/sshd'

const mustRun = process.env.CI !== undefined || process.env.EDI_LOOP_INSTALLED === '1'
const company = 'Voorbeeld & Zoon BV'

describe.each(['chroot', 'own-user'] as const)('OpenSSH, %s', arrangement => {
  const missing = missingFor(arrangement)
  const kind = `OpenSSH (${arrangement})`

  test('is installed', context => {
    if (missing !== undefined) console.info(`${kind} is not tested. ${missing}`)
    context.skip(missing !== undefined && !mustRun, missing)
    expect(missing).toBeUndefined()
  })
  describe.skipIf(missing !== undefined)('as a mailbox', () => {
    against(kind, arrangement)
  })
})

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

  describe(`a real ${kind}`, () => {
    let sshd: Sshd
    beforeAll(async () => {
      sshd = await startSshd(arrangement, 'DEBUG1')
    })
    afterAll(() => sshd.end())

    test('a changed host key stops everything before authentication, by the server log', async () => {
      const other = `SHA256:${'A'.repeat(43)}`
      await expect(sftpTransport({ ...sshd.settings, hostKey: other }).list('.')).rejects.toMatchObject({
        code: 'mailbox-host-key-changed',
      })
      await expect.poll(() => sshd.log()).toContain('Connection from 127.0.0.1')
      expect(await hostKeyOf(sshd.settings.host, sshd.settings.port)).toBe(sshd.settings.hostKey)
      expect(sshd.log()).not.toContain('userauth-request')
      const transport = sftpTransport(sshd.settings)
      await transport.list('.')
      await transport.close()
      // So it would have shown.
      expect(sshd.log()).toContain('userauth-request')
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
