/**
 * The REST API of Exact Online through one connection and its call budget: reading in pages, creating and updating.
 * Every failure is an EdiError that tells what Exact Online said and whether it may have acted.
 * @see reference exact-online.md §4–§6
 */
import type { Division, Guid } from '../documents/value'
import type { Environment } from '../environment'
import type { CallBudget, Watch } from './budget'
import type { ExactConnection } from './connection'
import { exchange, type Answer } from './http'
import { literal, queryText, readPage, type ExactRecord, type Page, type Query } from './odata'
import { failureOf, foreignAddress, noAnswerFor, tokenRefused, unreadable, type Call } from './failures'

export interface ExactClient {
  /** The signed-in user; `CurrentDivision` is only where that user looked last. @see reference exact-online.md §3.1 */
  me(): Promise<Me>
  /** Every division the user may open. @param through one of them: spares the call that finds one */
  divisions(through?: Division): Promise<DivisionRecord[]>
  /** Pages as they come; the next one is asked for when the last is done with. Expanded collections are complete. */
  pages(division: Division, resource: string, query: Query): AsyncIterable<ExactRecord[]>
  /** All records that a query finds. For what is known to be few. */
  find(division: Division, resource: string, query: Query): Promise<ExactRecord[]>
  /** The record as Exact Online stored it. @throws EdiError, prospect `uncertain` when it may exist although no answer says so */
  create(division: Division, resource: string, body: Readonly<Record<string, unknown>>): Promise<ExactRecord>
  /** Changes the properties given and no others. */
  update(division: Division, resource: string, key: Guid, body: Readonly<Record<string, unknown>>): Promise<void>
  /** @throws RangeError for a resource whose records are not ours to delete */
  remove(division: Division, resource: string, key: Guid): Promise<void>
}

export interface Me {
  readonly CurrentDivision: number
  readonly UserID: Guid
  readonly FullName: string
  readonly UserName: string
  readonly LanguageCode: string
  /** Wall clock of the service and its distance from UTC in seconds. */
  readonly ServerTime: string
  readonly ServerUtcOffset: number
}

export interface DivisionRecord {
  readonly Code: Division
  readonly Hid: string
  readonly Description: string
  readonly CustomerName: string
  readonly Country: string
  readonly Currency: string
  readonly Status: number
  readonly BlockingStatus: number
  /** When it changes, every sync timestamp starts anew. @see reference exact-online.md §3.2 */
  readonly DivisionMoveDate: string | null
  readonly IsMainDivision: boolean
}

interface Sent {
  readonly token: string
  readonly answer: Answer
}

const myFields = ['CurrentDivision', 'UserID', 'FullName', 'UserName', 'LanguageCode', 'ServerTime', 'ServerUtcOffset']
const divisionFields = [
  'Code',
  'Hid',
  'Description',
  'CustomerName',
  'Country',
  'Currency',
  'Status',
  'BlockingStatus',
  'DivisionMoveDate',
  'IsMainDivision',
]

/** All that is ever deleted: what this package made for itself. A DELETE of a division would delete a company. @see reference exact-online.md §3.2 */
const removable: ReadonlySet<string> = new Set(['webhooks/WebhookSubscriptions'])

/** Pauses before a read that met a passing fault is repeated. */
const readAgainAfter = [2_000, 8_000]

