/** Both loops once, without a browser: press the buttons until the sandbox says that nothing more is to come, then check and count. */
import type { HeldDocument } from '../holds'
import type { Sandbox } from '../sandbox'
import type { Totals } from '../totals'
import type { Editor } from './node-red'

export interface Drive {
  readonly editor: Editor
  readonly sandbox: Sandbox
  /** Inject nodes to press: the schedule of the orders first, the button of the mailbox after it. */
  readonly orders: string
  readonly mailbox: string
  readonly ledger: string
  readonly log: (line: string) => void
  /** Milliseconds without any progress after which the run has failed. */
  readonly patience: number
}

export interface Result {
  readonly totals: Totals
  /** What the ledger holds for a person. */
  readonly held: readonly HeldDocument[]
  /** In plain words; empty when all ended as it should. */
  readonly faults: readonly string[]
}

interface Tally {
  readonly kind: string
  readonly state: string
  readonly reason: string | null
  readonly count: number
}

const ROUND = 400

/** Rounds without any movement after which what is held is looked at again. */
const STILL = 5

/** What a document waits for that another one may bring. */
const WAITS_FOR_OTHERS = ['quantity-over-received', 'quantity-over-ordered', 'credit-without-invoice']

export async function runOnce(drive: Drive): Promise<Result> {
  const { editor, sandbox, patience } = drive
  await editor.inject(drive.orders)
  let last = ''
  let lastProgress = Date.now()
  let still = 0
  let lookedAt = ''
  for (;;) {
    await sandbox.tick()
    await editor.inject(drive.mailbox)
    await new Promise(resolve => setTimeout(resolve, ROUND))
    const totals = sandbox.totals()
    const tally = await editor.get<Tally[]>(`/edi-loop/ledger/${drive.ledger}/tally`)
    const waiting = count(tally, ['open', 'retrying'])
    const line = `delivered ${totals.delivered}/${totals.orders} · acknowledged ${totals.acknowledged} · confirmed ${totals.confirmed} · held ${totals.held} · invoices booked ${totals.invoicesBooked} · in hand ${waiting}`
    if (line !== last) {
      drive.log(line)
      last = line
      lastProgress = Date.now()
      still = 0
    } else still += 1
    // As a clerk does: what came before that which it waits for goes on now, and what was held for good stays so.
    if (waiting === 0 && (totals.settled || still >= STILL) && lookedAt !== line) {
      lookedAt = line
      const looked = await lookAgain(drive)
      if (looked > 0) {
        drive.log(`looked again at ${looked} held documents`)
        continue
      }
    }
    const quiet = totals.settled && waiting === 0 && lookedAt === line
    // One more round, so that our last acknowledgments are taken by the importer too.
    if (quiet && (await sandbox.tick()) === 0) return judged(drive, totals, tally, [])
    if (Date.now() - lastProgress > patience)
      return judged(drive, totals, tally, [`nothing moved for ${patience / 1000} seconds`])
  }
}

/** Those of one order one after the other, the oldest first: of two with one number the first is right. @returns how many were tried again */
async function lookAgain(drive: Drive): Promise<number> {
  const waiting = (await heldIn(drive.editor, drive.ledger)).filter(({ reason }) => WAITS_FOR_OTHERS.includes(reason ?? ''))
  const byOrder = Map.groupBy(waiting.toReversed(), ({ orders }) => orders.join(' '))
  await Promise.all(Array.from(byOrder.values(), alike => lookAgainAt(alike, drive)))
  return waiting.length
}

async function lookAgainAt(documents: readonly Listed[], { editor, ledger }: Drive): Promise<void> {
  for (const { id } of documents) {
    await editor.post(`/edi-loop/documents/${id}/replay`, { ledger, kind: 'read-again', words: 'Looked at again' })
    for (;;) {
      const { document } = await editor.get<Detail>(`/edi-loop/documents/${id}?ledger=${ledger}`)
      if (!['open', 'retrying'].includes(document.state)) break
      await new Promise(resolve => setTimeout(resolve, ROUND))
    }
  }
}

interface Detail {
  readonly document: { readonly state: string }
}

async function judged(
  { editor, sandbox, ledger }: Drive,
  totals: Totals,
  tally: readonly Tally[],
  faults: readonly string[],
): Promise<Result> {
  const held = await heldIn(editor, ledger)
  return { totals, held, faults: [...faults, ...faultsOf(totals, tally), ...sandbox.differences(), ...sandbox.holdsAstray(held)] }
}

interface Listed extends HeldDocument {
  readonly orders: readonly string[]
}

interface Page {
  readonly documents: readonly Listed[]
  readonly next: string | null
}

async function heldIn(editor: Editor, ledger: string): Promise<readonly Listed[]> {
  const held: Listed[] = []
  let after = ''
  for (;;) {
    const place = after === '' ? '' : `&after=${encodeURIComponent(after)}`
    const { documents, next } = await editor.get<Page>(`/edi-loop/documents?ledger=${ledger}&state=held&limit=500${place}`)
    held.push(...documents)
    if (next === null) return held
    after = next
  }
}

function faultsOf(totals: Totals, tally: readonly Tally[]): string[] {
  const expected = totals.expected
  const stopped = tally.filter(({ state }) => ['failed', 'uncertain', 'open', 'retrying'].includes(state))
  const checks: [boolean, string][] = [
    [totals.delivered === totals.orders, `${totals.orders - totals.delivered} orders were not delivered`],
    [totals.deliveredTwice === 0, `${totals.deliveredTwice} orders were delivered twice`],
    [
      totals.confirmed === expected.confirmed,
      `${totals.confirmed} orders were confirmed, ${expected.confirmed} should have been`,
    ],
    [totals.held === expected.held, `${totals.held} answers left no trace in Exact Online, ${expected.held} should not have`],
    [
      totals.invoicesBooked === expected.invoices,
      `${totals.invoicesBooked} invoices were booked, ${expected.invoices} were sent`,
    ],
    [totals.bookedTwice === 0, `${totals.bookedTwice} invoices were booked twice`],
    [totals.failed === 0, `${totals.failed} documents failed`],
    ...stopped.map(({ kind, state, reason, count: many }): [boolean, string] => [
      false,
      `${many} documents of kind ${kind} are ${state}${reason ? `: ${reason}` : ''}`,
    ]),
  ]
  return checks.filter(([holds]) => !holds).map(([, words]) => words)
}

function count(tally: readonly Tally[], states: readonly string[]): number {
  return tally.filter(({ state }) => states.includes(state)).reduce((sum, { count: many }) => sum + many, 0)
}
