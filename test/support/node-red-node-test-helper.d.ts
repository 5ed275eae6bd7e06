declare module 'node-red-node-test-helper' {
  import type { EventEmitter } from 'node:events'

  interface TestNode extends EventEmitter {
    receive(message: object): void
  }

  interface Answer {
    readonly text: string
    readonly body: unknown
    readonly headers: Readonly<Record<string, string>>
  }

  interface Asked extends Promise<Answer> {
    send(body: object): Asked
    /** Of the body, such as `form`. */
    type(name: string): Asked
    /** A header. */
    set(name: string, value: string): Asked
    expect(status: number, body?: unknown): Asked
  }

  const helper: {
    init(runtimePath: string): void
    startServer(done: () => void): void
    load(nodes: unknown, flow: unknown, credentials?: unknown): Promise<void>
    unload(): Promise<void>
    getNode(id: string): TestNode
    /** Asks the admin API. */
    request(): { get(path: string): Asked; post(path: string): Asked }
  }
  export default helper
}
