/** Every text of the inbox comes from its catalogue, and every text of the catalogue is used. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './editor-files'

const folder = join(root, 'resources')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const page = read('inbox.html')
const modules = readdirSync(folder).filter(name => /^inbox.*\.js$/.test(name))
/** Without what is said to those who read the code. */
const code = modules.map(name => read(name).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')).join('\n')
const texts = JSON.parse(readFileSync(join(root, 'nodes/locales/en-US/inbox.json'), 'utf8')) as object

type Branch = Readonly<Record<string, unknown>>
const isPlural = (branch: object) => 'other' in branch
function keysIn(branch: object, prefix = ''): string[] {
  return Object.entries(branch as Branch).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !isPlural(value) ? keysIn(value, `${prefix}${name}.`) : [prefix + name],
  )
}

const keys = keysIn(texts)
const inPage = [...page.matchAll(/data-(?:text|label)="([^"]+)"/g)].map(([, key = '']) => key)
const calls = [
  ...code.matchAll(/\bt\(\s*'([a-z][\w.-]*)'(\s*\+)?/g),
  ...code.matchAll(/\? '([a-z-]+\.[\w.-]+)'/g),
  ...code.matchAll(/: '([a-z-]+\.[\w-]+)',? ?[){]?/g),
]
const exact = [...inPage, ...calls.filter(call => !call[2]).map(([, key = '']) => key)]
const open = [...calls.filter(call => call[2]).map(([, key = '']) => key), 'action.']

it('has a text for every key that it uses', () => {
  const used = exact.filter(key => !/\.(js|csv|html)$/.test(key))
  expect(used.length).toBeGreaterThan(80)
  expect(used.filter(key => !keys.includes(key))).toEqual([])
  expect(open.filter(start => !keys.some(key => key.startsWith(start)))).toEqual([])
})

it('uses every text that it has', () => {
  expect(keys.filter(key => !exact.includes(key) && !open.some(start => key.startsWith(start)))).toEqual([])
})

it('has no words written into the page or its code', () => {
  const written = page
    .replace(/<!--[\s\S]*?-->|<title[\s\S]*?<\/title>|<noscript>[\s\S]*?<\/noscript>/g, '')
    .replace(/<[^>]+>/g, '')
    .trim()
  expect(written).toBe('')
  const literals = [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g)].map(([, plain, template]) => plain ?? template ?? '')
  const technical = /^(Bearer |Authorization$|Content-Type$|GET$|POST$|ISA$|Node-RED cannot be reached$)/
  const words = literals.filter(literal => /^[A-Z←][a-z]|[a-z] [a-z]+ [a-z]/.test(literal) && !technical.test(literal))
  expect(words).toEqual([])
})

it('has the forms for one and for many wherever it counts', () => {
  const plurals = JSON.stringify(texts).match(/\{"(one|other)"[^}]*\}/g) ?? []
  expect(plurals.length).toBeGreaterThan(5)
  expect(plurals.filter(plural => !/"one":.*"other":"[^"]*__count__/.test(plural))).toEqual([])
})
