/** The nodes of the mailbox in Node-RED's runtime, against real OpenSSH. */
import { describe } from 'vitest'
import type { MailboxGround } from '../flow/mailbox-ground'
import { useRuntime } from '../flow/support'
import { readingNodeContract } from '../flow/truecommerce-in-contract'
import { writingNodeContract } from '../flow/truecommerce-out-contract'
import { missingFor, startSshd } from './support/sshd'

const missing = missingFor('own-user')
if (missing !== undefined) console.info(`The nodes are not tested against OpenSSH. ${missing}`)

describe.skipIf(missing !== undefined && process.env['EDI_LOOP_INSTALLED'] !== '1')('with a login by key', () => {
  useRuntime()
  readingNodeContract('OpenSSH', overOpenSsh)
  writingNodeContract('OpenSSH', overOpenSsh)
})

async function overOpenSsh(): Promise<MailboxGround> {
  const sshd = await startSshd('own-user', 'VERBOSE')
  const { host, port, hostKey, user, privateKey = '', passphrase = '' } = sshd.settings
  return {
    disk: sshd.disk,
    account: { transport: 'sftp', host, port: String(port), hostKey },
    credentials: { user, privateKey, passphrase },
    end: () => sshd.end(),
  }
}
