/** How a connection stands, for the status of nodes and the dialog. */
import type { Instant } from '../documents/value'
import { EdiError } from '../error'
import { wordsFor } from './sign-in-words'
import type { TokenRecord } from './vault'

export type ConnectionState =
  | { readonly kind: 'not-signed-in' }
  | { readonly kind: 'sign-in-needed'; readonly since?: Instant; readonly words: string }
  /** The answer to a renewal is missing; it is tried again at `tryAt`. */
  | { readonly kind: 'unsettled'; readonly tryAt: Instant }
  /** `signInExpiresAt`: when the sign-in dies unless the connection is used; `endsSoon` in its last seven days. */
  | { readonly kind: 'signed-in'; readonly receivedAt: Instant; readonly signInExpiresAt: Instant; readonly endsSoon: boolean }

const day = 86_400_000
const refreshTokenLife = 30 * day

/** `now` in epoch milliseconds. A row that cannot be opened asks for a sign-in like one that has died. */
export async function stateOf(read: () => Promise<TokenRecord | undefined>, now: number): Promise<ConnectionState> {
  try {
    const record = await read()
    if (!record) return { kind: 'not-signed-in' }
    const { signInNeeded, attemptAt, receivedAt, expiresAt, renewableFrom } = record
    if (signInNeeded) return { kind: 'sign-in-needed', since: signInNeeded.since, words: wordsFor(signInNeeded.reason) }
    if (attemptAt && now >= Date.parse(expiresAt)) return { kind: 'unsettled', tryAt: renewableFrom }
    const end = Date.parse(receivedAt) + refreshTokenLife
    return { kind: 'signed-in', receivedAt, signInExpiresAt: new Date(end).toISOString(), endsSoon: end - now < 7 * day }
  } catch (thrown) {
    if (thrown instanceof EdiError && thrown.code === 'exact-sign-in-needed')
      return { kind: 'sign-in-needed', words: thrown.message }
    throw thrown
  }
}
