/** Many documents tried again: paced, and never more at once than may be. */
import { expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { type MassReplay, replayAll, type Result } from '../../../lib/red/mass-replay'
import { aWorld, gate, quiet } from './fake-red'

/** `count` documents that are held, and a node that works on them until its gate is opened. */
async function held(count: number) {
  const world = await aWorld()
  let stops = true
  const running: string[] = []
  const gates = new Map<string, ReturnType<typeof gate<void>>>()
  const nodes = Array.from({ length: count }, (_, index) =>
    world.step(`n${index}`, {
      effect: async ({ topic }) => {
        if (stops) throw new EdiError({ code: 'why', what: 'It stopped', prospect: 'held' })
        running.push(String(topic))
        const own = gate<void>()
        gates.set(String(topic), own)
        await own.opened
        return { what: 'passed', outputs: [] }
      },
    }),
  )
  world.start()
  for (const [index, node] of nodes.entries()) await node.receive({ topic: `Document ${index}` })
  world.clock.pass(1_000)
  stops = false
  const told: Result[] = []
  const stopping = new AbortController()
  const all = (more: Partial<MassReplay> = {}) =>
    replayAll({
      ledger: world.ledger,
      kind: 'read-again',
      search: { states: ['held', 'failed', 'uncertain'] },
      perMinute: 60,
      inFlight: 100,
      who: 'edi-replay',
      words: 'asked',
      signal: stopping.signal,
      tell: result => told.push(result),
      ...more,
    })
  return { world, nodes, running, told, all, stopping, end: (topic: string) => gates.get(topic)?.open() }
}

it('no more than so many a minute are begun', async () => {
  const { world, running, all, end } = await held(3)
  const whole = all({ perMinute: 30 })
  await quiet()
  expect(running).toHaveLength(1)
  world.clock.pass(1_999)
  await quiet()
  expect(running).toHaveLength(1)
  world.clock.pass(1)
  await quiet()
  expect(running).toHaveLength(2)
  world.clock.pass(2_000)
  await quiet()
  for (const topic of running) end(topic)
  expect(await whole).toBe(3)
})

it('no more than so many are under way at once', async () => {
  const { world, running, told, all, end } = await held(3)
  const whole = all({ inFlight: 2 })
  for (let second = 0; second < 5; second += 1) {
    await quiet()
    world.clock.pass(1_000)
  }
  await quiet()
  expect(running).toHaveLength(2)
  end(running[0] ?? '')
  await quiet()
  expect(running).toHaveLength(3)
  for (const topic of running) end(topic)
  expect(await whole).toBe(3)
  expect(told.map(({ result }) => result)).toEqual(['done', 'done', 'done'])
})

it('passes over what is uncertain, and tells of what runs elsewhere or was decided meanwhile', async () => {
  const { world, nodes, running, told, all } = await held(2)
  const uncertain = world.step('u', {
    effect: async () => Promise.reject(new EdiError({ code: 'lost', what: 'Lost', prospect: 'uncertain' })),
  })
  world.start()
  await uncertain.receive({ topic: 'Uncertain' })
  world.clock.pass(1_000)
  await nodes[0]?.close()
  const whole = all()
  await quiet()
  expect(told).toMatchObject([{ subject: 'Document 0', result: 'waits', code: 'node-not-running' }])
  const other = (await world.ledger.replays.search({ states: ['held'] }, { order: 'oldest', limit: 9 }))[0]
  await world.ledger.replays.abandon({ documentId: other?.id ?? '', who: 'user clerk', words: 'keyed by hand' })
  world.clock.pass(1_000)
  expect(await whole).toBe(2)
  expect(told[1]).toMatchObject({ subject: 'Document 1', result: 'refused', code: 'replay-not-allowed' })
  expect(running).toEqual([])
})

it('ends when its node closes, and leaves what it had not asked for as it was', async () => {
  const { world, all, stopping } = await held(3)
  const whole = all()
  await quiet()
  stopping.abort(new Error('closing'))
  await expect(whole).rejects.toThrow('closing')
  expect(await world.ledger.replays.search({ states: ['held'] }, { order: 'oldest', limit: 9 })).toHaveLength(2)
})
