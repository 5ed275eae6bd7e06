/** The part of Node-RED that nodes use, as plain objects: wires, input with done, close, and the event that all flows stand. */
import { Ledger } from '../../../lib/ledger/ledger'
import type { Environment } from '../../../lib/environment'
import { runSource, type Source } from '../../../lib/red/source'
import { runSteps } from '../../../lib/red/step'
import type { Work } from '../../../lib/red/work'
import type { NodeMessage } from '../../../lib/loops/message'
import type { Config, Done, Red, RedNode, Status } from '../../../lib/red/types'

export interface FakeNode {
  readonly node: RedNode
  readonly sent: { readonly port: number; readonly message: NodeMessage }[]
  readonly statuses: Status[]
  readonly errors: unknown[]
  /** As from a wire; resolves when the node calls done: with its error, or undefined. */
  receive(message: NodeMessage): Promise<Error | undefined>
  close(): Promise<void>
}

export interface FakeRed {
  readonly RED: Red
  /** Registers a node; `wires` lists the node ids behind each port. */
  add(id: string, wires: readonly (readonly string[])[]): FakeNode
  /** All flows stand. */
  start(): void
}

/** @param type of every node in it; `edi-map` counts as durable */
export function fakeRed(type = 'edi-map'): FakeRed {
  const configs: Config[] = []
  const live = new Map<string, FakeNode>()
  const started: (() => void)[] = []
  const RED = {
    nodes: { eachNode: (visit: (config: Config) => void) => configs.forEach(visit) },
    events: { on: (_event: string, listener: () => void) => void started.push(listener) },
  } as unknown as Red
  return {
    RED,
    start: () => {
      for (const listener of started) listener()
    },
    add: (id, wires) => {
      configs.splice(0, configs.length, ...configs.filter(config => config.id !== id), { id, type, wires } as Config)
      const made = fakeNode(id, type, (port, message) => {
        for (const target of wires[port] ?? []) void live.get(target)?.receive(structuredClone(message))
      })
      live.set(id, made)
      return made
    },
  }
}

function fakeNode(id: string, type: string, wire: (port: number, message: NodeMessage) => void): FakeNode {
  let input: ((message: NodeMessage, send: () => void, done: Done) => void) | undefined
  const closers: ((removed: boolean, done: () => void) => void)[] = []
  const sent: FakeNode['sent'] = []
  const statuses: Status[] = []
  const errors: unknown[] = []
  const node = {
    id,
    type,
    on: (event: string, listener: never) => {
      if (event === 'input') input = listener
      else closers.push(listener)
    },
    send: (messages: NodeMessage | (NodeMessage | null)[]) => {
      for (const [port, message] of [messages].flat().entries()) {
        if (!message) continue
        sent.push({ port, message })
        wire(port, message)
      }
    },
    status: (status: Status) => void statuses.push(status),
    error: (error: unknown) => void errors.push(error),
    warn: (text: string) => void errors.push(text),
    log: () => undefined,
  } as unknown as RedNode
  return {
    node,
    sent,
    statuses,
    errors,
    receive: message => new Promise(resolve => input?.(message, () => undefined, resolve)),
    close: async () => {
      await Promise.all(closers.map(close => new Promise<void>(resolve => close(false, resolve))))
    },
  }
}

/** Time passes only when told; sleepers wake in the order of their time, or when their signal is aborted. */
export function standingClock(): Environment & { pass(milliseconds: number): void } {
  let now = Date.parse('2026-01-15T09:30:00.000Z')
  let count = 0
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  return {
    now: () => new Date(now),
    uuid: () => {
      count += 1
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
    },
    random: () => 0.5,
    bytes: size => Buffer.alloc(size, 7),
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        sleepers.push({ until: now + milliseconds, wake: resolve })
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
    pass: milliseconds => {
      now += milliseconds
      const due = sleepers.filter(({ until }) => until <= now).sort((one, other) => one.until - other.until)
      for (const sleeper of due) {
        sleepers.splice(sleepers.indexOf(sleeper), 1)
        sleeper.wake()
      }
    },
  }
}

export interface World extends FakeRed {
  readonly ledger: Ledger
  readonly clock: ReturnType<typeof standingClock>
  /** A node that does the given work; `instance` of the same id takes the place of the one before, which may have been killed. */
  step(id: string, work: Partial<Work>, wires?: readonly (readonly string[])[]): FakeNode
  source(id: string, source: Source, wires?: readonly (readonly string[])[]): FakeNode
  /** The same ledger after the process was killed: other nodes, nothing in memory. */
  afterKill(): World
}

export async function aWorld(): Promise<World> {
  const clock = standingClock()
  return worldOn(await Ledger.open({ file: ':memory:', environment: clock }), clock)
}

function worldOn(ledger: Ledger, clock: ReturnType<typeof standingClock>): World {
  const red = fakeRed()
  return {
    ...red,
    ledger,
    clock,
    step: (id, work, wires = [['after']]) => {
      const made = red.add(id, wires)
      runSteps(red.RED, made.node, { opening: Promise.resolve(ledger), release: async () => undefined }, { ...aWork, ...work })
      return made
    },
    source: (id, source, wires = [['after']]) => {
      const made = red.add(id, wires)
      runSource(red.RED, made.node, { opening: Promise.resolve(ledger), release: async () => undefined }, source)
      return made
    },
    afterKill: () => worldOn(ledger, clock),
  }
}

/** A document is named by its topic and passes unchanged. */
const aWork: Work = {
  document: ({ topic }) => ({ kind: 'test', businessKey: String(topic), subject: String(topic) }),
  effect: async message => ({ what: 'passed', outputs: [{ port: 0, message }] }),
}

/** Long enough for everything that needs no time: database and promises. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

/** Effects that a test lets end one by one. */
export function gate<T>(): { readonly opened: Promise<T>; open(value: T): void; fail(error: unknown): void } {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  promise.catch(() => undefined)
  return { opened: promise, open: resolve, fail: reject }
}

export const topics = (node: FakeNode): unknown[] => node.sent.map(({ message }) => message.topic)
