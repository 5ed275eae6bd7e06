/**
 * One start of a run: a real Node-RED with both example loops and nothing else, whose clock, disk and life the matrix holds in its hand.
 * Arguments: one JSON text (`WorkerWords`). It is told what to do over the channel to its parent.
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import type { Ledger } from '../../../lib/ledger/ledger'
import type { SignIns } from '../../../lib/red/sign-ins'
import { usePack, writePack } from './pack'
import { arm, fillDisk, freeDisk, passings, watchFolder, watchPoints } from './points'

export interface WorkerWords {
  readonly root: string
  /** Folder of the pack. */
  readonly pack: string
  readonly userDirectory: string
  /** Milliseconds that this process's clock is ahead of the machine's. */
  readonly clock: number
  /** On PostgreSQL: seconds without a sign of life after which this instance is taken for dead. */
  readonly leaseSeconds: number
  readonly kill?: KillAt
  /** Passings count from the order `arm` on: what an earlier start has left undone is done before. */
  readonly armLater?: boolean
  /** Of a mailbox that is a folder: calls to the file system below it are points as well. */
  readonly mailboxFolder?: string
}

export interface KillAt {
  readonly point: string
  readonly passing: number
}

export type Order = 'orders' | 'mailbox' | 'look' | 'points' | 'arm' | 'fill-disk' | 'free-disk' | 'pack' | Jump

/** Of the clock, while the work goes on. */
export type Jump = keyof typeof jumps

/** What the orders are answered with that ask for something. */
export interface Answers {
  look: Look
  /** How often each was passed. To ask passes none, which a look does. */
  points: Readonly<Record<string, number>>
}

/** What a look shows. */
export interface Look {
  readonly tally: readonly {
    readonly kind: string
    readonly state: string
    readonly reason: string | null
    readonly count: number
  }[]
  readonly signedIn: boolean
  readonly message: string
  readonly passings: Readonly<Record<string, number>>
  /** What each node of the flow showed last. */
  readonly statuses: Readonly<Record<string, string>>
}

interface RunningNode {
  readonly id: string
  receive(message: object): void
  readonly use?: { readonly opening: Promise<Ledger> }
  readonly signIns?: SignIns
}

interface NodeRed {
  init(server: unknown, settings: object): void
  start(): Promise<void>
  readonly nodes: {
    getNode(id: string): RunningNode | null
    eachNode(each: (config: { id: string; type: string }) => void): void
  }
}

/** Milliseconds. */
const jumps = { forward: 2 * 3_600_000, back: -3_600_000 } as const

const words = JSON.parse(process.argv[2] ?? '{}') as WorkerWords
let ahead = words.clock
shiftClock()
usePack(words.pack, words.root)
watchPoints(words.root, words.armLater ? undefined : words.kill)
if (words.mailboxFolder !== undefined) watchFolder(words.mailboxFolder)
process.on('disconnect', () => process.exit(1))
void start()

async function start(): Promise<void> {
  const require_ = createRequire(`${words.root}/package.json`)
  const RED = require_('node-red') as NodeRed
  const { events } = createRequire(require_.resolve('node-red/package.json'))('@node-red/util') as {
    events: {
      once(event: string, listener: () => void): void
      on(event: 'node-status', listener: (news: { id: string; status: { text?: string } }) => void): void
    }
  }
  const statuses: Record<string, string> = {}
  const types = new Map<string, string>()
  events.on('node-status', ({ id, status }) => {
    statuses[types.get(id) ?? id] = status.text ?? ''
  })
  const started = new Promise<void>(resolve => events.once('flows:started', resolve))
  RED.init(createServer(), {
    userDir: words.userDirectory,
    coreNodesDir: `${words.userDirectory}/core-nodes`,
    flowFile: 'flows.json',
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    ediLedgerInstance: basename(words.userDirectory),
    ediLedgerLeaseSeconds: words.leaseSeconds,
    telemetry: { enabled: false },
    // Else each start asks npm for its version, in a process of its own.
    externalModules: { autoInstall: false, palette: { allowInstall: false } },
    logging: { console: { level: 'warn' } },
  })
  await RED.start()
  await started
  const ids = new Map<string, string>()
  RED.nodes.eachNode(({ id, type }) => {
    ids.set(type, id)
    types.set(id, type)
  })
  const node = (type: string) => RED.nodes.getNode(ids.get(type) ?? '') as RunningNode

  const orders: Readonly<Record<Order, () => unknown>> = {
    orders: () => node('exact-online-fetch').receive({}),
    mailbox: () => node('truecommerce-in').receive({}),
    points: passings,
    arm: () => arm(words.kill),
    'fill-disk': fillDisk,
    'free-disk': freeDisk,
    forward: () => (ahead += jumps.forward),
    back: () => (ahead += jumps.back),
    pack: () => writePack(words.pack),
    look: async (): Promise<Look> => {
      const ledger = await (node('edi-ledger').use as { opening: Promise<Ledger> }).opening
      const account = ids.has('exact-online-account') ? node('exact-online-account').signIns : undefined
      const { signedIn, message = '' } = (await account?.state()) ?? { signedIn: false }
      return { tally: await ledger.tally(), signedIn, message, passings: passings(), statuses }
    },
  }
  const obey = async (order: Order) => {
    try {
      process.send?.({ order, answer: await orders[order]() })
    } catch (thrown) {
      process.send?.({ order, fault: (thrown as Error).message })
    }
  }
  process.on('message', (order: Order) => void obey(order))
  process.send?.({ order: 'ready' })
}

function shiftClock(): void {
  const Real = Date
  const now = () => Real.now() + ahead
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget === globalThis.Date ? target : newTarget) as Date,
    apply: () => new Real(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  })
}
