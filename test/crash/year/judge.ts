/** What the offline Exact Online wrote down of a course: how near its limits were come, and how often they were passed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordEntry } from '../../../sandbox/exact/journal'
import type { Call } from '../../../sandbox/exact/limits'

export interface Judged {
  readonly calls: number
  readonly tokenCalls: number
  /** Token calls that were refused, for whatever reason. */
  readonly tokenCallsRefused: number
  /** Seconds between a token answer and the next renewal that was answered with a token, at least. A person may sign in at any time. */
  readonly shortestRenewal: number
  /** Answers with 429. */
  readonly limitViolations: number
  readonly busiestMinute: number
  readonly busiestDay: number
  /** 400, 401, 403 and 404 of one endpoint of a company within an hour, at most; ten are allowed. */
  readonly mostErrorsInAnHour: number
}

const counted = new Set([400, 401, 403, 404])

export function judge(directory: string): Judged {
  const calls = linesOf<Call>(join(directory, 'exact-calls.jsonl'))
  const tokens = calls.filter(({ endpoint }) => endpoint === 'oauth2/token')
  const issued = linesOf<RecordEntry>(join(directory, 'exact-record.jsonl')).filter(({ action }) => action === 'token')
  const asked = calls.filter(({ division, status }) => division !== 0 && status !== 401 && status !== 429)
  const errors = Map.groupBy(
    calls.filter(({ status }) => counted.has(status)),
    ({ division, endpoint }) => `${division} ${endpoint}`,
  )
  return {
    calls: calls.length,
    tokenCalls: tokens.length,
    tokenCallsRefused: tokens.filter(({ status }) => status >= 400 && status < 500).length,
    shortestRenewal: shortestRenewal(issued),
    limitViolations: calls.filter(({ status }) => status === 429).length,
    busiestMinute: mostIn(asked, 60_000),
    busiestDay: mostIn(asked, 86_400_000),
    mostErrorsInAnHour: Math.max(0, ...[...errors.values()].map(ofOne => mostWithin(ofOne, 3_600_000))),
  }
}

function linesOf<T>(file: string): T[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as T)
}

function shortestRenewal(issued: readonly RecordEntry[]): number {
  return issued.reduce((shortest, { at, body }, n) => {
    const before = issued[n - 1]
    const isRenewal = (body as { readonly grant_type: string }).grant_type === 'refresh_token'
    return before && isRenewal ? Math.min(shortest, (Date.parse(at) - Date.parse(before.at)) / 1000) : shortest
  }, Number.POSITIVE_INFINITY)
}

/** Of one division in one window of the calendar. */
function mostIn(calls: readonly Call[], length: number): number {
  const windows = new Map<string, number>()
  for (const { at, division } of calls) {
    const name = `${division} ${Math.floor(at / length)}`
    windows.set(name, (windows.get(name) ?? 0) + 1)
  }
  return [...windows.values()].reduce((most, count) => Math.max(most, count), 0)
}

/** In any stretch of so many milliseconds, wherever it begins. */
function mostWithin(calls: readonly Call[], length: number): number {
  let first = 0
  return calls.reduce((most, { at }, n) => {
    while ((calls[first]?.at ?? at) <= at - length) first += 1
    return Math.max(most, n - first + 1)
  }, 0)
}
