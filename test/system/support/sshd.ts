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
  /** Everything the server has said so far. */
  log(): string
  end(): Promise<void>
}

const binary = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find(existsSync)
const isRoot = userInfo().uid === 0
const passphrase = 'opens the key'

/** What is missing for the tests, in one line; undefined when they can run. */
export function missingFor(arrangement: 'chroot' | 'own-user'): string | undefined {
  if (binary === undefined) return 'OpenSSH is not installed: apt-get install openssh-server'
  if (arrangement === 'chroot' && !isRoot) return 'ChrootDirectory needs root: run the system tests as root to include it'
  return undefined
}

/**
 * `chroot`: started by root, the login is locked into its folder. `own-user`: started by the user who logs in, as anyone can.
 * @see reference node-red.md §7
 */
export async function startSshd(arrangement: 'chroot' | 'own-user', logLevel: 'DEBUG1' | 'VERBOSE'): Promise<Sshd> {
  if (binary === undefined) throw new Error(missingFor(arrangement))
  // OpenSSH refuses a chroot below a folder that others may write to, such as /tmp.
  const top =
    arrangement === 'chroot' ? mkdtempSync('/var/lib/edi-loop-sshd-') : mkdtempSync(path.join(tmpdir(), 'edi-loop-sshd-'))
  chmodSync(top, 0o755)
  // Root passes every permission check, so the login is somebody else wherever that is possible.
  const login = isRoot ? account('nobody') : { name: userInfo().username, uid: userInfo().uid, gid: userInfo().gid }
  const hostKey = newKeyPair().private
  const clientKey = newKeyPair(passphrase)
  const disk = path.join(top, 'tc')
  for (const company of ['Voorbeeld & Zoon BV', 'example Werke'])
    for (const direction of ['Export', 'Import'])
      mkdirSync(path.join(disk, 'IntegrationFTP', direction, company, 'Transaction'), { recursive: true })
  writeFileSync(path.join(top, 'host-key'), hostKey, { mode: 0o600 })
  writeFileSync(path.join(top, 'authorized'), `${clientKey.public}\n`, { mode: 0o644 })
  ownAll(disk, login)
  if (arrangement === 'own-user') ownAll(top, login)

  const port = await freePort()
  const start = arrangement === 'chroot' ? '/tc' : disk
  const lines = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${path.join(top, 'host-key')}`,
    `PidFile ${path.join(top, 'sshd.pid')}`,
    `AuthorizedKeysFile ${path.join(top, 'authorized')}`,
    // Without root the server cannot see whether the account is locked, and without PAM it then takes it for locked.
    `UsePAM ${arrangement === 'chroot' ? 'no' : 'yes'}`,
    'StrictModes no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    `LogLevel ${logLevel}`,
    'Subsystem sftp internal-sftp',
    `Match User ${login.name}`,
    `  ForceCommand internal-sftp -d ${start}`,
    ...(arrangement === 'chroot' ? [`  ChrootDirectory ${top}`] : []),
  ]
  const config = path.join(top, 'sshd_config')
  writeFileSync(config, `${lines.join('\n')}\n`)
  if (arrangement === 'chroot') mkdirSync('/run/sshd', { recursive: true })

  let log = ''
  const asUser = isRoot && arrangement === 'own-user' ? { uid: login.uid, gid: login.gid } : {}
  const server = spawn(binary, ['-D', '-e', '-f', config], { ...asUser, stdio: ['ignore', 'ignore', 'pipe'] })
  server.stderr.on('data', chunk => (log += String(chunk)))
  await answering(port, server, () => log)

  return {
    settings: {
      host: '127.0.0.1',
      port,
      user: login.name,
      privateKey: clientKey.private,
      passphrase,
      hostKey: fingerprintOf(hostKey),
    },
    disk,
    log: () => log,
    async end() {
      const ended = new Promise(resolve => server.once('exit', resolve))
      server.kill()
      await ended
      rmSync(top, { recursive: true })
    },
  }
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
