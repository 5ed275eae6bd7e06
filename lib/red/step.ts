/**
 * The step protocol for flow nodes, once for all of them: input stored, settled if it began before, effect, outcome stored,
 * outputs handed on, `done` called, status shown. A node supplies its `Work` and nothing else.
 * @see CONTRIBUTING.md, "The step protocol"
 */
import { asEdiError, EdiError } from '../error'
import type { Watch } from '../exact/budget'
import type { Ledger } from '../ledger/ledger'
import { Lines } from '../ledger/lines'
import { thaw } from '../ledger/message'
import type { BeginRequest, Begun } from '../ledger/steps'
import type { Collected, StoredOutput } from '../ledger/outputs'
import type { NodeMessage } from '../loops/message'
import type { Outcome } from '../loops/outcome'
import { handOn } from './hand-on'
import type { LedgerUse } from './ledgers'
import { metricsOf } from './metrics'
import { patience } from './patience'
import { takePart } from './replays'
import { nextAttempt, stateAfter } from './retry'
import { atFlowsStarted, portsOf } from './runtime'
import { statusLine } from './status'
import { traced } from './tracing'
import { asConfirmed, keepsTurn, turnOf } from './turn'
import type { Done, Red, RedNode } from './types'
import type { StepContext, Work } from './work'

interface Task {
  readonly message: NodeMessage
  readonly stepId: string
  readonly documentId: string
  /** @see Work.sequence */
  readonly sequence: string | undefined
  readonly resumed: boolean
  intent: string | undefined
  readonly done: Done
  attempt: number
  /** Looking, not acting: an error now comes of the look. */
  settling?: boolean
}

