/** One run of both loops through all its disturbances to a quiet end, judged by what the sandbox wrote down. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Environment, system } from '../../../lib/environment'
import { exactConnection } from '../../../lib/exact/connection'
import { vaultKeys } from '../../../lib/exact/key-source'
import { Ledger } from '../../../lib/ledger/ledger'
import type { StoreSettings } from '../../../lib/ledger/store'
import { rehearsalFlows, servicesOf } from '../../../sandbox/rehearsal/flows'
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox'
import type { Fault } from '../../../sandbox/exact/faults'
import { judge, type Verdict } from './judge'
import type { Plan, Start } from './plan'
import { lastPoint, type Started, startWorker } from './start'
import { ledgerFile, makeUserDirectory } from './user-directory'
import type { Look, Order } from './worker'

export interface RunOptions {
  readonly root: string
  /** Folder of the pack. @see pack.ts */
  readonly pack: string
  /** Emptied first; left behind for a look when the run is not as it should be. */
  readonly directory: string
  /** Of the world: orders and their suppliers. */
  readonly trade: { readonly seed: number; readonly orders: number }
  readonly store: MatrixStore
  readonly atRest?: (crew: readonly Started[]) => Promise<unknown>
}

export type MatrixStore =
  | { readonly kind: 'sqlite' }
  /** `url` of a database that is the run's own, and how many Node-REDs share it. */
  | { readonly kind: 'postgres'; readonly url: string; readonly instances: number }

/** Each run has tables of its own in the database of all. */
export function ownOf(store: MatrixStore, schema: string): MatrixStore {
  return store.kind === 'sqlite' ? store : { ...store, url: `${store.url}?schema=${schema}` }
}

export interface Course {
  readonly verdict: Verdict
  /** How many kills fell on each named point, at a random moment, and when the work had come to rest. */
  readonly killed: Readonly<Record<string, number>>
  /** How often each fault struck. */
  readonly struck: Readonly<Record<string, number>>
  /** What happened, in order. */
  readonly told: readonly string[]
  /** How often each named point was passed in the last start. */
  readonly passings: Readonly<Record<string, number>>
}

const vaultSecret = 'crash-matrix'
/** Milliseconds between two looks while something moves, and at most. */
const ROUND = 40
const LONGEST_ROUND = 400
/** Milliseconds without any progress after which whoever waits for a later hour is given one. */
const STALL = { sqlite: 3_500, postgres: 7_000 } as const
const MOST_STALLS = 8
/** Seconds after which the work of an instance that was killed is taken over. */
const LEASE = 2

