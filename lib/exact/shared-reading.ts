/** One reading for everybody who asks for the same: each hears when it has to wait for the call budget, and may leave it. */
import { audience, unlessAborted } from './audience'
import type { Watch } from './budget'
import type { ExactClient } from './client'

/** A client whose waiting the watch hears. */
export type ClientFor = (watch: Watch) => ExactClient

export interface SharedReading<T> {
  /** For whoever began it, without a watch: when it fails it is forgotten. */
  readonly value: Promise<T>
  heardBy(watch: Watch): Promise<T>
}

export function sharedReading<T>(clientFor: ClientFor, read: (client: ExactClient) => Promise<T>): SharedReading<T> {
  const listeners = audience()
  const value = read(clientFor({ onWaiting: until => listeners.tell(until) }))
  return {
    value,
    heardBy: ({ onWaiting, signal }) => listeners.during(onWaiting, () => unlessAborted(value, signal)),
  }
}