export function runSteps(RED: Red, node: RedNode, { opening, release: leave }: LedgerUse, work: Work): void {
  const who = node.name ? `${node.type} ${node.name}` : node.type
  const status = statusLine(node)
  const ports = portsOf(RED, node)
  const queue: Task[] = []
  const parked = new Map<string, Task[]>()
  /** Steps that this instance has in hand: a message that comes twice is not worked on twice at once. */
  const inHand = new Set<string>()
  /** Arrivals that are stored or about to be, and not admitted yet. */
  const coming = new Set<Promise<Begun>>()
  const stopping = new AbortController()
  const patiently = patience(stopping.signal, (error, at, isFirst) => {
    status.retrying(error, at)
    if (isFirst) node.error(error)
  })
  const watch: Watch = {
    onWaiting: until => (until ? status.waitingUntil(until) : status.working(queue.length + 1)),
    signal: stopping.signal,
  }
  const lines = new Lines()
  let pumping: Promise<void> = Promise.resolve()
  let running = false
  // What comes now goes behind what an earlier instance of the node has left.
  let open = () => {}
  let arrivals = new Promise<void>(resolve => {
    open = resolve
  })

  node.on('input', (message, _send, done) => {
    arrive(message, done)
  })
  node.on('close', (_removed, done) => {
    stopping.abort(new Error('the node is closing'))
    deaf()
    open()
    // What arrived is stored; what runs may end. The rest is taken up by the next instance of the node.
    void arrivals
      .then(() => pumping)
      .then(leave)
      .then(done, done)
  })
  let deaf = () => {}
  atFlowsStarted(RED, node, () => {
    void resume().finally(open)
    void opening.then(ledger => {
      // What an instance that is gone has left goes before what arrives from now on.
      if (!stopping.signal.aborted)
        deaf = ledger.onTakeOver(() => {
          arrivals = arrivals.then(() => takeUpLeft(ledger)).catch(report)
        })
    }, report)
  })

  void opening.then(
    ledger => takePart(node, ledger, work, stepId => void takeUpAgain(ledger, stepId).catch(report)),
    // Whoever asks for the ledger next reports it.
    () => undefined,
  )

  /** Inputs are stored at once, many in one commit; they queue in the order in which they came. */
  function arrive(message: NodeMessage, done: Done): void {
    const beginning = begin(message)
    beginning.catch(() => undefined)
    coming.add(beginning)
    arrivals = arrivals.then(async () => {
      try {
        await admit(message, await beginning, done)
      } catch (thrown) {
        const error = asEdiError(thrown)
        status.failed(error)
        done(error)
      } finally {
        coming.delete(beginning)
      }
    })
  }

  /** What the ledger cannot store now stays here until it can; what comes behind it in its sequence stays behind it. */
  async function begin(message: NodeMessage): Promise<Begun> {
    const ledger = await opening
    const id = message.edi?.documentId
    const takes = message.edi?.step
    const request: BeginRequest = {
      node: node.id,
      who,
      message,
      document: work.document(message),
      ...turnOf(work, message),
      ...(id === undefined ? {} : { documentId: id }),
      ...(takes === undefined ? {} : { takes }),
    }
    return lines.inTurn(request.sequence, () => patiently(ledger, () => ledger.begin(request)))
  }

  async function admit(message: NodeMessage, begun: Begun, done: Done): Promise<void> {
    switch (begun.verdict) {
      case 'done':
        await sendOn(begun.outputs)
        return done()
      case 'stopped':
        return done(
          new EdiError({ code: begun.reason, what: `This document stopped here before: ${begun.reason}`, prospect: 'permanent' }),
        )
      case 'elsewhere':
        return done()
      case 'run':
      case 'resume': {
        const { stepId, documentId } = begun
        if (inHand.has(stepId)) return done()
        inHand.add(stepId)
        const resumed = begun.verdict === 'resume'
        return enqueue({
          message,
          sequence: work.sequence?.(message),
          stepId,
          documentId,
          resumed,
          intent: resumed ? begun.intent : undefined,
          attempt: resumed ? begun.attempt : 1,
          done,
        })
      }
    }
  }

  async function resume(): Promise<void> {
    try {
      const ledger = await opening
      const { reconsiders } = work
      if (reconsiders) await patiently(ledger, () => ledger.reopen(node.id, reconsiders))
      await takeUpLeft(ledger)
    } catch (thrown) {
      report(thrown)
    }
  }

  async function takeUpLeft(ledger: Ledger): Promise<void> {
    await sendOn(await patiently(ledger, () => ledger.waiting(node.id)))
    const left = await patiently(ledger, () => ledger.unfinished(node.id))
    // What has just arrived is unfinished too, and is admitted after this.
    const arrived = (await Promise.allSettled(coming)).flatMap(one =>
      'value' in one && 'stepId' in one.value ? one.value.stepId : [],
    )
    for (const step of left) if (!inHand.has(step.id) && !arrived.includes(step.id)) await takeUp(ledger, step).catch(report)
  }

  /** Somebody asked for another attempt, or what it waited for has passed. */
  async function takeUpAgain(ledger: Ledger, stepId: string): Promise<void> {
    await arrivals
    const step = await patiently(ledger, () => ledger.replays.step(stepId))
    if (step?.state === 'begun' && !stopping.signal.aborted) await takeUp(ledger, step)
  }

  async function takeUp(ledger: Ledger, step: { readonly document_id: string; readonly input: string }): Promise<void> {
    const message = (await thaw(step.input, hash => patiently(ledger, () => ledger.bytes(hash)))) as NodeMessage
    message.edi = { ...message.edi, documentId: step.document_id }
    // Nobody waits for this message any more: what becomes of it is for the catch nodes.
    await admit(message, await begin(message), error => error && node.error(error, message))
  }

  function report(thrown: unknown): void {
    status.failed(asEdiError(thrown))
    node.error(asEdiError(thrown))
  }

  function enqueue(task: Task): void {
    if (waitsBehind(task)) return
    queue.push(task)
    if (running || stopping.signal.aborted) return
    running = true
    pumping = pump()
  }

  /** A message whose elder waits to be tried again waits behind it. */
  function waitsBehind(task: Task): boolean {
    const key = work.sequence?.(task.message)
    const ahead = key === undefined ? undefined : parked.get(key)
    if (!ahead || ahead[0]?.stepId === task.stepId) return false
    ahead.push(task)
    return true
  }

  async function pump(): Promise<void> {
    while (queue.length > 0 && !stopping.signal.aborted) {
      const wave = await nextWave()
      status.working(queue.length + wave.length)
      const breaker = work.remote?.()?.breaker
      let until = breaker?.admit()
      const unprepared = until ? undefined : await prepare(wave)
      for (const [index, task] of wave.entries()) {
        if (stopping.signal.aborted) break
        // Its elder may have stopped while this one was in the queue.
        if (waitsBehind(task)) continue
        if (index > 0) until = breaker?.admit()
        if (until) {
          await rest(task, until)
          continue
        }
        // One that spoils the look-up of all is found by looking up each alone.
        const alone = unprepared && unprepared.prospect !== 'passing' && wave.length > 1
        await run(task, alone ? await prepare([task]) : unprepared)
      }
      breaker?.spared()
    }
    running = false
    status.idle()
  }

  async function prepare(tasks: readonly Task[]): Promise<EdiError | undefined> {
    try {
      await work.wave?.prepare(
        tasks.map(({ message }) => message),
        watch,
      )
      return undefined
    } catch (thrown) {
      return asEdiError(thrown)
    }
  }

  async function nextWave(): Promise<Task[]> {
    const [first] = queue
    if (!work.wave || !first) return queue.splice(0, 1)
    const linger = work.wave.lingers(first.message)
    // Cut short when the node closes: its steps are stored and the next instance runs them.
    if (linger > 0 && queue.length < work.wave.most)
      await (await opening).environment.sleep(linger, stopping.signal).catch(() => undefined)
    return queue.splice(0, work.wave.most)
  }

  async function run(task: Task, unprepared: EdiError | undefined): Promise<void> {
    const ledger = await opening
    const context: StepContext = {
      ledger,
      documentId: task.documentId,
      intent: task.intent,
      watch,
      // What the ledger could not take has not been noted: the next attempt must not go past the point of no return on the strength of it.
      note: async intent => {
        await ledger.note(task.stepId, intent)
        task.intent = intent
      },
    }
    let outcome: Outcome
    const begun = ledger.environment.now().getTime()
    const measured = (how: string) => metricsOf(ledger).step(node.type, how, ledger.environment.now().getTime() - begun)
    try {
      const replaced = await patiently(ledger, async () => {
        await ledger.confirm(task.stepId)
        return keepsTurn(ledger, work, task)
      })
      if (replaced) return await conclude(ledger, task, replaced)
      if (unprepared) throw unprepared
      const attributes = { 'edi.node': node.type, 'edi.document': task.documentId, 'edi.attempt': task.attempt }
      outcome = await traced(`${node.type} step`, { kind: 'internal', attributes }, async () => {
        task.settling = task.resumed
        const settled = task.resumed ? await work.settle?.(task.message, context) : undefined
        task.settling = false
        return settled ?? work.effect(task.message, context)
      })
      if (work.rebuilds && task.resumed) await asConfirmed(ledger, task, node.id, outcome)
    } catch (thrown) {
      measured('stopped')
      return stopped(ledger, task, asEdiError(thrown))
    }
    measured('done')
    await conclude(ledger, task, outcome)
  }

  async function conclude(ledger: Ledger, task: Task, outcome: Outcome): Promise<void> {
    let completed: Collected
    try {
      completed = await ledger.complete(task.stepId, {
        ...outcome,
        outputs: outcome.outputs.map(output => ({ ...output, followed: ports()[output.port] ?? false })),
        replacesEarlier: work.whenEarlierStopped === 'is-replaced' && task.sequence !== undefined,
        who,
      })
    } catch (thrown) {
      // What was to be done is done: the document has not failed.
      return notWritten(ledger, task, thrown)
    }
    if (completed.taken.length > 0) {
      return stopped(ledger, task, outcome.whenClaimed?.(completed.taken) ?? claimed(completed.taken))
    }
    announce(ledger, task, outcome.what, outcome.detail)
    status.succeeded()
    // What could not be handed on stays in the ledger and is sent again by the next instance.
    await sendOn(completed.outputs).catch(report)
    task.done()
    finish(task)
    ledger.replays.ended({ stepId: task.stepId, documentId: task.documentId, state: 'done', error: undefined })
  }

  async function stopped(ledger: Ledger, task: Task, error: EdiError): Promise<void> {
    // A closing node leaves its step begun: the next instance settles it.
    if (stopping.signal.aborted) return
    const state = stateAfter(error, work.settle !== undefined && task.settling !== true)
    const { wait, at } = nextAttempt(ledger.environment, task.attempt, error)
    let isNews: boolean
    try {
      isNews = await ledger.stop(task.stepId, {
        state,
        who,
        reason: error.code,
        words: error.message,
        ...(state === 'retrying' ? { nextAttemptAt: at } : {}),
      })
    } catch (thrown) {
      return notWritten(ledger, task, thrown)
    }
    if (isNews) announce(ledger, task, `${state}: ${error.code}`)
    if (state !== 'retrying') {
      status.stopped(state, error)
      // Decided again as before, under new settings: whoever catches errors was told the first time.
      task.done(isNews ? error : undefined)
      finish(task)
      return ledger.replays.ended({ stepId: task.stepId, documentId: task.documentId, state, error })
    }
    again(task, error, at, wait)
  }

  /** The ledger cannot write (a full disk, say). The step stays begun there; it is run again when waiting has helped, looking first. */
  function notWritten(ledger: Ledger, task: Task, thrown: unknown): void {
    const error = asEdiError(thrown)
    if (error.code === 'lease-lost') {
      node.warn(error.message)
      task.done()
      return finish(task)
    }
    node.error(error)
    const { wait, at } = nextAttempt(ledger.environment, task.attempt, error)
    again(task, error, at, wait)
  }

  function again(task: Task, error: EdiError, at: Date, wait: number): void {
    status.retrying(error, at)
    later(task, wait, () => {
      task.attempt += 1
      return { ...task, resumed: true }
    })
  }

  /** Its remote is left alone for a while: the step stays as it is, and costs no attempt. */
  async function rest(task: Task, until: Date): Promise<void> {
    const { environment } = await opening
    status.resting(until)
    later(task, Math.max(0, until.getTime() - environment.now().getTime()), () => task)
  }

  function later(task: Task, wait: number, next: () => Task): void {
    const key = work.sequence?.(task.message)
    if (key !== undefined && !parked.has(key)) parked.set(key, [task])
    void opening
      .then(async ledger => {
        await ledger.environment.sleep(wait, stopping.signal)
        return stillOpen(ledger, task)
      })
      .then(
        open => {
          const changed = next()
          if (open) return enqueue(changed)
          // Abandoned meanwhile.
          task.done()
          finish(task)
        },
        () => undefined,
      )
  }

  /** A ledger that cannot be asked now is asked by the step itself. */
  async function stillOpen(ledger: Ledger, { stepId }: Task): Promise<boolean> {
    const step = await ledger.replays.step(stepId).catch(() => undefined)
    return step?.state !== 'abandoned'
  }

  /** Lets those go on that waited behind this one. */
  function finish(task: Task): void {
    inHand.delete(task.stepId)
    const key = work.sequence?.(task.message)
    const behind = key === undefined ? undefined : parked.get(key)
    if (key === undefined || behind?.[0]?.stepId !== task.stepId) return
    parked.delete(key)
    for (const next of behind.slice(1)) enqueue(next)
  }

  async function sendOn(outputs: readonly StoredOutput[]): Promise<void> {
    await handOn(node, await opening, outputs, patiently, stopping.signal)
  }

  function announce(
    ledger: Ledger,
    { message, documentId }: Task,
    what: string,
    detail: Readonly<Record<string, unknown>> = {},
  ): void {
    ledger.announce({
      documentId,
      at: ledger.environment.now().toISOString(),
      what,
      who,
      detail,
      subject: subjectOf(message.topic, documentId),
    })
  }
}

/** What people call a document whose message comes from elsewhere. */
export function subjectOf(topic: unknown, otherwise: string): string {
  return typeof topic === 'string' && topic !== '' ? topic : otherwise
}

function claimed(names: readonly string[]): EdiError {
  return new EdiError({
    code: 'claimed-by-another-document',
    what: `Another document holds ${names.join(', ')}`,
    prospect: 'held',
  })
}
