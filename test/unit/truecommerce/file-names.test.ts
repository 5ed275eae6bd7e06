import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFileName, fileName, namesLike, refusalOf } from '../../../lib/truecommerce/file-names'

describe('a file name', () => {
  test.each([
    'order.x12',
    'Order 12 & 13.x12',
    'Größe – naïve.xml',
    '日本.csv',
    'a..b',
    `${'n'.repeat(251)}.x12`,
    "it's (1) [2].txt",
  ])('%s is good', name => {
    expect(checkFileName(name)).toBe(name)
  })

  test.each([
    ['', 'empty'],
    ['..', 'dot'],
    ['.hidden', 'dot'],
    ['../order.x12', 'separator'],
    ['a/b', 'separator'],
    ['a\\b', 'separator'],
    ['a\u0000b', 'control character'],
    ['a\nb', 'control character'],
    ['a\u0085b', 'control character'],
    [' a', 'space'],
    ['a ', 'space'],
    ['a.', 'dot'],
    ['n'.repeat(256), '255 bytes'],
    ['é'.repeat(128), '255 bytes'],
  ])('%j is refused in plain words', (name, word) => {
    expect(refusalOf(name)).toContain(word)
    expect(() => checkFileName(name)).toThrow(expect.objectContaining({ code: 'file-name-refused' }))
  })

  test('made from a template takes its values in, and what file systems refuse becomes a dash', () => {
    expect(fileName('{set}_{order}_{control}.x12', { set: '850', order: 'PO/2026:17?', control: '000000042' })).toBe(
      '850_PO-2026-17-_000000042.x12',
    )
  })

  test('made from a template that asks for something unknown is refused', () => {
    expect(() => fileName('{order}_{colour}.x12', { order: '1' })).toThrow(
      expect.objectContaining({ code: 'file-name-refused', message: expect.stringContaining('{colour}') }),
    )
  })

  test('made from any value at all is good or refused, never a way out of the folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), value => {
        let name: string
        try {
          name = fileName('{order}.x12', { order: value })
        } catch {
          return
        }
        expect(refusalOf(name)).toBeUndefined()
        expect(name).not.toMatch(/[/\\]/)
      }),
    )
  })

  test('pattern: * and ? stand for characters, the rest for itself, letter case does not count', () => {
    const names = ['a.x12', 'ab.X12', 'a.xml', 'ax12', 'order (1).x12', 'a\nb.x12']
    expect(names.filter(namesLike('*.x12'))).toEqual(['a.x12', 'ab.X12', 'order (1).x12', 'a\nb.x12'])
    expect(names.filter(namesLike('?.x12'))).toEqual(['a.x12'])
    expect(names.filter(namesLike('order (1).*'))).toEqual(['order (1).x12'])
    expect(names.filter(namesLike('*'))).toEqual(names)
    expect(['a.xml', 'b.CSV', 'c.x12', 'd.xmlx', ''].filter(namesLike('*.xml, *.csv,'))).toEqual(['a.xml', 'b.CSV'])
  })
})