export function exactClient(
  connection: ExactConnection,
  budget: CallBudget,
  environment: Environment,
  watch: Watch,
): ExactClient {
  const { baseUrl, clientId } = connection
  const api = `${baseUrl}/api/v1`

  /** One call, repeated once with another token when the first is not accepted. */
  async function callOnce(call: Call): Promise<Answer> {
    const first = await send(call)
    if (!isTokenRefusal(first.answer)) return accepted(call, first.answer)
    if (!(await hasAnotherToken(first))) throw tokenRefused(call)
    const second = await send(call)
    if (isTokenRefusal(second.answer)) throw tokenRefused(call)
    return accepted(call, second.answer)
  }

  async function send(call: Call): Promise<Sent> {
    const reading = call.request.method === 'GET'
    let token = ''
    const place = { clientId, division: call.division, endpoint: call.endpoint }
    const result = await budget.call(
      place,
      async () => {
        token = reading ? await connection.accessToken() : await connection.accessTokenForLongCall()
        const headers = { ...call.request.headers, Authorization: `Bearer ${token}` }
        // A write under way is never broken off: nobody would know what became of it.
        return exchange({ ...call.request, headers, ...(reading && { signal: watch.signal }) })
      },
      watch,
    )
    if (!result.answered) throw noAnswerFor(call, result)
    return { token, answer: result }
  }

  /** A 401 or the way to a sign-in says for certain that the token is bad; a page for people may also be one about maintenance. */
  async function hasAnotherToken({ token, answer }: Sent): Promise<boolean> {
    if (answer.status !== 200) return (await connection.accessTokenAfterRefusal(token)) !== undefined
    return (await connection.accessToken()) !== token
  }

  async function read(call: Call): Promise<Page> {
    for (const pause of readAgainAfter) {
      try {
        return pageOf(call, await callOnce(call))
      } catch (thrown) {
        if (!isFault(thrown)) throw thrown
        await environment.sleep(pause, watch.signal)
      }
    }
    return pageOf(call, await callOnce(call))
  }

  function get(division: Call['division'], endpoint: string, url: string): Call {
    if (!url.startsWith(`${baseUrl}/`)) throw foreignAddress(endpoint, division)
    return { division, endpoint, request: { method: 'GET', url, headers: { Accept: 'application/json' } } }
  }

  async function* pagesOf(division: Call['division'], resource: string, query: Query): AsyncGenerator<ExactRecord[]> {
    const text = queryText(query)
    let url: string | undefined = `${api}/${division}/${resource}${text && `?${text}`}`
    if (resource === 'current/Me') url = `${api}/${resource}?${text}`
    while (url !== undefined) {
      const page: Page = await read(get(division, resource, url))
      for (const { records, next } of page.unfinished) records.push(...(await restOf(division, resource, next)))
      yield [...page.records]
      url = page.next
    }
  }

  /** What is left of an expanded collection; its lines may be expanded again in turn. */
  async function restOf(division: Call['division'], resource: string, address: string): Promise<ExactRecord[]> {
    const rest: ExactRecord[] = []
    for (let url: string | undefined = address; url !== undefined; ) {
      const page: Page = await read(get(division, resource, url))
      for (const { records, next } of page.unfinished) records.push(...(await restOf(division, resource, next)))
      rest.push(...page.records)
      url = page.next
    }
    return rest
  }

  async function gather(division: Call['division'], resource: string, query: Query): Promise<ExactRecord[]> {
    const found: ExactRecord[] = []
    for await (const records of pagesOf(division, resource, query)) found.push(...records)
    return found
  }

  function writing(method: 'POST' | 'PUT', division: Division, resource: string, address: string, body: object): Call {
    // Without Prefer some resources answer a create with nothing but the key.
    const headers = { Accept: 'application/json', 'Content-Type': 'application/json', Prefer: 'return=representation' }
    return {
      division,
      endpoint: resource,
      request: { method, url: `${api}/${division}/${address}`, headers, body: JSON.stringify(body) },
    }
  }

  async function me(): Promise<Me> {
    const [found] = await gather('current', 'current/Me', { select: myFields })
    return found as unknown as Me
  }

  return {
    me,
    async divisions(through) {
      const division = through ?? (await me()).CurrentDivision
      return (await gather(division, 'system/Divisions', { select: divisionFields })) as unknown as DivisionRecord[]
    },
    pages: pagesOf,
    find: gather,
    async create(division, resource, body) {
      const call = writing('POST', division, resource, resource, body)
      const [record] = pageOf(call, await callOnce(call)).records
      return record ?? {}
    },
    async update(division, resource, key, body) {
      await callOnce(writing('PUT', division, resource, `${resource}(${literal.guid(key)})`, body))
    },
    async remove(division, resource, key) {
      if (!removable.has(resource)) throw new RangeError(`records of ${resource} are never deleted`)
      const url = `${api}/${division}/${resource}(${literal.guid(key)})`
      await callOnce({
        division,
        endpoint: resource,
        request: { method: 'DELETE', url, headers: { Accept: 'application/json' } },
      })
    },
  }
}

/** 401, a redirect or a page for people all mean that the token was not taken. @see reference exact-online.md §1.7 */
function isTokenRefusal({ status, headers, text }: Answer): boolean {
  if (status === 401 || (status >= 300 && status < 400)) return true
  return status === 200 && (/text\/html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(text))
}

function accepted(call: Call, answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer
  throw failureOf(call, answer)
}

function pageOf(call: Call, answer: Answer): Page {
  try {
    return readPage(answer.text)
  } catch {
    throw unreadable(call)
  }
}

/** A fault of the other side or of the way there: the same read may succeed in a moment. */
function isFault(thrown: unknown): boolean {
  return thrown instanceof Error && ['exact-faulty', 'exact-unreachable'].includes((thrown as { code?: string }).code ?? '')
}
