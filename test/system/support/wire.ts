/** A wire to a server on this machine that can be held up, or cut at a commit. */
import { connect, createServer, type Socket } from 'node:net'

export interface Wire {
  readonly port: number
  /** Nothing goes through, as for an instance that is paused; nobody is told. */
  stall(): void
  resume(): void
  /** The next commit does not reach the server, or its answer does not come back; then the wire is cut, once. */
  cutNextCommit(where: 'before' | 'after'): void
  end(): void
}

export async function startWire(to: number): Promise<Wire> {
  const sockets = new Set<Socket>()
  let stalled = false
  let cut: 'before' | 'after' | undefined
  const server = createServer(client => {
    const upstream = connect(to, '127.0.0.1')
    const destroy = () => {
      client.destroy()
      upstream.destroy()
    }
    let answersLost = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', destroy).on('close', () => {
        sockets.delete(socket)
        destroy()
      })
      if (stalled) socket.pause()
    }
    client.on('data', bytes => {
      const commits = cut !== undefined && bytes.includes('commit\0')
      if (commits && cut === 'before') {
        cut = undefined
        return destroy()
      }
      if (commits) {
        cut = undefined
        answersLost = true
      }
      upstream.write(bytes)
    })
    upstream.on('data', bytes => {
      if (answersLost) destroy()
      else client.write(bytes)
    })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    stall: () => {
      stalled = true
      for (const socket of sockets) socket.pause()
    },
    resume: () => {
      stalled = false
      for (const socket of sockets) socket.resume()
    },
    cutNextCommit: where => {
      cut = where
    },
    end: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
