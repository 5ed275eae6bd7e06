import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { groupScope, interchangeScope } from '../../../lib/ledger/control-numbers'
import { Ledger } from '../../../lib/ledger/ledger'
import { testEnvironment } from '../../support/environment'
import { alarmsOf, answered, aWatchedLedger, encoded, them, us } from './watched'

const scope = interchangeScope(us, them)
const group = groupScope(us, them)

let file: string
beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), 'numbers-'))
  file = join(directory, 'ledger.sqlite')
  return () => rmSync(directory, { recursive: true })
})

async function opened(): Promise<Ledger> {
  const ledger = await Ledger.open({ file, environment: testEnvironment() })
  onTestFinished(() => ledger.close())
  return ledger
}

let documents = 0
async function given(ledger: Ledger, times = 1): Promise<number> {
  let last = 0
  for (let time = 0; time < times; time += 1) {
    documents += 1
    last = (await ledger.watchman.allocate(`document ${documents}`, [scope]))[0] ?? 0
  }
  return last
}

/** A copy of the closed ledger, as a backup has it; `restore` puts it back. */
async function backup(ledger: Ledger): Promise<{ restore(): void }> {
  await ledger.close()
  copyFileSync(file, `${file}.backup`)
  return { restore: () => copyFileSync(`${file}.backup`, file) }
}

describe('control numbers', () => {
  it('go on without a gap over a restart', async () => {
    const before = await opened()
    expect(await given(before, 3)).toBe(3)
    await before.close()
    const after = await opened()
    expect(await given(after)).toBe(4)
    expect(await alarmsOf({ ledger: after, environment: testEnvironment() })).toEqual([])
  })

  it('of a document that did not get to use them are its own when it asks again', async () => {
    const { ledger } = await aWatchedLedger()
    expect(await ledger.watchman.allocate('one', [scope, group])).toEqual([1, 1])
    expect(await ledger.watchman.allocate('two', [scope, group])).toEqual([2, 2])
    expect(await ledger.watchman.allocate('one', [scope, group])).toEqual([1, 1])
  })

  it('of a document that has used them are not given to it again', async () => {
    const watched = await aWatchedLedger()
    const documentId = await (async () => {
      const begun = await watched.ledger.begin({
        node: 'encode',
        who: 'x',
        message: {},
        document: { kind: 'x', businessKey: '1', subject: 'x' },
      })
      if (begun.verdict !== 'run') throw new Error(begun.verdict)
      expect(await watched.ledger.watchman.allocate(begun.documentId, [scope])).toEqual([1])
      await watched.ledger.complete(begun.stepId, { who: 'x', what: 'encoded', outputs: [], transmissions: [] })
      return begun.documentId
    })()
    expect(await watched.ledger.watchman.allocate(documentId, [scope])).toEqual([2])
  })

  it('that are asked for at once are all different', async () => {
    const ledger = await opened()
    const numbers = await Promise.all(Array.from({ length: 60 }, (_, n) => ledger.watchman.allocate(`at once ${n}`, [scope])))
    expect(new Set(numbers.flat()).size).toBe(60)
  })

  it('go on with 1 after 999999999, until they are back where counting began', async () => {
    const { ledger } = await aWatchedLedger()
    await ledger.watchman.goOnAfter(scope, 999_999_997)
    expect(await ledger.watchman.allocate('a', [scope])).toEqual([999_999_998])
    expect(await ledger.watchman.allocate('b', [scope])).toEqual([999_999_999])
    expect(await ledger.watchman.allocate('c', [scope])).toEqual([1])
    await ledger.watchman.goOnAfter(scope, 999_999_999 + 999_999_997)
    await expect(ledger.watchman.allocate('d', [scope])).rejects.toMatchObject({ code: 'control-numbers-used-up' })
  })

  it('never go back', async () => {
    const { ledger } = await aWatchedLedger()
    await given(ledger, 5)
    expect(await ledger.watchman.goOnAfter(scope, 3)).toBe(false)
    expect(await given(ledger)).toBe(6)
  })
})

