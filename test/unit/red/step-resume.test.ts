/** What a kill, a close or a failing store leaves behind is taken up: nothing twice, nothing lost. */
import { describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { ExactPause } from '../../../lib/exact/pause'
import type { StepContext, Work } from '../../../lib/red/work'
import type { NodeMessage } from '../../../lib/loops/message'
import { aWorld, gate, quiet, topics } from './fake-red'

const fault = (code: string, prospect: EdiError['prospect'] = 'permanent') =>
  new EdiError({ code, what: 'It went wrong', prospect })
const passed = (message: NodeMessage) => ({ what: 'passed', outputs: [{ port: 0, message }] })

/** Never ends, as when the process is killed in it; notes before that what it is about to do. */
const killedAfterNoting = async (_message: NodeMessage, { note }: StepContext) => {
  await note('creating')
  return gate<never>().opened
}

describe('a step that a kill interrupted', () => {
  it('is settled with what it had noted, and not done again when it turns out to be done', async () => {
    const world = await aWorld()
    void world.step('n', { effect: killedAfterNoting }).receive({ topic: 'doc' })
    world.start()
    await quiet()

    const later = world.afterKill()
    const intents: unknown[] = []
    const node = later.step('n', {
      settle: async (message, { intent }) => {
        intents.push(intent)
        return passed({ ...message, payload: 'found' })
      },
      effect: () => Promise.reject(fault('done-twice')),
    })
    later.start()
    await quiet()
    expect(intents).toEqual(['creating'])
    expect(node.sent.map(({ message }) => [message.topic, message.payload])).toEqual([['doc', 'found']])
  })

  it('is done when looking says that it had not happened', async () => {
    const world = await aWorld()
    void world.step('n', { effect: killedAfterNoting }).receive({ topic: 'doc', payload: Buffer.from('bytes') })
    world.start()
    await quiet()

    const later = world.afterKill()
    const done: unknown[] = []
    const node = later.step('n', {
      settle: async () => undefined,
      effect: async (message, { intent }) => {
        done.push([message.payload, intent])
        return passed(message)
      },
    })
    later.start()
    await quiet()
    expect(done).toEqual([[Buffer.from('bytes'), 'creating']])
    expect(topics(node)).toEqual(['doc'])
  })

  it('is reported to the catch nodes when it fails now', async () => {
    const world = await aWorld()
    void world.step('n', { effect: killedAfterNoting }).receive({ topic: 'doc' })
    world.start()
    await quiet()

    const later = world.afterKill()
    const node = later.step('n', { effect: () => Promise.reject(fault('unreadable')) })
    later.start()
    await quiet()
    expect(node.errors).toMatchObject([{ code: 'unreadable' }])
  })

  it('goes on in the order in which the documents had come', async () => {
    const world = await aWorld()
    const node = world.step('n', { effect: () => gate<never>().opened })
    world.start()
    const names = Array.from({ length: 30 }, (_, index) => `document ${index}`)
    for (const topic of names) void node.receive({ topic })
    await quiet()

    const later = world.afterKill()
    const again = later.step('n', {})
    later.start()
    await quiet()
    expect(topics(again)).toEqual(names)
  })

  it('does not keep the others from going on when its stored input cannot be read', async () => {
    const world = await aWorld()
    const node = world.step('n', { effect: () => gate<never>().opened })
    world.start()
    for (const topic of ['unreadable', 'fine']) void node.receive({ topic, payload: Buffer.from(topic) })
    await quiet()

    const later = world.afterKill()
    const bytes = later.ledger.bytes.bind(later.ledger)
    later.ledger.bytes = async hash => {
      const found = await bytes(hash)
      if (found.toString() === 'unreadable') throw fault('payload-missing')
      return found
    }
    const again = later.step('n', {})
    later.start()
    await quiet()
    expect(topics(again)).toEqual(['fine'])
    expect(again.errors).toMatchObject([{ code: 'payload-missing' }])
  })
})

describe('an output', () => {
  it('that nobody had taken when the process died is sent again, until the next step has stored it', async () => {
    const world = await aWorld()
    // The next node is wired, and dies before it stores anything.
    world.add('next', [])
    const node = world.step('n', {}, [['next']])
    world.start()
    await node.receive({ topic: 'doc' })

    const second = world.afterKill()
    second.add('next', [])
    const again = second.step('n', {}, [['next']])
    second.start()
    await quiet()
    expect(again.sent.map(({ message }) => message)).toEqual(node.sent.map(({ message }) => message))

    const third = world.afterKill()
    third.step('n', {}, [['next']])
    const next = third.step('next', {})
    third.start()
    await quiet()
    expect(topics(next)).toEqual(['doc'])

    const fourth = world.afterKill()
    const last = fourth.step('n', {}, [['next']])
    fourth.step('next', {})
    fourth.start()
    await quiet()
    expect(last.sent).toEqual([])
  })

  it('of a step that is asked again is the stored one, and the effect is not repeated', async () => {
    const world = await aWorld()
    let count = 0
    const effect = async (message: NodeMessage) => {
      count += 1
      return passed({ ...message, payload: count })
    }
    const node = world.step('n', { effect })
    world.start()
    await node.receive({ topic: 'doc' })
    await node.receive({ topic: 'doc' })
    expect(node.sent.map(({ message }) => message.payload)).toEqual([1, 1])
    expect(count).toBe(1)
  })

  it('goes to its own port', async () => {
    const world = await aWorld()
    const effect = async (message: NodeMessage) => ({
      what: 'split',
      outputs: [2, 0].map(port => ({ port, message: { ...message, payload: port } })),
    })
    const node = world.step('n', { effect }, [['a'], ['b'], ['c']])
    world.start()
    await node.receive({ topic: 'doc' })
    expect(node.sent.map(({ port, message }) => [port, message.payload])).toEqual([
      [2, 2],
      [0, 0],
    ])
  })
})

describe('a message', () => {
  it('that comes again while the first is worked on is worked on once', async () => {
    const world = await aWorld()
    const working = gate<void>()
    let count = 0
    const effect = async (message: NodeMessage) => {
      count += 1
      await working.opened
      return passed(message)
    }
    const node = world.step('n', { effect })
    world.start()
    const ends = ['doc', 'doc'].map(topic => node.receive({ topic }))
    await quiet()
    working.open()
    expect(await Promise.all(ends)).toEqual([undefined, undefined])
    expect([count, topics(node)]).toEqual([1, ['doc']])
  })

  it('that comes before all flows stand is stored at once and worked on once, when they do', async () => {
    const world = await aWorld()
    let count = 0
    const effect = async (message: NodeMessage) => {
      count += 1
      return passed(message)
    }
    const node = world.step('n', { effect })
    const end = node.receive({ topic: 'early' })
    await quiet()
    expect([count, await world.ledger.tally()]).toMatchObject([0, [{ state: 'open', count: 1 }]])
    world.start()
    expect(await end).toBeUndefined()
    await quiet()
    expect([count, topics(node)]).toEqual([1, ['early']])
  })
})

describe('a closing node', () => {
  it('lets what runs end, and leaves what waits to the next instance', async () => {
    const world = await aWorld()
    const working = gate<void>()
    const effect = async (message: NodeMessage) => {
      await working.opened
      return passed(message)
    }
    const node = world.step('n', { effect }, [['n2']])
    world.add('n2', [])
    world.start()
    for (const topic of ['running', 'waiting']) void node.receive({ topic })
    await quiet()
    const closed = node.close()
    working.open()
    await closed
    expect(topics(node)).toEqual([])

    const later = world.afterKill()
    later.add('n2', [])
    const again = later.step('n', {}, [['n2']])
    later.start()
    await quiet()
    expect(topics(again)).toEqual(['running', 'waiting'])
  })

  it('closes although the flows never started', async () => {
    const world = await aWorld()
    const node = world.step('n', {})
    void node.receive({ topic: 'doc' })
    await node.close()
    expect(topics(node)).toEqual([])
  })

  it('does not wait for what is to be tried again later', async () => {
    const world = await aWorld()
    const node = world.step('n', { effect: () => Promise.reject(fault('line-busy', 'passing')) })
    world.start()
    void node.receive({ topic: 'doc' })
    await quiet()
    await node.close()
    expect(await world.ledger.tally()).toMatchObject([{ state: 'retrying', reason: 'line-busy', count: 1 }])
  })
})

describe('a fault', () => {
  const outcomes = (errors: EdiError[], work: Partial<Work> = {}): Partial<Work> => ({
    effect: async message => {
      const error = errors.shift()
      if (error) throw error
      return passed(message)
    },
    ...work,
  })

  it.each(['exact-sign-in-needed', 'mailbox-login-refused', 'mailbox-host-key-changed', 'no-partner-directory'])(
    'of the set-up (%s) is tried again: the document can do nothing for it',
    async code => {
      const world = await aWorld()
      const node = world.step('n', outcomes([fault(code)]))
      world.start()
      void node.receive({ topic: 'doc' })
      await quiet()
      expect(await world.ledger.tally()).toMatchObject([{ state: 'retrying', reason: code }])
      world.clock.pass(2_000)
      await quiet()
      expect(topics(node)).toEqual(['doc'])
    },
  )

  it('that passes is tried again with growing distance', async () => {
    const world = await aWorld()
    const errors = Array.from({ length: 4 }, () => fault('line-busy', 'passing'))
    const node = world.step('n', outcomes(errors))
    world.start()
    void node.receive({ topic: 'doc' })
    const left: number[] = []
    for (let second = 0; second < 16; second += 1) {
      await quiet()
      left.push(errors.length)
      world.clock.pass(1_000)
    }
    // Half a second of chance added to half of 1, 2, 4 and 8 seconds: with chance at one half, these distances themselves.
    expect(left).toEqual([3, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(topics(node)).toEqual(['doc'])
  })

  it('that says until when it lasts is tried again then and not before', async () => {
    const world = await aWorld()
    const until = new Date(world.clock.now().getTime() + 3_600_000)
    const node = world.step('n', outcomes([new ExactPause({ code: 'exact-limit-reached', what: 'The day is spent', until })]))
    world.start()
    void node.receive({ topic: 'doc' })
    await quiet()
    world.clock.pass(3_599_999)
    await quiet()
    expect(topics(node)).toEqual([])
    world.clock.pass(1)
    await quiet()
    expect(topics(node)).toEqual(['doc'])
  })

  it('that leaves open what happened is looked into before anything is done again', async () => {
    const world = await aWorld()
    const order: string[] = []
    const node = world.step('n', {
      settle: async message => {
        order.push('look')
        return passed(message)
      },
      effect: async () => {
        order.push('act')
        throw fault('answer-lost', 'uncertain')
      },
    })
    world.start()
    void node.receive({ topic: 'doc' })
    await quiet()
    world.clock.pass(2_000)
    await quiet()
    expect(order).toEqual(['act', 'look'])
    expect(topics(node)).toEqual(['doc'])
  })

  it.each([
    ['nothing can be looked up', {}],
    ['looking does not tell either', { settle: () => Promise.reject(fault('vanished', 'uncertain')) }],
  ])('that leaves open what happened stays uncertain when %s, and is not repeated', async (_case, work) => {
    const world = await aWorld()
    let acts = 0
    const node = world.step('n', {
      effect: async () => {
        acts += 1
        throw fault('answer-lost', 'uncertain')
      },
      ...work,
    })
    world.start()
    const end = node.receive({ topic: 'doc' })
    for (let second = 0; second < 5; second += 1) {
      await quiet()
      world.clock.pass(1_000)
    }
    await expect(end).resolves.toMatchObject({ prospect: 'uncertain' })
    expect(await world.ledger.tally()).toMatchObject([{ state: 'uncertain', count: 1 }])
    expect(acts).toBe(1)
  })

  it('of the ledger after the effect makes no failed document: it looks and goes on when the ledger can write again', async () => {
    const world = await aWorld()
    const complete = world.ledger.complete.bind(world.ledger)
    world.ledger.complete = () => {
      world.ledger.complete = complete
      return Promise.reject(new Error('database or disk is full'))
    }
    let acts = 0
    const node = world.step('n', {
      settle: async message => passed(message),
      effect: async message => {
        acts += 1
        return passed(message)
      },
    })
    world.start()
    void node.receive({ topic: 'doc' })
    await quiet()
    expect(topics(node)).toEqual([])
    world.clock.pass(2_000)
    await quiet()
    expect([acts, topics(node)]).toEqual([1, ['doc']])
    expect(await world.ledger.tally()).toMatchObject([{ state: 'done', count: 1 }])
  })

  it('of the ledger when noting leaves nothing noted for the next attempt, as for the next process', async () => {
    const world = await aWorld()
    const note = world.ledger.note.bind(world.ledger)
    world.ledger.note = () => {
      world.ledger.note = note
      return Promise.reject(fault('ledger-not-written', 'passing'))
    }
    const intents: unknown[] = []
    const node = world.step('n', {
      settle: async () => undefined,
      effect: async (message, context) => {
        intents.push(context.intent)
        await context.note('renaming')
        return passed(message)
      },
    })
    world.start()
    void node.receive({ topic: 'doc' })
    await quiet()
    world.clock.pass(2_000)
    await quiet()
    expect([intents, topics(node)]).toEqual([[undefined, undefined], ['doc']])
  })

  it('of the ledger when handing on is shown, and the next documents go their way', async () => {
    const world = await aWorld()
    const node = world.step('n', { effect: async message => passed({ ...message, payload: Buffer.from(String(message.topic)) }) })
    world.start()
    const bytes = world.ledger.bytes.bind(world.ledger)
    world.ledger.bytes = () => {
      world.ledger.bytes = bytes
      return Promise.reject(fault('payload-missing'))
    }
    await node.receive({ topic: 'one' })
    await node.receive({ topic: 'two' })
    expect(node.errors).toMatchObject([{ code: 'payload-missing' }])
    expect(topics(node)).toEqual(['two'])
  })
})

describe('a name that one document only may hold', () => {
  const claiming = (words: Partial<{ whenClaimed: () => EdiError }> = {}): Partial<Work> => ({
    effect: async message => ({ ...passed(message), claims: ['invoice 1'], ...words }),
  })

  it('holds the second document, with nothing handed on', async () => {
    const world = await aWorld()
    const node = world.step('n', claiming())
    world.start()
    expect(await node.receive({ topic: 'first' })).toBeUndefined()
    await expect(node.receive({ topic: 'second' })).resolves.toMatchObject({ code: 'claimed-by-another-document' })
    expect(topics(node)).toEqual(['first'])
    expect(await world.ledger.tally()).toContainEqual({
      kind: 'test',
      state: 'held',
      reason: 'claimed-by-another-document',
      count: 1,
    })
  })

  it('is explained in the words of the work', async () => {
    const world = await aWorld()
    const node = world.step('n', claiming({ whenClaimed: () => fault('duplicate-invoice-number', 'held') }))
    world.start()
    await node.receive({ topic: 'first' })
    await expect(node.receive({ topic: 'second' })).resolves.toMatchObject({ code: 'duplicate-invoice-number' })
  })

  it('stays with its document when that is settled after a kill', async () => {
    const world = await aWorld()
    const complete = world.ledger.complete.bind(world.ledger)
    // Killed between the commit and everything after it.
    world.ledger.complete = async (...given) => {
      await complete(...given)
      return gate<never>().opened
    }
    void world.step('n', claiming()).receive({ topic: 'first' })
    world.start()
    await quiet()
    world.ledger.complete = complete

    const later = world.afterKill()
    const node = later.step('n', claiming())
    later.start()
    expect(await node.receive({ topic: 'first' })).toBeUndefined()
    expect(topics(node)).toEqual(['first'])
  })
})
