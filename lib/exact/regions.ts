/** The seven country sites of Exact Online. Accounts, apps and tokens belong to one of them. @see reference exact-online.md §2 */
import { EdiError } from '../error'

export const countrySites = {
  nl: 'https://start.exactonline.nl',
  be: 'https://start.exactonline.be',
  uk: 'https://start.exactonline.co.uk',
  de: 'https://start.exactonline.de',
  fr: 'https://start.exactonline.fr',
  es: 'https://start.exactonline.es',
  us: 'https://start.exactonline.com',
} as const

export type Country = keyof typeof countrySites

/**
 * Base address without a slash at its end, of a country or of a free address (a sandbox, a gateway).
 * @throws EdiError `exact-base-url` unless it is https, or http to this machine: tokens never travel in the clear
 */
export function baseUrlOf(site: string): string {
  if (isCountry(site)) return countrySites[site]
  const url = URL.canParse(site) ? new URL(site) : undefined
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname)))
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  throw new EdiError({
    code: 'exact-base-url',
    what: `"${site}" is not an address of Exact Online`,
    remedy: `Choose a country (${Object.keys(countrySites).join(', ')}) or give an address that begins with https://`,
  })
}

function isCountry(site: string): site is Country {
  return Object.hasOwn(countrySites, site)
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
