/** Figures in the text format of Prometheus. What is in the ledger is asked of it; what only passes by is summed up here. */
import { alarmKinds } from '../ledger/alarms'
import type { Ledger } from '../ledger/ledger'
import type { Remote } from './remote'

type Labels = Readonly<Record<string, string>>

/** Seconds: from a map in memory to a document that waited for a partner's morning. */
const STEP_BUCKETS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300]
const ANSWER_BUCKETS = [60, 600, 3_600, 14_400, 28_800, 86_400, 172_800, 604_800]

class Histogram {
  readonly #bounds: readonly number[]
  readonly #series = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number; count: number }>()

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
  }

  observe(labels: Labels, value: number): void {
    const key = JSON.stringify(labels)
    const series = this.#series.get(key) ?? { labels, counts: this.#bounds.map(() => 0), sum: 0, count: 0 }
    this.#series.set(key, series)
    for (const [index, bound] of this.#bounds.entries())
      if (value <= bound) series.counts[index] = (series.counts[index] ?? 0) + 1
    series.sum += value
    series.count += 1
  }

  lines(name: string): string[] {
    return [...this.#series.values()].flatMap(({ labels, counts, sum, count }) => [
      ...this.#bounds.map((bound, index) => sample(`${name}_bucket`, { ...labels, le: String(bound) }, counts[index] ?? 0)),
      sample(`${name}_bucket`, { ...labels, le: '+Inf' }, count),
      sample(`${name}_sum`, labels, sum),
      sample(`${name}_count`, labels, count),
    ])
  }
}

export class Metrics {
  readonly #ledger: Ledger
  readonly #steps = new Histogram(STEP_BUCKETS)
  readonly #answers = new Histogram(ANSWER_BUCKETS)
  #answeredUntil: string

  constructor(ledger: Ledger) {
    this.#ledger = ledger
    this.#answeredUntil = ledger.environment.now().toISOString()
  }

  /** @param milliseconds from the beginning of the effect to its outcome */
  step(node: string, outcome: string, milliseconds: number): void {
    this.#steps.observe({ node, outcome }, milliseconds / 1000)
  }

  /** @returns the text of one scrape */
  async text(remotes: readonly Remote[]): Promise<string> {
    const { watchman, environment } = this.#ledger
    const { documents, oldest, unanswered, overdue } = await watchman.queues()
    const now = environment.now()
    await this.#sumUpAnswers(now.toISOString())
    const ages = Object.entries(oldest).map(([queue, moment]) =>
      sample(
        'edi_loop_oldest_seconds',
        { queue },
        moment === undefined ? 0 : Math.max(0, (now.getTime() - Date.parse(moment)) / 1000),
      ),
    )
    const open = await watchman.countOpen()
    const budgets = await Promise.all(remotes.map(async remote => ({ remote, budgets: await remote.budgets() })))
    return [
      ...described('edi_loop_documents', 'gauge', 'Documents by kind and state.'),
      ...documents.map(({ kind, state, documents: count }) => sample('edi_loop_documents', { kind, state }, count)),
      ...described('edi_loop_oldest_seconds', 'gauge', 'Age of the oldest in each queue, 0 when it is empty.'),
      ...ages,
      ...described('edi_loop_unanswered', 'gauge', 'Transaction sets sent and not acknowledged.'),
      sample('edi_loop_unanswered', { state: 'waiting' }, unanswered - overdue),
      sample('edi_loop_unanswered', { state: 'overdue' }, overdue),
      ...described('edi_loop_acknowledgment_seconds', 'histogram', 'From sending to acknowledgment.'),
      ...this.#answers.lines('edi_loop_acknowledgment_seconds'),
      ...described('edi_loop_step_seconds', 'histogram', 'Work of one step on one document.'),
      ...this.#steps.lines('edi_loop_step_seconds'),
      ...described('edi_loop_alarms_open', 'gauge', 'Open alarms by kind.'),
      ...alarmKinds.map(kind =>
        sample(
          'edi_loop_alarms_open',
          { kind },
          open.filter(alarm => alarm.kind === kind).reduce((sum, { count }) => sum + count, 0),
        ),
      ),
      ...described('edi_loop_remote_state', 'gauge', 'Breaker of a remote: 0 closed, 1 half-open, 2 open.'),
      ...remotes.map(({ name, breaker }) => sample('edi_loop_remote_state', { remote: name }, STATES[breaker.state])),
      ...described('edi_loop_remote_calls_total', 'counter', 'Calls of a remote since the start.'),
      ...remotes.flatMap(({ name, calls }) =>
        Object.entries(calls).map(([outcome, count]) => sample('edi_loop_remote_calls_total', { remote: name, outcome }, count)),
      ),
      ...described('edi_loop_calls_left', 'gauge', 'What is left of the call budget of Exact Online.'),
      ...budgets.flatMap(({ remote, budgets: each }) =>
        each.flatMap(({ division, minute, day }) => [
          ...(minute ? [sample('edi_loop_calls_left', { remote: remote.name, division, window: 'minute' }, minute.left)] : []),
          ...(day ? [sample('edi_loop_calls_left', { remote: remote.name, division, window: 'day' }, day.left)] : []),
        ]),
      ),
      '',
    ].join('\n')
  }

  async #sumUpAnswers(until: string): Promise<void> {
    const since = this.#answeredUntil
    this.#answeredUntil = until
    for (const { partner, seconds } of await this.#ledger.watchman.answeredBetween(since, until))
      this.#answers.observe({ partner: partner ?? '' }, seconds)
  }
}

const STATES = { closed: 0, 'half-open': 1, open: 2 } as const

const known = new WeakMap<Ledger, Metrics>()

/** One for each ledger, whoever asks first. */
export function metricsOf(ledger: Ledger): Metrics {
  const metrics = known.get(ledger) ?? new Metrics(ledger)
  known.set(ledger, metrics)
  return metrics
}

function described(name: string, type: 'gauge' | 'counter' | 'histogram', help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
