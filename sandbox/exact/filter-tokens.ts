/** The words, marks and literals of `$filter`, of a key in brackets and of a skip token. */
import { badRequest } from './answer'

export type Token =
  | { readonly type: 'word' | 'mark'; readonly text: string }
  | {
      readonly type: 'literal'
      readonly text: string
      readonly kind: 'Guid' | 'String' | 'Number' | 'DateTime' | 'Boolean' | 'Null'
      readonly value: string | number | boolean | null
    }

const guid = /^guid'([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'/i
const datetime = /^datetime'(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?)?)'/
const quoted = /^'((?:[^']|'')*)'/
const number = /^-?\d+(?:\.\d+)?(?:[LlDdMmFf])?(?![\w.])/
const word = /^[A-Za-z_]\w*/

/** @throws Refusal 400 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let rest = text.trimStart()
  while (rest !== '') {
    const token = firstToken(rest)
    if (!token) throw badRequest(`Syntax error at position ${text.length - rest.length} in '${text}'.`)
    tokens.push(token)
    rest = rest.slice(token.text.length).trimStart()
  }
  return tokens
}

function firstToken(rest: string): Token | undefined {
  const mark = rest[0] ?? ''
  if ('(),'.includes(mark)) return { type: 'mark', text: mark }
  const id = guid.exec(rest)
  if (id) return { type: 'literal', text: id[0], kind: 'Guid', value: String(id[1]).toLowerCase() }
  const moment = datetime.exec(rest)
  if (moment) return momentToken(moment[0], String(moment[1]))
  const string = quoted.exec(rest)
  if (string) return { type: 'literal', text: string[0], kind: 'String', value: String(string[1]).replaceAll("''", "'") }
  const figure = number.exec(rest)
  if (figure) return { type: 'literal', text: figure[0], kind: 'Number', value: Number.parseFloat(figure[0]) }
  const name = word.exec(rest)?.[0]
  if (!name || rest[name.length] === "'") return undefined
  if (name === 'null') return { type: 'literal', text: name, kind: 'Null', value: null }
  if (name === 'true' || name === 'false') return { type: 'literal', text: name, kind: 'Boolean', value: name === 'true' }
  return { type: 'word', text: name }
}

function momentToken(text: string, moment: string): Token | undefined {
  const milliseconds = wallMoment(moment)
  return milliseconds === undefined ? undefined : { type: 'literal', text, kind: 'DateTime', value: milliseconds }
}

/** A zone-less ISO date or moment as milliseconds of the wall clock; undefined for a day that does not exist. */
export function wallMoment(text: string): number | undefined {
  const full = text.length === 10 ? `${text}T00:00:00` : text.length === 16 ? `${text}:00` : text
  const milliseconds = Date.parse(`${full}Z`)
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined
  return milliseconds
}
