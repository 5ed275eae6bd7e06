/** One SSH connection with one SFTP channel: host key pinned, each question answered or failed, nothing left hanging. */
import { createHash } from 'node:crypto'
import type { Client, SFTPWrapper } from 'ssh2'
import SftpClient from 'ssh2-sftp-client'
import type { EdiError } from '../error'
import { mailboxError } from './mailbox-error'

export interface SftpSettings {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password?: string
  /** OpenSSH or PEM text. */
  readonly privateKey?: string
  readonly passphrase?: string
  /** `SHA256:…` as OpenSSH prints it; empty means nothing was confirmed yet, and then nothing is sent. */
  readonly hostKey: string
  readonly patience?: Patience
}

/** Milliseconds. */
export interface Patience {
  /** From the call until the login is done. */
  readonly connect: number
  /** For each single answer of the server. */
  readonly answer: number
  /** Without work, after which the session is ended. */
  readonly idle: number
}

export const usualPatience: Patience = { connect: 20_000, answer: 60_000, idle: 10_000 }

export interface Session {
  readonly lost: boolean
  /** Puts one question; rejects with the server's own error, or `mailbox-connection-lost` when no answer can come any more. */
  ask<T>(question: (sftp: SFTPWrapper, answer: (error: Error | null | undefined, value?: T) => void) => void): Promise<T>
  end(): Promise<void>
}

/** @throws `mailbox-host-key-changed` before any authentication, `mailbox-login-refused`, `mailbox-unreachable`, … */
export async function openSession(settings: SftpSettings): Promise<Session> {
  const { connect: readyTimeout, answer } = settings.patience ?? usualPatience
  const address = `${settings.host}:${settings.port}`
  const client = quietClient()
  let fault: Fault | undefined
  let shown = ''
  client.on('error', (error: Fault) => {
    fault ??= error
  })
  try {
    const connecting = client.connect({
      host: settings.host,
      port: settings.port,
      username: settings.user,
      ...(settings.password !== undefined && { password: settings.password }),
      ...(settings.privateKey !== undefined && { privateKey: settings.privateKey }),
      ...(settings.passphrase !== undefined && { passphrase: settings.passphrase }),
      authHandler: [...(settings.privateKey ? ['publickey' as const] : []), ...(settings.password ? ['password' as const] : [])],
      hostVerifier: (key: Buffer) => {
        shown = fingerprint(key)
        return shown === pinned(settings.hostKey)
      },
      readyTimeout,
      keepaliveInterval: 15_000,
      keepaliveCountMax: 3,
    })
    // Small questions, each waited for: delaying them to fill packets costs 40 ms apiece.
    connectionOf(client).setNoDelay(true)
    return new SftpSession(client, await connecting, answer, address)
  } catch (thrown) {
    connectionOf(client).destroy()
    throw connectFault(fault ?? (thrown as Fault), shown, settings.hostKey, address)
  }
}

/**
 * The fingerprint a server shows, for a person to confirm. Leaves before any authentication.
 * @throws `mailbox-unreachable`
 */
export async function hostKeyOf(host: string, port: number): Promise<string> {
  const client = quietClient()
  let shown = ''
  client.on('error', () => undefined)
  const hostVerifier = (key: Buffer) => {
    shown = fingerprint(key)
    return false
  }
  const refusal = await client
    .connect({ host, port, username: 'host-key', hostVerifier, readyTimeout: usualPatience.connect })
    .catch((error: Error) => error)
  connectionOf(client).destroy()
  if (shown === '') throw mailboxError('mailbox-unreachable', { address: `${host}:${port}`, cause: refusal })
  return shown
}

/** `SHA256:` and the digest of the public key in base64 without padding, as `ssh-keygen -l` prints it. */
export function fingerprint(publicKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '')}`
}

function pinned(hostKey: string): string {
  const digest = hostKey
    .trim()
    .replace(/^SHA256:/i, '')
    .replace(/=+$/, '')
  return `SHA256:${digest}`
}

class SftpSession implements Session {
  lost = false
  private readonly waiting = new Set<(error: EdiError) => void>()

  constructor(
    private readonly client: SftpClient,
    private readonly sftp: SFTPWrapper,
    private readonly patience: number,
    private readonly address: string,
  ) {
    const lose = () => this.lose()
    client.on('close', lose)
    client.on('error', lose)
    sftp.on('error', lose)
    sftp.on('end', lose)
    sftp.on('close', lose)
  }

  ask<T>(question: (sftp: SFTPWrapper, answer: (error: Error | null | undefined, value?: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(mailboxError('mailbox-connection-lost', { address: this.address }))
      const timer = setTimeout(() => this.lose(), this.patience)
      const settle = () => {
        clearTimeout(timer)
        this.waiting.delete(fail)
      }
      const fail = (error: Error) => {
        settle()
        reject(error)
      }
      this.waiting.add(fail)
      question(this.sftp, (error, value) => {
        // Only a status of the server has a code: anything else means that no answer will come.
        if (error && !('code' in error)) return this.lose()
        if (error) return fail(error)
        settle()
        resolve(value as T)
      })
    })
  }

  async end(): Promise<void> {
    if (this.lost) return
    const connection = connectionOf(this.client)
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, 2_000)
      connection.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      connection.end()
    })
    this.lose()
  }

  private lose(): void {
    if (!this.lost) {
      this.lost = true
      connectionOf(this.client).destroy()
    }
    for (const fail of this.waiting) fail(mailboxError('mailbox-connection-lost', { address: this.address }))
  }
}

type Fault = Error & { level?: string; code?: string }

function connectFault(fault: Fault, shown: string, hostKey: string, address: string): EdiError {
  const detail = { address, cause: fault }
  if (shown !== '' && hostKey.trim() === '')
    return mailboxError('mailbox-host-key-unconfirmed', { ...detail, why: `It shows ${shown}` })
  if (shown !== '' && shown !== pinned(hostKey))
    return mailboxError('mailbox-host-key-changed', { ...detail, why: `Confirmed was ${pinned(hostKey)}, shown is ${shown}` })
  if (fault.level === 'client-authentication') return mailboxError('mailbox-login-refused', detail)
  if (/parse privateKey|privateKey/i.test(fault.message)) return mailboxError('mailbox-key-unreadable', detail)
  if (shown !== '') return mailboxError('mailbox-session-refused', detail)
  return mailboxError('mailbox-unreachable', { ...detail, ...(fault.code && { why: fault.code }) })
}

/** The client writes its events to the console unless told otherwise. */
function quietClient(): SftpClient {
  const quiet = () => undefined
  return new SftpClient('mailbox', { error: quiet, end: quiet, close: quiet })
}

function connectionOf(client: SftpClient): Client {
  return (client as unknown as { client: Client }).client
}
