/** The list of reasons, its page for clerks, and what the tests have seen of it say the same. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reasonRows, worstFirst } from '../../../lib/matching/reasons'
import { root } from '../editor/editor-files'

const page = readFileSync(join(root, 'docs/matching.md'), 'utf8')
const table = page.slice(page.indexOf('## Reasons'))
const rows = [...table.matchAll(/^\| `([a-z-]+)` \| (.+) \| (.+) \|$/gm)].map(([, code, words, remedies]) => [
  code,
  words,
  remedies,
])

test('the page has every reason with its words and what releases it, in the order of the list, and no other', () => {
  expect(rows).toEqual(Object.entries(reasonRows).map(([code, { words, remedies }]) => [code, words, remedies.join('; ')]))
})

test('every reason is one that some test has seen held', () => {
  const tests = ['match', 'limits', 'credit'].map(name => readFileSync(join(__dirname, `${name}.test.ts`), 'utf8'))
  expect(Object.keys(reasonRows).filter(code => !tests.some(text => text.includes(`'${code}'`)))).toEqual([])
})

test('reasons are sorted by the list, those of one code as they were found', () => {
  const found = [
    { code: 'tax-differs', line: '1' },
    { code: 'order-unknown', line: '2' },
    { code: 'tax-differs', line: '3' },
  ] as const
  expect(worstFirst(found)).toEqual([found[1], found[0], found[2]])
})
