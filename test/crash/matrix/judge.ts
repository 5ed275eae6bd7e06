/** What came of a run, by the records of the sandbox; the ledger is asked only what it says is uncertain, and whether its chains hold. */
import { system } from '../../../lib/environment'
import { openStore, type StoreSettings } from '../../../lib/ledger/store'
import { verify } from '../../../lib/ledger/verify'
import type { Sandbox } from '../../../sandbox/sandbox'
import type { Look } from './worker'

export interface Verdict {
  readonly orders: number
  readonly deliveredTwice: number
  /** Orders, answers, bookings and acknowledgments that are missing and that the ledger does not name as uncertain. */
  readonly lost: number
  readonly bookedTwice: number
  /** Delivered, written or booked otherwise than meant. */
  readonly wrong: number
  readonly controlNumbersReused: number
  readonly auditMismatches: number
  readonly forcedSignIns: number
  /** Sign-ins after a token answer that was lost where the service forgets the old token at once: nobody can avoid them. */
  readonly answersLost: number
  readonly uncertain: number
  /** What is uncertain, and why. */
  readonly doubts: readonly string[]
  /** In sentences, what is not as it should be. */
  readonly faults: readonly string[]
}

interface Evidence {
  readonly sandbox: Sandbox
  readonly store: StoreSettings
  readonly trade: { readonly orders: number }
  readonly answersLost: number
  readonly look?: Look
}

export async function judge({ sandbox, store, trade, answersLost, look }: Evidence): Promise<Verdict> {
  const totals = sandbox.totals()
  const wrong = sandbox.differences()
  const tally = look?.tally ?? []
  const count = (state: string) => tally.filter(row => row.state === state).reduce((sum, row) => sum + row.count, 0)
  const uncertain = count('uncertain')
  const reused = numbersReused(sandbox)
  const audit = await broken(store)
  const unfinished = tally.filter(({ state }) => ['open', 'retrying', 'failed'].includes(state))
  const missing = totals.failed + Math.max(0, totals.expected.held - totals.held)
  return {
    orders: trade.orders,
    deliveredTwice: totals.deliveredTwice,
    lost: Math.max(0, missing + (look === undefined ? 1 : 0) - uncertain) + unfinished.length,
    bookedTwice: totals.bookedTwice,
    wrong: wrong.length,
    controlNumbersReused: reused.length,
    auditMismatches: audit.length,
    forcedSignIns: look?.signedIn === false ? 1 : 0,
    answersLost,
    uncertain,
    doubts: tally.flatMap(({ kind, state, reason }) => (state === 'uncertain' ? [`${kind}: ${reason}`] : [])),
    faults: [
      ...wrong,
      ...reused.map(name => `interchange ${name} was delivered more than once`),
      ...audit,
      ...unfinished.map(
        ({ kind, state, reason, count: many }) => `${many} ${kind} ended as ${state}${reason ? `: ${reason}` : ''}`,
      ),
      ...(missing > 0 ? [`missing: ${JSON.stringify({ ...totals, expected: totals.expected })}`] : []),
      ...(look?.signedIn === false ? [`not signed in: ${look.message}`] : []),
      ...(look === undefined ? ['it never came to rest'] : []),
    ],
  }
}

function numbersReused(sandbox: Sandbox): readonly string[] {
  const seen = new Map<string, number>()
  for (const { interchanges = [] } of sandbox.mailbox.accepted())
    for (const name of interchanges) seen.set(name, (seen.get(name) ?? 0) + 1)
  return Array.from(seen).flatMap(([name, times]) => (times > 1 ? [name] : []))
}

/** The package's own recomputation; that it finds every changed byte is tested by itself. */
async function broken(settings: StoreSettings): Promise<readonly string[]> {
  const store = await openStore(settings, system)
  try {
    const { broken: found } = await verify(store.database)
    return found === undefined ? [] : [`the audit trail is broken: ${JSON.stringify(found)}`]
  } finally {
    await store.database.destroy()
  }
}
