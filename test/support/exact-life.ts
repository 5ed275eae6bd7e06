/** Connection, call budget and client of the offline Exact Online over one store, put together as the account node does. */
import type { Environment } from '../../lib/environment'
import { callBudget, type CallBudget } from '../../lib/exact/budget'
import { type ExactClient, exactClient } from '../../lib/exact/client'
import { type ExactConnection, exactConnection } from '../../lib/exact/connection'
import { vaultKeys } from '../../lib/exact/key-source'
import { readRedirect } from '../../lib/exact/oauth'
import type { StateStore } from '../../lib/ledger/state-store'
import { sandboxClient } from '../../sandbox/exact/options'

export interface ExactLife {
  readonly connection: ExactConnection
  readonly budget: CallBudget
  readonly client: ExactClient
}

export interface LifeSettings {
  readonly store: StateStore
  readonly environment: Environment
  readonly baseUrl: string
  /** What stands around the budget. */
  readonly around?: (budget: CallBudget) => CallBudget
}

export function exactLife({ store, environment, baseUrl, around = budget => budget }: LifeSettings): ExactLife {
  const connection = exactConnection({
    id: 'account',
    baseUrl,
    clientId: sandboxClient.id,
    clientSecret: sandboxClient.secret,
    redirectUri: 'https://node-red.test/callback',
    renewAfterSeconds: 570,
    store,
    keys: vaultKeys(['a secret']),
    environment,
  })
  const budget = around(callBudget(store, environment))
  return { connection, budget, client: exactClient(connection, budget, environment, {}) }
}

/** A person signs in where the service passes browsers straight through. */
export async function signIn(connection: ExactConnection): Promise<void> {
  const answer = await fetch(connection.signInUrl('state'), { redirect: 'manual' })
  await connection.completeSignIn(readRedirect(answer.headers.get('location') ?? '').code ?? '')
}
