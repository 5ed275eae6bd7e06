/** One run of both loops through all its disturbances to a quiet end, judged by what the sandbox wrote down. */
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Environment, system } from '../../../lib/environment'
import { exactConnection } from '../../../lib/exact/connection'
import { vaultKeys } from '../../../lib/exact/key-source'
import { Ledger } from '../../../lib/ledger/ledger'
import { rehearsalFlows } from '../../../sandbox/rehearsal/flows'
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox'
import { judge, type Verdict } from './judge'
import type { Plan, Start } from './plan'
import { type Started, startWorker } from './start'
import type { Look } from './worker'

export interface RunOptions {
  readonly root: string
  /** Emptied first; left behind for a look when the run is not as it should be. */
  readonly directory: string
  /** Of the world: orders and their suppliers. */
  readonly trade: { readonly seed: number; readonly orders: number }
}

export interface Course {
  readonly verdict: Verdict
  readonly kills: number
  /** What happened, in order. */
  readonly told: readonly string[]
  /** How often each named point was passed in the last start. */
  readonly passings: Readonly<Record<string, number>>
}

const vaultSecret = 'crash-matrix'
/** Milliseconds between two looks. */
const ROUND = 60
/** Milliseconds without any progress after which whoever waits for a later hour is given one. */
const STALL = 3_500
const MOST_STALLS = 8

export async function runThrough(plan: Plan, options: RunOptions): Promise<Course> {
  const { root, directory, trade } = options
  rmSync(directory, { recursive: true, force: true })
  const userDirectory = join(directory, 'node-red')
  let later = 0
  const environment: Environment = { ...system, now: () => new Date(system.now().getTime() + later * 1000) }
  const sandbox = await startSandbox({
    directory: join(directory, 'sandbox'),
    ...trade,
    exactPort: 0,
    mailboxPort: 0,
    limits: { perMinute: 100_000, perDay: 10_000_000 },
    exactSwitches: { autoApprove: true, oldRefreshTokenUntilSuccessorUsed: plan.oldTokenStaysGood },
    environment,
    log: () => undefined,
  })
  process.env['EDI_LOOP_VAULT_SECRET'] = vaultSecret
  const told: string[] = []
  const began = Date.now()
  const tell = (what: string) => void told.push(`${String(Date.now() - began).padStart(6)} ms  ${what}`)
  let kills = 0
  let answersLost = 0
  try {
    const account = prepare(root, userDirectory, sandbox)
    const signIn = () => signInTo(sandbox, account, ledgerFile(userDirectory), environment)
    await signIn()
    const begin = (start: Partial<Start>) => {
      const kill = start.kill && 'point' in start.kill ? { kill: start.kill } : {}
      return startWorker({ root, userDirectory, clock: later * 1000 + (start.clock ?? 0), ...kill })
    }

    for (const start of plan.starts) {
      later += start.later
      tell(`starts: ${JSON.stringify(start)}`)
      for (const fault of start.faults) sandbox.exact.arm(fault)
      sandbox.mailbox.switches.cut = start.cut
      const worker = await begin(start)
      await disturb(worker, start, sandbox, () => startWorker({ root, userDirectory, clock: later * 1000 }))
      tell(worker.hasEnded() ? 'killed at its point' : 'killed')
      await worker.kill()
      kills += 1
      for (const line of saidBy(worker)) tell(line)
    }

    sandbox.mailbox.switches.cut = undefined
    let look: Look | undefined
    for (let stalls = 0; stalls < MOST_STALLS; stalls += 1) {
      tell('starts undisturbed')
      const worker = await begin({})
      look = await settle(worker, sandbox)
      await worker.kill()
      for (const line of saidBy(worker)) tell(line)
      if (look && !look.signedIn && /lost/.test(look.message) && !plan.oldTokenStaysGood) {
        tell(`signs in again: ${look.message}`)
        answersLost += 1
        await signIn()
      } else if (look && isQuiet(look, sandbox)) break
      // Whatever waits, for a token, a blocked call or a spaced attempt, waits less than this.
      later += 3_700
    }
    const verdict = await judge({
      sandbox,
      store: { file: ledgerFile(userDirectory) },
      trade,
      answersLost,
      ...(look && { look }),
    })
    return { verdict, kills, told, passings: look?.passings ?? {} }
  } finally {
    await sandbox.close()
  }
}

/** The first start's part: work until its end comes, by itself or by the clock. */
async function disturb(worker: Started, start: Start, sandbox: Sandbox, second: () => Promise<Started>): Promise<void> {
  const events: [number, () => Promise<unknown>][] = []
  if ('milliseconds' in start.kill) events.push([start.kill.milliseconds, () => worker.kill()])
  if (start.diskFull !== undefined) {
    events.push([start.diskFull, () => worker.tell('fill-disk')], [start.diskFull + 400, () => worker.tell('free-disk')])
  }
  let other: Started | undefined
  if (start.second !== undefined) events.push([start.second, async () => (other = await second())])
  const began = Date.now()
  const timers = events.map(([milliseconds, act]) =>
    wait(milliseconds)
      .then(act)
      .catch(() => undefined),
  )
  await worker.tell('orders').catch(() => undefined)
  const longest = 'milliseconds' in start.kill ? start.kill.milliseconds + 100 : 6_000
  let still = 0
  while (!worker.hasEnded() && Date.now() - began < longest && still < STALL) {
    still = (await round(worker, sandbox)) ? 0 : still + ROUND
    await other?.tell('orders').catch(() => undefined)
    await other?.tell('mailbox').catch(() => undefined)
  }
  await worker.kill()
  await Promise.all(timers)
  await other?.kill()
}

