/** A real OpenSSH server with internal-sftp on a free loopback port, for one test file. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { SftpSettings } from '../../../lib/truecommerce/sftp-session'
import { fingerprintOf, newKeyPair } from '../../../sandbox/mailbox/host-key'

export interface Sshd {
  readonly settings: SftpSettings
  /** Where the login lands, on disk. */
  readonly disk: string
  /** Everything the servers have said so far. */
  log(): string
  /** Around `disk`, for notes. */
  readonly top: string
  /** A second server on the same folder, for the same login, that differs in this. It ends with the first. */
  another(changes: Changes): Promise<Omit<Running, 'end'>>
  end(): Promise<void>
}

/** What sshd_config can make different. */
export interface Changes {
  /** SFTP requests that are refused as a missing right, by the names of sftp-server(8). */
  readonly denied?: readonly string[]
  readonly hostKey?: 'another'
  readonly login?: 'refused'
  /** Sessions of one connection; 0 refuses the first as others refuse the second. */
  readonly sessions?: number
  /** A session without traffic is ended after so long. */
  readonly idleSeconds?: number
}

/**
 * `chroot`: started by root, the login is locked into its folder. `own-user`: started by the user who logs in, as anyone can.
 * `cutter`: the same, by the user who runs the tests, with something between server and client that breaks off where it is told to.
 */
export type Arrangement = 'chroot' | 'own-user' | 'cutter'

const binary = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find(existsSync)
const server = ['/usr/lib/openssh/sftp-server', '/usr/libexec/openssh/sftp-server', '/usr/libexec/sftp-server'].find(existsSync)
const isRoot = userInfo().uid === 0
const passphrase = 'opens the key'

/** What is missing for the tests, in one line; undefined when they can run. */
export function missingFor(arrangement: Arrangement): string | undefined {
  if (binary === undefined) return 'OpenSSH is not installed: apt-get install openssh-server'
  if (arrangement === 'cutter' && server === undefined) return 'OpenSSH has no sftp-server beside it'
  if (arrangement === 'chroot' && !isRoot) return 'ChrootDirectory needs root: run the system tests as root to include it'
  return undefined
}

/** @see reference node-red.md §7 */
export async function startSshd(arrangement: Arrangement, logLevel: 'VERBOSE' | 'DEBUG1' | 'DEBUG3'): Promise<Sshd> {
  if (binary === undefined) throw new Error(missingFor(arrangement))
  // OpenSSH refuses a chroot below a folder that others may write to, such as /tmp.
  const top =
    arrangement === 'chroot' ? mkdtempSync('/var/lib/edi-loop-sshd-') : mkdtempSync(path.join(tmpdir(), 'edi-loop-sshd-'))
  chmodSync(top, 0o755)
  // Root passes every permission check, so the login is somebody else wherever that is possible.
  const self = { name: userInfo().username, uid: userInfo().uid, gid: userInfo().gid }
  const login = isRoot && arrangement !== 'cutter' ? account('nobody') : self
  const clientKey = newKeyPair(passphrase)
  const disk = path.join(top, 'tc')
  for (const company of ['Voorbeeld & Zoon BV', 'example Werke'])
    for (const direction of ['Export', 'Import'])
      mkdirSync(path.join(disk, 'IntegrationFTP', direction, company, 'Transaction'), { recursive: true })
  const hostKeys = { usual: newKeyPair().private, another: newKeyPair().private }
  for (const [name, key] of Object.entries(hostKeys)) writeFileSync(path.join(top, `host-key-${name}`), key, { mode: 0o600 })
  writeFileSync(path.join(top, 'authorized'), `${clientKey.public}\n`, { mode: 0o644 })
  ownAll(disk, login)
  if (arrangement === 'own-user') ownAll(top, login)
  if (arrangement !== 'own-user') makePrivilegeFolder()

  const run: Run = { arrangement, logLevel, top, disk, login }
  const servers = [await started(binary, run, {}, 0)]
  const [first] = servers as [Running]
  return {
    settings: {
      host: '127.0.0.1',
      port: first.port,
      user: login.name,
      privateKey: clientKey.private,
      passphrase,
      hostKey: fingerprintOf(hostKeys.usual),
    },
    disk,
    top,
    log: () => servers.map(one => one.log()).join(''),
    async another(changes) {
      const one = await started(binary, run, changes, servers.length)
      servers.push(one)
      return one
    },
    async end() {
      await Promise.all(servers.map(one => one.end()))
      rmSync(top, { recursive: true })
    },
  }
}

