/** TrueCommerce accounts as flow nodes get at them. */
import { EdiError } from '../error'
import type { Mailbox } from '../truecommerce/mailbox'
import { mailboxError } from '../truecommerce/mailbox-error'
import type { AfterRead } from '../truecommerce/reading'
import type { Role } from '../truecommerce/role'
import type { Temporary, WhenRefused } from '../truecommerce/writing'
import type { Remote } from './remote'
import type { Red, RedNode } from './types'

export interface MailboxNode extends RedNode {
  mailbox: Mailbox
  remote: Remote
  /** Its transport refuses to write. */
  isDryRun: boolean
  /** Whether the host key has been confirmed, where there is one. */
  confirmed: boolean
  role: Role
  temporary: Temporary
  whenRefused: WhenRefused
  afterRead: AfterRead['action']
  pollSeconds: number
  settleSeconds: number
  giveUpSeconds: number
  /** Bytes. */
  largest: number
  alarmDays: number
}

/** @throws EdiError `no-mailbox`; `mailbox-host-key-unconfirmed`, so that an account that nobody has filled in yet calls nobody */
export function mailboxOf(RED: Red, id: string | undefined): MailboxNode {
  const account = id ? (RED.nodes.getNode(id) as MailboxNode | null | undefined) : undefined
  if (account?.mailbox && account.confirmed) return account
  if (account?.mailbox) throw mailboxError('mailbox-host-key-unconfirmed')
  throw new EdiError({
    code: 'no-mailbox',
    what: 'This node has no TrueCommerce mailbox',
    remedy: 'Choose or make one in the node under "Account"',
  })
}
