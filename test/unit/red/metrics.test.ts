import { describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { metricsOf } from '../../../lib/red/metrics'
import { type Remote, watchedBudget, watchedRemote } from '../../../lib/red/remote'
import { answered, aWatchedLedger, HOUR, passes, sent, type Watched } from '../ledger/watched'
import { aWorld, quiet } from './fake-red'

/** Samples of a scrape, by what stands before the value. */
async function scraped({ ledger }: Pick<Watched, 'ledger'>, remotes: readonly Remote[] = []): Promise<Map<string, number>> {
  const text = await metricsOf(ledger).text(remotes)
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return new Map(lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

describe('a scrape', () => {
  it('is text that Prometheus reads: each figure described once, every sample under its description', async () => {
    const watched = await aWatchedLedger()
    await sent(watched, 1)
    const text = await metricsOf(watched.ledger).text([])
    const types = [...text.matchAll(/^# TYPE (\w+) (gauge|counter|histogram)$/gm)].map(match => match[1] ?? '')
    expect(new Set(types).size).toBe(types.length)
    let type = ''
    for (const line of text.trimEnd().split('\n')) {
      const described = /^# TYPE (\w+)/.exec(line)
      if (described) type = described[1] ?? ''
      if (line.startsWith('#')) continue
      expect(line).toMatch(/^\w+(\{(\w+="([^"\\\n]|\\.)*",?)*\})? -?\d+(\.\d+)?$/)
      expect(line.startsWith(type)).toBe(true)
    }
    expect(text.endsWith('\n')).toBe(true)
  })

  it('counts documents by kind and state, before and after they are added up', async () => {
    const watched = await aWatchedLedger()
    await sent(watched, 1)
    await sent(watched, 2)
    const begun = await watched.ledger.begin({
      node: 'map',
      who: 'x',
      message: {},
      document: { kind: 'invoice', businessKey: '1', subject: 'x' },
    })
    if (begun.verdict !== 'run') throw new Error(begun.verdict)
    await watched.ledger.stop(begun.stepId, { state: 'held', who: 'x', reason: 'x', words: 'x' })
    const expected = {
      'edi_loop_documents{kind="invoice",state="held"}': 1,
      'edi_loop_documents{kind="purchase-order",state="done"}': 2,
    }
    const documents = async () =>
      Object.fromEntries([...(await scraped(watched))].filter(([name]) => name.startsWith('edi_loop_documents')))
    expect(await documents()).toEqual(expected)
    await watched.ledger.watchman.look()
    expect(await documents()).toEqual(expected)
    // The same as counting them.
    const tally = (await watched.ledger.tally()).map(({ kind, state, count }) => [kind, state, count])
    expect(tally).toEqual([
      ['invoice', 'held', 1],
      ['purchase-order', 'done', 2],
    ])
  })

  it('tells how old the oldest of each queue is', async () => {
    const watched = await aWatchedLedger()
    await watched.ledger.begin({
      node: 'map',
      who: 'x',
      message: {},
      document: { kind: 'invoice', businessKey: '1', subject: 'x' },
    })
    await sent(watched, 1)
    watched.environment.advance(90_000)
    const samples = await scraped(watched)
    expect(samples.get('edi_loop_oldest_seconds{queue="unfinished"}')).toBe(90)
    expect(samples.get('edi_loop_oldest_seconds{queue="unanswered"}')).toBe(90)
    expect(samples.get('edi_loop_oldest_seconds{queue="held"}')).toBe(0)
  })

  it('tells what is unanswered, overdue and alarmed of, and how long answers took', async () => {
    const watched = await aWatchedLedger()
    // The figures begin with the first look.
    await scraped(watched)
    for (const group of [1, 2, 3]) await sent(watched, group)
    watched.environment.advance(600_000)
    await answered(watched, 1)
    await passes(watched, 2 * HOUR)
    await sent(watched, 4)
    const samples = await scraped(watched)
    expect(samples.get('edi_loop_unanswered{state="waiting"}')).toBe(1)
    expect(samples.get('edi_loop_unanswered{state="overdue"}')).toBe(2)
    expect(samples.get('edi_loop_alarms_open{kind="ack-overdue"}')).toBe(2)
    expect(samples.get('edi_loop_acknowledgment_seconds_count{partner="seller"}')).toBe(1)
    expect(samples.get('edi_loop_acknowledgment_seconds_sum{partner="seller"}')).toBe(600)
    expect(samples.get('edi_loop_acknowledgment_seconds_bucket{partner="seller",le="60"}')).toBe(0)
    expect(samples.get('edi_loop_acknowledgment_seconds_bucket{partner="seller",le="600"}')).toBe(1)
    // Each answer is in one scrape's sum only.
    expect((await scraped(watched)).get('edi_loop_acknowledgment_seconds_count{partner="seller"}')).toBe(1)
  })

  it('tells of remotes: breaker, calls, and what is left of their budget', async () => {
    const watched = await aWatchedLedger()
    const remote = watchedRemote('Exact Online "NL"', Promise.resolve(watched.ledger), watched.environment)
    const usage = { minute: { limit: 60, left: 41, resetAt: 0 }, day: { limit: 5000, left: 4000, resetAt: 0 } }
    const budget = watchedBudget({ call: (_place, send) => send(), usage: async () => usage }, remote)
    const answer = { answered: true, status: 200, headers: {}, text: '' } as const
    await budget.call({ clientId: 'c', division: 7, endpoint: 'x' }, async () => answer, {})
    const gone = new EdiError({ code: 'x', what: 'x', prospect: 'passing' })
    for (let fault = 0; fault < 5; fault += 1)
      await remote
        .call(
          'x',
          {},
          () => Promise.reject(gone),
          () => false,
        )
        .catch(() => undefined)
    const samples = await scraped(watched, [remote])
    expect(samples.get('edi_loop_remote_state{remote="Exact Online \\"NL\\""}')).toBe(2)
    expect(samples.get('edi_loop_remote_calls_total{remote="Exact Online \\"NL\\"",outcome="answered"}')).toBe(1)
    expect(samples.get('edi_loop_remote_calls_total{remote="Exact Online \\"NL\\"",outcome="failed"}')).toBe(5)
    expect(samples.get('edi_loop_calls_left{remote="Exact Online \\"NL\\"",division="7",window="minute"}')).toBe(41)
    expect(samples.get('edi_loop_calls_left{remote="Exact Online \\"NL\\"",division="7",window="day"}')).toBe(4000)
  })

  it('tells how long steps took, done and stopped apart', async () => {
    const world = await aWorld()
    const node = world.step('map', {
      effect: async message => {
        world.clock.pass(1_500)
        if (message.topic === 'bad') throw new EdiError({ code: 'x', what: 'x', prospect: 'held' })
        return { what: 'mapped', outputs: [] }
      },
    })
    world.start()
    await node.receive({ topic: 'good' })
    await node.receive({ topic: 'bad' })
    await quiet()
    const samples = await scraped(world)
    expect(samples.get('edi_loop_step_seconds_sum{node="edi-map",outcome="done"}')).toBe(1.5)
    expect(samples.get('edi_loop_step_seconds_bucket{node="edi-map",outcome="done",le="0.5"}')).toBe(0)
    expect(samples.get('edi_loop_step_seconds_bucket{node="edi-map",outcome="done",le="2"}')).toBe(1)
    expect(samples.get('edi_loop_step_seconds_count{node="edi-map",outcome="stopped"}')).toBe(1)
    await node.close()
  })
})
