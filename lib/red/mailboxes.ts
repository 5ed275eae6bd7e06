/** TrueCommerce accounts as flow nodes get at them. */
import { EdiError } from '../error'
import type { Mailbox } from '../truecommerce/mailbox'
import type { AfterRead } from '../truecommerce/reading'
import type { Temporary } from '../truecommerce/writing'
import type { Red, RedNode } from './types'

export interface MailboxNode extends RedNode {
  mailbox: Mailbox
  temporary: Temporary
  afterRead: AfterRead['action']
  pollSeconds: number
  settleSeconds: number
}

/** @throws EdiError `no-mailbox` */
export function mailboxOf(RED: Red, id: string | undefined): MailboxNode {
  const account = id ? (RED.nodes.getNode(id) as MailboxNode | null | undefined) : undefined
  if (account?.mailbox) return account
  throw new EdiError({
    code: 'no-mailbox',
    what: 'This node has no TrueCommerce mailbox',
    remedy: 'Choose or make one in the node under "Account"',
  })
}
