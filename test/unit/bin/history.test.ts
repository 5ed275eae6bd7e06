/** verify, audit and replay on a ledger file, as somebody runs them while Node-RED is stopped. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { runAudit } from '../../../bin/audit'
import { runReplay } from '../../../bin/replay'
import type { Terminal } from '../../../bin/terminal'
import { runVerify } from '../../../bin/verify'
import { Ledger } from '../../../lib/ledger/ledger'
import type { StopOutcome } from '../../../lib/ledger/steps'
import { testEnvironment } from '../../support/environment'
import { aTerminal } from './terminal-here'

let directory: string
let file: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'edi-loop-history-'))
  file = join(directory, 'ledger.sqlite')
  return () => rmSync(directory, { recursive: true, force: true })
})
let ids: string[] = []
afterEach(() => {
  ids = []
})

/** Documents that stopped, with orders 1, 2, … */
async function aLedger(...stops: [StopOutcome['state'], string][]): Promise<void> {
  const ledger = await Ledger.open({ file, environment: testEnvironment() })
  for (const [index, [state, reason]] of stops.entries()) {
    const number = String(index + 1)
    const begun = await ledger.begin({
      node: 'post',
      who: '=edi-map "one", two',
      message: { payload: { kind: 'invoice', total: '1234567890.10' }, topic: number },
      document: { kind: 'invoice', businessKey: number, subject: `=Invoice ${number}`, partner: 'delta', division: 1 },
      names: [`order number ${number}`],
    })
    if (begun.verdict !== 'run') throw new Error(begun.verdict)
    ids.push(begun.documentId)
    await ledger.stop(begun.stepId, { state, who: 'post', reason, words: 'Total 1234567890.10 is "wrong"\nsays who' })
  }
  await ledger.audit.seal()
  await ledger.close()
}

const stand = async (id = '') => {
  const ledger = await Ledger.open({ file, environment: testEnvironment() })
  const document = await ledger.document(id)
  const last = (await ledger.events(id)).at(-1)
  await ledger.close()
  return { state: document?.state, last }
}

it('who only reads a backup leaves its control numbers and its alarms as they are', async () => {
  const used = await Ledger.open({ file, environment: testEnvironment() })
  await used.watchman.allocate('one', ['ISA ZZ US > ZZ THEM'])
  const backup = join(directory, 'backup')
  await used.backUp(backup)
  await used.close()
  for (const read of [runVerify, runReplay, (words: string[], terminal: Terminal) => runAudit(['export', ...words], terminal)])
    await read(['--ledger', backup], aTerminal({}))
  expect(readdirSync(directory).filter(name => name.startsWith('backup'))).toEqual(['backup'])
  const database = new DatabaseSync(backup)
  onTestFinished(() => database.close())
  expect(database.prepare('SELECT last FROM control_numbers').all()).toEqual([{ last: 1 }])
  expect(database.prepare('SELECT count(*) AS count FROM alarms').get()).toEqual({ count: 0 })
})

describe('verify', () => {
  it('counts what fits and ends with 0; with a noted seal too', async () => {
    await aLedger(['held', 'why'], ['failed', 'why'])
    const terminal = aTerminal({})
    expect(await runVerify(['--ledger', file], terminal)).toBe(0)
    expect(terminal.written()).toMatch(/^documents {4}2\nevents {7}6\n[^]*Everything fits\.\n$/)
    const seal = /newest seal {2}(.*)\n/.exec(terminal.written())?.[1] ?? ''
    expect(await runVerify(['--ledger', file, '--seal', seal], aTerminal({}))).toBe(0)
    expect(await runVerify(['--ledger', file, '--seal', `1 ${'0'.repeat(64)}`], aTerminal({}))).toBe(1)
  })

  it('names the first row that does not fit and ends with 1', async () => {
    await aLedger(['held', 'why'], ['failed', 'why'])
    const database = new DatabaseSync(file)
    database.exec("UPDATE events SET who = 'somebody else' WHERE seq = 5")
    database.close()
    const terminal = aTerminal({})
    expect(await runVerify(['--ledger', file], terminal)).toBe(1)
    expect(terminal.written()).toBe(
      'Broken in the table events (of =Invoice 2, event 5): what it says does not fit its hash: something in it was changed.\n',
    )
  })

  it('makes no ledger where there is none', async () => {
    await expect(runVerify(['--ledger', join(directory, 'none')], aTerminal({}))).rejects.toMatchObject({
      code: 'file-unreadable',
    })
    await expect(runVerify([], aTerminal({}))).rejects.toMatchObject({ code: 'usage' })
  })
})

