/** The SFTP side of the stand-in mailbox: login, session and the twelve requests of protocol version 3 over a folder on disk. */
import { timingSafeEqual } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import type { Connection } from 'ssh2'
import { breakOff, type Manner } from '../broken-connection'
import { ssh2 } from './host-key'
import type { RecordBook } from './record'
import { answerRequests } from './sftp-requests'
import type { Switches } from './switches'
import type { VirtualRoot } from './virtual-root'
import type { Environment } from '../../lib/environment'

export interface SftpServer {
  readonly port: number
  /** Ends all connections and stops listening. */
  close(): Promise<void>
}

export interface Account {
  readonly user: string
  readonly password: string
  /** Private keys: the usual one and the one shown when `changedHostKey` is on. */
  readonly hostKeys: { readonly usual: string; readonly changed: string }
}

export async function listen(
  port: number,
  account: Account,
  root: VirtualRoot,
  record: RecordBook,
  switches: Switches,
  environment: Environment,
): Promise<SftpServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  let sessions = 0

  const converse = (client: Connection, socket: Socket, connection: number) => {
    client.on('error', () => socket.destroy())
    client.on('authentication', attempt => {
      const good =
        attempt.method === 'password' &&
        !switches.refusePassword &&
        same(attempt.username, account.user) &&
        same(attempt.password, account.password)
      record.write('authentication', { connection, method: attempt.method, outcome: good ? 'ok' : 'refused' })
      if (good) attempt.accept()
      else attempt.reject(['password'])
    })
    client.on('session', (accept, refuse) => {
      if (switches.refuseSecondSession && sessions > 0) {
        record.write('session-refused', { connection })
        return refuse()
      }
      sessions++
      socket.once('close', () => sessions--)
      record.write('session', { connection })
      accept().on('sftp', acceptSftp => {
        const cut = (manner: Manner) => {
          record.write('cut', { connection, manner })
          breakOff(socket, manner)
        }
        let idle: NodeJS.Timeout | undefined
        const requested = () => {
          clearTimeout(idle)
          if (switches.hangUpAfterSeconds > 0) idle = setTimeout(() => client.end(), switches.hangUpAfterSeconds * 1000)
        }
        socket.once('close', () => clearTimeout(idle))
        requested()
        const closeFiles = answerRequests(acceptSftp(), { root, record, switches, environment, connection, cut, requested })
        socket.once('close', closeFiles)
      })
    })
  }

  const server = createServer({ noDelay: true }, socket => {
    const connection = ++connections
    sockets.add(socket)
    record.write('connected', { connection })
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      sockets.delete(socket)
      if (server.listening) record.write('disconnected', { connection })
    })
    const key = switches.changedHostKey ? account.hostKeys.changed : account.hostKeys.usual
    // One protocol server for each connection, so that the host key may differ and the socket is at hand to be cut.
    new ssh2.Server({ hostKeys: [key] }, client => converse(client, socket, connection)).injectSocket(socket)
  })
  await listening(server, port)
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Loopback only: the stand-in is nobody else's business. */
function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
