/** docs/x12-traps.md: the table names a test for each trap, and each of these exists. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { traps } from '../../../sandbox/suppliers/traps/traps'

const root = join(__dirname, '..', '..', '..')
const rows = readFileSync(join(root, 'docs', 'x12-traps.md'), 'utf8')
  .split('\n')
  .map(line => line.split(/(?<!`)\|(?!`)/).map(cell => cell.trim()))
  .filter(cells => cells.length > 4 && /^(\d+|–)$/.test(cells[1] ?? ''))

/** Those of the sandbox have the names of their traps; %s and the like stand for many. */
function testsIn(cell: string): { file: string; name: string }[] {
  return cell.split(';').flatMap(part => {
    const [file = '', names = ''] = part.split('`: ')
    return [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => ({ file: file.replaceAll('`', '').trim(), name }))
  })
}

function isThere({ file, name }: { file: string; name: string }): boolean {
  if (!existsSync(join(root, file))) return false
  if (file.endsWith('sandbox/traps.test.ts')) return traps.some(trap => trap.name.startsWith(name))
  return readFileSync(join(root, file), 'utf8').includes(name)
}

test('every trap from 1 to 45 has a row', () => {
  const numbers = new Set(rows.map(cells => Number(cells[1])))
  expect(Array.from({ length: 45 }, (_, n) => n + 1).filter(number => !numbers.has(number))).toEqual([])
})

test('every row names tests, and each of them exists', () => {
  const tests = rows.map(cells => ({ row: cells[2], named: testsIn(cells.at(-2) ?? '') }))
  expect(tests.filter(({ named }) => named.length === 0).map(({ row }) => row)).toEqual([])
  expect(tests.flatMap(({ named }) => named.filter(one => !isThere(one)))).toEqual([])
})

test('every trap that the offline suppliers set stands in a row', () => {
  const named = rows
    .flatMap(cells => testsIn(cells.at(-2) ?? ''))
    .flatMap(({ file, name }) => (file.endsWith('sandbox/traps.test.ts') ? [name] : []))
  expect(traps.map(({ name }) => name).filter(trap => !named.some(name => trap.startsWith(name)))).toEqual([])
})
