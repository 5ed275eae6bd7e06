/** edi-alarm: what a person should know of out, one message when it is raised and one when it is over. Rules live in lib/ledger/alarms. */
import type { Alarm } from '../lib/ledger/alarms'
import { tellAlarms } from '../lib/red/alarms'
import { isDryRun } from '../lib/red/dry-run'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import type { Config, Red, RedNode } from '../lib/red/types'

interface AlarmConfig extends Config {
  readonly ledger: string
  /** Empty: all of them. */
  readonly kinds: readonly string[]
  /** Keys of the partner directory with commas between; empty: all, and what concerns no partner. */
  readonly partners: string
  readonly tell: 'both' | 'raised' | 'cleared'
}

export default function (RED: Red) {
  RED.nodes.registerType('edi-alarm', function (this: RedNode, stored: AlarmConfig) {
    RED.nodes.createNode(this, stored)
    const { ledger, kinds, partners, tell } = migrate(stored)
    const keys = partners
      .split(',')
      .map(key => key.trim())
      .filter(key => key !== '')
    const wants = ({ kind, partner, state }: Alarm) =>
      (kinds.length === 0 || kinds.includes(kind)) &&
      (keys.length === 0 || keys.includes(partner ?? '')) &&
      (tell === 'both' || tell === state)
    // Nobody is called for what a dry run finds.
    if (isDryRun(RED, ledger)) return this.status({ fill: 'blue', shape: 'ring', text: 'dry run' })
    tellAlarms(RED, this, useLedger(RED, ledger), wants)
  })
}
