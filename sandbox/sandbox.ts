/**
 * The whole outside world of the loops on loopback: an offline Exact Online, an offline TrueCommerce mailbox, and suppliers that
 * answer. Its state lies below one directory; a start on an old one goes on where it ended, also after a kill.
 */
import { join } from 'node:path'
import type { Environment } from '../lib/environment'
import { asEdiError } from '../lib/error'
import type { PartnerDirectory } from '../lib/mapping/partners'
import { partnerDirectory } from './directory'
import { type Client, type ExactOptions, sandboxClient } from './exact/options'
import { type Exact, startExact } from './exact/server'
import type { MailboxRecord } from './mailbox/record'
import { type Mailbox, type MailboxOptions, startMailbox } from './mailbox/start'
import { type HeldDocument, holdsAstray } from './holds'
import { filesSent } from './suppliers/entries'
import { suppliersMailbox } from './suppliers/mailbox'
import { followRecords } from './records'
import { startSuppliers, type Suppliers } from './suppliers/suppliers'
import { countTotals, differences, type Totals } from './totals'
import { type World, world as worldOf } from './world'

export interface SandboxOptions {
  readonly directory: string
  readonly seed: number
  readonly orders: number
  /** 0 takes a free one. */
  readonly exactPort: number
  /** 0 takes a free one. */
  readonly mailboxPort: number
  /** Of calls to the offline Exact Online, per division. */
  readonly limits: ExactOptions['limits']
  readonly exactSwitches?: ExactOptions['switches']
  readonly exactFaults?: ExactOptions['faults']
  readonly mailboxSwitches?: MailboxOptions['switches']
  /** Seconds from an order to its first invoice, and from one delivery to the next. Left out: all at once. */
  readonly invoiceDelaySeconds?: number
  /** Seconds between ticks. Left out: it ticks only when asked. */
  readonly tickSeconds?: number
  readonly environment: Environment
  readonly log: (line: string) => void
}

export interface Sandbox {
  readonly world: World
  readonly exact: Exact
  readonly mailbox: Mailbox
  readonly suppliers: Suppliers
  readonly directory: PartnerDirectory
  /** With which the loops sign in to Exact Online. */
  readonly client: Client
  /** With which they log in to the mailbox, and the company folder they find there. */
  readonly login: { readonly user: string; readonly password: string; readonly company: string }
  /** The importer takes what waits, the suppliers answer; how many files moved either way. */
  tick(): Promise<number>
  totals(): Totals
  /** In sentences, where the ledger holds something else than the suppliers meant to be held. */
  holdsAstray(held: readonly HeldDocument[]): readonly string[]
  /** In sentences, what arrived but says something else than it should. */
  differences(): readonly string[]
  close(): Promise<void>
}

/**
 * Not secrets: they open nothing but the sandbox. One company folder serves all divisions, as the ISA ids tell them apart; its name has
 * blanks, an ampersand and mixed case, as people type them.
 */
const login = { user: '4711000', password: 'sandbox-mailbox-password', company: 'EDI Loop & Sons Trading' }

/** @throws Error when a port is taken, or the directory holds the state of another seed or number of orders */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { environment, log } = options
  const directories = {
    exact: join(options.directory, 'exact'),
    mailbox: join(options.directory, 'mailbox'),
    suppliers: join(options.directory, 'suppliers'),
  }
  const world = worldOf(options.seed, options.orders)
  const exact = await startExact({
    world,
    directory: directories.exact,
    port: options.exactPort,
    environment,
    limits: options.limits,
    log,
    ...(options.exactSwitches && { switches: options.exactSwitches }),
    ...(options.exactFaults && { faults: options.exactFaults }),
  })
  const mailbox = await startMailbox({
    user: login.user,
    password: login.password,
    directory: directories.mailbox,
    port: options.mailboxPort,
    companies: [login.company],
    environment,
    importSeconds: 0,
    ...(options.mailboxSwitches && { switches: options.mailboxSwitches }),
    log: record => log(inWords(record)),
  }).catch(async (thrown: unknown) => {
    await exact.close()
    throw thrown
  })
  const suppliers = startSuppliers({
    world,
    mailbox: suppliersMailbox(mailbox, login.company),
    directory: directories.suppliers,
    environment,
    invoiceDelaySeconds: options.invoiceDelaySeconds ?? 0,
    log,
  })
  const records = followRecords(directories)

  async function tick(): Promise<number> {
    mailbox.sweep()
    const imported = mailbox.importNow().length
    return imported + (await suppliers.answerWaiting())
  }

  const stop = new AbortController()
  const ticking = everySoOften(options.tickSeconds ?? 0, environment, stop.signal, () =>
    tick().catch((thrown: unknown) => log(`The sandbox could not tick: ${asEdiError(thrown).message}`)),
  )
  return {
    world,
    exact,
    mailbox,
    suppliers,
    directory: partnerDirectory(world),
    client: sandboxClient,
    login,
    tick,
    totals: () => countTotals(world, records(exact.calls().total)),
    holdsAstray: held => holdsAstray(world, filesSent(records(exact.calls().total).suppliers), held),
    differences: () => differences(world, records(exact.calls().total)),
    close: async () => {
      stop.abort()
      await ticking
      await suppliers.close()
      await mailbox.close()
      await exact.close()
    },
  }
}

async function everySoOften(
  seconds: number,
  environment: Environment,
  signal: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  if (seconds === 0) return
  while (!signal.aborted) {
    await environment.sleep(seconds * 1000, signal).catch(() => undefined)
    if (!signal.aborted) await work()
  }
}

function inWords({ event, name = '', reason = '', sets = [] }: MailboxRecord): string {
  return event === 'rejected' ? `The importer rejected ${name}: ${reason}` : `The importer took ${name}: ${sets.join(' ')}`
}
