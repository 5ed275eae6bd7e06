/** The one place that talks HTTP. What comes back is either an answer or the reason why there is none; nothing is thrown. */
import axios from 'axios'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal | undefined
}

export type Exchange = Answer | NoAnswer

export interface Answer {
  readonly answered: true
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export interface NoAnswer {
  readonly answered: false
  /** `no`: it never left this machine, so nothing can have happened on the other side. `perhaps`: it may have been acted on. */
  readonly arrived: 'no' | 'perhaps'
  readonly words: string
}

/** Large pages and attachments take their time; past this the answer counts as lost. */
const longestWait = 120_000

const client = axios.create({
  validateStatus: () => true,
  // A redirect is the way to a sign-in page: an answer to be judged, not an address to send a token to.
  maxRedirects: 0,
  maxBodyLength: Number.POSITIVE_INFINITY,
  responseType: 'text',
  transformResponse: text => text,
})

export async function exchange({ method, url, headers, body, signal }: Request): Promise<Exchange> {
  const patience = AbortSignal.timeout(longestWait)
  try {
    const response = await client.request<string>({
      method,
      url,
      headers: { ...headers },
      data: body,
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    })
    const names = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)])
    return { answered: true, status: response.status, headers: Object.fromEntries(names), text: response.data }
  } catch (thrown) {
    return noAnswer(thrown, patience)
  }
}

/** Only the code goes on: the error itself carries the request with its tokens. */
function noAnswer(thrown: unknown, patience: AbortSignal): NoAnswer {
  if (patience.aborted) return { answered: false, arrived: 'perhaps', words: `no answer within ${longestWait / 1000} seconds` }
  const causes = causesOf(thrown)
  const code = causes.map(cause => cause.code).find(text => typeof text === 'string') ?? 'no connection'
  const neverLeft = causes.some(cause => cause.syscall === 'connect' || cause.syscall === 'getaddrinfo')
  return { answered: false, arrived: neverLeft ? 'no' : 'perhaps', words: code }
}

interface SystemCause {
  readonly code?: string
  readonly syscall?: string
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
}

/** The error and what lies beneath it: one cause, or one for each address that was tried. */
function causesOf(thrown: unknown): SystemCause[] {
  if (typeof thrown !== 'object' || thrown === null) return []
  const error = thrown as SystemCause
  return [...(error.errors ?? []).flatMap(causesOf), ...causesOf(error.cause), error]
}
