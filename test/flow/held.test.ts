import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { CrossReferences } from '../../lib/mapping/cross-reference'
import { aDirectory, references } from '../unit/mapping/builders'
import { mapFlow, mapNodes, orderMessage } from './map-flow'
import { all, helper, next, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-held-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const aDirectoryWith = (units: CrossReferences['units']) =>
  JSON.stringify(aDirectory({ crossReferences: { ...references, units } }))
const flow = (text: string) => mapFlow({ file: join(directory, 'ledger.sqlite'), directory: text })
const pieces = [
  { erp: 'pc', x12: 'EA' },
  { erp: 'box', x12: 'CA' },
]

it('a document that the settings hold is told once, stays held over a deploy that does not help, and goes on after one that does', async () => {
  await helper.load(mapNodes, flow(aDirectoryWith([])))
  const caught = next('caught')
  helper.getNode('map').receive(orderMessage('4711'))
  expect((await caught)['error']).toMatchObject({ code: 'unit-unknown' })

  await helper.unload()
  await helper.load(mapNodes, flow(aDirectoryWith([{ erp: 'kg', x12: 'KG' }])))
  expect(await all('caught', 400)).toEqual([])

  await helper.unload()
  const loading = helper.load(mapNodes, flow(aDirectoryWith(pieces)))
  await loading
  const mapped = await next('mapped')
  expect(mapped).toMatchObject({ topic: 'Purchase order 4711', payload: { set: '850' } })
})

it('an invalid directory stops documents until it is corrected, as if there were none', async () => {
  await helper.load(mapNodes, flow('{"companies": 1}'))
  const caught = all('caught', 400)
  const mapped = all('mapped', 400)
  helper.getNode('map').receive(orderMessage('4712'))
  expect(await mapped).toEqual([])
  expect((await caught).map(({ error }) => (error as { code: string }).code)).toEqual([])

  await helper.unload()
  await helper.load(mapNodes, flow(aDirectoryWith(pieces)))
  expect((await next('mapped')).payload).toMatchObject({ set: '850' })
})
