/** What a client may ask: calls a minute and a day for each company, errors an hour for each endpoint. @see reference exact-online.md §5 */
import { closeSync, writeSync } from 'node:fs'
import { dayLength } from './clock'
import { openLines } from './journal'

/** One line of `exact-calls.jsonl`. */
export interface Call {
  /** UTC milliseconds by the server's clock. */
  readonly at: number
  readonly client: string
  /** 0 for the token endpoint. */
  readonly division: number
  /** Entity path, `oauth2/auth` or `oauth2/token`. */
  readonly endpoint: string
  readonly method: string
  readonly status: number
}

export interface CallTotals {
  readonly total: number
  readonly byEndpoint: Readonly<Record<string, number>>
  readonly byStatus: Readonly<Record<string, number>>
  /** Calls of the token endpoint, refused ones too. */
  readonly token: number
}

export interface Limits {
  /** Whether a call may be made now; if so it counts. */
  admit(client: string, division: number, now: number): 'admitted' | 'minute' | 'day'
  blocked(client: string, division: number, endpoint: string, now: number): boolean
  /** The headers of an admitted call, or those of the limit that was hit. */
  headers(client: string, division: number, now: number, hit?: 'minute' | 'day'): Record<string, string>
  /** Writes the call down and counts its error, if it was one. */
  record(call: Call): void
  totals(): CallTotals
  close(): void
}

const minuteLength = 60_000
const hourLength = 3_600_000
const errors = new Set([400, 401, 403, 404])

export function openLimits(
  directory: string,
  allowed: { perMinute: number; perDay: number },
  errorsPerHour: () => number,
): Limits {
  const windows = new Map<string, { minute: number; minuteCalls: number; day: number; dayCalls: number }>()
  const failures = new Map<string, { times: number[]; until: number }>()
  const totals = { total: 0, byEndpoint: {} as Record<string, number>, byStatus: {} as Record<string, number>, token: 0 }

  const windowOf = (client: string, division: number, now: number) => {
    const [minute, day] = [Math.floor(now / minuteLength), Math.floor(now / dayLength)]
    const found = windows.get(`${client}/${division}`) ?? { minute, minuteCalls: 0, day, dayCalls: 0 }
    if (found.minute !== minute) Object.assign(found, { minute, minuteCalls: 0 })
    if (found.day !== day) Object.assign(found, { day, dayCalls: 0 })
    windows.set(`${client}/${division}`, found)
    return found
  }
  const count = (client: string, division: number, now: number) => {
    const window = windowOf(client, division, now)
    window.minuteCalls += 1
    window.dayCalls += 1
  }
  const note = ({ at, client, division, endpoint, status }: Call) => {
    totals.total += 1
    totals.byEndpoint[endpoint] = (totals.byEndpoint[endpoint] ?? 0) + 1
    totals.byStatus[status] = (totals.byStatus[status] ?? 0) + 1
    if (endpoint === 'oauth2/token') totals.token += 1
    if (!errors.has(status)) return
    const place = `${client}/${division}/${endpoint}`
    const found = failures.get(place) ?? { times: [], until: 0 }
    found.times = [...found.times.filter(time => time > at - hourLength), at]
    if (found.times.length >= errorsPerHour()) Object.assign(found, { times: [], until: at + hourLength })
    failures.set(place, found)
  }

  const { file, lines } = openLines(directory, 'exact-calls.jsonl')
  for (const line of lines) {
    const call = line as Call
    if (call.division !== 0 && call.status !== 429 && call.status !== 401) count(call.client, call.division, call.at)
    note(call)
  }

  return {
    admit: (client, division, now) => {
      const { minuteCalls, dayCalls } = windowOf(client, division, now)
      if (dayCalls >= allowed.perDay) return 'day'
      if (minuteCalls >= allowed.perMinute) return 'minute'
      count(client, division, now)
      return 'admitted'
    },
    blocked: (client, division, endpoint, now) => now < (failures.get(`${client}/${division}/${endpoint}`)?.until ?? 0),
    headers: (client, division, now, hit) => {
      const { minute, minuteCalls, day, dayCalls } = windowOf(client, division, now)
      const dayHeaders = {
        'X-RateLimit-Limit': String(allowed.perDay),
        'X-RateLimit-Remaining': String(hit === 'day' ? 0 : allowed.perDay - dayCalls),
        'X-RateLimit-Reset': String((day + 1) * dayLength),
      }
      const minuteHeaders = {
        'X-RateLimit-Minutely-Limit': String(allowed.perMinute),
        'X-RateLimit-Minutely-Remaining': String(hit === 'minute' ? 0 : allowed.perMinute - minuteCalls),
        'X-RateLimit-Minutely-Reset': String((minute + 1) * minuteLength),
      }
      return { ...(hit === 'minute' ? {} : dayHeaders), ...(hit === 'day' ? {} : minuteHeaders) }
    },
    record: call => {
      writeSync(file, `${JSON.stringify(call)}\n`)
      note(call)
    },
    totals: () => structuredClone(totals),
    close: () => closeSync(file),
  }
}
