/** A mailbox as an account node reaches it, and its folders on this machine's disk. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { company, mailboxHere, settingsFor } from '../unit/truecommerce/mailbox-here'

export interface MailboxGround {
  /** Where the login lands. */
  readonly disk: string
  /** Settings of the account that say how it is reached. */
  readonly account: Readonly<Record<string, unknown>>
  readonly credentials: Readonly<Record<string, string>>
  end(): Promise<void>
}

export const works = company

export async function inAFolder(): Promise<MailboxGround> {
  const disk = mkdtempSync(join(tmpdir(), 'edi-loop-mailbox-'))
  for (const direction of ['Export', 'Import'])
    mkdirSync(join(disk, 'IntegrationFTP', direction, works, 'Transaction'), { recursive: true })
  return {
    disk,
    account: { transport: 'folder', folder: disk },
    credentials: {},
    end: async () => rmSync(disk, { recursive: true, force: true }),
  }
}

export async function overSftp(): Promise<MailboxGround> {
  const [mailbox, end] = await mailboxHere()
  const { host, port, hostKey, user, password } = settingsFor(mailbox)
  return {
    disk: mailbox.disk,
    account: { transport: 'sftp', host, port: String(port), hostKey },
    credentials: { user, password },
    end,
  }
}
