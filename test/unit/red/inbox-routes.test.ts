import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { inboxRoutes, inboxTexts, languageOf } from '../../../lib/red/inbox-routes'
import type { AdminRequest, AdminResponse, Handler, Red } from '../../../lib/red/types'

const folder = mkdtempSync(join(tmpdir(), 'edi-loop-texts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const put = (language: string, name: string, texts: object) => {
  mkdirSync(join(folder, language), { recursive: true })
  writeFileSync(join(folder, language, name), JSON.stringify(texts))
}
put('en-US', 'inbox.json', { title: 'EDI inbox', list: { title: 'Exceptions', many: { one: 'One', other: 'Many' } } })
put('nl', 'inbox.json', { list: { title: 'Uitzonderingen', many: { one: 'Eén', other: 'Veel' } } })
put('fr', 'edi-map.json', {})

it.each([
  [undefined, 'en-US'],
  ['', 'en-US'],
  ['nl', 'nl'],
  ['nl-BE,nl;q=0.9,en;q=0.8', 'nl'],
  ['en-GB,nl;q=0.9', 'en-US'],
  ['en;q=0.5, NL;q=0.8', 'nl'],
  ['fr, de;q=0.9', 'en-US'],
  ['fr, nl;q=0.1', 'nl'],
  ['nl;q=0, *', 'en-US'],
  ['../../secret', 'en-US'],
])('for %j the texts are in %s', (accepted, language) => {
  expect(languageOf(accepted, ['en-US', 'nl'])).toBe(language)
  expect(inboxTexts(accepted, folder).language).toBe(language)
})

it('what a language does not have yet is in English', () => {
  expect(inboxTexts('nl', folder).texts).toEqual({
    title: 'EDI inbox',
    list: { title: 'Uitzonderingen', many: { one: 'Eén', other: 'Veel' } },
  })
})

it('page and texts come to whoever has not signed in yet, for the sign-in needs them', () => {
  const routes = new Map<string, Handler[]>()
  inboxRoutes({ httpAdmin: { get: (path: string, ...handlers: Handler[]) => void routes.set(path, handlers) } } as unknown as Red)
  expect([...routes].map(([path, handlers]) => [path, handlers.length])).toEqual([
    ['/edi-loop/inbox', 1],
    ['/edi-loop/inbox/texts', 1],
  ])
  const headers: Record<string, string> = {}
  const told: unknown[] = []
  const response = {
    setHeader: (name: string, value: string) => void (headers[name] = value),
    json: (body: unknown) => void told.push(body),
  }
  routes.get('/edi-loop/inbox/texts')?.[0]?.(
    { headers: { 'accept-language': 'xx' } } as unknown as AdminRequest,
    response as unknown as AdminResponse,
  )
  expect(headers).toEqual({ 'Content-Language': 'en-US', Vary: 'Accept-Language', 'Cache-Control': 'no-cache' })
  expect(told).toMatchObject([{ language: 'en-US', texts: { title: 'EDI inbox', list: { title: 'Exceptions' } } }])
})
