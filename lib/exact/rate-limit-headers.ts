/** What the rate-limit headers of an answer say; reset moments are epoch milliseconds. @see reference exact-online.md §5.2 */

export interface Window {
  readonly limit: number
  readonly left: number
  /** Epoch milliseconds. */
  readonly resetAt: number
}

export interface Limits {
  readonly minute?: Window
  readonly day?: Window
}

/** Headers in lower case; a window that the answer does not name in full is left out. */
export function readLimits(headers: Readonly<Record<string, string>>): Limits {
  const windowOf = (prefix: string): Window | undefined => {
    const figure = (name: string) => Number(headers[`${prefix}-${name}`] ?? Number.NaN)
    const [limit, left, resetAt] = [figure('limit'), figure('remaining'), figure('reset')]
    return Number.isFinite(limit + left + resetAt) ? { limit, left, resetAt } : undefined
  }
  const [minute, day] = [windowOf('x-ratelimit-minutely'), windowOf('x-ratelimit')]
  return { ...(minute && { minute }), ...(day && { day }) }
}
