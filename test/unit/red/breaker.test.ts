import { describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { Breaker } from '../../../lib/red/breaker'
import { type Remote, watchedBudget, watchedRemote, watchedTransport } from '../../../lib/red/remote'
import { Ledger } from '../../../lib/ledger/ledger'
import { mailboxError } from '../../../lib/truecommerce/mailbox-error'
import type { Transport } from '../../../lib/truecommerce/transport'
import { aWorld, quiet, standingClock, topics, type World } from './fake-red'

const down = () => new EdiError({ code: 'exact-unreachable', what: 'no answer', prospect: 'passing' })

describe('a breaker', () => {
  it('opens after five faults in a row, and not after four with an answer between', () => {
    const breaker = new Breaker(standingClock())
    for (let fault = 0; fault < 4; fault += 1) expect(breaker.failed()).toBe(false)
    breaker.answered()
    for (let fault = 0; fault < 4; fault += 1) breaker.failed()
    expect(breaker.admit()).toBeUndefined()
    expect(breaker.failed()).toBe(true)
    expect(breaker.state).toBe('open')
    expect(breaker.admit()).toEqual(new Date('2026-01-15T09:30:05.000Z'))
  })

  it('lets one through when its time is over, and nobody else until that one is back', () => {
    const clock = standingClock()
    const breaker = opened(clock)
    clock.pass(5_000)
    expect(breaker.state).toBe('half-open')
    expect(breaker.admit()).toBeUndefined()
    expect(breaker.admit()).toBeInstanceOf(Date)
    expect(breaker.answered()).toBe(true)
    expect([breaker.state, breaker.admit(), breaker.admit()]).toEqual(['closed', undefined, undefined])
  })

  it('stays open ever longer while the one that is let through fails, five minutes at most', () => {
    const clock = standingClock()
    const breaker = opened(clock)
    const pauses = []
    for (let trial = 0; trial < 9; trial += 1) {
      const until = breaker.admit()?.getTime() ?? 0
      pauses.push((until - clock.now().getTime()) / 1000)
      clock.pass(until - clock.now().getTime())
      expect(breaker.admit()).toBeUndefined()
      // It is open already: the alarm is raised.
      expect(breaker.failed()).toBe(false)
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
  })

  it('lets another through when the first made no call, or was never heard of again', () => {
    const clock = standingClock()
    const breaker = opened(clock)
    clock.pass(5_000)
    expect(breaker.admit()).toBeUndefined()
    breaker.spared()
    expect(breaker.admit()).toBeUndefined()
    expect(breaker.admit()).toBeInstanceOf(Date)
    clock.pass(3 * 60_000)
    expect(breaker.admit()).toBeUndefined()
  })

  it('spaces its trials unevenly, so that several machines do not call at once', () => {
    const early = new Breaker({ ...standingClock(), random: () => 0 })
    const late = new Breaker({ ...standingClock(), random: () => 0.99 })
    for (let fault = 0; fault < 5; fault += 1) {
      early.failed()
      late.failed()
    }
    expect(early.admit()).not.toEqual(late.admit())
  })
})

function opened(clock: ReturnType<typeof standingClock>): Breaker {
  const breaker = new Breaker(clock)
  for (let fault = 0; fault < 5; fault += 1) breaker.failed()
  return breaker
}

describe('documents whose remote is down', () => {
  it('cost a few attempts together, and not one each', async () => {
    const world = await aWorld()
    const { remote, calls } = aRemoteThat(world, () => Promise.reject(down()))
    const node = world.step('post', { remote: () => remote, effect: calling(remote, calls) })
    world.start()
    for (let document = 0; document < 20; document += 1) void node.receive({ topic: `order ${document}` })
    await quiet()
    expect(calls.count).toBe(5)
    await shown()
    expect(node.statuses.at(-1)?.text).toMatch(/^down, again \d\d:\d\d:\d\d$/)
    // A minute of an outage: one trial at a time.
    for (let second = 0; second < 60; second += 1) {
      world.clock.pass(1_000)
      await quiet()
    }
    expect(calls.count).toBeLessThan(12)
    expect(await world.ledger.watchman.open()).toMatchObject([{ kind: 'breaker-open', subject: 'Exact Online' }])
    await node.close()
  })

  it('all go on when it answers again, and the alarm is over', async () => {
    const world = await aWorld()
    let isDown = true
    const { remote, calls } = aRemoteThat(world, () => (isDown ? Promise.reject(down()) : Promise.resolve()))
    const node = world.step('post', { remote: () => remote, effect: calling(remote, calls) })
    world.start()
    for (let document = 0; document < 8; document += 1) void node.receive({ topic: `order ${document}` })
    await quiet()
    isDown = false
    for (let second = 0; second < 120 && node.sent.length < 8; second += 1) {
      world.clock.pass(1_000)
      await quiet()
    }
    expect(
      topics(node)
        .map(String)
        .sort((one, other) => one.localeCompare(other)),
    ).toEqual(Array.from({ length: 8 }, (_, document) => `order ${document}`))
    await quiet()
    expect(await world.ledger.watchman.open()).toEqual([])
    await node.close()
  })

  it('keep their attempts: the step is as it was', async () => {
    const world = await aWorld()
    const { remote } = aRemoteThat(world, () => Promise.reject(down()))
    for (let fault = 0; fault < 5; fault += 1)
      await remote.call('x', {}, () => Promise.reject(down()), never).catch(() => undefined)
    let settled = 0
    const settle = async () => {
      settled += 1
      return undefined
    }
    const node = world.step('post', { remote: () => remote, settle })
    world.start()
    void node.receive({ topic: 'order 1' })
    await quiet()
    const [step] = await world.ledger.unfinished('post')
    const documentId = step?.document_id ?? ''
    expect((await world.ledger.events(documentId)).map(({ what }) => what)).toEqual(['received', 'begun'])
    // It has not been tried, so there is nothing to look for.
    world.clock.pass(5_000)
    await quiet()
    expect([topics(node), settled]).toEqual([['order 1'], 0])
    await node.close()
  })

  it('are not polled for by a source', async () => {
    const world = await aWorld()
    const { remote } = aRemoteThat(world, () => Promise.resolve())
    for (let fault = 0; fault < 5; fault += 1)
      await remote.call('x', {}, () => Promise.reject(down()), never).catch(() => undefined)
    let rounds = 0
    const round = async () => {
      rounds += 1
      return { what: 'read' }
    }
    const node = world.source('in', { remote: () => remote, round, every: 60_000 })
    world.start()
    await quiet()
    expect(rounds).toBe(0)
    await shown()
    expect(node.statuses.at(-1)?.text).toMatch(/^down, again/)
    await node.close()
  })
})

describe('what a remote says', () => {
  it('is an answer also when it refuses, and a fault when it cannot be reached or does not let us in', async () => {
    const { remote } = aRemoteThat(await aWorld(), () => Promise.resolve())
    const failing = (error: EdiError) => failed(remote, error)
    await failing(new EdiError({ code: 'exact-refused', what: 'no such account', prospect: 'permanent' }))
    await failing(new EdiError({ code: 'x', what: 'held', prospect: 'held' }))
    expect(remote.calls).toEqual({ answered: 2, failed: 0 })
    await failing(down())
    await failing(new EdiError({ code: 'exact-no-answer', what: 'lost', prospect: 'uncertain' }))
    await failing(mailboxError('mailbox-login-refused'))
    expect(remote.calls).toEqual({ answered: 2, failed: 3 })
  })

  it('about a sign-in that is not accepted is an alarm, once, until it is accepted again', async () => {
    const world = await aWorld()
    const { remote } = aRemoteThat(world, () => Promise.resolve())
    const refused = new EdiError({
      code: 'exact-sign-in-needed',
      what: 'sign in',
      prospect: 'permanent',
      remedy: 'Sign in again',
    })
    for (let call = 0; call < 3; call += 1)
      await remote.call('x', {}, () => Promise.reject(refused), never).catch(() => undefined)
    await quiet()
    expect(await world.ledger.watchman.open()).toMatchObject([{ kind: 'token-trouble', remedy: 'Sign in again' }])
    await remote.call('x', {}, async () => 'well', never)
    await quiet()
    expect(await world.ledger.watchman.open()).toEqual([])
    expect(await world.ledger.watchman.newsAfter(0, 10)).toHaveLength(2)
  })

  it('with another host key is an alarm from the first time on, until it shows the confirmed one again', async () => {
    const world = await aWorld()
    const { remote } = aRemoteThat(world, () => Promise.resolve())
    await failed(remote, mailboxError('mailbox-host-key-changed'))
    await quiet()
    expect(await world.ledger.watchman.open()).toMatchObject([
      {
        kind: 'host-key-changed',
        words: expect.stringContaining('another key'),
        remedy: expect.stringContaining('TrueCommerce'),
      },
    ])
    await remote.call('x', {}, async () => 'well', never)
    await quiet()
    expect(await world.ledger.watchman.open()).toEqual([])
  })

  it('first clears alarms that an earlier run has left', async () => {
    const world = await aWorld()
    for (const kind of ['breaker-open', 'token-trouble', 'host-key-changed'] as const)
      await world.ledger.raise({ kind, about: 'Exact Online', subject: 'x', words: 'x', remedy: 'x' })
    const { remote } = aRemoteThat(world, () => Promise.resolve())
    await remote.call('x', {}, async () => 'well', never)
    await quiet()
    expect(await world.ledger.watchman.open()).toEqual([])
  })

  it('that makes a step wait for a limit shows until when', async () => {
    const world = await aWorld()
    const until = new Date('2026-01-15T10:31:01.000Z')
    let goOn: () => void = () => undefined
    const node = world.step('post', {
      effect: async (_message, { watch }) => {
        watch.onWaiting?.(until)
        await new Promise<void>(resolve => {
          goOn = resolve
        })
        return { what: 'done', outputs: [] }
      },
    })
    world.start()
    void node.receive({ topic: 'invoice' })
    await quiet()
    await shown()
    expect(node.statuses.at(-1)?.text).toBe(`limit until ${until.toTimeString().slice(0, 8)}`)
    goOn()
    await node.close()
  })

  it('is heard through a budget and through a transport', async () => {
    const world = await aWorld()
    const { remote } = aRemoteThat(world, () => Promise.resolve())
    const answers = [
      { answered: true, status: 404, headers: {}, text: '' },
      // What a person entered wrongly is no trouble of the service.
      { answered: true, status: 500, headers: {}, text: said('Mandatory: Relationship') },
      { answered: true, status: 500, headers: {}, text: said('A problem has occurred. The cause of this issue will be …') },
      { answered: true, status: 503, headers: {}, text: '' },
      { answered: false, arrived: 'no', words: 'ECONNREFUSED' },
    ] as const
    const usage = { minute: { limit: 60, left: 41, resetAt: 0 } }
    const budget = watchedBudget({ call: (_place, send) => send(), usage: async () => usage }, remote)
    for (const answer of answers)
      await budget.call({ clientId: 'c', division: 7, endpoint: 'crm/Accounts' }, async () => answer, {})
    expect(remote.calls).toEqual({ answered: 2, failed: 3 })
    expect(await remote.budgets()).toEqual([{ division: '7', ...usage }])
    const transport = watchedTransport(
      { list: () => Promise.reject(mailboxError('mailbox-unreachable')) } as unknown as Transport,
      remote,
    )
    await expect(transport.list('/')).rejects.toMatchObject({ code: 'mailbox-unreachable' })
    expect(remote.calls.failed).toBe(4)
  })
})

const said = (value: string) => JSON.stringify({ error: { code: '', message: { lang: '', value } } })
const never = () => false

async function failed(remote: Remote, error: EdiError): Promise<void> {
  await expect(remote.call('x', {}, () => Promise.reject(error), never)).rejects.toBe(error)
}

/** Statuses come four a second at most. */
const shown = () => new Promise(resolve => setTimeout(resolve, 300))

function aRemoteThat(world: Pick<World, 'clock'> & { readonly ledger: Ledger }, answer: () => Promise<unknown>) {
  const remote = watchedRemote('Exact Online', Promise.resolve(world.ledger), world.clock)
  const calls = { count: 0, answer }
  return { remote, calls }
}

function calling(remote: Remote, calls: { count: number; answer(): Promise<unknown> }) {
  return async (message: { topic?: unknown }) => {
    calls.count += 1
    await remote.call('crm/Accounts', {}, () => calls.answer(), never)
    return { what: 'posted', outputs: [{ port: 0, message }] }
  }
}
