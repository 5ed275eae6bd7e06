/** Both loops from end to end as `npm start -- --once` runs them, judged by what the sandbox wrote down. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vaultKeys } from '../../lib/exact/key-source'
import { tokenVault } from '../../lib/exact/vault'
import { decimalText, sum } from '../../lib/documents/value'
import { Ledger } from '../../lib/ledger/ledger'
import { reconcile } from '../../lib/loops/reconcile'
import { Totals } from '../../lib/reconciliation/totals'
import { system } from '../../lib/environment'
import { sandboxClient } from '../../sandbox/exact/options'
import { invoicesBooked } from '../../sandbox/records'
import { world } from '../../sandbox/world'
import { type Call, type Figures, finished, type Recorded, recordsIn, type Run, startRun } from './support/rehearsal'

const top = mkdtempSync(join(tmpdir(), 'edi-loop-loops-'))
afterAll(() => rmSync(top, { recursive: true, force: true }))

const trade = { seed: 7, orders: 60 }
const divisions = 3
/** Which companies there are is asked for once in the life of a Node-RED. */
const atStart = 2

describe('a run of both loops', () => {
  const directory = join(top, 'both')
  const words = ['--seed', String(trade.seed), '--orders', String(trade.orders), '--directory', directory]
  let run: Run
  let figures: Figures
  let recorded: Recorded

  beforeAll(async () => {
    run = startRun(words)
    figures = await finished(run)
    recorded = recordsIn(directory, trade)
  }, 180_000)

  it('ends with one line of figures that its records confirm', () => {
    const { totals, calls } = recorded
    const { seconds, heldDocuments, ...counted } = figures
    expect(counted).toEqual({
      orders: trade.orders,
      delivered: totals.delivered,
      acknowledged: totals.acknowledged,
      confirmed: totals.confirmed,
      held: totals.held,
      invoicesBooked: totals.invoicesBooked,
      failed: totals.failed,
      exactCalls: calls.length,
    })
    expect(seconds).toBeGreaterThan(1)
    const ledger = new DatabaseSync(join(directory, 'node-red/edi-loop/ledger.sqlite'), { readOnly: true })
    expect(ledger.prepare("SELECT count(*) AS held FROM documents WHERE state = 'held'").get()).toEqual({ held: heldDocuments })
    ledger.close()
  })

  it('delivers each order once, and writes and books all that the suppliers meant', () => {
    const { totals, differences, answers } = recorded
    expect(totals).toMatchObject({
      delivered: trade.orders,
      deliveredTwice: 0,
      confirmed: totals.expected.confirmed,
      held: totals.expected.held,
      invoicesBooked: totals.expected.invoices,
      bookedTwice: 0,
      failed: 0,
      settled: true,
      acknowledgedBack: answers,
      acknowledgedBackWrong: 0,
    })
    expect(differences).toEqual([])
    expect(totals.confirmed + totals.held).toBe(trade.orders)
    expect(totals.invoicesBooked).toBeGreaterThan(trade.orders / 2)
  })

  it('reads the orders and their lines with one call for each division', () => {
    const reads = callsOf(recorded.calls, 'GET', /purchaseorder/i)
    expect(new Set(reads.map(({ division }) => division)).size).toBe(divisions)
    expect(reads).toHaveLength(divisions)
  })

  it('books an invoice with at most 1.2 calls, master data included, and keeps its original with two more', () => {
    const forInvoices = recorded.calls.filter(
      ({ endpoint }) => !/purchaseorder|oauth2|current\/Me|system\/Divisions|documents\//i.test(endpoint),
    )
    // What is read once for each division weighs more the fewer invoices there are: VAT codes, GL accounts, addresses, items and the like.
    const once = new Set(
      callsOf(forInvoices, 'GET', /^(?!purchase\/)/).map(({ division, endpoint }) => `${division} ${endpoint}`),
    ).size
    expect(once).toBeLessThanOrEqual(divisions * 8)
    expect(forInvoices.length - once).toBeLessThanOrEqual(1.2 * figures.invoicesBooked)
    expect(callsOf(forInvoices, 'POST', /^purchase\//)).toHaveLength(figures.invoicesBooked)
    expect(callsOf(recorded.calls, 'POST', /^documents\/Documents$/)).toHaveLength(figures.invoicesBooked)
    expect(callsOf(recorded.calls, 'POST', /^documents\/DocumentAttachments$/)).toHaveLength(figures.invoicesBooked)
    // Documents are looked up for many invoices at once, their attachments only where a document was there before.
    const looked = callsOf(recorded.calls, 'GET', /^documents\//)
    expect(looked.length).toBeLessThanOrEqual(0.2 * figures.invoicesBooked)
  })

  it('keeps the X12 of each invoice beside its booking', () => {
    const booked = recorded.exact.filter(
      ({ action, resource }) => action === 'create' && resource === 'purchase/PurchaseInvoices',
    )
    const documents = booked.map(({ body }) => (body as { Document?: string }).Document)
    expect(new Set(documents).size).toBe(figures.invoicesBooked)
    // That each of them holds this invoice is among the differences.
    expect(documents).not.toContain(undefined)
  })

  it('is never refused a call', () => {
    expect(recorded.calls.filter(({ status }) => status >= 400)).toEqual([])
  })

  it('leaves no secret in plain text in any file below its user directory, nor in what it prints', async () => {
    const userDirectory = join(directory, 'node-red')
    const tokens = await tokensIn(userDirectory)
    // The offline Exact Online keeps the hash of each token it issued: these are the real ones.
    const record = readFileSync(join(directory, 'sandbox/exact/exact-record.jsonl'), 'utf8')
    for (const token of tokens) expect(record).toContain(createHash('sha256').update(token).digest('hex'))

    const secrets = [sandboxClient.secret, 'sandbox-mailbox-password', ...tokens].flatMap(spellings)
    const below = readdirSync(userDirectory, { recursive: true, withFileTypes: true })
    // Its node_modules is a link to this repository.
    const places = below.filter(entry => entry.isFile() && !entry.parentPath.includes('node_modules'))
    expect(places.map(({ name }) => name)).toEqual(expect.arrayContaining(['flows.json', 'flows_cred.json', 'ledger.sqlite']))
    for (const { parentPath, name } of places) {
      const text = readFileSync(join(parentPath, name), 'latin1')
      expect([name, secrets.filter(secret => text.includes(secret))]).toEqual([name, []])
    }
    expect(secrets.filter(secret => run.lines.join('\n').includes(secret))).toEqual([])
  })

  it('is reported to the cent as Exact Online recorded it', async () => {
    const ledger = await Ledger.open({ file: join(directory, 'node-red/edi-loop/ledger.sqlite'), environment: system })
    const totals = new Totals()
    const period = { since: '2000-01-01T00:00:00.000Z', before: '2100-01-01T00:00:00.000Z' }
    for await (const row of reconcile(ledger, period)) totals.add(row)
    await ledger.close()
    const [only, ...others] = totals.byCurrency
    const booked = invoicesBooked(world(trade.seed, trade.orders), recorded.exact).map(({ amount }) => amount)
    expect(others).toEqual([])
    expect(only?.standings.booked).toBe(decimalText(sum(booked)))
    expect(only).toMatchObject({ orders: { count: trade.orders }, invoices: { count: recorded.totals.invoicesBooked } })
    expect(only?.orders.booked).toBe(only?.invoices.goods)
    expect(totals.openEnds).toBe(recorded.totals.held)
  })

  it('sends and books nothing new when it is run again', async () => {
    const again = await finished(startRun(words))
    const { seconds: _first, exactCalls, ...before } = figures
    const { seconds: _second, exactCalls: after, ...now } = again
    expect(now).toEqual(before)
    const later = recordsIn(directory, trade)
    expect(lasting(later)).toEqual(lasting(recorded))
    // The confirmed orders are read once more, with the master data that it takes to see that nothing changed; what was deleted is not
    // asked for in the same poll.
    expect(callsOf(since(later, recorded), 'GET', /^sync\/(PurchaseOrder|Deleted)/)).toHaveLength(divisions)
    expect(after - exactCalls).toBeLessThanOrEqual(atStart + divisions * 6)
  })

  it('costs one call for each division when nothing has changed since', async () => {
    const before = recordsIn(directory, trade)
    await finished(startRun(words))
    const polled = since(recordsIn(directory, trade), before)
    expect(polled.map(({ endpoint }) => endpoint).slice(0, atStart)).toEqual(['current/Me', 'system/Divisions'])
    expect(polled.slice(atStart).map(({ division, endpoint }) => `${division} ${endpoint}`)).toEqual(
      [510001, 510002, 510003].map(division => `${division} sync/PurchaseOrder/PurchaseOrders`),
    )
  })
})

describe('a run under the real limits of Exact Online', () => {
  it('waits for the minute instead of being refused', async () => {
    // The busiest division needs more calls than it may make in a minute, and the run begins early enough in one for that to matter.
    const { seed, orders } = trade
    const directory = join(top, 'limits')
    await wait(Math.max(0, untilNextMinute() < 35_000 ? untilNextMinute() : 0))
    const figures = await finished(
      startRun(['--seed', String(seed), '--orders', String(orders), '--real-limits', '--directory', directory]),
    )
    const { calls, totals, differences } = recordsIn(directory, trade)
    expect(figures).toMatchObject({ orders, delivered: orders, failed: 0, invoicesBooked: totals.expected.invoices })
    expect(differences).toEqual([])
    expect(calls.filter(({ status }) => status >= 400)).toEqual([])

    const minutes = Map.groupBy(
      calls.filter(({ division }) => division !== 0),
      ({ division, at }) => `${division} ${Math.floor(at / 60_000)}`,
    )
    const busiest = Math.max(...[...minutes.values()].map(inMinute => inMinute.length))
    // Spent to the last call in some minute, and in none beyond.
    expect(busiest).toBe(60)
    expect(figures.seconds).toBeLessThan(150)
  }, 240_000)
})

function since(later: Recorded, earlier: Recorded): readonly Call[] {
  return later.calls.slice(earlier.calls.length)
}

function callsOf(calls: readonly Call[], method: string, endpoint: RegExp): readonly Call[] {
  return calls.filter(call => call.method === method && endpoint.test(call.endpoint))
}

/** Everything that stays: writes accepted by Exact, files accepted by the importer. */
function lasting({ exact, mailbox }: Recorded): unknown {
  const writes = exact.filter(({ action }) => ['create', 'update', 'delete', 'process'].includes(action))
  return { writes, accepted: mailbox.filter(({ event }) => event === 'accepted' || event === 'rejected') }
}

/** Both tokens, as the account node keeps them: opened with the secret that Node-RED made for itself. */
async function tokensIn(userDirectory: string): Promise<readonly string[]> {
  const { _credentialSecret: secret } = JSON.parse(readFileSync(join(userDirectory, '.config.runtime.json'), 'utf8')) as Record<
    string,
    string
  >
  const account = deployed(userDirectory).find(({ type }) => type === 'exact-online-account')
  const ledger = await Ledger.open({ file: join(userDirectory, 'edi-loop/ledger.sqlite'), environment: system })
  const kept = await tokenVault(ledger, vaultKeys([secret ?? '']), system).read(account?.id ?? '')
  await ledger.close()
  if (!kept) throw new Error('The account keeps no tokens')
  return [kept.accessToken, kept.refreshToken]
}

function deployed(userDirectory: string): readonly { readonly id: string; readonly type: string }[] {
  return JSON.parse(readFileSync(join(userDirectory, 'flows.json'), 'utf8')) as { id: string; type: string }[]
}

/** As it is, in an address, and in base64. */
function spellings(secret: string): readonly string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1)]
}

function untilNextMinute(): number {
  return 60_000 - (Date.now() % 60_000)
}
