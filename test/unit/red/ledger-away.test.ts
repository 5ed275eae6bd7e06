/** A ledger whose disk is full or whose database is away: what it could not take or give goes on by itself when it can, once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EdiError } from '../../../lib/error'
import { Ledger } from '../../../lib/ledger/ledger'
import { runSteps } from '../../../lib/red/step'
import type { NodeMessage } from '../../../lib/loops/message'
import { aWorld, fakeRed, quiet, standingClock, topics } from './fake-red'

const away = () => new EdiError({ code: 'ledger-unreachable', what: 'The ledger is away', prospect: 'passing' })
const passed = (message: NodeMessage) => ({ what: 'passed', outputs: [{ port: 0, message }] })

/** Fails so many times, or for as long as told, and then is as it was. */
function failing<Name extends 'begin' | 'bytes' | 'waiting' | 'unfinished' | 'confirm'>(
  ledger: Ledger,
  name: Name,
  fails: (times: number, ...given: Parameters<Ledger[Name]>) => boolean,
): void {
  const own = ledger[name].bind(ledger) as (...given: unknown[]) => unknown
  let times = 0
  ledger[name] = ((...given: Parameters<Ledger[Name]>) => {
    times += 1
    return fails(times, ...given) ? Promise.reject(away()) : own(...given)
  }) as Ledger[Name]
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('while the ledger is away', () => {
  it('what arrives waits, its sender is not told that it failed, and it is done once when the ledger is back', async () => {
    const world = await aWorld()
    failing(world.ledger, 'begin', times => times <= 4)
    const node = world.step('n', {})
    world.start()
    let told = 0
    for (const topic of ['one', 'two'])
      void node.receive({ topic }).then(error => {
        expect(error).toBeUndefined()
        told += 1
      })
    await quiet()
    expect([told, topics(node)]).toEqual([0, []])
    expect(node.errors).toMatchObject([{ code: 'ledger-unreachable' }])
    for (const pause of [1_000, 2_000]) {
      world.clock.pass(pause)
      await quiet()
    }
    expect([told, topics(node)]).toEqual([2, ['one', 'two']])
    expect(await world.ledger.tally()).toMatchObject([{ state: 'done', count: 2 }])
    expect(node.errors).toHaveLength(1)
  })

  it('a change does not overtake the original that could not be stored', async () => {
    const world = await aWorld()
    failing(world.ledger, 'begin', (times, { document }) => document.businessKey === 'original' && times <= 2)
    const stored: string[] = []
    const begin = world.ledger.begin.bind(world.ledger)
    world.ledger.begin = async request => {
      const begun = await begin(request)
      stored.push(request.document.businessKey)
      return begun
    }
    const node = world.step('n', { sequence: () => 'order 4711' })
    world.start()
    void node.receive({ topic: 'original' })
    await quiet()
    void node.receive({ topic: 'change' })
    await quiet()
    for (const pause of [1_000, 2_000]) {
      world.clock.pass(pause)
      await quiet()
    }
    expect(stored).toEqual(['original', 'change'])
    expect(topics(node)).toEqual(['original', 'change'])
  })

  it('what arrives keeps waiting until its node closes, and is told then that it was not stored', async () => {
    const world = await aWorld()
    failing(world.ledger, 'begin', () => true)
    const node = world.step('n', {})
    world.start()
    const done = node.receive({ topic: 'doc' })
    await quiet()
    await node.close()
    expect(await done).toMatchObject({ code: 'ledger-unreachable' })
  })

  it('an error that waiting does not help is told at once', async () => {
    const world = await aWorld()
    world.ledger.begin = () => Promise.reject(new EdiError({ code: 'lease-lost', what: 'Another has it', prospect: 'passing' }))
    const node = world.step('n', {})
    world.start()
    expect(await node.receive({ topic: 'doc' })).toMatchObject({ code: 'lease-lost' })
  })

  it('bytes that it cannot give now are handed on once when it can', async () => {
    const world = await aWorld()
    failing(world.ledger, 'bytes', times => times === 1)
    const node = world.step('n', {
      effect: async message => ({
        what: 'split',
        outputs: [
          { port: 0, message: { ...message, payload: 'no bytes' } },
          { port: 0, message: { ...message, payload: Buffer.from('bytes') } },
        ],
      }),
    })
    world.start()
    void node.receive({ topic: 'doc' })
    await quiet()
    expect(node.sent.map(({ message }) => message.payload)).toEqual(['no bytes'])
    world.clock.pass(1_000)
    await quiet()
    expect(node.sent.map(({ message }) => message.payload)).toEqual(['no bytes', Buffer.from('bytes')])
  })

  it('a step that it cannot confirm is not failed, and runs once when it can', async () => {
    const world = await aWorld()
    failing(world.ledger, 'confirm', times => times === 1)
    const node = world.step('n', {})
    world.start()
    void node.receive({ topic: 'doc' })
    await quiet()
    expect(topics(node)).toEqual([])
    world.clock.pass(1_000)
    await quiet()
    expect(topics(node)).toEqual(['doc'])
    expect(await world.ledger.tally()).toMatchObject([{ state: 'done', count: 1 }])
  })

  it('what an earlier instance of a node has left is taken up when the ledger can tell of it', async () => {
    const world = await aWorld()
    void world.step('n', { effect: () => new Promise(() => undefined) }).receive({ topic: 'left' })
    world.start()
    await quiet()
    const later = world.afterKill()
    failing(later.ledger, 'unfinished', times => times === 1)
    const node = later.step('n', {})
    later.start()
    await quiet()
    expect(topics(node)).toEqual([])
    later.clock.pass(1_000)
    await quiet()
    expect(topics(node)).toEqual(['left'])
  })

  it('what arrives meanwhile is not taken for something that was left, and done twice', async () => {
    const world = await aWorld()
    failing(world.ledger, 'unfinished', times => times === 1)
    let acts = 0
    const node = world.step('n', {
      effect: async message => {
        acts += 1
        return passed(message)
      },
    })
    world.start()
    const done = ['one', 'two', 'three'].map(topic => node.receive({ topic }))
    await quiet()
    world.clock.pass(1_000)
    await Promise.all(done)
    await quiet()
    expect([acts, topics(node)]).toEqual([3, ['one', 'two', 'three']])
  })

  it('a source begins its rounds when the ledger can tell what is left to be handed on', async () => {
    const world = await aWorld()
    failing(world.ledger, 'waiting', times => times === 1)
    let rounds = 0
    const round = async () => {
      rounds += 1
      return { what: 'looked' }
    }
    const node = world.source('s', { every: 3_600_000, round })
    world.start()
    await quiet()
    expect(rounds).toBe(0)
    world.clock.pass(1_000)
    await quiet()
    expect(rounds).toBe(1)
    await node.close()
  })
})

it('a full disk keeps what arrives waiting, and with room on it again everything is done without a restart', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-full-'))
  const databases: DatabaseSync[] = []
  const prepare = DatabaseSync.prototype.prepare
  vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, ...given) {
    databases.push(this)
    return prepare.apply(this, given)
  })
  const clock = standingClock()
  const ledger = await Ledger.open({ file: join(directory, 'ledger.sqlite'), environment: clock })
  const red = fakeRed()
  const node = red.add('n', [['after']])
  runSteps(
    red.RED,
    node.node,
    { opening: Promise.resolve(ledger), release: () => ledger.close() },
    {
      document: ({ topic }) => ({ kind: 'test', businessKey: String(topic), subject: String(topic) }),
      effect: async message => passed(message),
    },
  )
  red.start()
  await quiet()
  databases[0]?.exec('PRAGMA max_page_count = 1')
  const orders = Array.from({ length: 5 }, (_, index) => ({ topic: `order ${index}`, payload: 'x'.repeat(100_000) }))
  const done = Promise.all(orders.map(order => node.receive(order)))
  await quiet()
  expect([topics(node), node.errors]).toMatchObject([[], [{ code: 'ledger-not-written' }]])
  databases[0]?.exec('PRAGMA max_page_count = 1073741823')
  clock.pass(1_000)
  expect(await done).toEqual(orders.map(() => undefined))
  expect(topics(node)).toEqual(orders.map(({ topic }) => topic))
  await node.close()
  rmSync(directory, { recursive: true })
})
