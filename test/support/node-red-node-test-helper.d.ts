declare module 'node-red-node-test-helper' {
  import type { EventEmitter } from 'node:events'

  interface TestNode extends EventEmitter {
    receive(message: object): void
  }

  const helper: {
    init(runtimePath: string): void
    startServer(done: () => void): void
    load(nodes: unknown, flow: unknown, credentials?: unknown): Promise<void>
    unload(): Promise<void>
    getNode(id: string): TestNode
  }
  export default helper
}
