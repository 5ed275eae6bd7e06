/** The ledger's clock, and what a person or a program asks of it: figures, alarms, numbers that came in. */
import { asEdiError, EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import { answering, guarded } from './admin'
import { metricsOf } from './metrics'
import { type Remote, remoteOf } from './remote'
import type { AdminRequest, Red, RedNode } from './types'

const LOOK = 60_000
const MOST = 1_000

/** Looks at the ledger's clock once a minute. @returns ends it, after the look that is under way */
export function watchOver(node: RedNode, ledger: Ledger): () => Promise<void> {
  metricsOf(ledger)
  const look = async () => {
    try {
      await ledger.watchman.look()
    } catch (thrown) {
      node.error(asEdiError(thrown))
    }
  }
  let looking = look()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK)
  return async () => {
    clearInterval(timer)
    await looking
  }
}

/** @param ledgerOf the ledger of a deployed node; throws EdiError `not-found` */
export function watchRoutes(RED: Red, ledgerOf: (id: string) => Promise<Ledger>): void {
  const asked = async (request: AdminRequest) => ledgerOf(request.params['id'] ?? '')
  const read = 'edi-ledger.read'
  const write = 'edi-ledger.write'

  RED.httpAdmin.get('/edi-loop/ledger/:id/metrics', RED.auth.needsPermission(read), (request, response) => {
    // A failure is told as everywhere; only the figures are no JSON.
    asked(request)
      .then(async ledger => metricsOf(ledger).text(remotesOf(RED)))
      .then(
        figures => response.type('text/plain; version=0.0.4; charset=utf-8').send(figures),
        thrown => answering(async () => Promise.reject(thrown))(request, response),
      )
  })
  guarded(RED, 'get', '/edi-loop/ledger/:id/alarms', read, async request => (await asked(request)).watchman.open())
  guarded(RED, 'get', '/edi-loop/ledger/:id/gaps', read, async request => (await asked(request)).watchman.gaps(MOST))
  guarded(RED, 'get', '/edi-loop/ledger/:id/duplicates', read, async request => (await asked(request)).watchman.duplicates(MOST))

  /** A person has seen to an alarm. */
  guarded(RED, 'post', '/edi-loop/ledger/:id/alarms/close', write, async request => ({
    closed: await (await asked(request)).watchman.close(text(request, 'alarm'), personOf(request), text(request, 'words')),
  }))
  /** A file that is held for its control number is to be read all the same, once it is read again. */
  guarded(RED, 'post', '/edi-loop/ledger/:id/numbers/allow', write, async request =>
    (await asked(request)).watchman.allow(text(request, 'document')),
  )
  /** The sender of a stream counts anew. */
  guarded(RED, 'post', '/edi-loop/ledger/:id/numbers/restart', write, async request =>
    (await asked(request)).watchman.restart(text(request, 'stream')),
  )
  /** A backup was put back: our own numbers go on behind what may have been sent since. */
  guarded(RED, 'post', '/edi-loop/ledger/:id/numbers/restored', write, async request => ({
    counters: await (await asked(request)).watchman.restored(),
  }))
}

/** Of all accounts of the flows. */
function remotesOf(RED: Red): Remote[] {
  const remotes: Remote[] = []
  RED.nodes.eachNode(({ id, type }) => {
    if (type !== 'exact-online-account' && type !== 'truecommerce-account') return
    const remote = remoteOf(RED, id)
    if (remote) remotes.push(remote)
  })
  return remotes
}

function personOf(request: AdminRequest): string {
  const { user } = request as AdminRequest & { readonly user?: { readonly username?: string } }
  return user?.username ?? 'editor'
}

function text(request: AdminRequest, name: string): string {
  const value = request.body[name]
  if (typeof value === 'string' && value !== '') return value
  throw new EdiError({ code: 'request-incomplete', what: `The request does not say "${name}"` })
}
