/** Those who wait for the same thing: all of them hear until when, whoever made the call that has to wait. */
import type { Watch } from './budget'

type Listener = NonNullable<Watch['onWaiting']>

export interface Audience {
  /** @see Watch.onWaiting */
  tell(until: Date | undefined): void
  /** While the work lasts the listener hears what is told; first of all of a wait that is on. */
  during<T>(listener: Listener | undefined, work: () => Promise<T>): Promise<T>
}

export function audience(): Audience {
  /** How often each listens: a node that makes many calls is told once. */
  const listening = new Map<Listener, number>()
  let waitingUntil: Date | undefined
  return {
    tell(until) {
      waitingUntil = until
      for (const listener of listening.keys()) listener(until)
    },
    async during(listener, work) {
      if (!listener) return work()
      listening.set(listener, (listening.get(listener) ?? 0) + 1)
      if (waitingUntil) listener(waitingUntil)
      try {
        return await work()
      } finally {
        const left = (listening.get(listener) ?? 1) - 1
        if (left > 0) listening.set(listener, left)
        else listening.delete(listener)
      }
    },
  }
}

/** What the work comes to, or the end of whoever waits for it; the work itself goes on. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error)
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
