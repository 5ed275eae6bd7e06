/** `npm start`: the sandbox, a Node-RED with both example loops, and either the editor's address or one run to the end. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { system } from '../../lib/environment'
import { type Sandbox, startSandbox } from '../sandbox'
import { type Rehearsal, rehearsalFrom, usage } from './arguments'
import { idOf, injectIds, rehearsalFlows, servicesOf } from './flows'
import { answering, type Editor, startNodeRed } from './node-red'
import { dryRun } from './dry-run'
import { runOnce } from './once'
import { endWithParents } from './parent'
import { signIn } from './sign-in'

export async function rehearse(words: readonly string[], packageRoot: string): Promise<number> {
  if (words.includes('--help')) {
    console.log(usage)
    return 0
  }
  const began = Date.now()
  const options = rehearsalFrom(words, name => join(packageRoot, '.sandbox', name))
  endWithParents()
  if (options.fresh) rmSync(options.directory, { recursive: true, force: true })
  mkdirSync(options.directory, { recursive: true })
  const sandbox = await sandboxFor(options)
  try {
    return await perform(options, sandbox, packageRoot, began)
  } catch (thrown) {
    say(`The run broke off: ${(thrown as Error).message}. Started again, it goes on where it ended.`)
    return 1
  } finally {
    await sandbox.close()
  }
}

async function perform(options: Rehearsal, sandbox: Sandbox, packageRoot: string, began: number): Promise<number> {
  const editor = await startNodeRed({
    packageRoot,
    nodeRed: options.nodeRed,
    userDirectory: join(options.directory, 'node-red'),
    port: options.editorPort,
    log: line => relay(line, options.once),
  })
  const flows = rehearsalFlows(
    packageRoot,
    servicesOf(sandbox, {
      logSteps: !options.once,
      schedules: !options.once,
      dryRun: options.dryRun,
    }),
  )
  await editor.deploy(flows)
  await answering(editor.process, () => editor.get(`/edi-loop/exact/${idOf(flows, 'exact-online-account')}/state`))
  say(`Exact Online: ${await signIn(editor, idOf(flows, 'exact-online-account'))} (offline, ${sandbox.exact.url})`)
  const [orders = '', mailbox = ''] = injectIds(flows)
  if (!options.once) return interactive(editor, sandbox, orders)

  if (options.dryRun)
    return dryRun({ editor, orders, mailbox, ledger: idOf(flows, 'edi-ledger'), log: say, directory: options.directory })

  const {
    totals,
    held: forPeople,
    faults,
  } = await runOnce({
    editor,
    sandbox,
    orders,
    mailbox,
    ledger: idOf(flows, 'edi-ledger'),
    log: say,
    patience: options.realLimits ? 600_000 : 120_000,
  })
  await editor.close()
  for (const fault of faults) say(`NOT as it should be: ${fault}`)
  const { delivered, acknowledged, confirmed, held, invoicesBooked, failed, exactCalls } = totals
  const seconds = Math.round((Date.now() - began) / 100) / 10
  console.log(
    JSON.stringify({
      orders: totals.orders,
      delivered,
      acknowledged,
      confirmed,
      held,
      heldDocuments: forPeople.length,
      invoicesBooked,
      failed,
      seconds,
      exactCalls,
    }),
  )
  return faults.length === 0 ? 0 : 1
}

async function interactive(editor: Editor, sandbox: Sandbox, orders: string): Promise<number> {
  say('')
  say(`Node-RED with both example loops: ${editor.url}`)
  say(`TrueCommerce mailbox (offline): sftp://${sandbox.mailbox.host}:${sandbox.mailbox.port}`)
  say('Suppliers answer by themselves; each document step is told here. Ctrl+C ends it; starting again goes on where it ended.')
  say('')
  await editor.inject(orders)
  return new Promise(resolve => {
    let asked = false
    const end = () => {
      asked = true
      void editor.close()
    }
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
    editor.process.once('exit', code => resolve(asked ? 0 : (code ?? 1)))
  })
}

/** The same ports as last time where they are free, so that stored settings stay right. */
async function sandboxFor(options: Rehearsal): Promise<Sandbox> {
  const file = join(options.directory, 'ports.json')
  const known = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { exact: number; mailbox: number })
    : { exact: 0, mailbox: 0 }
  const start = (ports: { exact: number; mailbox: number }) =>
    startSandbox({
      directory: join(options.directory, 'sandbox'),
      seed: options.seed,
      orders: options.orders,
      exactPort: ports.exact,
      mailboxPort: ports.mailbox,
      limits: options.realLimits ? { perMinute: 60, perDay: 5_000 } : { perMinute: 100_000, perDay: 10_000_000 },
      exactSwitches: { autoApprove: true },
      invoiceDelaySeconds: options.once ? 0 : 10,
      // With `once` the run itself tells the sandbox when to go on.
      tickSeconds: options.once ? 0 : 2,
      environment: system,
      log: () => undefined,
    })
  const sandbox = await start(known).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'EADDRINUSE') return start({ exact: 0, mailbox: 0 })
    throw thrown
  })
  writeFileSync(file, JSON.stringify({ exact: sandbox.exact.port, mailbox: sandbox.mailbox.port }))
  return sandbox
}

/** Lines of our nodes: steps as they are, problems marked. What Node-RED says of its own start-up is left out. */
function relay(line: string, once: boolean): void {
  const [, level = '', node = '', text = ''] = /\[(\w+)\] \[([^\]]*)\] (.*)$/.exec(line) ?? []
  if (level === 'info' && node.startsWith('edi-ledger:')) say(text)
  else if ((level === 'error' || level === 'warn') && !once) say(`${level}: ${node}: ${text}`)
}

function say(line: string): void {
  console.log(line)
}
