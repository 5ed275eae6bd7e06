/** What a client may ask: calls a minute and a day for each company, errors an hour for each endpoint. @see reference exact-online.md §5 */
import { closeSync, writeSync } from 'node:fs'
import { dayLength } from './clock'
import { openLines } from './journal'
import type { Switches } from './switches'

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
  /** Calls of the token endpoint on the day of this moment. */
  tokenCallsOn(now: number): number
  /** Writes the call down and counts its error, if it was one. */
  record(call: Call): void
  totals(): CallTotals
  close(): void
}

interface Window {
  /** Moments of the calls of the last sixty seconds. */
  recent: number[]
  day: number
  dayCalls: number
}

const minuteLength = 60_000
const hourLength = 3_600_000
const errors = new Set([400, 401, 403, 404])

export function openLimits(
  directory: string,
  started: { perMinute: number; perDay: number },
  rules: () => Pick<Switches, 'errorsPerHour' | 'minuteWindow' | 'callsOfOtherApps' | 'callsPerMinute' | 'callsPerDay'>,
): Limits {
  const allowed = () => ({
    perMinute: rules().callsPerMinute || started.perMinute,
    perDay: rules().callsPerDay || started.perDay,
  })
  const windows = new Map<string, Window>()
  const failures = new Map<string, { times: number[]; until: number; blocks: number }>()
  const tokenCalls = { day: 0, calls: 0 }
  const totals = { total: 0, byEndpoint: {} as Record<string, number>, byStatus: {} as Record<string, number>, token: 0 }

  const windowOf = (client: string, division: number, now: number) => {
    const day = Math.floor(now / dayLength)
    const found = windows.get(`${client}/${division}`) ?? { recent: [], day, dayCalls: 0 }
    found.recent = found.recent.filter(at => at > now - minuteLength)
    if (found.day !== day) Object.assign(found, { day, dayCalls: 0 })
    windows.set(`${client}/${division}`, found)
    return found
  }
  /** Calls that count towards the minute, and when the minute is over. */
  const minuteOf = ({ recent }: Window, now: number) => {
    const minute = Math.floor(now / minuteLength)
    if (rules().minuteWindow === 'sliding') return { calls: recent.length, reset: (recent[0] ?? now) + minuteLength }
    return { calls: recent.filter(at => Math.floor(at / minuteLength) === minute).length, reset: (minute + 1) * minuteLength }
  }
  const count = (client: string, division: number, now: number) => {
    const window = windowOf(client, division, now)
    window.recent.push(now)
    window.dayCalls += 1
  }
  const note = ({ at, client, division, endpoint, status }: Call) => {
    totals.total += 1
    totals.byEndpoint[endpoint] = (totals.byEndpoint[endpoint] ?? 0) + 1
    totals.byStatus[status] = (totals.byStatus[status] ?? 0) + 1
    if (endpoint === 'oauth2/token') {
      const day = Math.floor(at / dayLength)
      Object.assign(tokenCalls, { day, calls: tokenCalls.day === day ? tokenCalls.calls + 1 : 1 })
      totals.token += 1
    }
    if (!errors.has(status)) return
    const place = `${client}/${division}/${endpoint}`
    const found = failures.get(place) ?? { times: [], until: 0, blocks: 0 }
    found.times = [...found.times.filter(time => time > at - hourLength), at]
    if (found.times.length >= rules().errorsPerHour) {
      // An hour, and longer each time that it happens again within a day.
      const blocks = at < found.until + dayLength ? found.blocks + 1 : 1
      Object.assign(found, { times: [], until: at + blocks * hourLength, blocks })
    }
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
      const window = windowOf(client, division, now)
      if (window.dayCalls + rules().callsOfOtherApps >= allowed().perDay) return 'day'
      if (minuteOf(window, now).calls >= allowed().perMinute) return 'minute'
      count(client, division, now)
      return 'admitted'
    },
    blocked: (client, division, endpoint, now) => now < (failures.get(`${client}/${division}/${endpoint}`)?.until ?? 0),
    headers: (client, division, now, hit) => {
      const window = windowOf(client, division, now)
      const { calls, reset } = minuteOf(window, now)
      const spent = window.dayCalls + rules().callsOfOtherApps
      const dayHeaders = {
        'X-RateLimit-Limit': String(allowed().perDay),
        'X-RateLimit-Remaining': String(hit === 'day' ? 0 : Math.max(0, allowed().perDay - spent)),
        'X-RateLimit-Reset': String((window.day + 1) * dayLength),
      }
      const minuteHeaders = {
        'X-RateLimit-Minutely-Limit': String(allowed().perMinute),
        'X-RateLimit-Minutely-Remaining': String(hit === 'minute' ? 0 : Math.max(0, allowed().perMinute - calls)),
        'X-RateLimit-Minutely-Reset': String(reset),
      }
      return { ...(hit === 'minute' ? {} : dayHeaders), ...(hit === 'day' ? {} : minuteHeaders) }
    },
    tokenCallsOn: now => (tokenCalls.day === Math.floor(now / dayLength) ? tokenCalls.calls : 0),
    record: call => {
      writeSync(file, `${JSON.stringify(call)}\n`)
      note(call)
    },
    totals: () => structuredClone(totals),
    close: () => closeSync(file),
  }
}
