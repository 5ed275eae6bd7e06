/**
 * Admin routes over the documents of a ledger: look for them, see all of one, and decide. Who decides stands in the history.
 * Every route takes `ledger`, the id of the ledger node; where there is one only, it may be left out.
 */
import { EdiError } from '../error'
import { allowedFor, type Replay, REPLAYS } from '../ledger/replay-rules'
import type { Place, Search } from '../ledger/replay-search'
import type { DocumentState } from '../ledger/schema'
import { forPeople } from '../loops/listed'
import { orderNumberName } from '../loops/order-names'
import { guarded } from './admin'
import { decidingLedger, ledgerOf } from './asked-ledger'
import { isDryRun } from './dry-run'
import { previewOf } from './replays'
import { faulty, textOf } from './request-values'
import type { AdminRequest, Red } from './types'

const READ = 'edi-ledger.read'
const WRITE = 'edi-ledger.write'
/** Documents on a page. */
const [PAGE, LARGEST_PAGE] = [50, 500]
/** Characters of contents shown at most: they are for people to look at. */
const SHOWN = 200_000

export function documentRoutes(RED: Red): void {
  guarded(RED, 'get', '/edi-loop/ledgers', READ, async () => {
    const ledgers: { id: string; name: string; isDryRun: boolean }[] = []
    RED.nodes.eachNode(({ id, type, name }) => {
      // One that is disabled, or was never deployed, has nothing to show.
      if (type === 'edi-ledger' && RED.nodes.getNode(id)) ledgers.push({ id, name: name ?? '', isDryRun: isDryRun(RED, id) })
    })
    return ledgers
  })

  guarded(RED, 'get', '/edi-loop/documents', READ, async request => {
    const ledger = await ledgerOf(RED, request.query['ledger'])
    const limit = limitOf(textOf(request.query, 'limit'))
    const after = placeIn(textOf(request.query, 'after'))
    const found = await ledger.replays.search(searchIn(request.query), { order: 'newest', after, limit: limit + 1 })
    const documents = found.slice(0, limit).map(document => ({ ...document, allowed: allowedFor(document) }))
    const last = documents.at(-1)
    return {
      documents: await forPeople(ledger, documents),
      next: found.length > limit && last ? `${last.updated_at} ${last.id}` : null,
    }
  })

  guarded(RED, 'get', '/edi-loop/documents/:id', READ, async request => {
    const ledger = await ledgerOf(RED, request.query['ledger'])
    const detail = await ledger.replays.detail(idOf(request))
    if (!detail) throw new EdiError({ code: 'document-unknown', what: 'There is no such document in this ledger' })
    const [shown] = await forPeople(ledger, [detail.document])
    return { ...detail, document: shown, allowed: allowedFor(detail.document, detail.unanswered) }
  })

  guarded(RED, 'get', '/edi-loop/documents/:id/payloads/:sha256', READ, async request => {
    const ledger = await ledgerOf(RED, request.query['ledger'])
    const sha256 = request.params['sha256'] ?? ''
    const detail = await ledger.replays.detail(idOf(request))
    if (!detail?.payloads.some(payload => payload.sha256 === sha256))
      throw new EdiError({ code: 'not-found', what: 'This document carries no such bytes' })
    const text = (await ledger.bytes(sha256)).toString('latin1')
    return { sha256, length: text.length, text: text.slice(0, SHOWN) }
  })

  guarded(RED, 'get', '/edi-loop/documents/:id/preview', READ, async request => {
    const ledger = await ledgerOf(RED, request.query['ledger'])
    return previewOf(ledger, idOf(request), textOf(request.query, 'node'))
  })

  guarded(RED, 'post', '/edi-loop/documents/:id/replay', WRITE, async request => {
    const ledger = await decidingLedger(RED, request.body['ledger'])
    const [node, token] = [textOf(request.body, 'node'), textOf(request.body, 'token')]
    return ledger.replays.request({
      documentId: idOf(request),
      kind: kindIn(request.body),
      who: personOf(request),
      words: textOf(request.body, 'words') ?? '',
      payload: request.body['payload'],
      ...(node === undefined ? {} : { node }),
      ...(token === undefined ? {} : { token }),
    })
  })

  guarded(RED, 'post', '/edi-loop/documents/:id/abandon', WRITE, async request => {
    const ledger = await decidingLedger(RED, request.body['ledger'])
    await ledger.replays.abandon(decisionIn(request))
  })

  guarded(RED, 'post', '/edi-loop/documents/:id/settle', WRITE, async request => {
    const ledger = await decidingLedger(RED, request.body['ledger'])
    const received = request.body['received']
    if (typeof received !== 'boolean') throw faulty('received', 'true or false')
    await ledger.replays.settle({ ...decisionIn(request), received })
  })
}

function idOf(request: AdminRequest): string {
  return request.params['id'] ?? ''
}

function searchIn(query: Readonly<Record<string, unknown>>): Search {
  const order = textOf(query, 'order')
  const states = textOf(query, 'state')
    ?.split(',')
    .map(state => state.trim() as DocumentState)
  const division = textOf(query, 'division')
  const chosen = {
    name: order === undefined ? undefined : orderNumberName(order),
    states,
    reason: textOf(query, 'reason'),
    kind: textOf(query, 'kind'),
    partner: textOf(query, 'partner'),
    division: division === undefined ? undefined : Number(division),
    since: momentIn(query, 'since'),
    before: momentIn(query, 'before'),
  }
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined))
}

function momentIn(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = textOf(query, name)
  if (text === undefined) return undefined
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime())) throw faulty(name, 'a date or moment, such as 2026-01-15')
  return moment.toISOString()
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return PAGE
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= LARGEST_PAGE) return Number(text)
  throw faulty('limit', `a number up to ${LARGEST_PAGE}`)
}

function placeIn(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined
  const [updatedAt, id] = text.split(' ')
  if (updatedAt === undefined || id === undefined) throw faulty('after', 'what the page before gave as "next"')
  return { updatedAt, id }
}

function kindIn(body: Readonly<Record<string, unknown>>): Replay {
  const kind = REPLAYS.find(one => one === body['kind'])
  if (kind) return kind
  throw faulty('kind', `one of ${REPLAYS.join(', ')}`)
}

function decisionIn(request: AdminRequest): { documentId: string; who: string; words: string } {
  return { documentId: idOf(request), who: personOf(request), words: textOf(request.body, 'words') ?? '' }
}

/** Node-RED names the user where its admin API asks for a sign-in. */
function personOf(request: AdminRequest): string {
  const { user } = request as { user?: { username?: unknown } }
  return typeof user?.username === 'string' ? `user ${user.username}` : 'somebody at the editor, which has no sign-in'
}
