import { expect, test } from 'vitest'
import { tellOfAge } from '../../../lib/loops/oldest-file'
import { aWorld } from './world'

const DAY = 86_400_000
const acme = { name: 'mailbox acme', node: 'in' }

test('a file that has waited for more days than set raises one alarm, which is over when it is gone', async () => {
  const { ledger, environment } = await aWorld()
  const putThere = environment.now()
  environment.advance(3 * DAY)
  await tellOfAge(ledger, acme, putThere, 3)
  expect(await ledger.watchman.open()).toEqual([])
  environment.advance(1)
  expect(await tellOfAge(ledger, acme, putThere, 3)).toContain('A file has waited')
  expect(await tellOfAge(ledger, acme, putThere, 3)).toBeUndefined()
  // Another node on the same mailbox, which asks for other files, has nothing to say about these.
  await tellOfAge(ledger, { ...acme, node: 'other' }, undefined, 3)
  expect(await ledger.watchman.open()).toMatchObject([
    { kind: 'oldest-file-age', words: expect.stringContaining('in the mailbox acme since 2026-01-15T09:30:00.000Z') },
  ])
  await tellOfAge(ledger, acme, undefined, 3)
  expect(await ledger.watchman.open()).toEqual([])
})
