/** Every text of a dialog comes from its catalogue, every text of the catalogue is used, and the help has its parts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contract } from './contract'
import { catalogue, help, load, root, scripts, template, types } from './editor-files'

describe.each(types)('%s', type => {
  const texts = catalogue(type)
  const { exact, open } = keysOf(type)

  it('has a text for every key it uses', () => {
    expect(exact.filter(key => !texts.has(key))).toEqual([])
    expect(open.filter(start => ![...texts.keys()].some(key => key.startsWith(start)))).toEqual([])
  })

  it('uses every text it has', () => {
    const unused = [...texts.keys()].filter(key => !exact.includes(key) && !open.some(start => key.startsWith(start)))
    expect(unused).toEqual([])
  })

  it('shows no text that is written into the page', () => {
    const written = template(type)
      .replace(/<[^>]+>/g, ' ')
      .trim()
    expect(written).toBe('')
  })

  it('ties every field to a label', () => {
    const fields = [...template(type).matchAll(/<(?:input|select|textarea)\b([^>]*)>/g)].map(match => match[1] ?? '')
    const visible = fields.filter(attributes => !/type="hidden"|aria-hidden="true"|aria-label/.test(attributes))
    const ids = visible.map(attributes => /id="([^"]+)"/.exec(attributes)?.[1])
    expect(ids.filter(id => !template(type).includes(`for="${id}"`))).toEqual([])
  })

  it('takes its colours from the theme', () => {
    expect(template(type)).not.toMatch(/#[0-9a-f]{3,6}\b(?!")|rgb\(|style="[^"]*color/i)
  })

  it('has help with a summary, its parts and its properties', () => {
    const page = help(type)
    expect(page).toMatch(new RegExp(`^<script type="text/html" data-help-name="${type}">\\s*<p>`))
    const parts = [...page.matchAll(/<h3>([^<]+)<\/h3>/g)].map(match => match[1])
    const flow = contract[type]?.ports !== undefined
    const inputs = contract[type]?.ports?.[0] === 0 ? [] : ['Inputs']
    expect(parts).toEqual([...(flow ? [...inputs, 'Outputs'] : ['Properties']), 'Details', 'Errors', 'References'])
    expect(page).toContain('<dl class="message-properties">')
    const properties = flow ? ['payload', 'topic', 'edi'] : []
    expect(properties.filter(property => !new RegExp(`<dt[^>]*>${property} `).test(page))).toEqual([])
  })

  it('has help whose every tag is closed', () => {
    const open = new Map<string, number>()
    for (const [, slash, tag] of help(type).matchAll(/<(\/?)(\w+)\b[^>]*>/g))
      open.set(tag ?? '', (open.get(tag ?? '') ?? 0) + (slash ? -1 : 1))
    expect([...open].filter(([, count]) => count !== 0)).toEqual([])
  })
})

it.each(types.filter(type => contract[type]?.ports))('the help of %s says that without a ledger nothing is durable', type => {
  expect(help(type)).toMatch(/Without a ledger[\s\S]*not durable/)
})

it('every error code that the help names is one the package raises', () => {
  const source = ['lib', 'nodes']
    .flatMap(folder =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => join(root, folder, file)),
    )
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(file, 'utf8'))
    .join('\n')
  const named: string[] = types.flatMap(type => {
    const errors = /<h3>Errors<\/h3>([\s\S]*?)<h3>/.exec(help(type))?.[1] ?? ''
    return [...errors.matchAll(/<dt>([^<]+)<\/dt>/g)].flatMap(match => (match[1] ?? '').split(', '))
  })
  expect(named.length).toBeGreaterThan(30)
  expect([...new Set(named)].filter((code: string) => !source.includes(`'${code}'`))).toEqual([])
})

it('every catalogue has a page with that node', () => {
  expect(types.filter(type => !existsSync(join(root, 'nodes/locales/en-US', `${type}.json`)))).toEqual([])
})

it('a rule that fails has words to say why', () => {
  for (const type of types) {
    const { definition } = load(type)
    const wordless = Object.entries(definition.defaults).filter(([, { validate }]) => {
      const answer = validate?.call({ _def: definition, _: (key: string) => key }, '\u0000', {})
      return answer === false
    })
    expect(wordless.map(([name]) => name)).toEqual([])
  }
})

/** Keys written out, and the beginnings of keys that are put together. */
function keysOf(type: string): { exact: string[]; open: string[] } {
  const inPage = [...template(type).matchAll(/data-i18n="(?:\[[\w-]+\])?([^"]+)"/g)].map(match => match[1] ?? '')
  const calls = [...scripts(type).matchAll(/(?:\._|\bsay)\(\s*'([a-z][\w.-]*)'(\s*\+)?/g)]
  const exact = [...inPage, ...calls.filter(call => !call[2]).map(call => call[1] ?? '')]
  return { exact, open: calls.filter(call => call[2]).map(call => call[1] ?? '') }
}
