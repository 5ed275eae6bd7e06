/**
 * The offline Exact Online: an HTTP server on loopback that follows the rules of the real one, keeps a record of every write it
 * accepted, and fails on demand.
 * @see reference exact-online.md §11
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { breakOff } from '../broken-connection'
import { type Answer, errorAnswer, genericFault, Refusal } from './answer'
import { clockOf } from './clock'
import { control, type Controls } from './control'
import { createFaults, type Fault, struck } from './faults'
import { openJournal, type RecordEntry } from './journal'
import { type CallTotals, openLimits } from './limits'
import { type ExactOptions, sandboxClient } from './options'
import { type Switches, usualSwitches } from './switches'
import { seedStore } from './seed'
import { type Reply, type Service, serve } from './service'
import { createStore } from './store'

export interface Exact {
  /** Base address, as of a region of the real service. */
  readonly url: string
  readonly port: number
  /** Everything accepted, also by earlier runs in the same directory. */
  record(): readonly RecordEntry[]
  calls(): CallTotals
  /** Moves the server's clock on. */
  advance(seconds: number): void
  arm(fault: Fault): void
  /** What has not struck yet. */
  armed(): readonly Fault[]
  disarm(): void
  switch(changed: Partial<Switches>): void
  close(): Promise<void>
}

/**
 * Starts the server on 127.0.0.1. State is the world plus the record in `directory`.
 * @throws Error when the directory holds the record of another world, or the port is taken
 */
export async function startExact(options: ExactOptions): Promise<Exact> {
  const { world, directory, environment, limits: allowed } = options
  const client = options.client ?? sandboxClient
  const switches: Switches = { ...usualSwitches, ...options.switches }
  const clock = clockOf(environment, () => switches.utcOffset)
  const store = createStore()
  seedStore(store, world)
  const journal = openJournal(directory, (entry, changes) => {
    store.apply(changes)
    if (entry.action === 'advance' && entry.resource === 'clock') clock.setOffset(Number(entry.key))
  })
  const signature = `seed ${world.seed}, ${world.orders.length} orders`
  if (journal.entries.length === 0)
    journal.append(
      { at: clock.now().toISOString(), division: 0, resource: 'world', action: 'world', key: signature, body: null },
      [],
    )
  if (journal.entries[0]?.key !== signature)
    throw new Error(`${directory} holds the record of another world (${journal.entries[0]?.key}), not of ${signature}`)
  const limits = openLimits(directory, allowed, () => switches)
  const faults = createFaults(options.faults ?? [], () => environment.random())

  const server = createServer((incoming, outgoing) => {
    void respond(incoming, outgoing).catch((failure: unknown) => {
      options.log?.(`exact: ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}`)
      if (outgoing.headersSent) outgoing.destroy()
      else send(outgoing, errorAnswer(500, genericFault, false))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const service: Service = {
    world,
    environment,
    client,
    store,
    clock,
    journal,
    limits,
    switches,
    url: `http://127.0.0.1:${port}`,
    deliveries: new Set(),
    held: [],
    failing: new Map(),
  }
  const advance = (seconds: number) => {
    if (!Number.isFinite(seconds)) throw new Refusal(400, ['seconds must be a number'])
    clock.setOffset(clock.offset() + seconds)
    journal.append(
      {
        at: clock.now().toISOString(),
        division: 0,
        resource: 'clock',
        action: 'advance',
        key: String(clock.offset()),
        body: null,
      },
      [],
    )
  }
  const change = (changed: Partial<Switches>) => {
    Object.assign(switches, changed)
  }
  const controls: Controls = { service, faults, advance, change }

  /** Calls under way by company. */
  const under = new Map<string, number>()
  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const company = /^\/api\/v1\/(\d+)\//.exec(incoming.url ?? '')?.[1] ?? ''
    const before = under.get(company) ?? 0
    under.set(company, before + 1)
    try {
      await answerTo(incoming, outgoing, company !== '' && switches.concurrentCalls > 0 && before >= switches.concurrentCalls)
    } finally {
      under.set(company, (under.get(company) ?? 1) - 1)
    }
  }

  async function answerTo(incoming: IncomingMessage, outgoing: ServerResponse, crowded: boolean): Promise<void> {
    const body = await bodyOf(incoming)
    const method = incoming.method ?? 'GET'
    const url = new URL(incoming.url ?? '/', service.url)
    if (url.pathname.startsWith('/_sandbox/')) return send(outgoing, controlled(method, url.pathname, body))
    const struckNow = faults.strike(method, decodedAddress(url))
    for (const fault of struckNow) if (fault.kind === 'delay') await environment.sleep(fault.milliseconds ?? 0)
    const unheard = struckNow.find(({ kind }) => kind === 'cut-request')
    if (unheard) return breakOff(incoming.socket, unheard.manner ?? 'close')
    const broken = struckNow.find(({ kind }) => kind === 'cut-answer')
    const early = struck(struckNow, 'error') ? 500 : struck(struckNow, 'maintenance') ? 503 : undefined
    const { answer, ...place }: Reply =
      early === undefined
        ? await serve(service, { method, url, headers: plainHeaders(incoming), body, faults: struckNow, crowded })
        : { answer: errorAnswer(early, genericFault, false), client: client.id, division: 0, endpoint: url.pathname }
    const shown = struck(struckNow, 'error-after-write') && answer.status < 300 ? errorAnswer(500, genericFault, false) : answer
    limits.record({ at: clock.now().getTime(), ...place, method, status: shown.status })
    options.log?.(`exact: ${method} ${place.endpoint} ${shown.status}`)
    if (struck(struckNow, 'lose-answer')) incoming.socket.destroy()
    else if (broken) cut(outgoing, shown, broken)
    else send(outgoing, shown)
  }

  function controlled(method: string, path: string, body: string): Answer {
    try {
      return control(controls, method, path, body)
    } catch (thrown) {
      if (thrown instanceof Refusal) return errorAnswer(thrown.status, thrown.message, false)
      throw thrown
    }
  }

  function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
    outgoing.writeHead(status, { Date: clock.now().toUTCString(), 'Content-Length': Buffer.byteLength(body ?? ''), ...headers })
    outgoing.end(body)
  }

  return {
    url: service.url,
    port,
    record: () => journal.entries,
    calls: () => limits.totals(),
    advance,
    arm: fault => faults.arm(fault),
    armed: () => faults.armed(),
    disarm: () => faults.disarm(),
    switch: change,
    close: async () => {
      await Promise.allSettled(service.deliveries)
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      journal.close()
      limits.close()
    },
  }
}

/** A part of the answer, then the connection breaks; before the head when there is nothing else. */
function cut(outgoing: ServerResponse, { status, headers, body = '' }: Answer, { bytes, manner = 'close' }: Fault): void {
  const breakNow = () => outgoing.socket && breakOff(outgoing.socket, manner)
  const whole = Buffer.from(body)
  const part = whole.subarray(0, Math.min(bytes ?? Math.ceil(whole.length / 2), whole.length - 1))
  if (part.length === 0) return void breakNow()
  outgoing.writeHead(status, { 'Content-Length': whole.length, ...headers })
  outgoing.write(part, breakNow)
}

function bodyOf(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => resolve(Buffer.concat(parts).toString('utf8')))
    incoming.on('error', reject)
  })
}

function plainHeaders(incoming: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

function decodedAddress({ pathname, searchParams }: URL): string {
  const query = [...searchParams].map(([name, value]) => `${name}=${value}`).join('&')
  return `${pathname}?${query}`
}
