/** Tells in time that a sign-in dies unless it is used: an unused one lives 30 days. @see reference exact-online.md §1.3 */
import type { ConnectionState } from '../exact/connection-state'
import type { Ledger } from '../ledger/ledger'

/** @param name of the account, for people */
export async function tellOfSignIn(ledger: Ledger, name: string, state: ConnectionState): Promise<void> {
  const ends = { kind: 'token-trouble', about: `${name} ends` } as const
  // That a sign-in has ended is told by the calls that fail, and is no reason to say that all is well.
  if (state.kind !== 'signed-in') return
  if (!state.endsSoon) return void (await ledger.clear(ends, 'the sign-in was renewed'))
  await ledger.raise({
    ...ends,
    subject: name,
    words: `The sign-in of ${name} was not renewed since ${state.receivedAt.slice(0, 10)} and ends on ${state.signInExpiresAt.slice(0, 10)}`,
    remedy:
      'It is renewed by itself while Exact Online can be reached: look why it was not, or open the account and sign in again',
    detail: { signInExpiresAt: state.signInExpiresAt },
  })
}
