import { expect, it } from 'vitest'
import { inMemoryStateStore } from '../../../lib/ledger/state-store'
import { AskedReplays, carriedOn } from '../../../lib/red/asked-replays'

const asked = (id: string) => ({ id, kind: 'read-again', search: { before: '2026-01-01T00:00:00.000Z' }, carried: {} }) as const

it('a replay that two instances take up is carried out by one of them', async () => {
  const store = inMemoryStateStore()
  const [one, other] = [new AskedReplays(store, 'n'), new AskedReplays(store, 'n')]
  await one.add(asked('a'))
  const { signal } = new AbortController()
  const outcomes = await Promise.all([one, other].map(all => all.carryOut(asked('a'), signal, async () => 'carried out')))
  expect(outcomes).toEqual(['carried out', undefined])
  expect(await one.all()).toEqual([])
})

it('a replay that fails is not begun again, one that its node left stays', async () => {
  const all = new AskedReplays(inMemoryStateStore(), 'n')
  const stopping = new AbortController()
  await all.add(asked('fails'))
  await all.add(asked('left'))
  const fails = all.carryOut(asked('fails'), stopping.signal, () => Promise.reject(new Error('why')))
  await expect(fails).rejects.toThrow('why')
  await all.carryOut(asked('left'), stopping.signal, async () => stopping.abort())
  expect(await all.all()).toEqual([asked('left')])
})

it('replays of one node are not those of another', async () => {
  const store = inMemoryStateStore()
  await new AskedReplays(store, 'n').add(asked('a'))
  expect(await new AskedReplays(store, 'm').all()).toEqual([])
})

it('results carry on what text can hold, and neither bytes nor what is theirs', () => {
  const message = {
    payload: 1,
    topic: 't',
    edi: {},
    batch: 7,
    file: Buffer.from('x'),
    res: {},
    nested: { deep: Buffer.from('x') },
  }
  expect(carriedOn(message)).toEqual({ batch: 7 })
})