/** Until nothing more is to come, or nothing moves any more. */
async function settle(worker: Started, sandbox: Sandbox): Promise<Look | undefined> {
  await worker.tell('orders')
  let [last, still] = ['', 0]
  let look: Look | undefined
  while (!worker.hasEnded() && still < STALL) {
    const moved = await round(worker, sandbox)
    look = (await worker.tell('look')) ?? look
    if (look && isQuiet(look, sandbox) && !moved) return look
    const state = JSON.stringify([look?.tally, sandbox.totals()])
    still = state === last ? still + ROUND : 0
    last = state
  }
  return look
}

async function round(worker: Started, sandbox: Sandbox): Promise<boolean> {
  const moved = await sandbox.tick()
  await worker.tell('mailbox').catch(() => undefined)
  await wait(ROUND)
  return moved > 0
}

function isQuiet(look: Look, sandbox: Sandbox): boolean {
  return look.signedIn && sandbox.totals().settled && look.tally.every(({ state }) => !['open', 'retrying'].includes(state))
}

/** What the loops work with; Node-RED's other nodes only cost time at each of many thousand starts. */
const working = /^(tab|switch|edi-|exact-online-|truecommerce-|x12-)/

/** @returns the flow id of the Exact Online account */
function prepare(root: string, userDirectory: string, sandbox: Sandbox): string {
  const flows = rehearsalFlows(root, {
    exactUrl: sandbox.exact.url,
    clientId: sandbox.client.id,
    clientSecret: sandbox.client.secret,
    mailbox: {
      ...sandbox.login,
      host: sandbox.mailbox.host,
      port: sandbox.mailbox.port,
      hostKey: sandbox.mailbox.hostKey,
      base: sandbox.mailbox.base,
    },
    partners: sandbox.directory,
    logSteps: false,
    schedules: false,
  }).filter(({ type }) => working.test(type))
  const modules = join(userDirectory, 'node_modules/@edi-loop')
  mkdirSync(modules, { recursive: true })
  const core = join(userDirectory, 'core-nodes')
  for (const folder of ['examples', 'locales']) mkdirSync(join(core, folder), { recursive: true })
  const switchNode = join(
    dirname(createRequire(nodeRedOf(root)).resolve('@node-red/nodes/package.json')),
    'core/function/10-switch',
  )
  for (const ending of ['.js', '.html']) copyFileSync(`${switchNode}${ending}`, join(core, `10-switch${ending}`))
  symlinkSync(root, join(modules, 'node-red-exact-truecommerce'), 'junction')
  writeFileSync(join(userDirectory, 'package.json'), '{ "name": "crash-matrix", "private": true, "dependencies": {} }\n')
  writeFileSync(join(userDirectory, 'flows.json'), JSON.stringify(flows.map(node => ({ ...node, credentials: undefined }))))
  const secrets = flows.filter(node => node['credentials']).map(node => [node.id, node['credentials']])
  writeFileSync(join(userDirectory, 'flows_cred.json'), JSON.stringify(Object.fromEntries(secrets)))
  return flows.find(({ type }) => type === 'exact-online-account')?.id ?? ''
}

function saidBy({ lines }: Started): readonly string[] {
  return lines
    .flatMap(text => text.split('\n'))
    .filter(line => line !== '' && !/Projects disabled|unencrypted credentials/.test(line))
    .map(line => `  | ${line}`)
}

function nodeRedOf(root: string): string {
  return createRequire(join(root, 'package.json')).resolve('node-red/package.json')
}

function ledgerFile(userDirectory: string): string {
  return join(userDirectory, 'edi-loop/ledger.sqlite')
}

/** As a person does, in no process that is ever killed: what the matrix tries is what comes after. */
async function signInTo(sandbox: Sandbox, id: string, file: string, environment: Environment): Promise<void> {
  const ledger = await Ledger.open({ file, environment })
  try {
    const connection = exactConnection({
      id,
      baseUrl: sandbox.exact.url,
      clientId: sandbox.client.id,
      clientSecret: sandbox.client.secret,
      redirectUri: 'http://127.0.0.1/callback',
      renewAfterSeconds: 570,
      store: ledger,
      keys: vaultKeys([vaultSecret]),
      environment,
    })
    const response = await fetch(connection.signInUrl('matrix'), { redirect: 'manual' })
    await connection.completeSignIn(new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '')
  } finally {
    await ledger.close()
  }
}
