import { expect, test } from 'vitest'
import { tellOfSetAside } from '../../../lib/loops/set-aside'
import { aWorld } from './world'

const acme = { name: 'mailbox acme', node: 'in' }
const aFile = (name: string, reason: string) => ({
  file: { name, path: `Export/${name}`, size: 3, modified: new Date('2026-01-05T08:00:00Z'), folder: false },
  code: 'file-empty',
  reason,
})

test('a file that is set aside is told once, also after a restart, and is over when it is not any more', async () => {
  const { ledger } = await aWorld()
  const empty = aFile('empty.x12', 'It is empty')
  const large = aFile('large.x12', 'It has 9 bytes; more than 5 are not read')
  const open = async () => (await ledger.watchman.open()).map(({ subject, words }) => `${subject}: ${words}`)
  expect(await tellOfSetAside(ledger, acme, [empty])).toEqual(['Export/empty.x12 is set aside. It is empty'])
  expect(await tellOfSetAside(ledger, acme, [empty, large])).toEqual([
    'Export/large.x12 is set aside. It has 9 bytes; more than 5 are not read',
  ])
  // Another node on the same mailbox has its own.
  expect(await tellOfSetAside(ledger, { ...acme, node: 'other' }, [empty])).toHaveLength(1)
  expect(await tellOfSetAside(ledger, { ...acme, node: 'other' }, [])).toEqual([])
  expect(await open()).toEqual([
    'empty.x12: Export/empty.x12 is set aside. It is empty',
    'large.x12: Export/large.x12 is set aside. It has 9 bytes; more than 5 are not read',
  ])
  await tellOfSetAside(ledger, acme, [large])
  expect(await open()).toHaveLength(1)
  await tellOfSetAside(ledger, acme, [])
  expect(await open()).toEqual([])
})

test('a name with control characters is told in visible ones, which every store can keep', async () => {
  const { ledger } = await aWorld()
  const odd = { ...aFile('a\0b\n.x12', 'Its name cannot be used'), code: 'file-name-refused' }
  const words = 'Export/a\\u0000b\\u000a.x12 is set aside. Its name cannot be used'
  expect(await tellOfSetAside(ledger, acme, [odd])).toEqual([words])
  expect(await tellOfSetAside(ledger, acme, [odd])).toEqual([])
  expect(await ledger.watchman.open()).toMatchObject([
    { subject: 'a\\u0000b\\u000a.x12', words, detail: { code: 'file-name-refused', path: 'Export/a\\u0000b\\u000a.x12' } },
  ])
})