interface Login {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

interface Run {
  readonly arrangement: Arrangement
  readonly logLevel: string
  readonly top: string
  readonly disk: string
  readonly login: Login
}

interface Running {
  readonly port: number
  log(): string
  end(): Promise<void>
}

async function started(sshd: string, run: Run, changes: Changes, number: number): Promise<Running> {
  const { arrangement, top, login } = run
  const port = await freePort()
  const config = path.join(top, `sshd_config-${number}`)
  writeFileSync(config, `${configOf(run, changes, port).join('\n')}\n`)
  let log = ''
  const asUser = isRoot && arrangement === 'own-user' ? { uid: login.uid, gid: login.gid } : {}
  const child = spawn(sshd, ['-D', '-e', '-f', config], { ...asUser, stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.on('data', chunk => (log += String(chunk)))
  await answering(port, child, () => log)
  return {
    port,
    log: () => log,
    async end() {
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.kill()
      await ended
    },
  }
}

function configOf({ arrangement, logLevel, top, disk, login }: Run, changes: Changes, port: number): readonly string[] {
  const denied = changes.denied ? ` -P ${changes.denied.join(',')}` : ''
  return [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${path.join(top, `host-key-${changes.hostKey ?? 'usual'}`)}`,
    'PidFile none',
    `AuthorizedKeysFile ${changes.login === 'refused' ? 'none' : path.join(top, 'authorized')}`,
    // Without root the server cannot see whether the account is locked, and without PAM it then takes it for locked.
    `UsePAM ${isRoot && arrangement !== 'own-user' ? 'no' : 'yes'}`,
    'StrictModes no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    `LogLevel ${logLevel}`,
    'Subsystem sftp internal-sftp',
    ...(changes.sessions === undefined ? [] : [`MaxSessions ${changes.sessions}`]),
    ...(changes.idleSeconds === undefined ? [] : [`ChannelTimeout *=${changes.idleSeconds}`]),
    `Match User ${login.name}`,
    `  ForceCommand ${arrangement === 'cutter' ? cutterCommand(top, disk) : `internal-sftp -d ${arrangement === 'chroot' ? '/tc' : disk}${denied}`}`,
    ...(arrangement === 'chroot' ? [`  ChrootDirectory ${top}`] : []),
  ]
}

/** Executed by the login's shell, which makes way for it. */
function cutterCommand(top: string, disk: string): string {
  const words = [process.execPath, path.join(__dirname, 'sftp-cutter.mjs'), top, server ?? '', disk]
  return `exec ${words.map(word => `'${word}'`).join(' ')}`
}

function makePrivilegeFolder(): void {
  if (isRoot) mkdirSync('/run/sshd', { recursive: true })
}

async function answering(port: number, server: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`sshd ended with ${server.exitCode}: ${log()}`)
    const open = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    await wait(50)
  }
  throw new Error(`sshd does not answer: ${log()}`)
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function account(name: string): { name: string; uid: number; gid: number } {
  const number = (option: string) => Number(execFileSync('id', [option, name], { encoding: 'utf8' }))
  return { name, uid: number('-u'), gid: number('-g') }
}

function ownAll(folder: string, { uid, gid }: { uid: number; gid: number }): void {
  chownSync(folder, uid, gid)
  for (const one of readdirSync(folder, { withFileTypes: true, recursive: true }))
    chownSync(path.join(one.parentPath, one.name), uid, gid)
}
