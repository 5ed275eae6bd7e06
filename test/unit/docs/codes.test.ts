/** docs/codes.md, docs/overrides.md and the dialog: what they name is what the package has. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changeAspects } from '../../../lib/mapping/order-content'
import { overridable } from '../../../lib/mapping/overrides/overrides'
import { reasonRows } from '../../../lib/matching/reasons'
import { load, template } from '../editor/editor-files'

const root = join(__dirname, '..', '..', '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const source = ['lib', 'nodes']
  .flatMap(folder => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)))
  .filter(file => file.endsWith('.ts'))
  .map(read)
  .join('\n')
/** In the first column of the tables, and where a paragraph lists them. */
const documented = [...read('docs/codes.md').matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map(([, code = '']) => code)

test('every code that the page explains is one that the package raises', () => {
  expect(documented.length).toBeGreaterThan(100)
  const known = documented.filter(code => !['edi-match', 'x12-decode'].includes(code))
  expect(known.filter(code => !source.includes(`'${code}'`))).toEqual([])
})

test('every code that holds a document is explained there, or with the reasons of matching', () => {
  const held = [...source.matchAll(/\bhold\(\{\s*code: '([a-z0-9-]+)'/g)].map(([, code = '']) => code)
  expect(held.length).toBeGreaterThan(40)
  const matching = new Set<string>(Object.keys(reasonRows))
  expect([...new Set(held)].filter(code => !documented.includes(code) && !matching.has(code))).toEqual([])
})

test('maps that can be overridden are the same in the page, in the dialog and in the library', () => {
  const isOverridable = load('edi-map').ediLoop['isOverridable'] as unknown as (map: string) => boolean
  const offered = [...template('edi-map').matchAll(/<option value="([^"]+)" data-i18n="map\./g)].map(([, map = '']) => map)
  const maps = Object.keys(overridable)
  expect(offered.filter(isOverridable).toSorted()).toEqual(maps.toSorted())
  const [, table = ''] = /\| Map \| The expression gets \|([\s\S]*?)\n\n/.exec(read('docs/overrides.md')) ?? []
  expect(
    [...table.matchAll(/`([\w-]+)`(?=[^|]*\|[^|]*\|\n?)/g)]
      .map(([, map = '']) => map)
      .filter(map => map in overridable)
      .toSorted(),
  ).toEqual(maps.toSorted())
})

test('what can count as a change is the same in the dialog and in the library', () => {
  const offered = [...template('edi-map').matchAll(/<option value="([^"]+)" data-i18n="change\./g)].map(
    ([, aspect = '']) => aspect,
  )
  expect(offered).toEqual([...changeAspects])
})
