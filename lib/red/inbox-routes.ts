/**
 * The address of the inbox, and its texts in the reader's language. Neither holds a document, so neither asks who looks: what the page shows of
 * documents it asks for, each time with the token of whoever looks.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Red } from './types'

/** Beside the texts of the nodes, so that who translates them finds it. */
const LOCALES = join(__dirname, '../../nodes/locales')
const USUAL = 'en-US'

export function inboxRoutes(RED: Red): void {
  RED.httpAdmin.get('/edi-loop/inbox', (_request, response) => {
    response.writeHead(302, { Location: '../resources/@edi-loop/node-red-exact-truecommerce/inbox.html' }).end()
  })
  RED.httpAdmin.get('/edi-loop/inbox/texts', ({ headers }, response) => {
    const found = inboxTexts(headers['accept-language'], LOCALES)
    response.setHeader('Content-Language', found.language)
    response.setHeader('Vary', 'Accept-Language')
    response.setHeader('Cache-Control', 'no-cache')
    response.json(found)
  })
}

export interface Texts {
  readonly [name: string]: string | Texts
}

/** What a language does not have yet is in English. @param folder one folder for each language, with `inbox.json` where it is translated */
export function inboxTexts(accepted: string | undefined, folder: string): { readonly language: string; readonly texts: Texts } {
  const language = languageOf(accepted, translated(folder))
  return { language, texts: filledIn(read(folder, language), read(folder, USUAL)) }
}

/** Of the languages there are the one that the browser likes best; a regional one for another of its language. @see RFC 9110 §12.5.4 */
export function languageOf(accepted: string | undefined, known: readonly string[]): string {
  const wished = (accepted ?? '')
    .split(',')
    .map(part => {
      const [tag = '', ...parameters] = part.split(';').map(word => word.trim())
      const weight = parameters.find(parameter => parameter.startsWith('q='))
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight.slice(2)) }
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
  for (const { tag } of wished) {
    const [base] = tag.split('-')
    const found =
      known.find(language => language.toLowerCase() === tag) ??
      known.find(language => language.toLowerCase().split('-')[0] === base)
    if (found !== undefined) return found
  }
  return USUAL
}

function translated(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap(
    path => /^([\w-]+)[/\\]inbox\.json$/.exec(path)?.[1] ?? [],
  )
}

function read(folder: string, language: string): Texts {
  return JSON.parse(readFileSync(join(folder, language, 'inbox.json'), 'utf8')) as Texts
}

function filledIn(texts: Texts, usual: Texts): Texts {
  const names = Object.keys({ ...usual, ...texts })
  return Object.fromEntries(
    names.map(name => {
      const [own, other] = [texts[name], usual[name]]
      return [name, typeof own === 'object' && typeof other === 'object' ? filledIn(own, other) : (own ?? other ?? '')]
    }),
  )
}
