/** What came of a run, by the records of the sandbox; the ledger is asked only what it says is uncertain, and whether its chains hold. */
import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
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
  /** In sentences, what is not as it should be. */
  readonly faults: readonly string[]
}

interface Evidence {
  readonly sandbox: Sandbox
  /** The ledger's file. */
  readonly ledger: string
  readonly trade: { readonly orders: number }
  readonly answersLost: number
  readonly look?: Look
}

export function judge({ sandbox, ledger, trade, answersLost, look }: Evidence): Verdict {
  const totals = sandbox.totals()
  const wrong = sandbox.differences()
  const tally = look?.tally ?? []
  const count = (state: string) => tally.filter(row => row.state === state).reduce((sum, row) => sum + row.count, 0)
  const uncertain = count('uncertain')
  const reused = numbersReused(sandbox)
  const audit = brokenChains(ledger)
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

interface EventLine {
  readonly document_id: string
  readonly at: string
  readonly what: string
  readonly who: string
  readonly detail: string
  readonly previous: string
  readonly hash: string
}

/** Written apart from the ledger's own verification, so that the two keep each other honest. */
function brokenChains(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const heads = new Map<string, string>()
    const broken: string[] = []
    const events = database
      .prepare('SELECT document_id, at, what, who, detail, previous, hash FROM events ORDER BY seq')
      .iterate()
    for (const row of events as Iterable<unknown> as Iterable<EventLine>) {
      const { document_id, at, what, who, detail, previous, hash } = row
      const whole = createHash('sha256')
        .update(JSON.stringify([previous, document_id, at, what, who, detail]))
        .digest('hex')
      if (whole !== hash || previous !== (heads.get(document_id) ?? ''))
        broken.push(`the chain of ${document_id} breaks at "${what}"`)
      heads.set(document_id, hash)
    }
    const documents = database.prepare('SELECT id, head FROM documents').all() as unknown as { id: string; head: string }[]
    for (const { id, head } of documents) if (heads.get(id) !== head) broken.push(`${id} has another head than its chain`)
    return broken
  } finally {
    database.close()
  }
}
