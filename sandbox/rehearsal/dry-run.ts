/** Both loops once without any effect: what they would send and book, and proof that nothing outside has changed. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { PlanTotal } from '../../lib/reconciliation/plan'
import { amountText } from '../../lib/documents/value'
import type { Editor } from './node-red'

export interface DryRun {
  readonly editor: Editor
  /** Inject nodes to press. */
  readonly orders: string
  readonly mailbox: string
  readonly ledger: string
  readonly log: (line: string) => void
  /** Of the rehearsal. */
  readonly directory: string
}

interface PlanAnswer {
  readonly counts: Readonly<Record<'send' | 'book' | 'write', number>>
  readonly bySupplier: readonly PlanTotal[]
  readonly byAccount: readonly PlanTotal[]
}

/** Milliseconds. Nothing more comes when so many looks in a row find the same. */
const [LOOK, SAME] = [1_000, 6]

/** @returns 0 when nothing outside has changed */
export async function dryRun({ editor, orders, mailbox, ledger, log, directory }: DryRun): Promise<number> {
  const before = outside(directory)
  await editor.inject(orders)
  await editor.inject(mailbox)
  const plan = await settled(editor, ledger)
  await editor.close()
  const changed = differing(before, outside(directory))
  for (const { does, of, division, currency, documents, amount } of plan.bySupplier)
    log(`would ${does} · division ${division} · ${of}: ${documents} documents, ${amountText(amount, currency)} ${currency}`)
  for (const { does, of, division, currency, amount } of plan.byAccount)
    log(`would ${does} · division ${division} · account ${of}: ${amountText(amount, currency)} ${currency}`)
  for (const name of changed) log(`NOT as it should be: ${name} has changed`)
  const { send, book, write } = plan.counts
  console.log(
    JSON.stringify({ dryRun: true, wouldSend: send, wouldBook: book, wouldWrite: write, changedOutside: changed.length }),
  )
  return changed.length === 0 ? 0 : 1
}

/** Files of the mailbox that were not whole at the first look are read at a later one. */
async function settled(editor: Editor, ledger: string): Promise<PlanAnswer> {
  let last = ''
  for (let same = 0; ; ) {
    await wait(LOOK)
    const tally = await editor.get<readonly { state: string; count: number }[]>(`/edi-loop/ledger/${ledger}/tally`)
    const plan = await editor.get<PlanAnswer>(`/edi-loop/dry-run?ledger=${ledger}`)
    const now = JSON.stringify([tally, plan.counts])
    same = now === last && !tally.some(({ state }) => state === 'open') ? same + 1 : 0
    last = now
    if (same >= SAME) return plan
  }
}

/** What the offline services hold and wrote down, by file: all but the calls that were made, and the tokens, of which each is used up. */
function outside(directory: string): ReadonlyMap<string, string> {
  const top = join(directory, 'sandbox')
  const files = readdirSync(top, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .map(path => [relative(top, path), contentOf(path)] as const)
      .filter(([path]) => !path.endsWith('exact-calls.jsonl')),
  )
}

function contentOf(path: string): string {
  const text = readFileSync(path)
  if (!path.endsWith('.jsonl')) return createHash('sha256').update(text).digest('hex')
  const lines = text.toString('utf8').split('\n')
  // What a reader does in the mailbox is written down as well: looking changes nothing.
  return lines
    .filter(line => !/"(event|action)":"(connected|authentication|session|read|disconnected|authorize|token)"/.test(line))
    .join('\n')
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(path => before.get(path) !== after.get(path))
}
