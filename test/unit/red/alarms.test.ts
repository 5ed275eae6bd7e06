import { describe, expect, it } from 'vitest'
import type { Alarm, NewAlarm } from '../../../lib/ledger/alarms'
import { tellAlarms } from '../../../lib/red/alarms'
import { aWorld, type FakeNode, quiet, topics, type World } from './fake-red'

const gap: NewAlarm = {
  kind: 'gap',
  about: '1',
  subject: 'seller',
  partner: 'seller',
  words: 'Number 7 did not come',
  remedy: 'Ask for it',
}
const silent: NewAlarm = {
  kind: 'partner-silent',
  about: 'other',
  subject: 'other',
  partner: 'other',
  words: 'Nothing came',
  remedy: 'Ask',
}

function anAlarmNode(world: World, wants: (alarm: Alarm) => boolean = () => true, id = 'alarms'): FakeNode {
  const made = world.add(id, [[]])
  tellAlarms(world.RED, made.node, { opening: Promise.resolve(world.ledger), release: async () => undefined }, wants)
  world.start()
  return made
}

const shown = () => new Promise(resolve => setTimeout(resolve, 300))

describe('an alarm node', () => {
  it('sends one message for each alarm raised and cleared, in plain words with the remedy', async () => {
    const world = await aWorld()
    const node = anAlarmNode(world)
    await quiet()
    await world.ledger.raise(gap)
    await world.ledger.raise(gap)
    await world.ledger.clear(gap, 'it came')
    await quiet()
    expect(topics(node)).toEqual(['gap raised: seller', 'gap cleared: seller'])
    expect(node.sent[0]?.message).toMatchObject({
      payload: { kind: 'gap', state: 'raised', words: 'Number 7 did not come', remedy: 'Ask for it', partner: 'seller' },
      edi: { kind: 'alarm', partner: 'seller' },
    })
    expect(node.sent[1]?.message.payload).toMatchObject({ state: 'cleared', clearedAt: expect.any(String) })
    await node.close()
  })

  it('that is new tells what is open, and nothing that is over', async () => {
    const world = await aWorld()
    await world.ledger.raise(gap)
    await world.ledger.raise(silent)
    await world.ledger.clear(gap, 'it came')
    const node = anAlarmNode(world)
    await quiet()
    expect(topics(node)).toEqual(['partner-silent raised: other'])
    await node.close()
  })

  it('tells after a restart what happened meanwhile, once, and nothing a second time', async () => {
    const world = await aWorld()
    const first = anAlarmNode(world)
    await quiet()
    await world.ledger.raise(gap)
    await quiet()
    await first.close()
    await world.ledger.raise(silent)
    await world.ledger.clear(gap, 'it came')
    const second = anAlarmNode(world.afterKill())
    await quiet()
    expect(topics(second)).toEqual(['partner-silent raised: other', 'gap cleared: seller'])
    await second.close()
    const third = anAlarmNode(world.afterKill())
    await quiet()
    expect(topics(third)).toEqual([])
    await third.close()
  })

  it('tells of what it is asked for alone, and what it passed over does not come later', async () => {
    const world = await aWorld()
    const node = anAlarmNode(world, ({ partner }) => partner === 'other')
    await quiet()
    await world.ledger.raise(gap)
    await world.ledger.raise(silent)
    await quiet()
    expect(topics(node)).toEqual(['partner-silent raised: other'])
    await node.close()
    const again = anAlarmNode(world.afterKill())
    await quiet()
    expect(topics(again)).toEqual([])
    await again.close()
  })

  it('keeps its place apart from that of another node', async () => {
    const world = await aWorld()
    const one = anAlarmNode(world, undefined, 'one')
    const two = anAlarmNode(world, undefined, 'two')
    await quiet()
    await world.ledger.raise(gap)
    await quiet()
    expect([topics(one), topics(two)]).toEqual([['gap raised: seller'], ['gap raised: seller']])
    await one.close()
    await two.close()
  })

  it('shows how many are open', async () => {
    const world = await aWorld()
    const node = anAlarmNode(world)
    await quiet()
    await shown()
    expect(node.statuses.at(-1)).toEqual({ fill: 'green', shape: 'dot', text: 'no alarms' })
    await world.ledger.raise(gap)
    await quiet()
    await shown()
    expect(node.statuses.at(-1)).toEqual({ fill: 'red', shape: 'dot', text: '1 open' })
    await node.close()
  })

  it('tells hundreds that were raised while it was away, each once and in order', async () => {
    const world = await aWorld()
    const first = anAlarmNode(world)
    await quiet()
    await first.close()
    for (let number = 0; number < 450; number += 1) await world.ledger.raise({ ...gap, about: `${number}`, subject: `${number}` })
    const second = anAlarmNode(world.afterKill())
    while (second.sent.length < 450) await quiet()
    await quiet()
    expect(topics(second)).toEqual(Array.from({ length: 450 }, (_, number) => `gap raised: ${number}`))
    await second.close()
  })
})