export async function runThrough(plan: Plan, options: RunOptions): Promise<Course> {
  const { root, pack, directory, trade, store } = options
  rmSync(directory, { recursive: true, force: true })
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
  const killed: Record<string, number> = {}
  const struck: Record<string, number> = {}
  const strike = (fault: string, times = 1) => {
    if (times > 0) struck[fault] = (struck[fault] ?? 0) + times
  }
  let answersLost = 0
  const crew: Started[] = []
  try {
    const users = Array.from({ length: store.kind === 'postgres' ? store.instances : 1 }, (_, index) =>
      join(directory, `node-red-${index}`),
    )
    const accounts = users.map(user => prepare(root, user, sandbox, store))
    const where = store.kind === 'postgres' ? { url: store.url, leaseSeconds: LEASE } : { file: ledgerFile(users[0] ?? '') }
    const signIn = () => signInTo(sandbox, accounts[0] ?? '', where, environment)
    await signIn()
    // The access token is old when the work begins, so that each run passes a renewal.
    later += 700
    const begin = (index: number, start: Partial<Start>) =>
      startWorker({
        root,
        pack,
        userDirectory: users[index] ?? '',
        clock: later * 1000 + (start.clock ?? 0),
        leaseSeconds: LEASE,
        ...(start.kill && 'point' in start.kill ? { kill: start.kill } : {}),
      })
    const heard = new Set<Started>()
    const end = async (worker: Started | undefined) => {
      if (!worker || heard.has(worker)) return
      heard.add(worker)
      await worker.kill()
      for (const line of saidBy(worker)) tell(line)
    }
    /** Starts those that do not run; the one at `target` as the plan says. */
    const fillUp = async (target = 0, start: Partial<Start> = {}): Promise<Started> => {
      const fill = async (index: number) => {
        const running = crew[index]
        return running && !running.hasEnded() ? running : begin(index, index === target ? start : {})
      }
      const all = await Promise.all(users.map((_, index) => fill(index)))
      crew.splice(0, crew.length, ...all)
      return all[target] ?? begin(target, start)
    }

    for (const [number, start] of plan.starts.entries()) {
      const target = number % users.length
      // Time passes for all of them: an outage of everything, and a later morning.
      if (start.later > 0) for (const worker of crew) await end(worker)
      later += start.later
      tell(`starts ${users.length > 1 ? `instance ${target}` : ''}: ${JSON.stringify(start)}`)
      for (const fault of start.faults) sandbox.exact.arm(fault)
      sandbox.mailbox.switches.cut = start.cut
      await end(crew[target])
      const worker = await fillUp(target, start)
      const second = store.kind === 'sqlite' ? () => begin(target, {}) : undefined
      await disturb(worker, crew, start, sandbox, STALL.sqlite, second)
      await end(worker)
      const at = diedAt(worker, start)
      tell(`killed ${at}`)
      killed[at] = (killed[at] ?? 0) + 1
      if (start.cut && !sandbox.mailbox.switches.cut)
        strike(`mailbox ${start.cut.operation} ${start.cut.moment}: ${start.cut.manner}`)
    }

    sandbox.mailbox.switches.cut = undefined
    let look: Look | undefined
    for (let stalls = 0; stalls < MOST_STALLS; stalls += 1) {
      for (const worker of crew) await end(worker)
      tell('starts undisturbed')
      await fillUp()
      look = await settle(crew, sandbox, STALL[store.kind])
      if (look && !look.signedIn && /lost/.test(look.message) && !plan.oldTokenStaysGood) {
        for (const worker of crew) await end(worker)
        tell(`signs in again: ${look.message}`)
        answersLost += 1
        // What is left of the plan's faults would strike the person instead, whose sign-in is no process of the matrix.
        const left = sandbox.exact.armed()
        sandbox.exact.disarm()
        await signIn()
        for (const fault of left) sandbox.exact.arm(fault)
      } else if (look && isQuiet(look, sandbox)) break
      const { passings: _, ...shown } = look ?? {}
      tell(`stands still: ${JSON.stringify(shown)}`)
      // Whatever waits, for a token, a blocked call or a spaced attempt, waits less than this.
      later += 3_700
    }
    await options.atRest?.(crew)
    for (const worker of crew) await end(worker)
    const verdict = await judge({ sandbox, store: where, trade, answersLost, ...(look && { look }) })
    const faults = plan.starts.flatMap(start => start.faults)
    for (const name of new Set(faults.map(nameOf))) strike(name, timesOf(faults, name) - timesOf(sandbox.exact.armed(), name))
    return { verdict, killed, struck, told, passings: look?.passings ?? {} }
  } finally {
    for (const worker of crew) await worker.kill()
    await sandbox.close()
  }
}

/** Work until the end comes, by itself or by the clock. The others of the crew go on. */
async function disturb(
  worker: Started,
  crew: readonly Started[],
  start: Start,
  sandbox: Sandbox,
  stall: number,
  second: (() => Promise<Started>) | undefined,
): Promise<void> {
  const events: [number, () => Promise<unknown>][] = []
  if ('milliseconds' in start.kill) events.push([start.kill.milliseconds, () => worker.kill()])
  if (start.jump) events.push([start.jump.milliseconds, () => worker.tell(start.jump?.to ?? 'forward')])
  if (start.diskFull !== undefined) {
    events.push([start.diskFull, () => worker.tell('fill-disk')], [start.diskFull + 400, () => worker.tell('free-disk')])
  }
  let other: Started | undefined
  if (start.second !== undefined && second) events.push([start.second, async () => (other = await second())])
  const began = Date.now()
  const timers = events.map(([milliseconds, act]) =>
    wait(milliseconds)
      .then(act)
      .catch(() => undefined),
  )
  // Whoever is to be killed comes first, so that the work is more often its own.
  const inTurn = [worker, ...crew.filter(one => one !== worker)]
  await tellAll(inTurn, 'orders')
  const longest = 'milliseconds' in start.kill ? start.kill.milliseconds + 100 : 20_000
  let still = 0
  while (!worker.hasEnded() && Date.now() - began < longest && still < stall) {
    const all = other ? [...inTurn, other] : inTurn
    const pause = pauseAfter(still)
    still = (await round(all, sandbox, pause)) ? 0 : still + pause
    if (other) await tellAll([other], 'orders')
  }
  await worker.kill()
  await Promise.all(timers)
  await other?.kill()
}

