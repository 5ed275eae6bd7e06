/** One opening of a ledger with a connection to Exact Online over it, as the account node puts the two together. */
import type { CallBudget } from '../../../lib/exact/budget'
import { system } from '../../../lib/environment'
import { asEdiError } from '../../../lib/error'
import { Ledger } from '../../../lib/ledger/ledger'
import type { StoreSettings } from '../../../lib/ledger/store'
import { watchedBudget, watchedRemote } from '../../../lib/red/remote'
import { exactLife } from '../../support/exact-life'

export interface LifeWords {
  readonly store: StoreSettings
  readonly baseUrl: string
  /** Milliseconds that its clock is ahead of the machine's. */
  readonly clock: number
}

export interface LifeReport {
  readonly succeeded: number
  readonly code?: string
  readonly words?: string
  /** Epoch milliseconds, by its clock: when it says that trying again makes sense. */
  readonly until?: number
  readonly alarms: readonly { readonly kind: string; readonly words: string; readonly remedy: string }[]
}

export interface TokenLife {
  signIn(code: string): Promise<void>
  /** So many calls at once. */
  use(calls: number): Promise<LifeReport>
  close(): Promise<void>
}

const division = 510001

/** @throws EdiError `ledger-in-use` */
export async function openLife({ store, baseUrl, clock }: LifeWords): Promise<TokenLife> {
  const environment = { ...system, now: () => new Date(Date.now() + clock) }
  const ledger = await Ledger.open({ store, environment })
  const remote = watchedRemote('Exact Online', Promise.resolve(ledger), environment)
  const around = (budget: CallBudget) => watchedBudget(budget, remote)
  const { connection, client } = exactLife({ store: ledger, environment, baseUrl, around })
  return {
    signIn: code => connection.completeSignIn(code),
    use: async calls => {
      const results = await Promise.allSettled(
        Array.from({ length: calls }, () => client.find(division, 'crm/Accounts', { select: ['ID'], top: 1 })),
      )
      const failure = results.find(result => result.status === 'rejected')?.reason as unknown
      const error = failure === undefined ? undefined : asEdiError(failure)
      return {
        succeeded: results.filter(({ status }) => status === 'fulfilled').length,
        ...(error && { code: error.code, words: error.message }),
        ...(error && 'until' in error && error.until instanceof Date && { until: error.until.getTime() }),
        alarms: await alarmsOf(ledger, error?.code === 'exact-sign-in-needed' ? 1 : 0),
      }
    },
    close: () => ledger.close(),
  }
}

/** They are raised beside the call that failed, not before it ends: so many are waited for. */
async function alarmsOf(ledger: Ledger, awaited: number): Promise<LifeReport['alarms']> {
  for (let look = 0; look < 100 && (await ledger.watchman.open()).length < awaited; look += 1) await system.sleep(50)
  return (await ledger.watchman.open()).map(({ kind, words, remedy }) => ({ kind, words, remedy }))
}
