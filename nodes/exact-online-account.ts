/** exact-online-account: one signed-in user of Exact Online. Rules live in lib/exact; the sign-in's course in lib/red/sign-ins. */
import type { Division } from '../lib/documents/value'
import { system } from '../lib/environment'
import { asEdiError, EdiError } from '../lib/error'
import { callBudget } from '../lib/exact/budget'
import { type DivisionRecord, exactClient } from '../lib/exact/client'
import { exactConnection } from '../lib/exact/connection'
import { readingClient } from '../lib/exact/dry-run'
import { masterData } from '../lib/exact/directory'
import { vaultKeys } from '../lib/exact/key-source'
import { baseUrlOf } from '../lib/exact/regions'
import { type SharedReading, sharedReading } from '../lib/exact/shared-reading'
import { isDryRun } from '../lib/red/dry-run'
import { stateStoreOf } from '../lib/red/ledger-store'
import { useLedger, useSignInLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { callsLeftToday, watchedBudget, watchedRemote } from '../lib/red/remote'
import { guarded } from '../lib/red/admin'
import type { ExactAccountNode } from '../lib/red/accounts'
import { callbackPage } from '../lib/red/callback-page'
import { tellOfSignIn } from '../lib/red/sign-in-alarm'
import { returned, type SignIns, signIns } from '../lib/red/sign-ins'
import type { AdminRequest, Config, Red } from '../lib/red/types'
import { vaultSecrets } from '../lib/red/vault-secrets'
import { farewells } from '../lib/red/webhook-farewell'

interface Account extends Config {
  readonly ledger: string
  readonly region: string
  readonly baseUrl: string
  readonly redirectUri: string
  readonly renewAfter: string | number
}

const KEEP_ALIVE_EVERY = 3_600_000

export default function (RED: Red) {
  RED.nodes.registerType(
    'exact-online-account',
    function (this: ExactAccountNode, stored: Account) {
      RED.nodes.createNode(this, stored)
      const config = migrate(stored)
      const ledger = useLedger(RED, config.ledger)
      const signedIn = useSignInLedger(RED, config.ledger)
      const store = stateStoreOf(signedIn.opening)
      this.store = store
      this.isDryRun = isDryRun(RED, config.ledger)
      const stopping = new AbortController()
      const connectionWith = (redirectUri: string) =>
        exactConnection({
          id: config.id,
          baseUrl: baseUrlOf(config.region === 'custom' ? config.baseUrl : config.region),
          clientId: this.credentials?.['clientId'] ?? '',
          clientSecret: this.credentials?.['clientSecret'] ?? '',
          redirectUri,
          renewAfterSeconds: Number(config.renewAfter),
          store,
          keys: vaultKeys(vaultSecrets(RED)),
          environment: system,
        })
      try {
        const current = { connection: connectionWith(config.redirectUri) }
        this.remote = watchedRemote(`Exact Online ${this.name || config.region}`, ledger.opening, system)
        const budget = watchedBudget(callBudget(store, system), this.remote)
        this.clientFor = watch => {
          const full = exactClient(current.connection, budget, system, { signal: stopping.signal, ...watch })
          return this.isDryRun ? readingClient(full) : full
        }
        this.masterDataFor = masterData(this.clientFor, system)
        this.divisions = openDivisions(this.clientFor)
        const callsLeft = (division: Division) => callsLeftToday(this.remote, [division])
        this.signIns = signIns({ id: config.id, connectionWith, current, client: this.clientFor({}), callsLeft })
        const remoteName = this.remote.name
        const watch = async () => tellOfSignIn(await ledger.opening, remoteName, await current.connection.state())
        const stayAlive = async () => {
          await current.connection.keepAlive().catch(thrown => this.warn(asEdiError(thrown).message))
          await watch().catch(() => undefined)
        }
        const keepAlive = setInterval(() => void stayAlive(), KEEP_ALIVE_EVERY)
        keepAlive.unref()
        stopping.signal.addEventListener('abort', () => clearInterval(keepAlive))
      } catch (thrown) {
        this.error(asEdiError(thrown))
      }
      this.on('close', (_removed, done) => {
        stopping.abort(new Error('the account is closing'))
        void farewells(this)
          .then(() => Promise.all([ledger.release(), signedIn.release()]))
          .then(() => undefined)
          .then(done, done)
      })
    },
    { credentials: { clientId: { type: 'text' }, clientSecret: { type: 'password' } } },
  )

  const write = 'exact-online-account.write'
  guarded(RED, 'post', '/edi-loop/exact/:id/sign-in', write, async request => ({
    url: signInsOf(request).start(text(request, 'redirectUri')),
  }))
  guarded(RED, 'post', '/edi-loop/exact/:id/paste', write, async request => {
    const { id, code } = returned(text(request, 'address'), request.params['id'])
    await account(id).finish(code)
  })
  guarded(RED, 'post', '/edi-loop/exact/:id/test', write, request => signInsOf(request).test())
  guarded(RED, 'post', '/edi-loop/exact/:id/disconnect', write, request => signInsOf(request).disconnect())
  guarded(RED, 'get', '/edi-loop/exact/:id/state', 'exact-online-account.read', request => signInsOf(request).state())

  // The browser comes back from Exact Online without any login of ours: the state alone protects this one.
  RED.httpAdmin.get('/edi-loop/exact/callback', (request, response) => {
    callbackPage(response, async () => {
      const back = returned(request.url ?? '', undefined)
      await account(back.id).finish(back.code)
      return back
    })
  })

  function signInsOf(request: AdminRequest): SignIns {
    return account(request.params['id'] ?? '')
  }

  function account(id: string): SignIns {
    const node = RED.nodes.getNode(id) as ExactAccountNode | null | undefined
    if (node?.signIns) return node.signIns
    throw new EdiError({
      code: 'deploy-first',
      what: 'This account is not deployed yet',
      remedy: 'Press Deploy, then open the account and sign in',
    })
  }
}

/** One answer for everybody who asks; a failed one is asked for again. */
function openDivisions(clientFor: ExactAccountNode['clientFor']): ExactAccountNode['divisions'] {
  let reading: SharedReading<readonly Division[]> | undefined
  return watch => {
    if (!reading) {
      reading = sharedReading(clientFor, async client => (await client.divisions()).filter(isOpen).map(({ Code }) => Code))
      reading.value.catch(() => {
        reading = undefined
      })
    }
    return reading.heardBy(watch)
  }
}

/** Active and not blocked. @see reference exact-online.md §3.2 */
function isOpen({ Status, BlockingStatus }: DivisionRecord): boolean {
  return Status === 1 && BlockingStatus === 0
}

function text(request: AdminRequest, name: string): string {
  const value = request.body[name]
  if (typeof value === 'string' && value !== '') return value
  throw new EdiError({ code: 'request-incomplete', what: `The request does not say "${name}"` })
}
