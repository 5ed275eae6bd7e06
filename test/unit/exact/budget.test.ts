import { describe, expect, it } from 'vitest'
import { callBudget, type CallBudget } from '../../../lib/exact/budget'
import type { Exchange } from '../../../lib/exact/http'
import { inMemoryStateStore, type StateStore } from '../../../lib/ledger/state-store'
import { movingClock, type MovingClock } from './clock'

const place = { clientId: 'client', division: 7, endpoint: 'crm/Accounts' }

/** Counts as Exact Online does, per calendar minute and day, and notes every call it had to refuse. */
function limits(clock: MovingClock, perMinute = 60, perDay = 5000) {
  const counted = new Map<number, number>()
  const seen = { accepted: 0, refused: 0, atOnce: 0, mostAtOnce: 0 }
  const answer = (status: number, headers: Record<string, string> = {}): Exchange => ({
    answered: true,
    status,
    headers,
    text: '',
  })
  async function send(status = 200): Promise<Exchange> {
    seen.mostAtOnce = Math.max(seen.mostAtOnce, ++seen.atOnce)
    await new Promise(resolve => setImmediate(resolve))
    seen.atOnce--
    const now = clock.now().getTime()
    const [minute, day] = [Math.ceil((now + 1) / 60_000) * 60_000, Math.ceil((now + 1) / 86_400_000) * 86_400_000]
    const used = { minute: counted.get(minute) ?? 0, day: counted.get(-day) ?? 0 }
    if (used.minute >= perMinute || used.day >= perDay) {
      seen.refused++
      return used.day >= perDay ? answer(429, dayHeaders(perDay, 0, day)) : answer(429, minuteHeaders(perMinute, 0, minute))
    }
    counted.set(minute, used.minute + 1)
    counted.set(-day, used.day + 1)
    seen.accepted++
    const left = {
      ...minuteHeaders(perMinute, perMinute - used.minute - 1, minute),
      ...dayHeaders(perDay, perDay - used.day - 1, day),
    }
    return answer(status, left)
  }
  return { send, seen }
}

const minuteHeaders = (limit: number, left: number, reset: number) => ({
  'x-ratelimit-minutely-limit': `${limit}`,
  'x-ratelimit-minutely-remaining': `${left}`,
  'x-ratelimit-minutely-reset': `${reset}`,
})
const dayHeaders = (limit: number, left: number, reset: number) => ({
  'x-ratelimit-limit': `${limit}`,
  'x-ratelimit-remaining': `${left}`,
  'x-ratelimit-reset': `${reset}`,
})

async function many(budget: CallBudget, count: number, send: () => Promise<Exchange>) {
  return Promise.all(Array.from({ length: count }, () => budget.call(place, send, {})))
}

