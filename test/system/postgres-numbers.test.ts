/** Control numbers on PostgreSQL when the server's administrator puts an old backup in place. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { system } from '../../lib/environment'
import { interchangeScope } from '../../lib/ledger/control-numbers'
import { Ledger } from '../../lib/ledger/ledger'
import { missing, type Postgres, startPostgres } from './support/postgres'

const scope = interchangeScope('ZZ US', 'ZZ THEM')

describe.skipIf(missing !== undefined)('a database that was put back from a backup', () => {
  let server: Postgres
  let count = 0
  let folder: string
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.end())
  beforeEach(() => {
    count += 1
    folder = mkdtempSync(path.join(tmpdir(), 'numbers-'))
    return () => rmSync(folder, { recursive: true })
  })

  async function instance(name: string): Promise<Ledger> {
    const url = `postgres://owner@127.0.0.1:${server.port}/postgres?schema=numbers_${count}`
    const numbersFile = path.join(folder, name, 'numbers')
    const ledger = await Ledger.open({ store: { url, instance: name, leaseSeconds: 30, numbersFile }, environment: system })
    onTestFinished(() => ledger.close())
    return ledger
  }

  let documents = 0
  async function given(ledger: Ledger): Promise<number | undefined> {
    documents += 1
    const [number] = await ledger.watchman.allocate(`document ${documents}`, [scope])
    return number
  }

  /** The backup knows of so many numbers. */
  const putBack = (last: number) =>
    server.sql(
      `UPDATE numbers_${count}.control_numbers SET last = ${last} WHERE scope = '${scope}'; DELETE FROM numbers_${count}.allocations WHERE number > ${last}`,
    )
  const alarmsOf = async (ledger: Ledger) => (await ledger.watchman.open()).map(({ words }) => words)

  test('goes on behind what an instance has given that kept running, and that one says so', async () => {
    const ledger = await instance('one')
    for (let number = 1; number <= 5; number += 1) expect(await given(ledger)).toBe(number)
    putBack(2)
    expect(await given(ledger)).toBe(6)
    expect(await alarmsOf(ledger)).toEqual([expect.stringMatching(/backup was put back.*after 5/)])
    expect(await given(ledger)).toBe(7)
  })

  test('goes on behind what an instance has given that is started again', async () => {
    const before = await instance('one')
    for (let number = 1; number <= 5; number += 1) await given(before)
    await before.close()
    putBack(0)
    const ledger = await instance('one')
    expect(await alarmsOf(ledger)).toEqual([expect.stringMatching(/backup was put back/)])
    expect(await given(ledger)).toBe(6)
  })

  test('is not thought of when several instances give numbers at once, or a new one joins', async () => {
    const first = await instance('one')
    for (let number = 0; number < 3; number += 1) await given(first)
    const all = [first, await instance('two'), await instance('three')]
    const numbers = await Promise.all(Array.from({ length: 90 }, (_, turn) => given(all[turn % 3] ?? first)))
    expect(numbers.toSorted((one, other) => (one ?? 0) - (other ?? 0))).toEqual(Array.from({ length: 90 }, (_, at) => at + 4))
    expect(await alarmsOf(first)).toEqual([])
  })

  test('is known by a file that has the numbers and nothing else', async () => {
    const ledger = await instance('one')
    await given(ledger)
    expect(readdirSync(path.join(folder, 'one'))).toEqual(['numbers'])
    expect(readFileSync(path.join(folder, 'one', 'numbers'), 'utf8')).toBe(`1\t${scope}\n`)
  })
})
