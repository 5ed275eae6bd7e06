/**
 * One signed-in user of Exact Online. The access token lives 600 s, may be renewed from 570 s on, and each renewal uses up the refresh
 * token: so one token call at a time for everybody who shares the store, its intent written before it and its result before anybody
 * gets the new token. @see reference exact-online.md §1.4–1.5
 */
import type { Instant } from '../documents/value'
import type { Environment } from '../environment'
import { EdiError } from '../error'
import type { StateStore } from '../ledger/state-store'
import { authorizeUrl, exchangeCode, refresh, type OAuthApp, type TokenAnswer, type Tokens } from './oauth'
import type { VaultKeys } from './key-source'
import { type ConnectionState, stateOf } from './connection-state'
import { ExactPause } from './pause'
import { notSignedIn, signInFailed, signInNeeded } from './sign-in-words'
import { tokenVault, type TokenRecord } from './vault'

export interface ConnectionSettings extends OAuthApp {
  /** Stays the same over deploys and restarts. */
  readonly id: string
  /** Age from which a token is renewed, 480 to 590; what Exact Online would refuse, before 570, is never asked for. */
  readonly renewAfterSeconds: number
  readonly store: StateStore
  readonly keys: VaultKeys
  readonly environment: Environment
}

export interface ExactConnection {
  readonly id: string
  readonly baseUrl: string
  readonly clientId: string
  signInUrl(state: string): string
  /** @throws EdiError `exact-sign-in-failed` when Exact Online does not take the code */
  completeSignIn(code: string): Promise<void>
  /**
   * A token that is good now, renewed first when its age asks for it.
   * @throws EdiError `exact-sign-in-needed`; ExactPause `exact-token-unavailable`
   */
  accessToken(): Promise<string>
  /** As `accessToken`, for a call that may take long: waits out the last seconds before a renewal rather than die under way. */
  accessTokenForLongCall(): Promise<string>
  /** Another token than the one that was just refused, when one can be had now; else the refused one is given to nobody any more. @see reference exact-online.md §1.7 */
  accessTokenAfterRefusal(refused: string): Promise<string | undefined>
  /** Renews a token that was idle for a day: an unused refresh token dies after 30. */
  keepAlive(): Promise<void>
  state(): Promise<ConnectionState>
  disconnect(): Promise<void>
}

/** Exact Online refuses to issue a token sooner than this after the last one. */
export const earliestRenewal = 570_000
const day = 86_400_000
const spacingAfterFault = 30_000
/** What a process had sent when it died may arrive so much later, and the token that it asked for counts from then. */
const longestOnItsWay = 30_000
const longestWait = earliestRenewal + longestOnItsWay
const longCallMargin = 10_000

