/** A reverse proxy as people put one before Node-RED: it takes a prefix off the path and passes everything on, WebSockets too. */
import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

export interface ReverseProxy {
  /** Address of the prefix, without a slash at its end. */
  readonly url: string
  /** Paths as the browser asked for them. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** @param prefix such as `/edi` @param target address of the server behind, whose path is kept */
export async function reverseProxy(prefix: string, target: string): Promise<ReverseProxy> {
  const behind = new URL(target)
  const asked: string[] = []
  const pathOf = ({ url = '/' }: IncomingMessage) => {
    asked.push(url)
    return url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : undefined
  }
  const server = createServer((incoming, outgoing) => {
    const path = pathOf(incoming)
    if (path === undefined) return void outgoing.writeHead(404).end()
    const { method, headers } = incoming
    const passed = request({ host: behind.hostname, port: behind.port, path, method, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    incoming.pipe(passed)
  })
  server.on('upgrade', (incoming, socket, head) => {
    const path = pathOf(incoming)
    const passed = connect(Number(behind.port), behind.hostname, () => {
      const lines = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`)
      passed.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
      passed.write(head)
      passed.pipe(socket).pipe(passed)
    })
    passed.on('error', () => socket.destroy())
    socket.on('error', () => passed.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    asked,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
