import { describe, expect, it } from 'vitest'
import type { Counting } from '../../../lib/ledger/inbound'
import { alarmsOf, aWatchedLedger, newsOf, passes, them, us, type Watched } from './watched'

const MINUTE = 60_000
const stream = `ISA ${them} > ${us} P`

async function came(watched: Watched, number: number, content = `content ${number}`, counting: Counting = 'sequential') {
  const inbound = { stream, number, sha256: content, documentId: `file ${content}`, counting, partner: 'seller' }
  const [reception] = await watched.ledger.watchman.receive({ sender: us, receiver: them }, [inbound])
  return reception?.verdict
}

async function all(watched: Watched, ...numbers: number[]): Promise<void> {
  for (const number of numbers) await came(watched, number)
}

async function missing({ ledger }: Watched): Promise<string[]> {
  const gaps = await ledger.watchman.gaps(100)
  return gaps.flatMap(gap => gap.missing.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)))
}

describe('numbers that come in', () => {
  it('one after the other leave no gap, wherever they begin', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 501, 502, 503)
    expect(await missing(watched)).toEqual([])
    await passes(watched, 60 * MINUTE)
    expect(await alarmsOf(watched)).toEqual([])
  })

  it('that are left out are listed at once, and told of when they have not come after a quarter of an hour', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 1, 2, 5, 6, 8)
    expect(await missing(watched)).toEqual(['3-4', '7'])
    await passes(watched, 15 * MINUTE - 1)
    expect(await alarmsOf(watched)).toEqual([])
    await passes(watched, 1)
    await passes(watched, 60 * MINUTE)
    expect(await newsOf(watched)).toEqual(['gap raised: seller', 'gap raised: seller'])
    expect((await watched.ledger.watchman.open()).map(({ words }) => words).sort()).toEqual([
      '2 interchanges of seller did not come: control number 3 to 4',
      'An interchange of seller did not come: control number 7',
    ])
  })

  it('that come late close the gap and clear its alarm, the last of them alone', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 1, 6)
    await passes(watched, 15 * MINUTE)
    await all(watched, 4)
    expect(await missing(watched)).toEqual(['2-3', '5'])
    await all(watched, 2, 5)
    expect(await alarmsOf(watched)).toEqual(['gap seller'])
    await all(watched, 3)
    expect(await missing(watched)).toEqual([])
    expect(await newsOf(watched)).toEqual(['gap raised: seller', 'gap cleared: seller'])
  })

  it('that overtake each other within a poll are told of by nobody', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 1, 3, 2)
    await passes(watched, 60 * MINUTE)
    expect(await newsOf(watched)).toEqual([])
  })

  it('that come again with the same content are repeats, and harmless', async () => {
    const watched = await aWatchedLedger()
    expect([await came(watched, 1), await came(watched, 1), await came(watched, 2), await came(watched, 1)]).toEqual([
      'new',
      'repeat',
      'new',
      'repeat',
    ])
    expect(await newsOf(watched)).toEqual([])
  })

  it('that come again with other content are duplicates, told of once each', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 1, 2)
    expect([await came(watched, 2, 'other'), await came(watched, 2, 'other')]).toEqual(['duplicate', 'duplicate'])
    expect(await newsOf(watched)).toEqual(['duplicate-number raised: seller 2'])
    expect(await watched.ledger.watchman.duplicates(10)).toMatchObject([{ document_id: 'file other', partner: 'seller' }])
    // What came first stays what the number stands for.
    expect(await came(watched, 2)).toBe('repeat')
  })

  it('that a person allows are taken although they came before', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 1, 2)
    await came(watched, 2, 'other')
    await watched.ledger.watchman.allow('file other')
    expect([await came(watched, 2, 'other'), await came(watched, 2, 'other')]).toEqual(['new', 'repeat'])
    expect(await newsOf(watched)).toEqual(['duplicate-number raised: seller 2', 'duplicate-number cleared: seller 2'])
    // The permission is for that file alone.
    expect(await came(watched, 2, 'a third')).toBe('duplicate')
  })

  it('of another sender are counted apart', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 1)
    const other = { stream: 'another', number: 1, sha256: 'x', documentId: 'x', counting: 'sequential' } as const
    expect(await watched.ledger.watchman.receive({ sender: us, receiver: them }, [other])).toEqual([{ verdict: 'new' }])
  })
})

describe('a sender that counts for all its customers together', () => {
  it('leaves no gaps, and its duplicates are known', async () => {
    const watched = await aWatchedLedger()
    for (const number of [1, 40, 17]) expect(await came(watched, number, undefined, 'unique')).toBe('new')
    expect(await missing(watched)).toEqual([])
    expect(await came(watched, 17, 'other', 'unique')).toBe('duplicate')
  })

  it('whose numbers mean nothing has its repeats noted, and nobody told', async () => {
    const watched = await aWatchedLedger()
    await came(watched, 1, 'one', 'noted')
    await came(watched, 1, 'other', 'noted')
    await came(watched, 9, 'nine', 'noted')
    await passes(watched, 60 * MINUTE)
    expect(await newsOf(watched)).toEqual([])
  })
})

describe('after 999999999', () => {
  it('comes 1, without a gap or a duplicate', async () => {
    const watched = await aWatchedLedger()
    for (const number of [999_999_998, 999_999_999, 1, 2]) expect(await came(watched, number)).toBe('new')
    expect(await missing(watched)).toEqual([])
    expect([await came(watched, 999_999_999), await came(watched, 999_999_999, 'other')]).toEqual(['repeat', 'duplicate'])
  })

  it('what is left out on both sides of the turn is missing, and may come late', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 999_999_996, 999_999_997, 3)
    expect(await missing(watched)).toEqual(['999999998-999999999', '1-2'])
    await all(watched, 999_999_999, 1)
    expect(await missing(watched)).toEqual(['999999998', '2'])
  })
})

describe('a sender that begins anew', () => {
  it('with 1 after many numbers may use them again; what was missing before is given up', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 1, 2, 150, 152)
    await passes(watched, 15 * MINUTE)
    expect(await came(watched, 1, 'anew 1')).toBe('new')
    expect(await came(watched, 2, 'anew 2')).toBe('new')
    expect(await missing(watched)).toEqual([])
    expect(await alarmsOf(watched)).toEqual([])
    expect(await came(watched, 2, 'other')).toBe('duplicate')
  })

  it('with 1 after a few numbers is taken for a duplicate, until a person says that it begins anew', async () => {
    const watched = await aWatchedLedger()
    await all(watched, 1, 2)
    expect(await came(watched, 1, 'anew 1')).toBe('duplicate')
    await watched.ledger.watchman.restart(stream)
    expect(await came(watched, 1, 'anew 1')).toBe('new')
    expect(await came(watched, 2, 'anew 2')).toBe('new')
    expect(await missing(watched)).toEqual([])
  })
})
