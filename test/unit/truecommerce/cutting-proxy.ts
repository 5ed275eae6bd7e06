/** A wire that is cut after so many bytes in one direction, whatever they mean. */
import { connect, createServer, type Socket } from 'node:net'

export interface CuttingProxy {
  readonly port: number
  /** Bytes that have gone each way since the last cut or restart. */
  readonly passed: { up: number; down: number }
  /** Cuts once, when more than so many bytes have gone that way, counted from now. */
  cutAfter(direction: 'up' | 'down', bytes: number): void
  wasCut(): boolean
  /** Takes back a cut that was not reached. */
  spare(): void
  /** Where new connections lead from now on. */
  leadTo(port: number): void
  /** Milliseconds that each answer is late from now on. */
  delay(milliseconds: number): void
  close(): Promise<void>
}

/** @param port of the server behind it; `up` is towards the server */
export async function cuttingProxy(port: number): Promise<CuttingProxy> {
  const passed = { up: 0, down: 0 }
  const sockets = new Set<Socket>()
  let planned: { direction: 'up' | 'down'; bytes: number } | undefined
  let target = port
  let late = 0

  const server = createServer({ noDelay: true }, client => {
    const behind = connect({ port: target, host: '127.0.0.1', noDelay: true })
    const cut = () => {
      planned = undefined
      client.destroy()
      behind.destroy()
    }
    const carry = (direction: 'up' | 'down', from: Socket, to: Socket) => {
      sockets.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.on('data', chunk => {
        passed[direction] += chunk.length
        const over = planned?.direction === direction ? passed[direction] - planned.bytes : 0
        // Timers of one length keep their order.
        if (over <= 0 && direction === 'down' && late > 0) return void setTimeout(() => to.writable && to.write(chunk), late)
        if (over <= 0) return void to.write(chunk)
        // What goes through goes through; then the wire is gone on both sides.
        to.write(chunk.subarray(0, chunk.length - over), cut)
      })
    }
    carry('up', client, behind)
    carry('down', behind, client)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    passed,
    cutAfter(direction, bytes) {
      passed.up = 0
      passed.down = 0
      planned = { direction, bytes }
    },
    wasCut: () => planned === undefined,
    spare() {
      planned = undefined
    },
    leadTo(other) {
      target = other
    },
    delay(milliseconds) {
      late = milliseconds
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
