/** `edi-loop sandbox`: the outside world of the loops on loopback, for rehearsing in a Node-RED of one's own. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { system } from '../lib/environment'
import { checkedFault, type Fault } from './exact/faults'
import { checkedSwitches, type Switches } from './exact/switches'
import { checkedSwitches as checkedMailboxSwitches, type Switches as MailboxSwitches } from './mailbox/switches'
import { startSandbox } from './sandbox'

export const sandboxUsage = `edi-loop sandbox [--directory D] [--orders N] [--seed S] [--exact-port P] [--mailbox-port P] [--raised-limits] [--switch NAME=VALUE]… [--fault KIND[:TIMES[:PATH]]]… [--mailbox-switch NAME=VALUE]…
  Starts an offline Exact Online, an offline TrueCommerce mailbox and suppliers that answer, on 127.0.0.1, until Ctrl+C.
  --directory D     where their state is kept (./edi-loop-sandbox); the same directory goes on where it ended
  --orders N        purchase orders that wait in Exact Online (12)
  --seed S          which fictitious trade (1)
  --raised-limits   many Exact calls a minute instead of the real service's 60
  --switch, --fault of the offline Exact Online: docs/offline-exact-online.md lists them
  --mailbox-switch  a fault of the offline mailbox: docs/offline-mailbox.md lists them`

const TICK_SECONDS = 5
const INVOICE_DELAY_SECONDS = 20

/** @returns when it has ended */
export async function runSandbox(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      directory: { type: 'string', default: 'edi-loop-sandbox' },
      orders: { type: 'string', default: '12' },
      seed: { type: 'string', default: '1' },
      'exact-port': { type: 'string', default: '0' },
      'mailbox-port': { type: 'string', default: '0' },
      'raised-limits': { type: 'boolean', default: false },
      switch: { type: 'string', multiple: true, default: [] },
      fault: { type: 'string', multiple: true, default: [] },
      'mailbox-switch': { type: 'string', multiple: true, default: [] },
    },
  })
  const directory = resolve(values.directory)
  mkdirSync(directory, { recursive: true })
  const sandbox = await startSandbox({
    directory,
    seed: Number(values.seed),
    orders: Number(values.orders),
    exactPort: Number(values['exact-port']),
    mailboxPort: Number(values['mailbox-port']),
    limits: values['raised-limits'] ? { perMinute: 100_000, perDay: 10_000_000 } : { perMinute: 60, perDay: 5_000 },
    invoiceDelaySeconds: INVOICE_DELAY_SECONDS,
    tickSeconds: TICK_SECONDS,
    environment: system,
    exactSwitches: switchesFrom(values.switch),
    exactFaults: values.fault.map(faultFrom),
    mailboxSwitches: mailboxSwitchesFrom(values['mailbox-switch']),
    log: line => console.log(line),
  })
  const suppliers = join(directory, 'suppliers.json')
  writeFileSync(suppliers, `${JSON.stringify(sandbox.directory, undefined, 2)}\n`)
  console.log(`
Exact Online account     region "other address", base address ${sandbox.exact.url}
                         client id ${sandbox.client.id}, client secret ${sandbox.client.secret}
TrueCommerce mailbox     host ${sandbox.mailbox.host}, port ${sandbox.mailbox.port}, user ${sandbox.login.user}, password ${sandbox.login.password}
                         host key ${sandbox.mailbox.hostKey}
                         base path ${sandbox.mailbox.base}, company folder ${sandbox.login.company}
Suppliers                import ${suppliers} in the partners node
`)
  await new Promise<void>(end => {
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
  })
  await sandbox.close()
}

/** `language=NL`, `missingScopes=["purchase orders"]`: the value as JSON or as a plain word. @throws RangeError */
export function switchesFrom(words: readonly string[]): Partial<Switches> {
  return checkedSwitches(givenIn(words, '--switch'))
}

/** `denyRename=true`, `cut={"operation":"rename","moment":"after"}`. @throws RangeError */
export function mailboxSwitchesFrom(words: readonly string[]): Partial<MailboxSwitches> {
  return checkedMailboxSwitches(givenIn(words, '--mailbox-switch'))
}

function givenIn(words: readonly string[], flag: string): Readonly<Record<string, unknown>> {
  const given = words.map(word => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(word) ?? []
    if (name === undefined || value === undefined) throw new RangeError(`${flag} takes NAME=VALUE, not ${word}`)
    return [name, valueOf(value)] as const
  })
  return Object.fromEntries(given)
}

/** `lose-answer:2:PurchaseEntries`. @throws RangeError */
export function faultFrom(word: string): Fault {
  const [kind = '', times = '1', ...path] = word.split(':')
  return checkedFault({ kind, times: Number(times), ...(path.length > 0 ? { path: path.join(':') } : {}) })
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
