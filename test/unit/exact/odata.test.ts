import { describe, expect, it } from 'vitest'
import { literal, paddedAccountCode, queryText, readPage } from '../../../lib/exact/odata'

const read = (d: unknown) => readPage(JSON.stringify({ d }))

describe('answers', () => {
  it('a collection is read from d.results, from a bare d and from a single record alike', () => {
    const row = { __metadata: { uri: 'x', type: 'y' }, ID: 'a' }
    for (const d of [{ results: [row] }, [row], row]) expect(read(d).records).toEqual([{ ID: 'a' }])
  })

  it('the address of the next page is handed on unchanged', () => {
    const next = "https://start.exactonline.nl/api/v1/1/crm/Accounts?$skiptoken=guid'790fc424'&$filter=a%20eq%20b"
    expect(read({ results: [], __next: next }).next).toBe(next)
    expect(read({ results: [] }).next).toBeUndefined()
  })

  it('dates become wall-clock text without a zone, whatever the zone of this machine', () => {
    const dates = {
      EntryDate: '/Date(1717027200000)/',
      Created: '/Date(1782404229433)/',
      Old: '/Date(-62135596800000)/',
      None: null,
    }
    const expected = { EntryDate: '2024-05-30T00:00:00', Created: '2026-06-25T16:17:09', Old: '0001-01-01T00:00:00', None: null }
    expect(read(dates).records).toEqual([expected])
  })

  it('padding is taken off and everything that is no text stays as it is', () => {
    const row = {
      Code: '           0000002',
      Country: 'FR ',
      Unit: 'pc      ',
      Timestamp: '9007199254740993',
      Amount: 12.5,
      Flag: false,
      Byte: 0,
    }
    expect(read(row).records).toEqual([{ ...row, Code: '0000002', Country: 'FR', Unit: 'pc' }])
  })

  it('a collection that was not expanded is left out', () => {
    expect(read({ ID: 'a', Lines: { __deferred: { uri: 'x' } } }).records).toEqual([{ ID: 'a' }])
  })

  it('an expanded collection becomes an array, in both shapes, and one that goes on is named', () => {
    const { records, unfinished } = read({ results: [{ A: { results: [{ N: 1 }], __next: 'more' } }, { A: [{ N: 2 }] }] })
    expect(records).toEqual([{ A: [{ N: 1 }] }, { A: [{ N: 2 }] }])
    expect(unfinished).toEqual([{ records: [{ N: 1 }], next: 'more' }])
    unfinished[0]?.records.push({ N: 9 })
    expect(records[0]).toEqual({ A: [{ N: 1 }, { N: 9 }] })
  })

  it('an answer without d is refused', () => {
    expect(() => readPage('{}')).toThrow(TypeError)
    expect(() => readPage('<feed/>')).toThrow(SyntaxError)
  })
})

describe('queries', () => {
  it('options are written in full and encoded once', () => {
    const filter = `YourRef eq ${literal.text("O'Brien & Co")} and Supplier eq ${literal.guid('aa-1')}`
    const text = queryText({ select: ['ID', 'Code'], filter, expand: ['Lines'], orderBy: 'Code', top: 5 })
    expect(text).not.toContain(' & ')
    expect(Object.fromEntries(new URLSearchParams(text))).toEqual({
      $select: 'ID,Code',
      $filter: "YourRef eq 'O''Brien & Co' and Supplier eq guid'aa-1'",
      $expand: 'Lines',
      $orderby: 'Code',
      $top: '5',
    })
  })

  it('literals take the forms of the service', () => {
    expect(literal.dateTime('2026-01-15T00:00:00Z')).toBe("datetime'2026-01-15T00:00:00'")
    expect(literal.int64(123n)).toBe('123L')
    expect(paddedAccountCode('25')).toBe('                25')
  })
})
