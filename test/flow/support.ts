/** Flow tests: our nodes in Node-RED's real runtime, by the test helper. NODE_RED_PACKAGE picks the version. */
import helper from 'node-red-node-test-helper'
import { afterEach, beforeAll } from 'vitest'

helper.init(require.resolve(process.env['NODE_RED_PACKAGE'] ?? 'node-red'))

export function useRuntime(): void {
  beforeAll(() => new Promise<void>(resolve => helper.startServer(resolve)))
  afterEach(async () => {
    await helper.unload()
  })
}

/** Flow nodes belong to a tab; configuration nodes are those that have no wires. */
export function onTab(nodes: readonly Readonly<Record<string, unknown>>[]): object[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    ...nodes.map(node => (node['wires'] ? { ...node, z: 'tab', x: 0, y: 0 } : node)),
  ]
}

export type Received = Record<string, unknown> & { payload: unknown; topic: unknown; edi: Record<string, unknown> }

/** Resolves with the next message that reaches a helper node. */
export function next(id: string): Promise<Received> {
  return new Promise(resolve => helper.getNode(id).once('input', (message: unknown) => resolve(message as Received)))
}

/** Messages that reach a helper node until none comes for a while. */
export async function all(id: string, quiet = 300): Promise<Received[]> {
  const messages: Received[] = []
  let last = Date.now()
  helper.getNode(id).on('input', (message: unknown) => {
    messages.push(message as Received)
    last = Date.now()
  })
  while (Date.now() - last < quiet) await new Promise(resolve => setTimeout(resolve, 20))
  return messages
}

export { helper }
