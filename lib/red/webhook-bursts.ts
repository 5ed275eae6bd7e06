/** Many events at once become one: what they wake looks at everything that changed anyway. */
import type { WebhookEvent } from '../exact/webhook-delivery'

export interface Burst {
  /** The last one of it. */
  readonly event: WebhookEvent
  readonly events: number
}

export interface Bursts {
  add(event: WebhookEvent): void
  end(): void
}

/** A burst that does not end is cut: whoever changes orders all day is not to keep them from going out. */
const LONGEST = 12

/**
 * One burst for each company and topic.
 * @param quiet milliseconds without another event after which a burst is over
 */
export function bursts(quiet: number, wake: (burst: Burst) => void): Bursts {
  const open = new Map<string, { timer: NodeJS.Timeout; events: number; readonly until: number }>()
  return {
    add(event) {
      const name = `${event.division} ${event.topic}`
      const before = open.get(name)
      clearTimeout(before?.timer)
      const until = before?.until ?? Date.now() + LONGEST * quiet
      const events = (before?.events ?? 0) + 1
      const wait = Math.max(0, Math.min(quiet, until - Date.now()))
      const timer = setTimeout(() => {
        open.delete(name)
        wake({ event, events })
      }, wait)
      open.set(name, { timer, events, until })
    },
    end() {
      for (const { timer } of open.values()) clearTimeout(timer)
      open.clear()
    },
  }
}
