/** A small HTTP server on loopback whose answers a test writes itself, and which remembers what it was asked. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  /** Path and query, decoded. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly form: URLSearchParams
}

/** `cut`: the connection is closed without an answer. */
export type Reply = 'cut' | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }

export interface Service {
  readonly url: string
  readonly asked: Asked[]
  close(): Promise<void>
}

export async function service(reply: (asked: Asked) => Reply | Promise<Reply>): Promise<Service> {
  const asked: Asked[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const url = decodeURIComponent((request.url ?? '').replaceAll('+', ' '))
      const one: Asked = { method: request.method ?? '', url, headers: request.headers, body, form: new URLSearchParams(body) }
      asked.push(one)
      void Promise.resolve(reply(one)).then(answer => {
        if (answer === 'cut') return request.socket.destroy()
        const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '')
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/json;charset=utf-8', ...answer.headers })
        return response.end(answer.body === undefined ? '' : text)
      })
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
