import { expect, test } from 'vitest'
import { EdiError } from '../../../lib/error'
import type { Ledger } from '../../../lib/ledger/ledger'
import { takeRequests } from '../../../lib/red/requests'
import { statusLine } from '../../../lib/red/status'
import { aWorld, gate, quiet } from './fake-red'

async function aNode() {
  const world = await aWorld()
  const { node, close, statuses } = world.add('node', [[]])
  const did: string[] = []
  const use = { opening: Promise.resolve(world.ledger), release: async () => void did.push('released') }
  const requests = takeRequests(node, use, statusLine(node), async () => void did.push('forgot'))
  /** A request that ends when it is told to. */
  const ask = (name: string) => {
    const { opened, open, fail } = gate<void>()
    const work = async (_ledger: Ledger) => {
      did.push(`${name} begun`)
      await opened
      did.push(`${name} ended`)
    }
    requests.serve(work, error => void did.push(`${name} done${error ? `: ${(error as EdiError).code}` : ''}`))
    return { end: () => open(), fail }
  }
  return { did, ask, close, statuses, signal: requests.signal }
}

test('a request is worked on when the one before has ended, also when that failed', async () => {
  const { did, ask, statuses } = await aNode()
  const [first, second] = [ask('first'), ask('second')]
  await quiet()
  expect(did).toEqual(['first begun'])
  first.fail(new EdiError({ code: 'some-fault', what: 'It fails' }))
  await quiet()
  expect(did).toEqual(['first begun', 'first done: some-fault', 'second begun'])
  expect(statuses.at(-1)).toMatchObject({ fill: 'red', text: 'some-fault' })
  second.end()
  await quiet()
  expect(did.slice(3)).toEqual(['second ended', 'second done'])
})

test('a node that closes begins nothing more, tells no error, and lets the ledger go when all has ended', async () => {
  const { did, ask, close, signal } = await aNode()
  const first = ask('first')
  ask('second')
  await quiet()
  const closed = close()
  await quiet()
  expect(signal.aborted).toBe(true)
  expect(did).toEqual(['first begun'])
  first.fail(signal.reason)
  await closed
  // Not removed: what is kept for it in the ledger stays.
  expect(did).toEqual(['first begun', 'first done', 'second done', 'released'])
})
