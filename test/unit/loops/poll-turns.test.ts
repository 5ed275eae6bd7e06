import { describe, expect, test } from 'vitest'
import type { DivisionMoves } from '../../../lib/exact/division-moves'
import type { ExactClient } from '../../../lib/exact/client'
import type { ExactRecord, TypedQuery } from '../../../lib/exact/odata'
import { pollDivision, type Polling } from '../../../lib/loops/poll-division'
import { type Due, type Poll, pollTurns } from '../../../lib/loops/poll-turns'
import { aWorld, handedOn } from './world'

const minute = 60_000
const division = 510001
const deleted = (since: number): Due => ({ turn: 'deleted', since })
const moved = (since: number): Due => ({ turn: 'moved', since })

describe('the turns of polls', () => {
  /** A poll that is served. */
  function polls(patience = 30 * minute) {
    let now = 0
    const turns = pollTurns(() => now, patience)
    return (at: number, due: readonly Due[], poll: Poll = 'asked') => {
      now = at * minute
      const turn = turns.next(division, poll, due)
      if (turn) turns.served(division, turn)
      return turn
    }
  }

  test('begin with changes, and give every other poll to what is due, the longest due first', () => {
    const poll = polls()
    const due = [deleted(3), moved(2)]
    expect([poll(0, due), poll(15, due), poll(30, due), poll(45, [deleted(3)]), poll(60, []), poll(75, [])]).toEqual([
      'changes',
      'moved',
      'changes',
      'deleted',
      'changes',
      'changes',
    ])
  })

  test('never make changes wait where polls are rarer than the patience', () => {
    const poll = polls()
    expect([poll(0, [deleted(0)]), poll(31, [deleted(0)]), poll(62, [deleted(0)])]).toEqual(['changes', 'changes', 'changes'])
  })

  test('of polls of the node itself are for what is due, and for nothing else', () => {
    const poll = polls()
    expect([poll(0, [deleted(0)], 'own'), poll(30, [], 'own')]).toEqual(['deleted', undefined])
  })

  test('that failed do not count', () => {
    const turns = pollTurns(() => 0, minute)
    expect([turns.next(division, 'asked', [deleted(0)]), turns.next(division, 'asked', [deleted(0)])]).toEqual([
      'changes',
      'changes',
    ])
  })
})

describe('a day of polls every quarter of an hour', () => {
  /** Counts calls; what is found is told by resource. */
  async function aDay(every: number, found: (resource: string, minutes: number) => readonly ExactRecord[]) {
    const world = await aWorld()
    const start = world.environment.now().getTime()
    const minutes = () => (world.environment.now().getTime() - start) / minute
    const calls: { readonly at: number; readonly resource: string }[] = []
    let due: number | undefined = 0
    const moves: DivisionMoves = {
      known: () => null,
      dueSince: () => due,
      ask: async () => {
        calls.push({ at: minutes(), resource: 'system/Divisions' })
        due = undefined
      },
    }
    async function* pages(_division: number, resource: string, _query: TypedQuery): AsyncGenerator<ExactRecord[]> {
      calls.push({ at: minutes(), resource })
      const rows = found(resource, minutes())
      if (rows.length > 0) yield [...rows]
    }
    const told: { readonly at: number; readonly payload: unknown }[] = []
    const polling: Polling = {
      fetch: {
        client: { pages } as unknown as ExactClient,
        ledger: world.ledger,
        node: 'fetch',
        who: 'test',
        resource: 'logistics/Items',
        delta: 'sync',
        followed: true,
        signal: new AbortController().signal,
        handOn: async outputs => {
          for (const { message } of await handedOn(world.ledger, outputs)) told.push({ at: minutes(), payload: message.payload })
        },
      },
      turns: pollTurns(() => world.environment.now().getTime(), 30 * minute),
      moves,
      deletedEvery: 60 * minute,
    }
    let polls = 0
    for (let at = 0; at < 24 * 60; at += every) {
      await pollDivision(polling, division, 'asked')
      polls += 1
      world.environment.advance(every * minute)
    }
    return { calls, polls, told }
  }

  test('in which nothing changes costs one call each', async () => {
    const { calls, polls } = await aDay(15, () => [])
    expect(calls).toHaveLength(polls)
    const count = (resource: string) => calls.filter(call => call.resource === resource).length
    expect(count('system/Divisions')).toBe(1)
    expect(count('sync/Deleted')).toBeGreaterThanOrEqual(19)
    expect(count('sync/Deleted')).toBeLessThanOrEqual(24)
    // No two polls in a row leave changes out.
    const others = calls.map(({ resource }) => resource !== 'sync/Logistics/Items')
    expect(others.some((other, n) => other && others[n + 1])).toBe(false)
  })

  test('hears of a deletion within the spacing and two polls', async () => {
    const gone = { Timestamp: '7', EntityKey: 'an item', EntityType: 9, DeletedDate: '2026-01-20T11:00:00' }
    const { told } = await aDay(15, (resource, minutes) => (resource === 'sync/Deleted' && minutes >= 200 ? [gone] : []))
    expect(told).toHaveLength(1)
    expect(told[0]?.at).toBeLessThanOrEqual(200 + 60 + 2 * 15)
  })

  test('looks for changes in each poll where polls are two hours apart', async () => {
    const { calls, polls } = await aDay(120, () => [])
    expect(calls.filter(({ resource }) => resource === 'sync/Logistics/Items')).toHaveLength(polls)
  })
})
