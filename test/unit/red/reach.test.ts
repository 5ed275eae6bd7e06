import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { followedPorts } from '../../../lib/red/reach'
import type { Config } from '../../../lib/red/types'
import { root } from '../editor/editor-files'

const nodes = readdirSync(join(root, 'nodes')).filter(file => file.endsWith('.ts'))
const storing = nodes
  .filter(file => readFileSync(join(root, 'nodes', file), 'utf8').includes('runSteps('))
  .map(file => file.slice(0, -3))

test('there are nodes that store their input', () => {
  expect(storing.length).toBeGreaterThan(4)
})

test.each(storing)('what leads to %s is sent again after a crash', type => {
  const configs = new Map<string, Config>([
    ['source', { id: 'source', type: 'switch', wires: [['between'], []] } as Config],
    ['between', { id: 'between', type: 'function', wires: [['target']] } as Config],
    ['target', { id: 'target', type, wires: [] } as Config],
  ])
  expect(followedPorts('source', configs)).toEqual([true, false])
})
