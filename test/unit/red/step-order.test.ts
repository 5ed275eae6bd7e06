/** Nothing overtakes its elder, and nothing blocks those it has nothing to do with. */
import { describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { aWorld, gate, quiet, topics } from './fake-red'

const passing = () => new EdiError({ code: 'line-busy', what: 'The line is busy', prospect: 'passing' })
const permanent = () => new EdiError({ code: 'unreadable', what: 'It cannot be read' })
const byOrder = { sequence: ({ topic }: { topic?: unknown }) => String(topic).split('/')[0] }

/** Fails the first attempts of the topics named, so often. */
function failing(times: Record<string, number>, error: () => Error = passing) {
  const ran: string[] = []
  const effect = async (message: { topic?: unknown }) => {
    const topic = String(message.topic)
    ran.push(topic)
    const left = times[topic] ?? 0
    times[topic] = left - 1
    if (left > 0) throw error()
    return { what: 'passed', outputs: [{ port: 0, message }] }
  }
  return { ran, effect }
}

describe('a change', () => {
  it('that was in the queue when its original had to be tried again waits behind it', async () => {
    const world = await aWorld()
    const node = world.step('n', { ...byOrder, ...failing({ '1/original': 1 }) })
    world.start()
    for (const topic of ['1/original', '1/change', '2/original']) void node.receive({ topic })
    await quiet()
    expect(topics(node)).toEqual(['2/original'])
    world.clock.pass(2_000)
    await quiet()
    expect(topics(node)).toEqual(['2/original', '1/original', '1/change'])
  })

  it('that comes while its original waits to be tried again waits behind it, however often that fails', async () => {
    const world = await aWorld()
    const node = world.step('n', { ...byOrder, ...failing({ '1/original': 3 }) })
    world.start()
    void node.receive({ topic: '1/original' })
    await quiet()
    void node.receive({ topic: '1/change' })
    void node.receive({ topic: '1/change again' })
    for (const wait of [1_000, 2_000]) {
      world.clock.pass(wait)
      await quiet()
      expect(topics(node)).toEqual([])
    }
    world.clock.pass(4_000)
    await quiet()
    expect(topics(node)).toEqual(['1/original', '1/change', '1/change again'])
  })

  it('in the same wave as its original waits behind it', async () => {
    const world = await aWorld()
    const wave = { most: 10, lingers: () => 100, prepare: async () => undefined }
    const node = world.step('n', { ...byOrder, ...failing({ '1/original': 1 }), wave })
    world.start()
    for (const topic of ['1/original', '1/change']) void node.receive({ topic })
    await quiet()
    world.clock.pass(100)
    await quiet()
    expect(topics(node)).toEqual([])
    world.clock.pass(2_000)
    await quiet()
    world.clock.pass(100)
    await quiet()
    world.clock.pass(100)
    await quiet()
    expect(topics(node)).toEqual(['1/original', '1/change'])
  })

  it('that the node before hands on at a restart waits behind the original that was under way here', async () => {
    const world = await aWorld()
    const before = world.step('before', {}, [['n']])
    world.step('n', { ...byOrder, effect: () => gate<never>().opened })
    world.start()
    void before.receive({ topic: '1/original' })
    await quiet()
    // The original is under way when the process dies; the change had left the node before and had not arrived.
    const killed = world.afterKill()
    killed.add('n', [])
    const lost = killed.step('before', {}, [['n']])
    killed.start()
    void lost.receive({ topic: '1/change' })
    await quiet()

    const again = world.afterKill()
    again.step('before', {}, [['n']])
    const node = again.step('n', byOrder)
    again.start()
    await quiet()
    expect(topics(node)).toEqual(['1/original', '1/change'])
  })

  it('goes on when its original will not work', async () => {
    const world = await aWorld()
    const node = world.step('n', { ...byOrder, ...failing({ '1/original': 9 }, permanent) })
    world.start()
    const original = node.receive({ topic: '1/original' })
    const change = node.receive({ topic: '1/change' })
    await expect(original).resolves.toMatchObject({ code: 'unreadable' })
    await expect(change).resolves.toBeUndefined()
    expect(topics(node)).toEqual(['1/change'])
  })
})

describe('a document that cannot be read', () => {
  it('is reported once, with its code, and blocks none of the others', async () => {
    const world = await aWorld()
    const { ran, effect } = failing({ poison: 9 }, permanent)
    const node = world.step('n', { effect })
    world.start()
    const ends = await Promise.all(['one', 'poison', 'two'].map(topic => node.receive({ topic })))
    expect(ends.map(error => error && (error as EdiError).code)).toEqual([undefined, 'unreadable', undefined])
    expect(topics(node)).toEqual(['one', 'two'])
    expect(ran).toEqual(['one', 'poison', 'two'])
    expect(await world.ledger.tally()).toContainEqual({ kind: 'test', state: 'failed', reason: 'unreadable', count: 1 })
  })

  it('does not run again after a restart, nor when it comes again', async () => {
    const world = await aWorld()
    const first = world.step('n', failing({ poison: 9 }, permanent))
    world.start()
    await first.receive({ topic: 'poison' })

    const later = world.afterKill()
    const { ran, effect } = failing({})
    const node = later.step('n', { effect })
    later.start()
    await expect(node.receive({ topic: 'poison' })).resolves.toMatchObject({ code: 'unreadable' })
    expect(ran).toEqual([])
  })

  it('does not fail the others of its wave when looking up for all of them fails because of it', async () => {
    const world = await aWorld()
    const prepare = async (messages: readonly { topic?: unknown }[]) => {
      if (messages.some(({ topic }) => topic === 'poison')) throw permanent()
    }
    const node = world.step('n', { wave: { most: 10, lingers: () => 100, prepare } })
    world.start()
    const ends = ['one', 'poison', 'two'].map(topic => node.receive({ topic }))
    await quiet()
    world.clock.pass(100)
    expect((await Promise.all(ends)).map(error => error && (error as EdiError).code)).toEqual([
      undefined,
      'unreadable',
      undefined,
    ])
  })
})

describe('a wave', () => {
  const waves = () => {
    const prepared: unknown[][] = []
    const wave = {
      most: 3,
      lingers: ({ topic }: { topic?: unknown }) => (topic === 'alone' ? 0 : 500),
      prepare: async (messages: readonly { topic?: unknown }[]) => void prepared.push(messages.map(({ topic }) => topic)),
    }
    return { prepared, wave }
  }

  it('waits a while for company, and is looked up in one go', async () => {
    const world = await aWorld()
    const { prepared, wave } = waves()
    const node = world.step('n', { wave })
    world.start()
    void node.receive({ topic: 'one' })
    await quiet()
    void node.receive({ topic: 'two' })
    await quiet()
    expect(prepared).toEqual([])
    world.clock.pass(500)
    await quiet()
    expect(prepared).toEqual([['one', 'two']])
    expect(topics(node)).toEqual(['one', 'two'])
  })

  it('does not wait when its first message gains nothing by it', async () => {
    const world = await aWorld()
    const { prepared, wave } = waves()
    const node = world.step('n', { wave })
    world.start()
    await node.receive({ topic: 'alone' })
    expect(prepared).toEqual([['alone']])
  })

  it('takes no more than it may; the rest forms the next', async () => {
    const world = await aWorld()
    const { prepared, wave } = waves()
    const node = world.step('n', { wave })
    world.start()
    for (const topic of ['a', 'b', 'c', 'd']) void node.receive({ topic })
    await quiet()
    world.clock.pass(500)
    await quiet()
    world.clock.pass(500)
    await quiet()
    expect(prepared).toEqual([['a', 'b', 'c'], ['d']])
  })

  it('is tried again as a whole when looking up meets a passing fault', async () => {
    const world = await aWorld()
    let calls = 0
    const prepare = async () => {
      calls += 1
      if (calls === 1) throw passing()
    }
    const node = world.step('n', { wave: { most: 10, lingers: () => 100, prepare } })
    world.start()
    for (const topic of ['one', 'two']) void node.receive({ topic })
    await quiet()
    world.clock.pass(100)
    await quiet()
    expect(topics(node)).toEqual([])
    world.clock.pass(1_500)
    await quiet()
    world.clock.pass(100)
    await quiet()
    expect(topics(node)).toEqual(['one', 'two'])
    expect(calls).toBe(2)
  })
})
