/**
 * The `state` of sign-ins under way. The redirect comes back without any login of ours, so this value alone says which
 * connection it belongs to: 256 random bits, good once and for five minutes.
 */
import type { Environment } from '../environment'

export interface SignInStates {
  begin(connectionId: string): string
  /** The connection that began this sign-in; undefined when the state is unknown, used or too old. */
  finish(state: string): string | undefined
}

const lifetime = 5 * 60_000

export function signInStates(environment: Environment): SignInStates {
  const begun = new Map<string, { connectionId: string; until: number }>()
  return {
    begin(connectionId) {
      const now = environment.now().getTime()
      for (const [state, { until }] of begun) if (until <= now) begun.delete(state)
      const state = environment.bytes(32).toString('base64url')
      begun.set(state, { connectionId, until: now + lifetime })
      return state
    },
    finish(state) {
      const found = begun.get(state)
      begun.delete(state)
      return found && environment.now().getTime() < found.until ? found.connectionId : undefined
    },
  }
}
