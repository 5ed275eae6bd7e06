/** One remote as a node calls it: each call is watched by its breaker, counted, and a span where tracing is on. */
import type { Environment } from '../environment'
import { asEdiError, type EdiError } from '../error'
import type { CallBudget, CallPlace } from '../exact/budget'
import { isFaultOfService } from '../exact/failures'
import type { Limits } from '../exact/rate-limit-headers'
import type { AlarmKind, NewAlarm } from '../ledger/alarms'
import type { Ledger } from '../ledger/ledger'
import type { Transport } from '../truecommerce/transport'
import { Breaker } from './breaker'
import { isSetupFault } from './retry'
import { traced } from './tracing'
import type { Red, RedNode } from './types'

export interface Remote {
  /** For people: `Exact Online <name>`, `mailbox <name>`. */
  readonly name: string
  readonly breaker: Breaker
  readonly calls: { answered: number; failed: number }
  /** What is left of the call budgets that this remote has; of those that were used since the start. */
  budgets(): Promise<readonly (Limits & { readonly division: string })[]>
  call<T>(
    what: string,
    attributes: Readonly<Record<string, string>>,
    work: () => Promise<T>,
    isFault: (result: T) => boolean,
  ): Promise<T>
}

interface Watched extends Remote {
  budget: { readonly of: CallBudget; readonly places: Map<string, CallPlace> } | undefined
}

/** What has an alarm of its own, from the first time on. */
const ALARMS: ReadonlyMap<string, { readonly kind: AlarmKind; readonly words: string }> = new Map([
  ['exact-sign-in-needed', { kind: 'token-trouble', words: 'does not accept the sign-in any more' }],
  ['exact-app-refused', { kind: 'token-trouble', words: 'does not accept the sign-in any more' }],
  [
    'mailbox-host-key-changed',
    { kind: 'host-key-changed', words: 'shows another key than the one confirmed, so nothing was sent' },
  ],
])

export function watchedRemote(name: string, opening: Promise<Ledger>, environment: Environment): Remote {
  const breaker = new Breaker(environment)
  const calls = { answered: 0, failed: 0 }
  const down = { kind: 'breaker-open', about: name } as const
  let raised: AlarmKind | undefined
  // Alarms of an earlier run are over with the first answer.
  let known = false

  const tell = (work: (ledger: Ledger) => Promise<unknown>) => {
    // What cannot be told because the ledger is away is told at the next turn of the breaker.
    opening.then(work).catch(() => undefined)
  }
  const answered = () => {
    calls.answered += 1
    const closed = breaker.answered()
    if (closed || !known) tell(ledger => ledger.clear(down, 'it answers again'))
    for (const kind of known ? [raised] : new Set(Array.from(ALARMS.values(), one => one.kind)))
      if (kind) tell(ledger => ledger.clear({ kind, about: name }, 'it is accepted again'))
    raised = undefined
    known = true
  }
  const failed = (error: EdiError | undefined) => {
    calls.failed += 1
    const alarm = error && ALARMS.get(error.code)
    if (alarm && raised !== alarm.kind) {
      raised = alarm.kind
      tell(ledger => ledger.raise({ about: name, ...refusal(name, alarm, error) }))
    }
    if (breaker.failed()) tell(ledger => ledger.raise({ ...down, ...wordsOfRest(name, error) }))
  }

  const remote: Watched = {
    name,
    breaker,
    calls,
    budget: undefined,
    budgets: async () => {
      const { budget } = remote
      if (!budget) return []
      return Promise.all(
        Array.from(budget.places.values(), async place => ({
          division: String(place.division),
          ...(await budget.of.usage(place)),
        })),
      )
    },
    call: (what, attributes, work, isFault) =>
      traced(`${name} ${what}`, { kind: 'client', attributes: { 'peer.service': name, ...attributes } }, async () => {
        try {
          const result = await work()
          if (isFault(result)) failed(undefined)
          else answered()
          return result
        } catch (thrown) {
          const error = asEdiError(thrown)
          // Anything else that it says, it says: it is there.
          if (error.prospect === 'passing' || error.prospect === 'uncertain' || isSetupFault(error)) failed(error)
          else answered()
          throw thrown
        }
      }),
  }
  return remote
}

/** The remote of an account node; undefined where there is none, which its own error tells. */
export function remoteOf(RED: Red, id: string | undefined): Remote | undefined {
  const account: (RedNode & { readonly remote?: Remote }) | null | undefined = id ? RED.nodes.getNode(id) : undefined
  return account?.remote
}

/** Calls that are left today, in the company of these that has fewest; undefined while none of them was called. */
export async function callsLeftToday(remote: Remote, divisions: readonly number[]): Promise<number | undefined> {
  const own = new Set(divisions.map(String))
  const left = (await remote.budgets()).flatMap(({ division, day }) => (day && own.has(division) ? day.left : []))
  return left.length === 0 ? undefined : Math.min(...left)
}

/** The same budget; calls through it are calls of the remote. Waiting for room in the budget is no part of them. */
export function watchedBudget(budget: CallBudget, remote: Remote): CallBudget {
  const places = new Map<string, CallPlace>()
  ;(remote as Watched).budget = { of: budget, places }
  return {
    usage: place => budget.usage(place),
    call: (place, send, watch) => {
      places.set(String(place.division), place)
      const attributes = { 'edi.division': String(place.division), 'edi.endpoint': place.endpoint }
      const watched = () => remote.call(place.endpoint, attributes, send, result => !result.answered || isFaultOfService(result))
      return budget.call(place, watched, watch)
    },
  }
}

export function watchedTransport(transport: Transport, remote: Remote): Transport {
  const watch = <T>(what: string, path: string, work: () => Promise<T>) =>
    remote.call(what, { 'edi.path': path }, work, () => false)
  return {
    list: path => watch('list', path, () => transport.list(path)),
    read: (path, listed) => watch('read', path, () => transport.read(path, listed)),
    write: (path, bytes) => watch('write', path, () => transport.write(path, bytes)),
    rename: (from, to) => watch('rename', to, () => transport.rename(from, to)),
    stat: path => watch('stat', path, () => transport.stat(path)),
    remove: path => watch('remove', path, () => transport.remove(path)),
    makeFolder: path => watch('makeFolder', path, () => transport.makeFolder(path)),
    close: () => transport.close(),
  }
}

function wordsOfRest(name: string, error: EdiError | undefined): Pick<NewAlarm, 'subject' | 'words' | 'remedy' | 'detail'> {
  return {
    subject: name,
    words: `${name} failed several times in a row and is left alone for a while${error ? ` (${error.code})` : ''}`,
    remedy: error?.remedy ?? 'It is tried again by itself, at ever longer intervals; nothing that waits is lost',
    detail: { code: error?.code ?? 'no-answer' },
  }
}

function refusal(
  name: string,
  { kind, words }: Pick<NewAlarm, 'kind' | 'words'>,
  { code, remedy }: EdiError,
): Pick<NewAlarm, 'kind' | 'subject' | 'words' | 'remedy' | 'detail'> {
  return {
    kind,
    subject: name,
    words: `${name} ${words} (${code})`,
    remedy: remedy ?? 'Open the account and sign in again',
    detail: { code },
  }
}