/** Until nothing more is to come, or nothing moves any more. */
async function settle(crew: readonly Started[], sandbox: Sandbox, stall: number): Promise<Look | undefined> {
  await tellAll(crew, 'orders')
  let [last, still] = ['', 0]
  let look: Look | undefined
  while (crew.every(worker => !worker.hasEnded()) && still < stall) {
    const pause = pauseAfter(still)
    const moved = await round(crew, sandbox, pause)
    look = (await lookAt(crew)) ?? look
    if (look && isQuiet(look, sandbox) && !moved) return look
    const state = JSON.stringify(look?.tally)
    still = state === last && !moved ? still + pause : 0
    last = state
  }
  return look
}

/** The ledger is one; of the points each instance counts those that it passed. */
async function lookAt(crew: readonly Started[]): Promise<Look | undefined> {
  const looks = (await Promise.all(crew.map(worker => worker.tell('look')))).filter(look => look !== undefined)
  const [first] = looks
  if (first === undefined) return undefined
  const most: Record<string, number> = {}
  for (const { passings } of looks)
    for (const [point, times] of Object.entries(passings)) most[point] = Math.max(most[point] ?? 0, times)
  const statuses = Object.fromEntries(
    looks.flatMap((each, index) => Object.entries(each.statuses).map(([node, text]) => [`${index} ${node}`, text])),
  )
  return { ...first, passings: most, statuses }
}

/** The longer nothing moves, the less often it is asked. */
function pauseAfter(still: number): number {
  return Math.min(LONGEST_ROUND, Math.max(ROUND, Math.round(still / 5)))
}

async function round(crew: readonly Started[], sandbox: Sandbox, pause: number): Promise<boolean> {
  const moved = await sandbox.tick()
  await tellAll(crew, 'mailbox')
  await Promise.race([wait(pause), ...crew.map(worker => worker.ended)])
  return moved > 0
}

/** What one of them cannot do now it is asked for again in the next round. */
async function tellAll(crew: readonly Started[], order: Order): Promise<void> {
  for (const worker of crew) await worker.tell(order).catch(() => undefined)
}

function isQuiet(look: Look, sandbox: Sandbox): boolean {
  // The records are counted last: that is the most of the work.
  return look.signedIn && look.tally.every(({ state }) => !['open', 'retrying'].includes(state)) && sandbox.totals().settled
}

/** What the loops work with; Node-RED's other nodes only cost time at each of many thousand starts. */
const working = /^(tab|switch|edi-|exact-online-|truecommerce-|x12-)/

/** @returns the flow id of the Exact Online account */
function prepare(root: string, userDirectory: string, sandbox: Sandbox, store: MatrixStore): string {
  const flows = rehearsalFlows(root, servicesOf(sandbox, { logSteps: false, schedules: false }))
    .filter(({ type }) => working.test(type))
    .map(node =>
      node.type === 'edi-ledger' && store.kind === 'postgres'
        ? { ...node, store: 'postgres', credentials: { url: store.url } }
        : node,
    )
  makeUserDirectory(root, userDirectory, flows)
  return flows.find(({ type }) => type === 'exact-online-account')?.id ?? ''
}

/** Its own last words say at which point; a point that is not passed in this run is none. */
function diedAt(worker: Started, { kill }: Start): string {
  return lastPoint(worker) ?? ('milliseconds' in kill ? 'at random' : 'at rest')
}

function nameOf({ kind, manner }: Fault): string {
  return `Exact Online ${kind}${manner ? `: ${manner}` : ''}`
}

function timesOf(faults: readonly Fault[], name: string): number {
  return faults.filter(fault => nameOf(fault) === name).reduce((sum, { times }) => sum + times, 0)
}

function saidBy({ lines }: Started): readonly string[] {
  return lines
    .flatMap(text => text.split('\n'))
    .filter(line => line !== '' && !/Projects disabled|unencrypted credentials/.test(line))
    .map(line => `  | ${line}`)
}

/** As a person does, in no process that is ever killed: what the matrix tries is what comes after. */
async function signInTo(sandbox: Sandbox, id: string, store: StoreSettings, environment: Environment): Promise<void> {
  const ledger = await Ledger.open({ store, environment })
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