describe('audit export', () => {
  it('prints the same columns for each event, safe for spreadsheets, with amounts as they are', async () => {
    await aLedger(['held', 'why'])
    const terminal = aTerminal({})
    expect(await runAudit(['export', '--ledger', file], terminal)).toBe(0)
    const lines = terminal.written().split('\r\n')
    expect(lines[0]).toBe(
      '"event","at","document","kind","subject","division","partner","what","who","instance","version","state","reason","detail","content_sha256","payloads_sha256","previous","hash"',
    )
    expect(lines).toHaveLength(5)
    expect(lines[2]).toContain(
      `"2","2026-01-15T09:30:00.000Z","${ids[0]}","invoice","'=Invoice 1","1","delta","begun","'=edi-map ""one"", two"`,
    )
    expect(lines[3]).toContain('Total 1234567890.10 is \\""wrong\\""\\nsays who')
  })

  it('prints JSON, of one order, supplier or time', async () => {
    await aLedger(['held', 'why'], ['failed', 'why'])
    const events = async (...words: string[]) => {
      const terminal = aTerminal({})
      await runAudit(['export', '--ledger', file, '--format', 'json', ...words], terminal)
      return JSON.parse(terminal.written()) as { event: string }[]
    }
    expect((await events()).map(({ event }) => event)).toEqual(['1', '2', '3', '4', '5', '6'])
    expect((await events('--document', '2')).map(({ event }) => event)).toEqual(['4', '5', '6'])
    expect(await events('--document', ids[0] ?? '')).toHaveLength(3)
    expect(await events('--partner', 'omega')).toEqual([])
    expect(await events('--since', '2026-01-16')).toEqual([])
  })
})

describe('replay', () => {
  it('lists what has stopped and what may be done about it', async () => {
    await aLedger(['held', 'price-above-tolerance'], ['uncertain', 'delivery-uncertain'])
    const terminal = aTerminal({})
    expect(await runReplay(['--ledger', file], terminal)).toBe(0)
    expect(terminal.written()).toBe(
      `${ids[0]}  2026-01-15T09:30:00.000Z  held: price-above-tolerance  =Invoice 1  may: read-again, corrected, build-anew, abandon\n`,
    )
    expect(await stand(ids[0])).toMatchObject({ state: 'held' })
  })

  it('marks what the filter finds for the next start, and says who did', async () => {
    await aLedger(['held', 'why'], ['held', 'other'], ['uncertain', 'why'])
    const terminal = aTerminal({})
    expect(await runReplay(['--ledger', file, '--reason', 'why', '--again', '--by', 'clerk'], terminal)).toBe(0)
    expect(terminal.written()).toBe(`=Invoice 1 (${ids[0]}) is read again at the next start\n`)
    expect(await stand(ids[0])).toMatchObject({
      state: 'open',
      last: { what: 'asked for: read-again', who: 'user clerk at the command line' },
    })
    expect((await stand(ids[1])).state).toBe('held')
    const ledger = await Ledger.open({ file, environment: testEnvironment() })
    expect(await ledger.unfinished('post')).toHaveLength(1)
    await ledger.close()
  })

  it('settles, abandons and corrects one document', async () => {
    await aLedger(['uncertain', 'why'], ['held', 'why'], ['held', 'why'])
    const run = (...words: string[]) =>
      runReplay(['--ledger', file, ...words], aTerminal({ 'better.json': '{"kind":"invoice","total":"1.00"}' }))
    expect(await run('--document', ids[0] ?? '', '--again')).toBe(1)
    expect(await run('--order', '1', '--not-received', '--words', 'supplier has nothing')).toBe(0)
    expect(await run('--document', ids[0] ?? '', '--send-again')).toBe(0)
    expect(await run('--document', ids[1] ?? '', '--abandon', '--words', 'keyed by hand')).toBe(0)
    expect(await run('--document', ids[2] ?? '', '--correct', 'better.json')).toBe(0)
    expect((await stand(ids[0])).state).toBe('open')
    expect((await stand(ids[1])).state).toBe('abandoned')
    expect((await stand(ids[2])).last?.what).toBe('asked for: corrected')
  })

  it('does nothing to all documents unless told so, nor without a reason where one is kept', async () => {
    await aLedger(['held', 'why'])
    const code = (...words: string[]) =>
      runReplay(['--ledger', file, ...words], aTerminal({})).catch((error: { code: string }) => error.code)
    expect(await code('--again')).toBe('usage')
    expect(await code('--abandon', '--all')).toBe('usage')
    expect(await code('--again', '--abandon', '--all')).toBe('usage')
    expect((await stand(ids[0])).state).toBe('held')
    expect(await code('--again', '--all')).toBe(0)
  })
})
