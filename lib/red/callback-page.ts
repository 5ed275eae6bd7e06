/** The page that the browser sees when it comes back from Exact Online: it tells the editor's window and closes. No secret is in it. */
import { asEdiError } from '../error'
import type { Return } from './sign-ins'
import type { AdminResponse } from './types'

export function callbackPage(response: AdminResponse, finish: () => Promise<Return>): void {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  )
  finish().then(
    ({ id, origin }) =>
      response.type('html').send(page('Signed in to Exact Online', 'You can close this window.', { id, origin })),
    thrown =>
      response
        .status(400)
        .type('html')
        .send(page('The sign-in did not succeed', asEdiError(thrown).message, undefined)),
  )
}

function page(title: string, words: string, told: { id: string; origin: string } | undefined): string {
  // In a script element only `<` can end the text early; JSON escapes the rest.
  const json = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')
  const script = told
    ? `<script>if (window.opener) { window.opener.postMessage({ ediLoop: 'exact-signed-in', id: ${json(told.id)} }, ${json(told.origin)}); window.close() }</script>`
    : ''
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body style="font-family: sans-serif; margin: 3em"><h1 style="font-size: 1.3em">${escaped(title)}</h1><p>${escaped(words)}</p>${script}</body></html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
