/** The stand-in mailbox in a directory of its own, for tests. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { system } from '../../../lib/environment'
import type { SftpSettings } from '../../../lib/truecommerce/sftp-session'
import { type Mailbox, type MailboxOptions, startMailbox } from '../../../sandbox/mailbox/start'

export const company = 'Voorbeeld & Zoon BV'
export const companies = [company, 'Example Werke']

export async function mailboxHere(options: Partial<MailboxOptions> = {}): Promise<[Mailbox, () => Promise<void>]> {
  const directory = options.directory ?? (await mkdtemp(path.join(tmpdir(), 'edi-mailbox-')))
  const mailbox = await startMailbox({
    directory,
    port: 0,
    companies,
    user: '4015550123',
    password: 'correct horse',
    environment: system,
    importSeconds: 0,
    ...options,
  })
  const end = async () => {
    await mailbox.close()
    await rm(directory, { recursive: true })
  }
  return [mailbox, end]
}

export function settingsFor(mailbox: Mailbox): SftpSettings & { password: string } {
  return { host: mailbox.host, port: mailbox.port, user: '4015550123', password: 'correct horse', hostKey: mailbox.hostKey }
}
