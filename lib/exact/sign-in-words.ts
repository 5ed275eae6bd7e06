/** What a person reads when a sign-in is missing, lost or refused. */
import { EdiError } from '../error'
import type { TokenAnswer } from './oauth'
import type { TokenRecord } from './vault'

type Reason = NonNullable<TokenRecord['signInNeeded']>['reason']

const words: Record<Reason, string> = {
  'answer-lost':
    'The answer to a renewal was lost on its way, and Exact Online takes the old token no more. This cannot be avoided; it is rare',
  'token-used':
    'Exact Online says that the token was used already. Another program or machine signs in with the same user and app, or an old backup was put back',
  'token-expired': 'The connection was not used for 30 days',
  'chain-broken': 'Exact Online no longer knows this sign-in. It may have been replaced by another one of the same user and app',
  'app-refused': 'Exact Online does not know the client id, or the client secret is wrong',
  'token-refused': 'Exact Online refuses the stored sign-in',
}

export function wordsFor(reason: Reason): string {
  return words[reason]
}

export function signInNeeded(connection: string, reason: Reason): EdiError {
  return new EdiError({
    code: reason === 'app-refused' ? 'exact-app-refused' : 'exact-sign-in-needed',
    what: `Exact Online no longer accepts the sign-in of connection ${connection}`,
    why: words[reason],
    remedy:
      reason === 'app-refused'
        ? 'Correct client id and secret in the account settings'
        : 'Open the account settings and sign in again',
  })
}

export function notSignedIn(connection: string): EdiError {
  return new EdiError({
    code: 'exact-sign-in-needed',
    what: `Nobody has signed in to Exact Online on connection ${connection} yet`,
    remedy: 'Open the account settings and sign in',
  })
}

export function signInFailed(answer: Exclude<TokenAnswer, { kind: 'tokens' }>): EdiError {
  const why = {
    'too-early': 'Exact Online issued a token to this app and user less than ten minutes ago',
    passing: 'Exact Online could not be reached or is faulty at the moment',
    'sign-in-needed': 'The code is too old, was used already, or belongs to another app, secret or redirect address',
  }[answer.kind]
  return new EdiError({
    code: 'exact-sign-in-failed',
    what: 'Exact Online did not complete the sign-in',
    why,
    remedy:
      answer.kind === 'too-early' ? 'Wait ten minutes and sign in again' : 'Check the settings of the app and sign in again',
    prospect: answer.kind === 'passing' ? 'passing' : 'permanent',
  })
}
