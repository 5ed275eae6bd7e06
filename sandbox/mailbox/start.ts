/** A stand-in for TrueCommerce's mailbox: real SFTP on loopback, real files on disk, everything it did on record. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '../../lib/environment'
import { type Exporter, makeExporter } from './exporter'
import { fingerprintOf, hostKey } from './host-key'
import { type Importer, makeImporter } from './importer'
import { type MailboxRecord, openRecord } from './record'
import { listen } from './sftp-server'
import { noFaults, type Switches } from './switches'
import { makeVirtualRoot } from './virtual-root'

export interface MailboxOptions {
  /** State directory: files, accepted files, host key and record. A start on an old one goes on where it ended. */
  readonly directory: string
  /** 0 takes a free one. */
  readonly port: number
  /** Folder names, as a person typed them. */
  readonly companies: readonly string[]
  /** With it the login lands above the account folder, without it inside. @see reference truecommerce.md §3 */
  readonly accountFolder?: string
  readonly user: string
  readonly password: string
  readonly environment: Environment
  /** Seconds between imports; 0 imports only when asked. */
  readonly importSeconds: number
  /** ST01 the importer knows; what a buyer sends when left out. */
  readonly acceptedSets?: readonly string[]
  readonly switches?: Partial<Switches>
  /** Told of every accept and reject. */
  readonly log?: (record: MailboxRecord) => void
}

export interface Mailbox extends Exporter, Importer {
  readonly host: string
  readonly port: number
  /** Fingerprint of the usual key. */
  readonly hostKey: string
  /** Where the exchange begins for a client that has logged in. */
  readonly base: string
  /** The folder on disk that the login sees as `/`. */
  readonly disk: string
  /** May be changed at any time. */
  readonly switches: Switches
  /** Everything since the state directory was made. */
  record(): readonly MailboxRecord[]
  accepted(): readonly MailboxRecord[]
  /** Removes what is older than seven days. */
  sweep(): void
  close(): Promise<void>
}

const retentionMilliseconds = 7 * 24 * 3_600_000
const buyersSets = ['850', '860', '997', '999', 'TA1']

export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const { directory, environment, companies } = options
  mkdirSync(directory, { recursive: true })
  const root = makeVirtualRoot(path.join(directory, 'root'), companies, options.accountFolder)
  const record = openRecord(path.join(directory, 'mailbox-record.jsonl'), environment, visible =>
    existsSync(root.onDisk(visible)),
  )
  const switches = { ...noFaults, ...options.switches }
  const exporter = makeExporter(directory, root, record, environment)
  const sets = new Set(options.acceptedSets ?? buyersSets)
  const importer = makeImporter(directory, root, companies, sets, record, switches, environment)
  const hostKeys = {
    usual: hostKey(path.join(directory, 'host-key')),
    changed: hostKey(path.join(directory, 'host-key-changed')),
  }
  const server = await listen(
    options.port,
    { user: options.user, password: options.password, hostKeys },
    root,
    record,
    switches,
    environment,
  )

  const importNow = () => {
    const results = importer.importNow()
    for (const one of results) options.log?.(one)
    return results
  }
  const sweep = () => {
    const oldest = environment.now().getTime() - retentionMilliseconds
    for (const company of companies)
      for (const direction of ['Export', 'Import'] as const) {
        const folder = root.transactions(direction, company)
        for (const name of readdirSync(folder)) {
          const stats = statSync(path.join(folder, name))
          if (!stats.isFile() || stats.mtimeMs >= oldest) continue
          rmSync(path.join(folder, name))
          record.write('swept', { direction, company, name, size: stats.size })
        }
      }
  }
  const stop = new AbortController()
  const schedule = everySoOften(options.importSeconds, environment, stop.signal, () => {
    importNow()
    sweep()
  })

  return {
    host: '127.0.0.1',
    port: server.port,
    hostKey: fingerprintOf(hostKeys.usual),
    base: root.base,
    disk: root.disk,
    switches,
    ...exporter,
    ...importer,
    importNow,
    sweep,
    record: () => record.all(),
    accepted: () => record.all().filter(one => one.event === 'accepted'),
    async close() {
      stop.abort()
      await schedule
      await server.close()
      record.close()
    },
  }
}

async function everySoOften(seconds: number, environment: Environment, signal: AbortSignal, work: () => void): Promise<void> {
  if (seconds === 0) return
  while (!signal.aborted) {
    await environment.sleep(seconds * 1000, signal).catch(() => undefined)
    if (!signal.aborted) work()
  }
}