describe('a ledger that was put back from a backup', () => {
  it('goes on behind the last number that was given, and says that it is old', async () => {
    const first = await opened()
    await given(first, 5)
    const { restore } = await backup(first)
    const second = await opened()
    expect(await given(second, 37)).toBe(42)
    await second.close()
    restore()
    const ledger = await opened()
    expect(await given(ledger)).toBe(43)
    const open = await ledger.watchman.open()
    expect(open).toMatchObject([
      { kind: 'ledger-trouble', words: expect.stringMatching(/older than the control numbers.*after 42/) },
    ])
  })

  it('without the file beside it leaps over what may have been given since', async () => {
    const first = await opened()
    await given(first, 5)
    await first.close()
    rmSync(`${file}.numbers`)
    const ledger = await opened()
    expect(await given(ledger)).toBe(1_006)
    expect(await alarmsOf({ ledger, environment: testEnvironment() })).toEqual(['ledger-trouble control numbers'])
  })

  it('leaps on demand, every counter of it', async () => {
    const { ledger } = await aWatchedLedger()
    await ledger.watchman.allocate('one', [scope, group])
    expect(await ledger.watchman.restored()).toEqual([
      { scope: group, last: 1_001 },
      { scope, last: 1_001 },
    ])
    expect(await ledger.watchman.allocate('two', [scope, group])).toEqual([1_002, 1_002])
  })

  it('is not made of a new ledger: that begins with 1 and raises nothing', async () => {
    const ledger = await opened()
    expect(await given(ledger)).toBe(1)
    expect(await ledger.watchman.open()).toEqual([])
  })
})

describe('the file of numbers beside the ledger', () => {
  it('knows a number before anybody has it, and is for the owner alone', async () => {
    const ledger = await opened()
    await given(ledger, 2)
    expect(readFileSync(`${file}.numbers`, 'utf8')).toBe(`1\t${scope}\n2\t${scope}\n`)
    expect(statSync(`${file}.numbers`).mode & 0o777).toBe(0o600)
  })

  it('is made short when the ledger opens', async () => {
    const first = await opened()
    await given(first, 20)
    await first.close()
    await opened()
    expect(readFileSync(`${file}.numbers`, 'utf8')).toBe(`20\t${scope}\n`)
  })

  it('whose last line was cut off by a crash is read up to it', async () => {
    const first = await opened()
    await given(first, 3)
    const { restore } = await backup(first)
    const second = await opened()
    await given(second, 4)
    await second.close()
    truncateSync(`${file}.numbers`, statSync(`${file}.numbers`).size - 1)
    restore()
    const ledger = await opened()
    // 7 was cut off, so nobody had it.
    expect(await given(ledger)).toBe(7)
  })

  it('that is damaged keeps the ledger from opening', async () => {
    const first = await opened()
    await given(first)
    await first.close()
    writeFileSync(`${file}.numbers`, 'what\nis this\n')
    await expect(opened()).rejects.toMatchObject({ code: 'ledger-numbers-unreadable' })
  })

  it('is not made for a ledger in memory', async () => {
    const { ledger } = await aWatchedLedger()
    await given(ledger)
    expect(existsSync(':memory:.numbers')).toBe(false)
  })
})

describe('an acknowledgment of a group that the ledger never sent', () => {
  it('moves the numbers on behind it, and says so', async () => {
    const watched = await aWatchedLedger()
    await encoded(watched, 1)
    await watched.ledger.watchman.allocate('one', [scope, group])
    expect(await answered(watched, 480)).toEqual([])
    expect(await watched.ledger.watchman.allocate('two', [scope, group])).toEqual([1_481, 1_481])
    expect(await watched.ledger.watchman.open()).toMatchObject([
      { kind: 'ledger-trouble', words: expect.stringMatching(/acknowledged group 480.*only given numbers up to 1\b/) },
    ])
  })

  it('moves nothing when the number was given, or cannot be one of ours', async () => {
    const watched = await aWatchedLedger()
    await watched.ledger.watchman.allocate('one', [scope, group])
    await answered(watched, 1)
    await answered(watched, 999_999_999)
    expect(await watched.ledger.watchman.allocate('two', [scope, group])).toEqual([2, 2])
    expect(await watched.ledger.watchman.open()).toEqual([])
  })
})
