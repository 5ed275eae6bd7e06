/**
 * The part of Node-RED that this package uses, as types only. The published typings have gaps against Node-RED 5 and need casts in
 * every node (reference node-red.md §2).
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NodeMessage } from '../loops/message'
import type { Jsonata } from '../mapping/overrides/overrides'

export interface Config {
  readonly id: string
  readonly type: string
  readonly name?: string
  readonly version?: number
}

export interface Status {
  readonly fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey'
  readonly shape?: 'ring' | 'dot'
  readonly text?: string
}

export type Send = (messages: NodeMessage | (NodeMessage | NodeMessage[] | null)[]) => void
export type Done = (error?: Error) => void

export interface RedNode {
  readonly id: string
  readonly type: string
  readonly name?: string
  /** Inside a subflow instance: the id in the subflow's definition. */
  readonly _alias?: string
  readonly credentials?: Readonly<Record<string, string | undefined>>
  on(event: 'input', listener: (message: NodeMessage, send: Send, done: Done) => void): void
  on(event: 'close', listener: (removed: boolean, done: () => void) => void): void
  send: Send
  status(status: Status): void
  log(text: string): void
  warn(text: string): void
  error(error: unknown, message?: NodeMessage): void
}

export type Handler = (request: AdminRequest, response: AdminResponse, next?: (error?: unknown) => void) => void

export interface AdminRequest extends IncomingMessage {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
}

export interface AdminResponse extends ServerResponse {
  status(code: number): AdminResponse
  json(body: unknown): void
  type(media: string): AdminResponse
  send(body: string): void
}

export interface Red {
  readonly nodes: {
    createNode(node: RedNode, config: Config): void
    registerType<N extends RedNode, C extends Config>(
      type: string,
      constructor: (this: N, config: C) => void,
      options?: object,
    ): void
    getNode(id: string): RedNode | null | undefined
    eachNode(visit: (config: Config) => void): void
  }
  readonly settings: { readonly userDir?: string; get(name: string): unknown } & Readonly<Record<string, unknown>>
  readonly httpAdmin: {
    get(path: string, ...handlers: Handler[]): void
    post(path: string, ...handlers: Handler[]): void
  }
  /** Where flows are reached from outside: no login of the editor protects it. */
  readonly httpNode: { post(path: string, ...handlers: Handler[]): void }
  readonly auth: { needsPermission(permission: string): Handler }
  readonly events: { on(event: string, listener: (...values: unknown[]) => void): void }
  readonly log: { info(text: string): void; warn(text: string): void }
  readonly util: {
    evaluateNodeProperty(value: string, type: string, node: RedNode, message: NodeMessage): unknown
    /** @throws an object with `code`, `position` and `message` */
    prepareJSONataExpression(expression: string, node: RedNode): ReturnType<Jsonata>
  }
  readonly _: (key: string, values?: Record<string, unknown>) => string
}
