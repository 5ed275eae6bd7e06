/** The test flow of a partner kit, as it is imported: it deploys, good documents come out accepted and bad ones rejected. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { partnerKit } from '../../lib/partner-kit/kit'
import { parseGuides } from '../../lib/x12/guide'
import partners from '../../nodes/edi-partners'
import decode from '../../nodes/x12-decode'
import { helper, type Received, useRuntime } from './support'

useRuntime()

const own = createRequire(require.resolve(process.env['NODE_RED_PACKAGE'] ?? 'node-red'))
const common = ['20-inject', '21-debug', '25-catch', '90-comment'].map(
  name => own(`@node-red/nodes/core/common/${name}.js`) as typeof decode,
)

it('every good document reaches the first output and every bad one the third', async () => {
  const file = join(__dirname, '../../docs/partner-guides/delta-bearings.json')
  const kit = partnerKit(parseGuides(readFileSync(file, 'utf8'), file))
  const flow = JSON.parse(String(kit.get('test-flow.json'))) as { id: string; type: string; name: string; topic?: string }[]
  await helper.load([partners, decode, ...common], flow)
  const came = new Map<string, string>()
  const inOrder = () => [...came].toSorted(([one], [other]) => Number(one) - Number(other))
  for (const [name, where] of [
    ['accepted', 'good'],
    ['rejected', 'bad'],
  ] as const) {
    const id = flow.find(node => node.type === 'debug' && node.name === name)?.id ?? ''
    helper.getNode(id).on('input', (message: unknown) => {
      const { payload, edi } = message as Received
      expect(payload).toMatchObject({ status: where === 'good' ? 'accepted' : 'rejected' })
      came.set((edi['controlNumbers'] as { interchange: string }).interchange, where)
    })
  }
  const buttons = flow.filter(({ type }) => type === 'inject')
  expect(buttons.length).toBeGreaterThan(80)
  for (const { id } of buttons) helper.getNode(id).receive({})
  const expected = buttons.map(({ topic = '' }, n) => [String(n + 1).padStart(9, '0'), topic.includes('/good-') ? 'good' : 'bad'])
  await expect.poll(inOrder, { timeout: 20_000 }).toEqual(expected)
}, 30_000)
