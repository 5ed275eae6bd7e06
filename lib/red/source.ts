/** What nodes that bring documents in have in common: one round at a time, on a timer or when asked, retried when it fails. */
import { system } from '../environment'
import { asEdiError, type EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import type { StoredOutput } from '../ledger/outputs'
import { handOn } from './hand-on'
import type { LedgerUse } from './ledgers'
import { patience } from './patience'
import type { Remote } from './remote'
import { nextAttempt, stateAfter } from './retry'
import { atFlowsStarted, portsOf } from './runtime'
import { type StatusLine, statusLine } from './status'
import type { NodeMessage } from '../loops/message'
import type { Done, Red, RedNode } from './types'

export interface Round {
  readonly ledger: Ledger
  readonly status: StatusLine
  /** Whether a durable node is reached from the first output. */
  readonly followed: boolean
  /** The node is closing. */
  readonly signal: AbortSignal
  /** The message that asked for this round; undefined when the timer did. */
  readonly message: NodeMessage | undefined
  /** Whether somebody asked for it, now or before a round that failed or left it owed. */
  readonly asked: boolean
  handOn(outputs: readonly StoredOutput[]): Promise<void>
}

/** Milliseconds between two looks whether an instance that polls in place of this one still lives. */
const LOOK = 5_000

export interface RoundEnd {
  readonly what: string
  /** Milliseconds after which another look makes sense. */
  readonly again?: number
  /** What was asked for is still to be looked at. */
  readonly owed?: boolean
}

export interface Source {
  /** One round; its words are shown as status. */
  round(round: Round): Promise<RoundEnd>
  /** Milliseconds between rounds of its own; undefined: only when asked. */
  readonly every?: number
  /** What a round calls: while it is down, there is none. */
  remote?(): Remote | undefined
}

export function runSource(RED: Red, node: RedNode, { opening, release }: LedgerUse, source: Source): void {
  const status = statusLine(node)
  const ports = portsOf(RED, node)
  /** Of several instances on one ledger one polls; what the others are asked for meanwhile, it finds. */
  const turn = `poll ${node.id}`
  const stopping = new AbortController()
  const patiently = patience(stopping.signal, (error, at, isFirst) => {
    status.retrying(error, at)
    if (isFirst) node.warn(error.message)
  })
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let owed = false
  let running: Promise<void> | undefined
  let asked: { message: NodeMessage; done: Done }[] = []
  let open = () => {}
  // What an earlier instance had not handed on goes before anything new.
  const resumed = new Promise<void>(resolve => {
    open = resolve
  })

  node.on('input', (message, _send, done) => {
    asked.push({ message, done })
    void next()
  })
  node.on('close', (_removed, done) => {
    stopping.abort(new Error('the node is closing'))
    deaf()
    open()
    clearTimeout(timer)
    const giveTurn = async () => (await opening).give(turn)
    void Promise.resolve(running)
      .then(() => giveTurn().catch(() => undefined))
      .then(release)
      .then(done, done)
  })
  let deaf = () => {}
  atFlowsStarted(RED, node, () => {
    void opening.then(
      ledger => {
        if (!stopping.signal.aborted)
          deaf = ledger.onTakeOver(() => void sendWaiting(ledger).catch(thrown => fail(asEdiError(thrown))))
      },
      () => undefined,
    )
    opening
      .then(sendWaiting)
      .finally(open)
      .then(
        () => (source.every === undefined ? undefined : next()),
        thrown => fail(asEdiError(thrown)),
      )
  })

  /** Requests that come while a round is under way are served by one more round after it. */
  async function next(): Promise<void> {
    if (running || stopping.signal.aborted) return
    clearTimeout(timer)
    running = one().finally(() => {
      running = undefined
      if (asked.length > 0) void next()
    })
    await running
  }

  async function one(): Promise<void> {
    await resumed
    if (stopping.signal.aborted) return
    const requests = asked
    asked = []
    owed ||= requests.length > 0
    status.working(0)
    try {
      const ledger = await opening
      const elsewhere = await ledger.take(turn)
      if (elsewhere) {
        status.elsewhere(elsewhere.takenBy)
        for (const { done } of requests) done()
        // Also for a node without rounds of its own: the other may have died before it served what was asked for here.
        return plan(LOOK)
      }
      const until = source.remote?.()?.breaker.admit()
      if (until) {
        status.resting(until)
        // The round that is planned serves them too.
        for (const { done } of requests) done()
        return plan(Math.max(0, until.getTime() - ledger.environment.now().getTime()))
      }
      const { what, again, ...end } = await source.round({
        ledger,
        status,
        followed: ports()[0] ?? false,
        signal: stopping.signal,
        message: requests[0]?.message,
        asked: owed,
        handOn: sendOn,
      })
      failures = 0
      owed = end.owed ?? false
      status.succeededWith(what)
      for (const { done } of requests) done()
      plan(again ?? source.every)
    } catch (thrown) {
      if (stopping.signal.aborted) return
      const error = asEdiError(thrown)
      failures += 1
      fail(error)
      for (const { done } of requests) done(error)
      // A source that has no timer of its own still tries again after a passing fault: whoever pressed the button is not there to.
      const { environment } = await opening.catch(() => ({ environment: system }))
      plan(stateAfter(error, false) === 'retrying' ? nextAttempt(environment, failures, error).wait : source.every)
    } finally {
      source.remote?.()?.breaker.spared()
    }
  }

  function plan(wait: number | undefined): void {
    if (wait === undefined || stopping.signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(() => void next(), wait)
  }

  function fail(error: EdiError): void {
    status.failed(error)
    if (asked.length === 0) node.warn(error.message)
  }

  async function sendWaiting(ledger: Ledger): Promise<void> {
    await sendOn(await patiently(ledger, () => ledger.waiting(node.id)))
  }

  async function sendOn(outputs: readonly StoredOutput[]): Promise<void> {
    await handOn(node, await opening, outputs, patiently, stopping.signal)
  }
}
