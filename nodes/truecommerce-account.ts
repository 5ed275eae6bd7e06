/** truecommerce-account: one mailbox, over SFTP or in a folder. Rules live in lib/truecommerce. */
import { system } from '../lib/environment'
import { EdiError } from '../lib/error'
import { POLL_FLOOR } from '../lib/loops/next-look'
import { guarded } from '../lib/red/admin'
import { isDryRun } from '../lib/red/dry-run'
import { useLedger } from '../lib/red/ledgers'
import type { MailboxNode } from '../lib/red/mailboxes'
import { migrate } from '../lib/red/migrate'
import { watchedRemote, watchedTransport } from '../lib/red/remote'
import type { AdminRequest, Config, Red } from '../lib/red/types'
import { readingTransport } from '../lib/truecommerce/dry-run'
import { folderTransport } from '../lib/truecommerce/folder'
import { type Mailbox, mailbox } from '../lib/truecommerce/mailbox'
import { sftpTransport } from '../lib/truecommerce/sftp'
import { hostKeyOf } from '../lib/truecommerce/sftp-session'
import type { Role } from '../lib/truecommerce/role'
import type { Temporary, WhenRefused } from '../lib/truecommerce/writing'

interface Account extends Config {
  readonly ledger?: string
  readonly transport: 'sftp' | 'folder'
  readonly host: string
  readonly port: string | number
  readonly folder: string
  readonly hostKey: string
  readonly basePath: string
  readonly company: string
  readonly role?: Role
  readonly exportPath: string
  readonly importPath: string
  readonly archivePath: string
  readonly afterRead: 'delete' | 'move' | 'leave'
  readonly temporary: Temporary
  readonly whenRefused?: WhenRefused
  readonly pollSeconds: string | number
  readonly settleSeconds: string | number
  readonly giveUpHours?: string | number
  readonly largestMegabytes?: string | number
  readonly alarmDays?: string | number
}

type Secrets = Readonly<Record<string, string | undefined>>

export default function (RED: Red) {
  RED.nodes.registerType(
    'truecommerce-account',
    function (this: MailboxNode, stored: Account) {
      RED.nodes.createNode(this, stored)
      const config = migrate(stored)
      const ledger = useLedger(RED, config.ledger)
      this.remote = watchedRemote(
        `mailbox ${this.name || config.company || config.host || config.folder}`,
        ledger.opening,
        system,
      )
      this.isDryRun = isDryRun(RED, config.ledger)
      this.mailbox = open(config, this.credentials ?? {}, this)
      this.confirmed = config.transport === 'folder' || config.hostKey.trim() !== ''
      this.role = config.role ?? 'buyer'
      this.temporary = config.temporary
      this.whenRefused = config.whenRefused ?? 'next-best'
      this.afterRead = config.afterRead
      this.pollSeconds = Math.max(POLL_FLOOR, Number(config.pollSeconds) || 300)
      this.settleSeconds = Number(config.settleSeconds) || 5
      this.giveUpSeconds = (Number(config.giveUpHours) || 24) * 3600
      this.largest = (Number(config.largestMegabytes) || 200) * 1024 * 1024
      this.alarmDays = Number(config.alarmDays) || 3
      this.on('close', (_removed, done) => {
        void this.mailbox.transport.close().then(ledger.release, ledger.release).then(done, done)
      })
    },
    {
      credentials: {
        user: { type: 'text' },
        password: { type: 'password' },
        privateKey: { type: 'password' },
        passphrase: { type: 'password' },
      },
    },
  )

  guarded(RED, 'post', '/edi-loop/truecommerce/:id/test', 'truecommerce-account.write', request => test(RED, request))
}

function open(config: Account, secrets: Secrets, account?: Pick<MailboxNode, 'remote' | 'isDryRun'>): Mailbox {
  const { user = '', password, privateKey, passphrase } = secrets
  const transport =
    config.transport === 'folder'
      ? folderTransport(config.folder)
      : sftpTransport({
          host: config.host,
          port: Number(config.port),
          hostKey: config.hostKey,
          user,
          ...(password ? { password } : {}),
          ...(privateKey ? { privateKey } : {}),
          ...(passphrase ? { passphrase } : {}),
        })
  const own = account?.isDryRun ? readingTransport(transport) : transport
  return mailbox(account ? watchedTransport(own, account.remote) : own, config)
}

/**
 * Shows the host key before anything else is sent, so that it can be confirmed; logs in only when the key in the form is that one.
 * Works with unsaved values; a password that the form does not know comes as `__PWRD__` and is taken from the deployed node.
 */
async function test(RED: Red, request: AdminRequest): Promise<object> {
  const form = request.body as unknown as Account & Secrets
  const secrets = storedWhereUnknown(form, RED.nodes.getNode(request.params['id'] ?? '')?.credentials ?? {})
  const hostKey = form.transport === 'folder' ? '' : await hostKeyOf(form.host, Number(form.port))
  if (hostKey !== form.hostKey && form.transport !== 'folder') {
    return {
      hostKey,
      companies: [],
      message: form.hostKey ? 'The mailbox shows another host key than the one confirmed.' : 'Confirm the host key to go on.',
    }
  }
  const opened = open(form, secrets)
  try {
    const companies = await opened.companies()
    const known = companies.some(name => name.toLowerCase() === form.company.toLowerCase())
    const sample = form.role === 'supplier' ? '810' : '850'
    const [exportPath, importPath] = known
      ? [(await opened.exportFolders()).join(' · '), await opened.importFolder(sample)]
      : ['', '']
    return {
      hostKey,
      companies,
      exportPath,
      importPath,
      message: known ? 'The mailbox can be used.' : 'Choose your company folder.',
    }
  } finally {
    await opened.transport.close()
  }
}

function storedWhereUnknown(form: Secrets, stored: Secrets): Secrets {
  const names = ['user', 'password', 'privateKey', 'passphrase']
  const known = names.map(name => [name, form[name] === '__PWRD__' ? stored[name] : form[name]] as const)
  if (known.some(([, value]) => value === '__PWRD__'))
    throw new EdiError({
      code: 'deploy-first',
      what: 'The stored password is not known yet',
      remedy: 'Type it again, or deploy first',
    })
  return Object.fromEntries(known)
}
