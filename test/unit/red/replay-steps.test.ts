/** Replays in running nodes, and changes that wait for their original. */
import { describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { previewOf } from '../../../lib/red/replays'
import type { Work } from '../../../lib/red/work'
import { aWorld, gate, quiet, topics, type World } from './fake-red'

const sequence: Work['sequence'] = ({ topic }) => String(topic).split('/')[0]
const waits = { sequence, whenEarlierStopped: 'waits' } as const
const idOf = async (world: World, topic: string) => {
  const [found] = await world.ledger.replays
    .search({}, { order: 'newest', limit: 50 })
    .then(all => all.filter(({ subject }) => subject === topic))
  return found?.id ?? ''
}
const stand = async (world: World, topic: string) => {
  const document = await world.ledger.document(await idOf(world, topic))
  return [document?.state, document?.reason]
}
const asked = (documentId: string) => ({ documentId, who: 'user clerk', words: 'corrected' })

/** Stops the topics named, with that prospect, until they are taken off the list. */
function stopping(prospect: 'held' | 'permanent' | 'uncertain' | 'passing', ...list: string[]) {
  const left = new Set(list)
  const ran: string[] = []
  const effect: Work['effect'] = async message => {
    const topic = String(message.topic)
    ran.push(topic)
    if (left.has(topic)) throw new EdiError({ code: 'stopped', what: 'It stopped', prospect })
    return { what: 'passed', outputs: [{ port: 0, message }] }
  }
  return { left, ran, effect }
}

describe('a change whose original', () => {
  for (const prospect of ['held', 'permanent', 'uncertain'] as const)
    it(`is ${prospect} waits for it, and goes on by itself when it is done`, async () => {
      const world = await aWorld()
      const work = stopping(prospect, '1/original')
      const node = world.step('n', { ...waits, effect: work.effect })
      world.start()
      await node.receive({ topic: '1/original' })
      const change = await node.receive({ topic: '1/change' })
      expect(change).toMatchObject({ code: 'waits-for-original' })
      expect(change?.message).toContain('1/original')
      await node.receive({ topic: '2/original' })
      expect(topics(node)).toEqual(['2/original'])
      expect(await stand(world, '1/change')).toEqual(['held', 'waits-for-original'])

      work.left.clear()
      const documentId = await idOf(world, '1/original')
      if (prospect === 'uncertain') {
        await world.ledger.replays.settle({ ...asked(documentId), received: false })
        await world.ledger.replays.request({ ...asked(documentId), kind: 'send-again' })
      } else await world.ledger.replays.request({ ...asked(documentId), kind: 'read-again' })
      await quiet()
      expect(topics(node)).toEqual(['2/original', '1/original', '1/change'])
    })

  it('is abandoned, or settled as received, goes on', async () => {
    for (const end of ['abandon', 'settle'] as const) {
      const world = await aWorld()
      const node = world.step('n', { ...waits, effect: stopping(end === 'settle' ? 'uncertain' : 'held', '1/original').effect })
      world.start()
      await node.receive({ topic: '1/original' })
      await node.receive({ topic: '1/change' })
      const documentId = await idOf(world, '1/original')
      if (end === 'settle') await world.ledger.replays.settle({ ...asked(documentId), received: true })
      else await world.ledger.replays.abandon(asked(documentId))
      await quiet()
      expect(topics(node)).toEqual(['1/change'])
    }
  })

  it('has stopped at a later node waits too, and is let go from there', async () => {
    const world = await aWorld()
    const work = stopping('held', '1/original')
    const first = world.step('first', waits, [['later']])
    const later = world.step('later', { ...waits, effect: work.effect }, [['end']])
    world.start()
    await first.receive({ topic: '1/original' })
    await quiet()
    await expect(first.receive({ topic: '1/change' })).resolves.toMatchObject({ code: 'waits-for-original' })
    work.left.clear()
    await world.ledger.replays.request({ ...asked(await idOf(world, '1/original')), kind: 'read-again' })
    await quiet()
    await quiet()
    expect(topics(later)).toEqual(['1/original', '1/change'])
  })

  it('is waited for over a restart, and by the change after it', async () => {
    const world = await aWorld()
    const node = world.step('n', { ...waits, effect: stopping('held', '1/original').effect })
    world.start()
    for (const topic of ['1/original', '1/change', '1/last']) await node.receive({ topic })
    expect(await stand(world, '1/last')).toEqual(['held', 'waits-for-original'])

    const later = world.afterKill()
    const again = later.step('n', waits)
    later.start()
    await quiet()
    expect(topics(again)).toEqual([])
    await later.ledger.replays.request({ ...asked(await idOf(later, '1/original')), kind: 'read-again' })
    await quiet()
    await quiet()
    expect(topics(again)).toEqual(['1/original', '1/change', '1/last'])
  })

  it('is built anew keeps its place before it, at every node', async () => {
    const world = await aWorld()
    const work = stopping('permanent', '1/original')
    const map = world.step('map', { ...waits, rebuilds: true }, [['encode']])
    world.step('encode', waits, [['out']])
    const out = world.step('out', { ...waits, effect: work.effect }, [['end']])
    world.start()
    await map.receive({ topic: '1/original' })
    await quiet()
    await map.receive({ topic: '1/change' })
    work.left.clear()
    const documentId = await idOf(world, '1/original')
    const { token, node } = await previewOf(world.ledger, documentId)
    await world.ledger.replays.request({ ...asked(documentId), kind: 'build-anew', node, token })
    for (let turn = 0; turn < 5; turn += 1) await quiet()
    expect(topics(out)).toEqual(['1/original', '1/change'])
  })
})

describe('a change that waits at the last node', () => {
  it('does not pass while its original, built anew, is still on its way there', async () => {
    const world = await aWorld()
    const answers = [gate<void>()]
    const encoding = [gate<void>(), gate<void>(), gate<void>()]
    for (const one of encoding.slice(0, 2)) one.open()
    let encoded = 0
    const pass: Work['effect'] = async message => ({ what: 'passed', outputs: [{ port: 0, message }] })
    const map = world.step('map', { ...waits, rebuilds: true }, [['encode']])
    world.step(
      'encode',
      {
        ...waits,
        effect: async (message, context) => {
          await encoding[encoded++]?.opened
          return pass(message, context)
        },
      },
      [['out']],
    )
    const out = world.step(
      'out',
      {
        ...waits,
        effect: async (message, context) => {
          await answers.shift()?.opened
          return pass(message, context)
        },
      },
      [['end']],
    )
    const [answer] = answers
    world.start()
    await map.receive({ topic: '1/original' })
    await map.receive({ topic: '1/change' })
    await quiet()
    answer?.fail(new EdiError({ code: 'lost', what: 'The answer was lost', prospect: 'uncertain' }))
    await quiet()
    expect(await stand(world, '1/change')).toEqual(['held', 'waits-for-original'])

    const documentId = await idOf(world, '1/original')
    await world.ledger.replays.settle({ ...asked(documentId), received: false })
    const { node, token } = await previewOf(world.ledger, documentId)
    await world.ledger.replays.request({ ...asked(documentId), kind: 'build-anew', node, token })
    for (let turn = 0; turn < 4; turn += 1) await quiet()
    expect(topics(out)).toEqual([])
    encoding[2]?.open()
    for (let turn = 0; turn < 4; turn += 1) await quiet()
    expect(topics(out)).toEqual(['1/original', '1/change'])
  })
})

describe('a later reading', () => {
  it('replaces an earlier one that was held: that one is not sent after it', async () => {
    const world = await aWorld()
    const work = stopping('held', '1/reading')
    const node = world.step('n', {
      sequence,
      whenEarlierStopped: 'is-replaced',
      effect: work.effect,
      reconsiders: { states: ['held'], reasons: [] },
    })
    world.start()
    await node.receive({ topic: '1/reading' })
    await node.receive({ topic: '1/later' })
    await quiet()
    expect(topics(node)).toEqual(['1/later'])
    expect(await stand(world, '1/reading')).toEqual(['done', 'superseded-by-later'])
  })
})

describe('a replay', () => {
  it('runs at once in the node that owns the step, which says how it ended', async () => {
    const world = await aWorld()
    const work = stopping('held', 'one')
    const node = world.step('n', work)
    world.start()
    await node.receive({ topic: 'one' })
    const ended: unknown[] = []
    world.ledger.replays.onEnded(end => ended.push(end.state))
    const documentId = await idOf(world, 'one')
    await world.ledger.replays.request({ ...asked(documentId), kind: 'read-again' })
    await quiet()
    expect(ended).toEqual(['held'])
    work.left.clear()
    await world.ledger.replays.request({ ...asked(documentId), kind: 'read-again' })
    await quiet()
    expect(ended).toEqual(['held', 'done'])
    expect(topics(node)).toEqual(['one'])
  })

  it('asked for while no node runs is taken up at the next start', async () => {
    const world = await aWorld()
    const node = world.step('n', stopping('held', 'one'))
    world.start()
    await node.receive({ topic: 'one' })
    await node.close()
    await world.ledger.replays.request({ ...asked(await idOf(world, 'one')), kind: 'read-again' })
    const later = world.afterKill()
    const again = later.step('n', {})
    later.start()
    await quiet()
    expect(topics(again)).toEqual(['one'])
  })

  it('settles first: an effect that has happened is not had again', async () => {
    const world = await aWorld()
    const outside: string[] = []
    const node = world.step('n', {
      settle: async (_message, { intent }) =>
        intent === 'writing' && outside.length > 0 ? { what: 'was there', outputs: [] } : undefined,
      effect: async (message, { note }) => {
        await note('writing')
        outside.push(String(message.topic))
        throw new EdiError({ code: 'refused', what: 'The answer was a refusal' })
      },
    })
    world.start()
    await node.receive({ topic: 'one' })
    await world.ledger.replays.request({ ...asked(await idOf(world, 'one')), kind: 'read-again' })
    await quiet()
    expect(outside).toEqual(['one'])
    expect(await stand(world, 'one')).toEqual(['done', null])
  })

  it('of a document that is abandoned while it waits to be tried again does not happen', async () => {
    const world = await aWorld()
    const work = stopping('passing', 'one')
    const node = world.step('n', work)
    world.start()
    const end = node.receive({ topic: 'one' })
    await quiet()
    await world.ledger.replays.abandon(asked(await idOf(world, 'one')))
    world.clock.pass(10_000)
    await expect(end).resolves.toBeUndefined()
    expect(work.ran).toEqual(['one'])
  })
})

describe('building anew', () => {
  const built = async () => {
    const world = await aWorld()
    let price = '12.50'
    const map = world.step(
      'map',
      {
        rebuilds: true,
        effect: async message => ({
          what: 'mapped',
          outputs: [{ port: 0, message: { ...message, payload: { price, note: price === '12.50' ? 'a' : 'b' } } }],
        }),
      },
      [['out']],
    )
    const work = stopping('permanent', 'one')
    const out = world.step('out', work, [['end']])
    world.start()
    await map.receive({ topic: 'one' })
    await quiet()
    return { world, out, work, documentId: await idOf(world, 'one'), setPrice: (next: string) => (price = next) }
  }

  it('shows amounts first and stores nothing; what was confirmed is then built and goes on', async () => {
    const { world, out, work, documentId, setPrice } = await built()
    setPrice('11.00')
    const preview = await previewOf(world.ledger, documentId)
    expect(preview).toEqual({
      node: 'map',
      token: expect.any(String),
      differences: [
        { field: 'price', before: '12.50', after: '11.00', isAmount: true },
        { field: 'note', before: 'a', after: 'b', isAmount: false },
      ],
    })
    expect(await stand(world, 'one')).toEqual(['failed', 'stopped'])
    work.left.clear()
    await world.ledger.replays.request({ ...asked(documentId), kind: 'build-anew', node: 'map', token: preview.token })
    await quiet()
    await quiet()
    expect(out.sent.map(({ message }) => message.payload)).toEqual([{ price: '11.00', note: 'b' }])
  })

  it('of anything else than what was confirmed is held', async () => {
    const { world, out, work, documentId, setPrice } = await built()
    setPrice('11.00')
    const { token } = await previewOf(world.ledger, documentId)
    setPrice('99.00')
    work.left.clear()
    await world.ledger.replays.request({ ...asked(documentId), kind: 'build-anew', node: 'map', token })
    await quiet()
    expect(await stand(world, 'one')).toEqual(['held', 'replay-changed'])
    expect(out.sent).toEqual([])

    await expect(world.ledger.replays.request({ ...asked(documentId), kind: 'read-again' })).rejects.toMatchObject({
      code: 'replay-not-allowed',
    })
    const again = await previewOf(world.ledger, documentId)
    await world.ledger.replays.request({ ...asked(documentId), kind: 'build-anew', node: 'map', token: again.token })
    await quiet()
    await quiet()
    expect(out.sent.map(({ message }) => message.payload)).toEqual([{ price: '99.00', note: 'b' }])
  })
})
