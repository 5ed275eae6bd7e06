/** A dry run of both loops, judged by what the sandbox wrote down and by the real ledger's own rows. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { finished, recordsIn, startRun } from './support/rehearsal'

const top = mkdtempSync(join(tmpdir(), 'edi-loop-dry-'))
afterAll(() => rmSync(top, { recursive: true, force: true }))

const trade = { seed: 3, orders: 20 }

interface Planned {
  readonly wouldSend: number
  readonly wouldBook: number
  readonly changedOutside: number
}

async function dryRun(directory: string, orders: number): Promise<Planned & { readonly lines: readonly string[] }> {
  const run = startRun(['--dry-run', '--seed', String(trade.seed), '--orders', String(orders), '--directory', directory])
  return { ...((await finished(run)) as unknown as Planned), lines: run.lines }
}

/** All that Exact Online and the mailbox were told to change, but for what became of some files that the importer had in hand. */
function changesIn(directory: string, orders: number, inHand: ReadonlySet<string> = new Set()): unknown {
  const { exact, mailbox } = recordsIn(directory, { seed: trade.seed, orders })
  return {
    exact: exact.filter(({ action }) => ['create', 'update', 'delete', 'process'].includes(action)),
    mailbox: mailbox
      .filter(({ event }) => !['connected', 'authentication', 'session', 'read', 'disconnected'].includes(event))
      .filter(({ event, name = '' }) => event !== 'accepted' || !inHand.has(name)),
  }
}

/** Names of files that the stand-in mailbox had taken and not judged when it was killed; it judges them when it is started again. */
function inHandOfImporter(directory: string): ReadonlySet<string> {
  const taken = join(directory, 'sandbox/mailbox/importing')
  const notes = readdirSync(taken).filter(file => file.endsWith('.json'))
  return new Set(notes.map(file => /"name":"([^"]*)"/.exec(readFileSync(join(taken, file), 'utf8'))?.[1] ?? ''))
}

/** Every row of the ledger but the sign-in and the count of calls. */
function rowsOf(directory: string): unknown {
  const database = new DatabaseSync(join(directory, 'node-red/edi-loop/ledger.sqlite'), { readOnly: true })
  const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`).all()
  const rows = tables.map(({ name }) => {
    const kept = name === 'marks' ? `WHERE name NOT LIKE 'exact%'` : ''
    return [name, database.prepare(`SELECT * FROM ${String(name)} ${kept}`).all()]
  })
  database.close()
  return rows
}

describe('a dry run', () => {
  it('of orders that nobody was sent lists each of them once, and sends none', async () => {
    const directory = join(top, 'fresh')
    const { lines, ...planned } = await dryRun(directory, 12)
    expect(planned).toMatchObject({ wouldSend: 12, wouldBook: 0, changedOutside: 0 })
    expect(lines.some(line => /would send · division \d+ · account \d+: \d+\.\d\d EUR/.test(line))).toBe(true)
    expect(changesIn(directory, 12)).toEqual({ exact: [], mailbox: [] })
  }, 120_000)

  it('in the middle of the trade reads the mailbox, books nothing, and leaves all as it is for the real run', async () => {
    const directory = join(top, 'middle')
    const words = ['--seed', String(trade.seed), '--orders', String(trade.orders), '--directory', directory]
    const live = startRun(words)
    await live.said(/acknowledged [1-9]/)
    expect(live.child.exitCode).toBe(null)
    live.child.kill('SIGKILL')
    await live.ended
    await wait(2_000)
    const inHand = inHandOfImporter(directory)
    const [outside, rows] = [changesIn(directory, trade.orders, inHand), rowsOf(directory)]
    const planned = await dryRun(directory, trade.orders)
    expect(planned.changedOutside).toBe(0)
    expect(planned.wouldSend + planned.wouldBook).toBeGreaterThan(0)
    expect(changesIn(directory, trade.orders, inHand)).toEqual(outside)
    expect(rowsOf(directory)).toEqual(rows)
    const figures = await finished(startRun(words))
    expect(figures).toMatchObject({ orders: trade.orders, delivered: trade.orders, failed: 0 })
    expect(recordsIn(directory, trade)).toMatchObject({ differences: [], totals: { deliveredTwice: 0, bookedTwice: 0 } })
  }, 300_000)
})
