/** Nodes that bring documents in: one round at a time, what an earlier instance left first, and again after a fault. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EdiError } from '../../../lib/error'
import { ExactPause } from '../../../lib/exact/pause'
import type { Round, Source } from '../../../lib/red/source'
import { aWorld, gate, quiet, topics } from './fake-red'

// Rounds are planned with timers of the system; everything else here is told by promises.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

/** Brings one document of the name. */
async function bring({ ledger, followed, handOn }: Round, topic: string): Promise<void> {
  const document = { kind: 'test', businessKey: topic, subject: topic }
  const output = { port: 0, followed, document, message: { topic } }
  await handOn((await ledger.collect({ node: 'source', who: 'source', outputs: [output] })).outputs)
}

const bringing = (...names: string[]): Source => ({
  round: async round => {
    await bring(round, names.shift() ?? 'no more')
    return { what: 'one more' }
  },
})

describe('a source', () => {
  it('hands on what a kill had kept back before anything new, also when it is asked before the flows stand', async () => {
    const world = await aWorld()
    world.add('next', [])
    const lost = world.source('source', bringing('original'), [['next']])
    world.start()
    await lost.receive({})
    expect(topics(lost)).toEqual(['original'])

    // Nobody had taken it when the process died.
    const later = world.afterKill()
    later.add('next', [])
    const source = later.source('source', bringing('change'), [['next']])
    const end = source.receive({})
    await quiet()
    later.start()
    await end
    expect(topics(source)).toEqual(['original', 'change'])
  })

  it('makes one round at a time; all who ask meanwhile are served by one more', async () => {
    const world = await aWorld()
    const rounds = [gate<void>(), gate<void>(), gate<void>()]
    let begun = 0
    const source = world.source('source', {
      round: async () => {
        begun += 1
        await rounds[begun - 1]?.opened
        return { what: 'looked' }
      },
    })
    world.start()
    const ends = [source.receive({})]
    await quiet()
    ends.push(source.receive({}), source.receive({}))
    await quiet()
    expect(begun).toBe(1)
    for (const round of rounds) round.open()
    expect(await Promise.all(ends)).toEqual([undefined, undefined, undefined])
    expect(begun).toBe(2)
  })

  it('makes rounds of its own from the start, at the distance set, and sooner when the last one says so', async () => {
    const world = await aWorld()
    const begun: number[] = []
    const start = Date.now()
    world.source('source', {
      every: 60_000,
      round: async () => {
        begun.push(Date.now() - start)
        return begun.length === 2 ? { what: 'still growing', again: 5_000 } : { what: 'looked' }
      },
    })
    world.start()
    for (let second = 0; second < 130; second += 1) {
      await quiet()
      vi.advanceTimersByTime(1_000)
    }
    expect(begun).toEqual([0, 60_000, 65_000, 125_000])
  })

  it('tries again after a passing fault although it has no rounds of its own, and tells who asked', async () => {
    const world = await aWorld()
    let rounds = 0
    const source = world.source('source', {
      round: async () => {
        rounds += 1
        if (rounds === 1) throw new EdiError({ code: 'line-busy', what: 'The line is busy', prospect: 'passing' })
        return { what: 'looked' }
      },
    })
    world.start()
    await expect(source.receive({})).resolves.toMatchObject({ code: 'line-busy' })
    vi.advanceTimersByTime(999)
    await quiet()
    expect(rounds).toBe(1)
    vi.advanceTimersByTime(1)
    await quiet()
    expect(rounds).toBe(2)
  })

  it('knows what was asked for until a round has served it', async () => {
    const world = await aWorld()
    const ends = [{ owed: true }, {}, {}]
    const asked: boolean[] = []
    const source = world.source('source', {
      round: async round => {
        asked.push(round.asked)
        if (asked.length === 1) throw new EdiError({ code: 'away', what: 'Away', prospect: 'passing' })
        return { what: 'looked', again: 5_000, ...ends[asked.length - 2] }
      },
    })
    world.start()
    await source.receive({})
    for (let second = 0; second < 120 && asked.length < 4; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000)
      await quiet()
    }
    // The one that failed, its repetition that leaves it owed, the one that serves it, and one of the node's own.
    expect(asked).toEqual([true, true, true, false])
  })

  it('makes the round that it left to another instance when that one is gone, although it has none of its own', async () => {
    const world = await aWorld()
    const living = vi.spyOn(world.ledger, 'take').mockResolvedValue({ takenBy: 'machine a' })
    let rounds = 0
    const source = world.source('source', {
      round: async () => {
        rounds += 1
        return { what: 'looked' }
      },
    })
    world.start()
    await source.receive({})
    await vi.advanceTimersByTimeAsync(19_000)
    expect(source.statuses.some(({ text }) => text?.includes('machine a'))).toBe(true)
    await quiet()
    expect(rounds).toBe(0)
    living.mockRestore()
    await vi.advanceTimersByTimeAsync(5_000)
    await quiet()
    expect(rounds).toBe(1)
    // Served, so nothing more is looked for.
    await vi.advanceTimersByTimeAsync(60_000)
    await quiet()
    expect(rounds).toBe(1)
  })

  it('waits as long as a pause says', async () => {
    const world = await aWorld()
    const until = new Date(Date.now() + 600_000)
    let rounds = 0
    const source = world.source('source', {
      round: async () => {
        rounds += 1
        if (rounds === 1) throw new ExactPause({ code: 'exact-limit-reached', what: 'The day is spent', until })
        return { what: 'looked' }
      },
    })
    world.start()
    await source.receive({})
    vi.advanceTimersByTime(599_999)
    await quiet()
    expect(rounds).toBe(1)
    vi.advanceTimersByTime(1)
    await quiet()
    expect(rounds).toBe(2)
  })

  it('closes although the flows never started, and makes no round after', async () => {
    const world = await aWorld()
    let rounds = 0
    const source = world.source('source', {
      every: 1_000,
      round: async () => {
        rounds += 1
        return { what: 'looked' }
      },
    })
    void source.receive({})
    await source.close()
    vi.advanceTimersByTime(10_000)
    await quiet()
    expect(rounds).toBe(0)
  })

  it('lets a round that runs end when it closes, and hands nothing on after', async () => {
    const world = await aWorld()
    world.add('next', [])
    const looking = gate<void>()
    const source = world.source(
      'source',
      {
        round: async round => {
          await looking.opened
          await bring(round, 'late')
          return { what: 'looked' }
        },
      },
      [['next']],
    )
    world.start()
    void source.receive({})
    await quiet()
    const closed = source.close()
    looking.open()
    await closed
    expect(topics(source)).toEqual([])

    const later = world.afterKill()
    later.add('next', [])
    const again = later.source('source', bringing(), [['next']])
    later.start()
    await quiet()
    expect(topics(again)).toEqual(['late'])
  })
})
