/** exact-online-webhook: Exact Online tells that something changed, and a fetch is woken. Rules live in lib/red/webhook and lib/exact. */
import { migrate } from '../lib/red/migrate'
import type { Config, Red, RedNode } from '../lib/red/types'
import { runWebhook } from '../lib/red/webhook'
import { openCallback } from '../lib/red/webhook-callback'

interface Webhook extends Config {
  readonly account: string
  readonly topics: readonly string[]
  /** `all`, or numbers with commas between. */
  readonly divisions: string
  readonly baseUrl: string
  readonly quietSeconds: string | number
}

export default function (RED: Red) {
  openCallback(RED)
  RED.nodes.registerType(
    'exact-online-webhook',
    function (this: RedNode, stored: Webhook) {
      RED.nodes.createNode(this, stored)
      const { account, topics, divisions, baseUrl, quietSeconds } = migrate(stored)
      runWebhook(RED, this, {
        account,
        topics,
        divisions: divisions.trim() === 'all' ? [] : divisions.split(',').map(Number),
        baseUrl,
        quietSeconds: Number(quietSeconds),
      })
    },
    { credentials: { webhookSecret: { type: 'password' } } },
  )
}
