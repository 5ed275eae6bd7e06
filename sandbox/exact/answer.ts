/** What goes back over the wire, and the ways in which a request is refused. */

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Left out: an empty body. */
  readonly body?: string
}

/** A refusal by the rules of the service. `lines` are shown joined by line breaks. @see reference exact-online.md §6 */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly lines: readonly string[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(lines.join('\r\n'))
    this.name = 'Refusal'
  }
}

export const genericFault = 'A problem has occurred. The cause of this issue will be investigated as soon as possible.'

export function badRequest(text: string): Refusal {
  return new Refusal(400, [text])
}

/** The error shape: `code` and `lang` are always empty. */
export function errorAnswer(status: number, text: string, xml: boolean, headers: Readonly<Record<string, string>> = {}): Answer {
  if (xml) {
    const body = `<?xml version="1.0" encoding="utf-8" standalone="yes"?><error xmlns="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><code></code><message xml:lang="">${escapeXml(text)}</message></error>`
    return { status, headers: { ...headers, 'Content-Type': 'application/xml;charset=utf-8' }, body }
  }
  return {
    status,
    headers: { ...headers, ...jsonType },
    body: JSON.stringify({ error: { code: '', message: { lang: '', value: text } } }),
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...headers, ...jsonType }, body: JSON.stringify(body) }
}

const jsonType = { 'Content-Type': 'application/json;charset=utf-8' }

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