describe('limits', () => {
  it('three hundred calls at once go one at a time and none is refused', async () => {
    const clock = movingClock()
    const { send, seen } = limits(clock)
    await many(callBudget(inMemoryStateStore(), clock), 300, send)
    expect(seen).toEqual({ accepted: 300, refused: 0, atOnce: 0, mostAtOnce: 1 })
    expect(clock.seconds()).toBe(4 * 60 + 1)
  })

  it('says until when a call waits, and that it went on', async () => {
    const clock = movingClock()
    const { send } = limits(clock, 2)
    const budget = callBudget(inMemoryStateStore(), clock)
    const told: (string | undefined)[] = []
    for (let call = 0; call < 3; call++) await budget.call(place, send, { onWaiting: until => told.push(until?.toISOString()) })
    expect(told).toEqual(['2026-01-15T09:01:01.000Z', undefined])
  })

  it('says it to those in line behind the call that waits too, and to whoever comes while it does, each once', async () => {
    const clock = movingClock()
    const { send } = limits(clock, 2)
    const budget = callBudget(inMemoryStateStore(), clock)
    await many(budget, 2, send)
    const told: Record<string, (string | undefined)[]> = {}
    const listening = (who: string, then = () => undefined) => {
      const heard: (string | undefined)[] = (told[who] = [])
      return (until: Date | undefined) => {
        heard.push(until?.toISOString())
        then()
      }
    }
    let late: Promise<unknown> | undefined
    const comesLate = () => void (late ??= budget.call(place, send, { onWaiting: listening('late') }))
    const first = budget.call(place, send, { onWaiting: listening('first', comesLate) })
    const one = listening('with several calls')
    await Promise.all([first, ...[1, 2].map(() => budget.call({ ...place, endpoint: 'x' }, send, { onWaiting: one }))])
    await late
    const [minute, next] = ['2026-01-15T09:01:01.000Z', '2026-01-15T09:02:01.000Z']
    expect(told).toEqual({
      first: [minute, undefined],
      'with several calls': [minute, undefined, next, undefined],
      late: [minute, undefined, next, undefined],
    })
  })

  it('a node that closes leaves the line at once, and what waits behind it goes on', async () => {
    const clock = movingClock()
    const { send } = limits(clock, 1)
    const budget = callBudget(inMemoryStateStore(), clock)
    const order: string[] = []
    const stop = new AbortController()
    let answer = () => {}
    const slow = budget.call(place, () => new Promise<Exchange>(resolve => (answer = () => resolve(send()))), {})
    const closing = budget.call(place, () => (order.push('closed'), send()), { signal: stop.signal })
    const behind = budget.call(place, () => (order.push('behind'), send()), {})
    stop.abort(new Error('the node is closing'))
    await expect(closing).rejects.toThrow('the node is closing')
    expect(order).toEqual([])
    answer()
    await Promise.all([slow, behind])
    expect(order).toEqual(['behind'])
  })

  it('calls go in the order in which they came, also over a wait', async () => {
    const clock = movingClock()
    const { send } = limits(clock, 3)
    const budget = callBudget(inMemoryStateStore(), clock)
    const order: number[] = []
    const calls = Array.from({ length: 10 }, (_, n) => budget.call(place, () => (order.push(n), send()), {}))
    await Promise.all(calls)
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('a flow with one call waits for no more than a turn of each other flow, however much those have to read', async () => {
    const clock = movingClock()
    const { send } = limits(clock, 20)
    const budget = callBudget(inMemoryStateStore(), clock)
    const order: string[] = []
    const reading = async (flow: string, pages: number, underWay: (page: number) => void) => {
      for (let page = 1; page <= pages; page++) {
        await budget.call(place, () => (order.push(flow), send()), {})
        underWay(page)
      }
    }
    let invoice: Promise<unknown> | undefined
    const late = (page: number) => {
      if (page === 9) invoice = budget.call(place, () => (order.push('invoice'), send()), {})
    }
    await Promise.all([reading('orders', 40, late), reading('items', 40, () => undefined)])
    await invoice
    const before = order.slice(0, order.indexOf('invoice'))
    expect(before.length).toBeGreaterThanOrEqual(17)
    expect(before.length).toBeLessThanOrEqual(17 + 2)
    // Neither of the two is ahead of the other by more than its turn.
    const ahead = order.map((_, n) => {
      const sofar = order.slice(0, n + 1)
      return Math.abs(sofar.filter(flow => flow === 'orders').length - sofar.filter(flow => flow === 'items').length)
    })
    expect(Math.max(...ahead)).toBe(1)
  })

  it('a spent day ends with an error that names the hour, and nothing more is sent', async () => {
    const clock = movingClock()
    const { send, seen } = limits(clock, 60, 20)
    const budget = callBudget(inMemoryStateStore(), clock)
    await many(budget, 20, send)
    await expect(budget.call(place, send, {})).rejects.toMatchObject({
      code: 'exact-limit-reached',
      until: new Date('2026-01-16T00:00:01.000Z'),
    })
    expect(seen).toMatchObject({ accepted: 20, refused: 0 })
    clock.pass(15 * 3600 + 1)
    await budget.call(place, send, {})
    expect(seen.accepted).toBe(21)
  })

  it('a process killed after any number of calls leaves counters with which the next one is never refused', async () => {
    for (let killedAfter = 0; killedAfter <= 45; killedAfter++) {
      const clock = movingClock()
      const { send, seen } = limits(clock, 40, 42)
      const store = inMemoryStateStore()
      await callsBeforeAKill(store, clock, send, killedAfter)
      const next = callBudget(store, clock)
      for (let call = 0; call < 50; call++) await next.call(place, send, {}).catch(() => undefined)
      expect(seen.refused).toBe(0)
    }
  })

  it('two processes that share a store share the count', async () => {
    const clock = movingClock()
    const { send, seen } = limits(clock)
    const store = inMemoryStateStore()
    const [one, other] = [callBudget(store, clock), callBudget(store, clock)]
    await Promise.all([many(one, 100, send), many(other, 100, send)])
    expect(seen).toMatchObject({ accepted: 200, refused: 0 })
  })

  it('writes the store once for ten calls, not for each', async () => {
    const clock = movingClock()
    const { send } = limits(clock)
    let writes = 0
    const store = inMemoryStateStore()
    const counting: StateStore = { ...store, write: async (name, value) => (writes++, store.write(name, value)) }
    await many(callBudget(counting, clock), 51, send)
    expect(writes).toBeLessThanOrEqual(7)
  })

  it('a 429 nobody expected is waited out and the call repeated', async () => {
    const clock = movingClock()
    const reset = clock.now().getTime() + 30_000
    const answers: Exchange[] = [429, 200].map(status => ({
      answered: true,
      status,
      headers: minuteHeaders(60, 0, reset),
      text: '',
    }))
    const budget = callBudget(inMemoryStateStore(), clock)
    expect(
      await budget.call(place, async () => answers.shift() ?? { answered: false, arrived: 'no', words: '' }, {}),
    ).toMatchObject({ status: 200 })
    expect(clock.seconds()).toBe(31)
  })

  it('a clock of ours that is hours behind does not make a minute into hours', async () => {
    const clock = movingClock()
    const ahead = clock.now().getTime() + 7_200_000
    const answer: Exchange = { answered: true, status: 200, headers: minuteHeaders(60, 0, ahead), text: '' }
    const budget = callBudget(inMemoryStateStore(), clock)
    await budget.call(place, async () => answer, {})
    await budget.call(place, async () => answer, {})
    expect(clock.seconds()).toBeLessThan(120)
  })

  for (const restarts of [false, true])
    it(`a clock that was a day ahead and is set right keeps nobody waiting${restarts ? ', after a restart' : ''}`, async () => {
      const clock = movingClock()
      const store = inMemoryStateStore()
      const before = callBudget(store, clock)
      const refused = async (status: number): Promise<Exchange> => ({ answered: true, status, headers: {}, text: '' })
      const stop = new AbortController()
      clock.pass(26 * 3600)
      for (let error = 0; error < 5; error += 1) await before.call(place, () => refused(403), {})
      const minuteIsSpent = before.call({ ...place, endpoint: 'crm/Contacts' }, () => refused(429), {
        signal: stop.signal,
        onWaiting: () => stop.abort(new Error('closed')),
      })
      await expect(minuteIsSpent).rejects.toThrow('closed')

      clock.pass(-26 * 3600)
      const began = clock.seconds()
      const { send } = limits(clock)
      const after = restarts ? callBudget(store, clock) : before
      for (const endpoint of [place.endpoint, 'crm/Contacts']) await after.call({ ...place, endpoint }, send, {})
      expect(clock.seconds() - began).toBeLessThan(120)
    })

  it('an answer is not lost when the store fails after it', async () => {
    const clock = movingClock()
    const store = inMemoryStateStore()
    let broken = false
    const failing: StateStore = {
      ...store,
      write: async (name, value) => (broken ? Promise.reject(new Error('disk full')) : store.write(name, value)),
    }
    const budget = callBudget(failing, clock)
    const answer: Exchange = { answered: true, status: 404, headers: {}, text: 'answer' }
    const send = async () => {
      broken = true
      return answer
    }
    expect(await budget.call(place, send, {})).toEqual(answer)
    await expect(budget.call(place, send, {})).rejects.toThrow('disk full')
  })

  it('shows what is left', async () => {
    const clock = movingClock()
    const { send } = limits(clock)
    const budget = callBudget(inMemoryStateStore(), clock)
    await many(budget, 7, send)
    expect(await budget.usage(place)).toMatchObject({ minute: { limit: 60, left: 53 }, day: { limit: 5000, left: 4993 } })
  })
})

describe('refused calls', () => {
  it('five in an hour rest the endpoint, and no other, until the first is an hour old', async () => {
    const clock = movingClock()
    const { send, seen } = limits(clock)
    const budget = callBudget(inMemoryStateStore(), clock)
    for (const status of [400, 401, 403, 404, 400]) {
      await budget.call(place, () => send(status), {})
      clock.pass(60)
    }
    await expect(budget.call(place, send, {})).rejects.toMatchObject({
      code: 'exact-endpoint-resting',
      until: new Date('2026-01-15T10:00:00.000Z'),
    })
    await budget.call({ ...place, endpoint: 'logistics/Items' }, send, {})
    expect(seen.accepted).toBe(6)
    clock.pass(3600 - 300)
    await budget.call(place, send, {})
    expect(seen.accepted).toBe(7)
  })

  it('are remembered over a restart', async () => {
    const clock = movingClock()
    const { send } = limits(clock)
    const store = inMemoryStateStore()
    for (let call = 0; call < 5; call++) await callBudget(store, clock).call(place, () => send(404), {})
    await expect(callBudget(store, clock).call(place, send, {})).rejects.toMatchObject({ code: 'exact-endpoint-resting' })
  })

  it('a refused validation (500) does not count', async () => {
    const clock = movingClock()
    const { send, seen } = limits(clock)
    const budget = callBudget(inMemoryStateStore(), clock)
    for (let call = 0; call < 20; call++) await budget.call(place, () => send(500), {})
    expect(seen.accepted).toBe(20)
  })

  it('a 429 without any count, after an error, rests the endpoint for an hour', async () => {
    const clock = movingClock()
    const { send } = limits(clock)
    const budget = callBudget(inMemoryStateStore(), clock)
    await budget.call(place, () => send(400), {})
    let sent = 0
    const blocked = async (): Promise<Exchange> => (sent++, { answered: true, status: 429, headers: {}, text: '' })
    await expect(budget.call(place, blocked, {})).rejects.toMatchObject({ code: 'exact-endpoint-resting' })
    expect(sent).toBe(1)
  })
})

/** Makes so many calls with a budget of its own, which is then forgotten as a kill would. */
async function callsBeforeAKill(store: StateStore, clock: MovingClock, send: () => Promise<Exchange>, count: number) {
  const budget = callBudget(store, clock)
  for (let call = 0; call < count; call++) await budget.call(place, send, {}).catch(() => undefined)
}
