/** Sign-in to Exact Online as the editor drives it: start, come back by redirect or by a pasted address, test, end. */
import type { Division } from '../documents/value'
import { system } from '../environment'
import { EdiError } from '../error'
import type { ExactClient } from '../exact/client'
import type { ExactConnection } from '../exact/connection'
import { readRedirect } from '../exact/oauth'
import { type Missing, missingRights } from '../exact/rights'
import { signInStates } from '../exact/sign-in-state'

export interface SignIns {
  /** Address to open in the browser. @param redirectUri where Exact Online sends the browser back to; the same comes with the code */
  start(redirectUri: string): string
  finish(code: string): Promise<void>
  test(): Promise<TestResult>
  state(): Promise<SignInState>
  disconnect(): Promise<void>
}

export interface TestResult {
  readonly user: string
  readonly company: string
  readonly signedIn: true
  readonly divisions: readonly { readonly code: number; readonly description: string }[]
  /** What the company that the user opened last cannot be asked for. */
  readonly missing: readonly Missing[]
  /** Calls of that company. */
  readonly callsLeft: number | undefined
}

export interface SignInState {
  readonly signedIn: boolean
  readonly since?: string
  readonly refreshBefore?: string
  /** In the last seven days before. */
  readonly endsSoon?: boolean
  readonly message?: string
}

/** States of all sign-ins of this process: the redirect names none of our nodes. */
const states = signInStates(system)
/** Origin of the editor that started the last sign-in of each connection: the only one that hears how it ended. */
const origins = new Map<string, string>()

export interface SignInParts {
  readonly id: string
  /** Makes a connection whose redirect address is the one given. */
  connectionWith(redirectUri: string): ExactConnection
  readonly current: { connection: ExactConnection }
  readonly client: ExactClient
  callsLeft(division: Division): Promise<number | undefined>
}

export function signIns({ id, connectionWith, current, client, callsLeft }: SignInParts): SignIns {
  return {
    start(redirectUri) {
      current.connection = connectionWith(redirectUri)
      origins.set(id, new URL(redirectUri).origin)
      return current.connection.signInUrl(states.begin(id))
    },
    finish: code => current.connection.completeSignIn(code),
    async test() {
      const me = await client.me()
      const divisions = await client.divisions()
      const { CurrentDivision: own } = me
      const company = divisions.find(({ Code }) => Code === own)
      return {
        user: me.FullName,
        company: company?.CustomerName ?? '',
        signedIn: true,
        divisions: divisions.map(({ Code, Description }) => ({ code: Code, description: Description })),
        missing: await missingRights(client, own),
        callsLeft: await callsLeft(own),
      }
    },
    async state() {
      const state = await current.connection.state()
      switch (state.kind) {
        case 'signed-in':
          return { signedIn: true, since: state.receivedAt, refreshBefore: state.signInExpiresAt, endsSoon: state.endsSoon }
        case 'sign-in-needed':
          return { signedIn: false, message: state.words }
        case 'unsettled':
          return { signedIn: true, message: `The answer to the last renewal is missing; it is tried again at ${state.tryAt}` }
        default:
          return { signedIn: false }
      }
    },
    disconnect: () => current.connection.disconnect(),
  }
}

export interface Return {
  readonly id: string
  readonly code: string
  /** Where the editor is that waits for the end of this sign-in. */
  readonly origin: string
}

/**
 * What the browser brought back.
 * @param expected the account that the address was pasted for; undefined for the redirect itself
 * @throws EdiError `exact-sign-in-refused`, `exact-sign-in-stale`
 */
export function returned(address: string, expected: string | undefined): Return {
  const { code, state, error } = readRedirect(address)
  const id = state === undefined ? undefined : states.finish(state)
  if (error !== undefined) {
    throw new EdiError({
      code: 'exact-sign-in-refused',
      what: `Exact Online answered "${error.slice(0, 80)}"`,
      remedy: 'Sign in again and grant the access',
    })
  }
  if (id === undefined || code === undefined || (expected !== undefined && id !== expected)) {
    throw new EdiError({
      code: 'exact-sign-in-stale',
      what: 'This sign-in is not known here, was finished already, or took longer than five minutes',
      remedy: 'Press "Sign in" in the account dialog again',
    })
  }
  return { id, code, origin: origins.get(id) ?? '' }
}