export function exactConnection(settings: ConnectionSettings): ExactConnection {
  const { id, store, keys, environment, renewAfterSeconds } = settings
  if (!(renewAfterSeconds >= 480 && renewAfterSeconds <= 590))
    throw new EdiError({
      code: 'exact-renew-after',
      what: `Tokens cannot be renewed after ${renewAfterSeconds} seconds`,
      remedy: 'Give 480 to 590 seconds; 570 is the best choice',
    })
  const vault = tokenVault(store, keys, environment)
  /** Token pair that was received and could not be stored yet: the old one is used up, so this is the only copy. */
  let unsaved: TokenRecord | undefined
  let renewing: Promise<string> | undefined
  let sealedUnderPreferred = false
  /** Settings change only with a new connection, so asking again would be refused again. */
  let appRefused = false
  /** `renewableFrom` of the row when nobody was renewing it: until then there is nothing to wait for. */
  let pausedUntil: Instant | undefined
  /** A token that Exact Online refused although it is young: sending it again would only count as an error. */
  let dead: string | undefined

  const now = () => environment.now().getTime()
  const ageOf = (record: TokenRecord) => {
    const age = now() - Date.parse(record.receivedAt)
    // A clock that was set back cannot tell the age; at worst the answer is "too early", which sets it right.
    return age < 0 ? Number.POSITIVE_INFINITY : age
  }

  const mayRenew = (record: TokenRecord) => {
    const wait = Date.parse(record.renewableFrom) - now()
    // No wait is ever longer than this one, so a longer one was written by a clock that has been set back since.
    return wait <= 0 || wait > longestWait
  }

  async function signedIn(): Promise<TokenRecord> {
    const record = await vault.read(id)
    if (!record) throw notSignedIn(id)
    if (record.signInNeeded) throw signInNeeded(id, record.signInNeeded.reason)
    if (appRefused) throw signInNeeded(id, 'app-refused')
    return record
  }

  async function tokenOfAge(renewFrom: number): Promise<string> {
    if (!sealedUnderPreferred) await sealUnderPreferred()
    if (!unsaved) {
      const record = await signedIn()
      if (ageOf(record) < renewFrom) return record.accessToken
      if (!mayRenew(record) && (isUsable(record) || record.renewableFrom === pausedUntil)) return whileNotRenewable(record)
    }
    // Even if it may not be renewed now: that may be the mark of a renewal under way, whose token is worth waiting for.
    renewing ??= renew(renewFrom).finally(() => {
      renewing = undefined
    })
    return renewing
  }

  async function renew(renewFrom: number): Promise<string> {
    return vault.exclusively(id, async () => {
      if (unsaved) await save(unsaved)
      // Whoever held the lock before may have renewed already.
      const record = await signedIn()
      if (ageOf(record) < renewFrom) return record.accessToken
      if (!mayRenew(record)) return whileNotRenewable(record)
      const startedAt = now()
      // Should this process die from here on, the next one finds the attempt and waits until a repetition cannot be too early.
      await vault.write(id, { ...record, attemptAt: instant(startedAt), renewableFrom: instant(startedAt + longestWait) })
      return settle(record, await refresh(settings, record.refreshToken))
    })
  }

  async function settle(record: TokenRecord, answer: TokenAnswer): Promise<string> {
    switch (answer.kind) {
      case 'tokens':
        return received(answer.tokens, record.generation + 1)
      case 'too-early': {
        const renewableFrom = instant(now() + earliestRenewal)
        // Without an earlier attempt the token in hand is the latest one, so our clock is wrong, not the token.
        const expiresAt = record.attemptAt ? record.expiresAt : renewableFrom
        const kept = { ...record, renewableFrom, expiresAt }
        await vault.write(id, kept)
        return whileNotRenewable(kept)
      }
      case 'passing':
        return passed(record, answer)
      case 'sign-in-needed': {
        const reason = answer.reason === 'token-used' && record.attemptAt ? 'answer-lost' : answer.reason
        // Wrong app credentials say nothing about the tokens; they are good again once the settings are.
        appRefused = reason === 'app-refused'
        if (appRefused) await vault.write(id, record)
        else await vault.write(id, { ...record, signInNeeded: { since: instant(now()), reason } })
        throw signInNeeded(id, reason)
      }
    }
  }

  async function passed(record: TokenRecord, { outcome, words }: TokenAnswer & { kind: 'passing' }): Promise<string> {
    const attemptAt = outcome === 'not-acted' ? record.attemptAt : instant(now())
    const renewableFrom = instant(now() + (outcome === 'lost' ? earliestRenewal : spacingAfterFault))
    const kept = { ...record, attemptAt, renewableFrom }
    await vault.write(id, kept)
    return whileNotRenewable(kept, words)
  }

  const isUsable = (record: TokenRecord) => now() < Date.parse(record.expiresAt)

  function whileNotRenewable(record: TokenRecord, words?: string): string {
    if (isUsable(record)) return record.accessToken
    pausedUntil = record.renewableFrom
    throw new ExactPause({
      code: 'exact-token-unavailable',
      what: 'Exact Online gives no access token at the moment',
      why:
        words ?? (record.attemptAt ? 'The answer to the last renewal is missing' : 'The last renewal was refused as too early'),
      remedy: `It is tried again at ${record.renewableFrom}`,
      until: new Date(record.renewableFrom),
    })
  }

  async function alive(token: string): Promise<string> {
    if (token !== dead) return token
    const { renewableFrom } = await signedIn()
    throw new ExactPause({
      code: 'exact-token-refused',
      what: 'Exact Online does not accept the access token, and it is too young to be renewed',
      why: 'Somebody may have signed in again with the same user and app elsewhere',
      remedy: `It is renewed at ${renewableFrom}; sign in again if that fails`,
      until: new Date(renewableFrom),
    })
  }

  async function received({ accessToken, refreshToken, lifetimeSeconds }: Tokens, generation: number): Promise<string> {
    const receivedAt = now()
    await save({
      generation,
      accessToken,
      refreshToken,
      receivedAt: instant(receivedAt),
      expiresAt: instant(receivedAt + lifetimeSeconds * 1000),
      renewableFrom: instant(receivedAt + earliestRenewal),
    })
    return accessToken
  }

  /** Tries hard: were this pair lost, somebody would have to sign in again. */
  async function save(record: TokenRecord): Promise<void> {
    unsaved = record
    for (let attempt = 1; ; attempt++) {
      try {
        if ((await vault.generation(id)) < record.generation) await vault.write(id, record)
        unsaved = undefined
        return
      } catch (thrown) {
        if (attempt === 5) throw thrown
        await environment.sleep(attempt * 1000)
      }
    }
  }

  async function sealUnderPreferred(): Promise<void> {
    if (await vault.isOutdated(id))
      await vault.exclusively(id, async () => {
        const record = await vault.read(id)
        if (record) await vault.write(id, record)
      })
    sealedUnderPreferred = true
  }

  return {
    id,
    baseUrl: settings.baseUrl,
    clientId: settings.clientId,
    signInUrl: state => authorizeUrl(settings, state),
    completeSignIn: code =>
      vault.exclusively(id, async () => {
        const answer = await exchangeCode(settings, code)
        if (answer.kind !== 'tokens') throw signInFailed(answer)
        await received(answer.tokens, (await vault.generation(id)) + 1)
      }),
    accessToken: async () => alive(await tokenOfAge(renewAfterSeconds * 1000)),
    async accessTokenForLongCall() {
      const wait = earliestRenewal - ageOf(await signedIn())
      if (wait > 0 && wait <= longCallMargin) await environment.sleep(wait)
      return alive(await tokenOfAge(earliestRenewal))
    },
    async accessTokenAfterRefusal(refused) {
      const token = await tokenOfAge(earliestRenewal)
      if (token !== refused) return token
      dead = refused
      return undefined
    },
    async keepAlive() {
      if (ageOf(await signedIn()) >= day) await tokenOfAge(day)
    },
    state: async () => stateOf(() => vault.read(id), now()),
    disconnect: () =>
      vault.exclusively(id, async () => {
        unsaved = undefined
        await vault.clear(id)
      }),
  }
}

function instant(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString()
}
