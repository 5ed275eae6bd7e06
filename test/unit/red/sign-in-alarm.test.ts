import { expect, test } from 'vitest'
import type { ConnectionState } from '../../../lib/exact/connection-state'
import { tellOfSignIn } from '../../../lib/red/sign-in-alarm'
import { aWorld } from '../loops/world'

const signedIn: ConnectionState = {
  kind: 'signed-in',
  receivedAt: '2026-01-01T09:00:00.000Z',
  signInExpiresAt: '2026-01-31T09:00:00.000Z',
  endsSoon: true,
}

test('a sign-in that ends within a week is an alarm, once, until it is renewed', async () => {
  const { ledger } = await aWorld()
  await tellOfSignIn(ledger, 'Exact Online nl', signedIn)
  await tellOfSignIn(ledger, 'Exact Online nl', signedIn)
  expect(await ledger.watchman.open()).toMatchObject([
    {
      kind: 'token-trouble',
      subject: 'Exact Online nl',
      words: 'The sign-in of Exact Online nl was not renewed since 2026-01-01 and ends on 2026-01-31',
    },
  ])
  await tellOfSignIn(ledger, 'Exact Online nl', { kind: 'sign-in-needed', words: 'It has ended' })
  expect(await ledger.watchman.open()).toHaveLength(1)
  await tellOfSignIn(ledger, 'Exact Online nl', { ...signedIn, endsSoon: false })
  expect(await ledger.watchman.open()).toEqual([])
})

test('a sign-in that lives long enough is no alarm', async () => {
  const { ledger } = await aWorld()
  await tellOfSignIn(ledger, 'Exact Online nl', { ...signedIn, endsSoon: false })
  expect(await ledger.watchman.open()).toEqual([])
})
