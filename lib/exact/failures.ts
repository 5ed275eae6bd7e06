/**
 * What went wrong with a call, in words, and whether Exact Online may have acted. A validation comes as status 500 in the user's
 * language: its text is passed on as it is, behind plain words where it is known. @see reference exact-online.md §6
 */
import type { Division } from '../documents/value'
import { EdiError, type Facts, type Place } from '../error'
import type { Answer, NoAnswer, Request } from './http'
import { inPlainWords, isGenericFault } from './validation-texts'

export interface Call {
  readonly division: Division | 'current'
  readonly endpoint: string
  readonly request: Request
}

/** Error for an answer that is neither a success nor a refused token. */
export function failureOf(call: Call, answer: Answer): EdiError {
  const { status, headers } = answer
  const lines = linesOf(answer)
  const said = lines.join('; ')
  const reason = headers['reason']
  const told = reason !== undefined && said.includes(reason) ? [said] : [said, reason]
  const why = told.filter(text => text).join(' / ') || `Status ${status} without a text`
  switch (status) {
    case 400:
    case 405:
      return refused(call, { why, remedy: inPlainWords(lines).remedy })
    case 403:
      return error(call, {
        code: 'exact-forbidden',
        what: `Exact Online does not allow ${verb(call)}`,
        why,
        remedy:
          'Check the scopes of the app, the rights of the signed-in user, and whether the licence of this company includes the module',
      })
    case 404:
      return error(call, {
        code: 'exact-not-found',
        what: `Exact Online does not know what ${verb(call)} asks for`,
        why,
        remedy: 'Check the name of the resource and the key; the record may have been deleted',
      })
    case 429:
      return error(call, {
        code: 'exact-limit-reached',
        what: 'Exact Online keeps refusing calls for their number',
        why,
        prospect: 'passing',
      })
    case 500:
      return isFaultOfService(answer) ? faulty(call, why) : refused(call, inPlainWords(lines))
    default:
      return faulty(call, why)
  }
}

/** Whether it tells of trouble at Exact Online itself. A validation, which comes as 500 too, is an answer like any other. */
export function isFaultOfService(answer: Answer): boolean {
  if (answer.status !== 500) return answer.status > 500
  const said = linesOf(answer).join('; ')
  return said === '' || isGenericFault(said)
}

export function noAnswerFor(call: Call, { arrived, words }: NoAnswer): EdiError {
  if (arrived === 'no' || call.request.method === 'GET')
    return error(call, {
      code: 'exact-unreachable',
      what: 'Exact Online did not answer',
      why: words,
      remedy: 'Check the connection of this machine to the internet; the call is tried again',
      prospect: 'passing',
    })
  return error(call, {
    code: 'exact-answer-lost',
    what: `The answer to ${verb(call)} was lost, so it may have been carried out or not`,
    why: words,
    remedy: 'It is looked up before it is tried again',
    prospect: 'uncertain',
  })
}

export function tokenRefused(call: Call): EdiError {
  return error(call, {
    code: 'exact-token-refused',
    what: 'Exact Online does not accept the access token',
    why: 'It is too young to be renewed, or the renewed one was refused as well',
    remedy: 'It is tried again; sign in again if this lasts for more than ten minutes',
    prospect: 'passing',
  })
}

/** A success whose body makes no sense: what was to be written has been written. */
export function unreadable(call: Call): EdiError {
  return error(call, {
    code: call.request.method === 'GET' ? 'exact-faulty' : 'exact-answer-lost',
    what: 'The answer of Exact Online cannot be read',
    prospect: call.request.method === 'GET' ? 'passing' : 'uncertain',
  })
}

/** The token goes to the chosen site only, whatever an answer names as its next page. */
export function foreignAddress(endpoint: string, division: Call['division']): EdiError {
  return new EdiError({
    code: 'exact-foreign-address',
    what: 'The next page is said to be at another address than Exact Online',
    where: { address: endpoint, ...(typeof division === 'number' && { division }) },
    remedy: 'Check the base address in the account settings',
  })
}

function refused(call: Call, { why, remedy }: { readonly why: string; readonly remedy: string }): EdiError {
  return error(call, {
    code: 'exact-refused',
    what: `Exact Online refuses ${verb(call)}`,
    why,
    remedy: call.request.method === 'GET' ? 'Correct the query' : remedy,
  })
}

function faulty(call: Call, why: string): EdiError {
  const reading = call.request.method === 'GET'
  return error(call, {
    code: 'exact-faulty',
    what: `Exact Online met a fault of its own at ${verb(call)}`,
    why,
    remedy: reading ? 'It is tried again' : 'It is looked up before it is tried again',
    prospect: reading ? 'passing' : 'uncertain',
  })
}

function error({ division, endpoint }: Call, facts: Facts): EdiError {
  const where: Place = { address: endpoint, ...(typeof division === 'number' && { division }) }
  return new EdiError({ ...facts, where })
}

function verb({ request: { method } }: Call): string {
  return { GET: 'this reading', POST: 'this creation', PUT: 'this change', DELETE: 'this deletion' }[method]
}

/** The text in Exact Online's error shape: each of its lines is a complaint of its own. @see reference exact-online.md §6.1 */
function linesOf({ text }: Answer): readonly string[] {
  try {
    const { error: said } = JSON.parse(text) as { error?: { message?: { value?: unknown } } }
    const value = said?.message?.value
    if (typeof value !== 'string') return []
    return value
      .split(/\r?\n/)
      .map(line => line.trim())
      .filter(line => line !== '')
  } catch {
    return []
  }
}
