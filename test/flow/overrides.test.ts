/** Overrides in a running flow: looked at when they are deployed, released by a correct one, shown on a stored document before. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { aDirectory } from '../unit/mapping/builders'
import { mapFlow, mapNodes, orderMessage } from './map-flow'
import { all, helper, next, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-overrides-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
let file = 0
beforeEach(() => void (file += 1))

const message = orderMessage()
const withoutPid = '$ ~> |$|{"segments": $filter(segments, function($s) { $s[0] != "PID" })}|'

function overrides(expression: string): string {
  return JSON.stringify([{ map: 'purchase-order-to-850', partner: 'seller', why: 'their guide has no PID', expression }])
}

const flow = (text: string) =>
  mapFlow({ file: join(directory, `${file}.sqlite`), directory: JSON.stringify(aDirectory()), overrides: text })

const tags = (payload: unknown) => new Set((payload as { segments: string[][] }).segments.map(([tag]) => tag))

it('the result of the map goes on as it was overridden', async () => {
  await helper.load(mapNodes, flow(overrides(withoutPid)))
  const mapped = next('mapped')
  helper.getNode('map').receive(message)
  const { payload } = await mapped
  expect(tags(payload).has('PO1')).toBe(true)
  expect(tags(payload).has('PID')).toBe(false)
})

it.each([
  ['an expression with a fault', '$ ~> |$|{"segments": }|', 'overrides-invalid'],
  ['a clock in it', '$now()', 'overrides-invalid'],
  ['an account of its own', '$ ~> |$|{"segments": $append(segments, [["REF", "11", "9999"]])}|', 'override-result-invalid'],
  ['a float', '$ ~> |$|{"segments": $append(segments, [["AMT", "1", 0.1]])}|', 'override-result-invalid'],
])('%s holds the document, and the corrected override releases it', async (_name, expression, code) => {
  await helper.load(mapNodes, flow(overrides(expression)))
  const caught = next('caught')
  const mapped = all('mapped', 300)
  helper.getNode('map').receive(message)
  expect((await caught)['error']).toMatchObject({ code })
  expect(await mapped).toEqual([])

  await helper.unload()
  await helper.load(mapNodes, flow(overrides(withoutPid)))
  expect(tags((await next('mapped')).payload).has('PID')).toBe(false)
})

it('a faulty list puts the node in error when it is deployed, with code and place', async () => {
  await helper.load(mapNodes, flow(overrides('$ ~> |$|{"segments": }|')))
  const node = helper.getNode('map') as unknown as { error: { args: unknown[][] }; status: { args: unknown[][] } }
  await expect
    .poll(() => node.status.args.flat())
    .toContainEqual(expect.objectContaining({ fill: 'red', text: 'overrides-invalid' }))
  expect(String(node.error.args[0]?.[0])).toMatch(/\[0\]\.expression: .* at character \d+/)
})

it('what would change is shown on a document that has passed, and nothing is stored by it', async () => {
  await helper.load(mapNodes, flow(''))
  const mapped = next('mapped')
  helper.getNode('map').receive(message)
  const { edi } = await mapped
  const listed = await helper.request().get('/edi-loop/maps/map/documents').expect(200)
  expect(listed.body).toMatchObject({ documents: [{ id: edi['documentId'], subject: 'Purchase order PO-1001' }] })
  const preview = (text: string) =>
    helper.request().post('/edi-loop/maps/map/preview').send({ overrides: text, document: edi['documentId'] })
  const expression = '$ ~> |$|{"segments": $map(segments, function($s) { $s[0] = "CUR" ? ["CUR", "BY", "USD"] : $s })}|'
  const shown = await preview(overrides(expression)).expect(200)
  expect(shown.body).toMatchObject({ differences: [{ before: 'EUR', after: 'USD' }] })
  const refused = await preview(overrides('$random()')).expect(422)
  expect(refused.body).toMatchObject({ code: 'overrides-invalid' })
  await helper.request().post('/edi-loop/maps/nothing/preview').send({ overrides: '', document: 'x' }).expect(409)
  const again = await helper.request().get('/edi-loop/maps/map/documents').expect(200)
  expect(again.body).toEqual(listed.body)
})
