/** edi-ledger: where documents, steps and bytes are kept. Rules live in lib/ledger. */
import { asEdiError, EdiError } from '../lib/error'
import { type Trial, tryPostgres } from '../lib/ledger/postgres-trial'
import type { PostgresSettings } from '../lib/ledger/postgres-url'
import { guarded } from '../lib/red/admin'
import { documentRoutes } from '../lib/red/document-routes'
import { inboxRoutes } from '../lib/red/inbox-routes'
import { type LedgerConfig, type LedgerNode, type LedgerUse, ledgerStore, shareLedger, type UsedStore } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { reportRoutes } from '../lib/red/report-routes'
import type { Red } from '../lib/red/types'
import { keepUp } from '../lib/red/upkeep'
import { watchOver, watchRoutes } from '../lib/red/watch'

export default function (RED: Red) {
  RED.nodes.registerType(
    'edi-ledger',
    function (this: LedgerNode & { store: UsedStore; use: LedgerUse }, stored: LedgerConfig) {
      RED.nodes.createNode(this, stored)
      const config = migrate(stored)
      const store = ledgerStore(RED, config, this.credentials ?? {})
      this.store = config.dryRun ? { dryRunOf: store } : store
      this.use = shareLedger(this.store, error => this.status({ fill: 'yellow', shape: 'ring', text: error.code }))
      let deaf = () => {}
      let ended = async () => {}
      let watched = async () => {}
      this.use.opening.then(
        ledger => {
          if (config.logSteps) deaf = ledger.onEvent(event => this.log(`${event.subject}: ${event.what}`))
          if (config.dryRun) return this.status({ fill: 'blue', shape: 'ring', text: 'dry run' })
          this.status({ fill: 'green', shape: 'dot', text: config.store === 'postgres' ? ledger.place : config.store })
          watched = watchOver(this, ledger)
          ended = keepUp(this, ledger, Number(config.retentionDays))
        },
        thrown => {
          const error = asEdiError(thrown)
          this.status({ fill: 'red', shape: 'ring', text: error.code })
          this.error(error)
        },
      )
      this.on('close', (_removed, done) => {
        deaf()
        void Promise.all([ended(), watched()])
          .then(() => this.use.release())
          .then(done, done)
      })
    },
    { credentials: { url: { type: 'password' }, ca: { type: 'password' } } },
  )

  guarded(RED, 'post', '/edi-loop/ledger/:id/test', 'edi-ledger.write', async request => ({
    message: words(await tryPostgres(typed(request.body, RED.nodes.getNode(request.params['id'] ?? '')?.credentials ?? {}))),
  }))

  inboxRoutes(RED)
  documentRoutes(RED)
  reportRoutes(RED)
  watchRoutes(RED, id => deployed(RED, id).use.opening)

  guarded(RED, 'post', '/edi-loop/ledger/:id/backup', 'edi-ledger.write', async request => {
    const node = deployed(RED, request.params['id'])
    const ledger = await node.use.opening
    const copy = `${'file' in node.store ? node.store.file : ''}.${ledger.environment.now().toISOString().replaceAll(/\D/g, '')}.backup`
    await ledger.backUp(copy)
    return { copy }
  })

  /** How many documents of each kind are in each state. */
  guarded(RED, 'get', '/edi-loop/ledger/:id/tally', 'edi-ledger.read', async request => {
    return (await deployed(RED, request.params['id']).use.opening).tally()
  })
}

/** @throws EdiError `not-found` */
function deployed(RED: Red, id = ''): LedgerNode & { readonly use: LedgerUse } {
  const node = RED.nodes.getNode(id) as (LedgerNode & { use: LedgerUse }) | null | undefined
  if (node?.use) return node
  throw new EdiError({ code: 'not-found', what: 'There is no such ledger', remedy: 'Deploy the ledger node first' })
}

/** Values of the form; what it does not know comes as `__PWRD__` and is taken from the deployed node. */
function typed(form: Readonly<Record<string, unknown>>, stored: Readonly<Record<string, string | undefined>>): PostgresSettings {
  const value = (name: 'url' | 'ca') => {
    const text = form[name]
    return (text === '__PWRD__' ? stored[name] : typeof text === 'string' ? text : '') ?? ''
  }
  if (form['url'] === '__PWRD__' && value('url') === '')
    throw new EdiError({
      code: 'deploy-first',
      what: 'The stored URL is not known yet',
      remedy: 'Type it again, or deploy first',
    })
  return { url: value('url'), ...(value('ca') === '' ? {} : { ca: value('ca') }) }
}

function words({ place, version, encrypted, hasTables }: Trial): string {
  return [
    `PostgreSQL ${version} at ${place} can be used`,
    encrypted ? 'The connection is encrypted' : 'The connection is not encrypted',
    `${hasTables ? 'The tables of a ledger are there' : 'The tables will be made with the first deploy'}.`,
  ].join('. ')
}
