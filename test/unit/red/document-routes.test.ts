/** The admin API over documents, with the permissions and names that Node-RED gives. */
import { beforeEach, describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { documentRoutes } from '../../../lib/red/document-routes'
import { aWorld, quiet, type World } from './fake-red'
import { type Routes, routesOf } from './routes'

let world: World
let routes: Routes
let stops: boolean
let failing: string
beforeEach(async () => {
  world = await aWorld()
  stops = true
  failing = 'held'
  routes = routesOf(documentRoutes, () => world.ledger)
  const node = world.step('n', {
    effect: async () => {
      if (stops) throw new EdiError({ code: 'why', what: 'It stopped', prospect: failing as 'held' })
      return { what: 'passed', outputs: [] }
    },
  })
  world.start()
  for (const number of ['1', '2', '3']) {
    world.clock.pass(1_000)
    await node.receive({
      topic: `Order ${number}`,
      payload: { kind: 'order', file: Buffer.from(number) },
      edi: { order: number },
    })
  }
})

const ask: Routes['ask'] = (route, asked) => routes.ask(route, asked)

const list = async (query: Record<string, unknown>) => {
  const { body } = await ask('get /edi-loop/documents', { query })
  const documents = body['documents'] as { id: string; subject: string; allowed: string[] }[]
  return { subjects: documents.map(({ subject }) => subject), documents, next: body['next'] }
}
const idOf = async (order: string) => (await list({ order })).documents[0]?.id ?? ''

it('reading needs the permission to read, deciding that to write', () => {
  expect(routes.permissions).toEqual([
    ['get /edi-loop/ledgers', 'edi-ledger.read'],
    ['get /edi-loop/documents', 'edi-ledger.read'],
    ['get /edi-loop/documents/:id', 'edi-ledger.read'],
    ['get /edi-loop/documents/:id/payloads/:sha256', 'edi-ledger.read'],
    ['get /edi-loop/documents/:id/preview', 'edi-ledger.read'],
    ['post /edi-loop/documents/:id/replay', 'edi-ledger.write'],
    ['post /edi-loop/documents/:id/abandon', 'edi-ledger.write'],
    ['post /edi-loop/documents/:id/settle', 'edi-ledger.write'],
  ])
})

describe('what another site has a browser send', () => {
  it.each([
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'Text/Plain;charset=UTF-8' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'sec-fetch-site': 'cross-site' },
    { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
  ])('decides nothing: %j', async headers => {
    const id = await idOf('1')
    const answer = await ask('post /edi-loop/documents/:id/abandon', { params: { id }, body: { words: 'gone' }, headers })
    expect(answer).toMatchObject({ status: 403, body: { code: 'request-foreign' } })
    expect((await list({ state: 'held' })).subjects).toHaveLength(3)
  })
})

describe('the list', () => {
  it('comes newest first, a page at a time, without a document twice', async () => {
    const first = await list({ limit: '2' })
    expect(first.subjects).toEqual(['Order 3', 'Order 2'])
    const second = await list({ limit: '2', after: first.next })
    expect(second).toMatchObject({ subjects: ['Order 1'], next: null })
  })

  it('says of each why it stopped, and of which order it is', async () => {
    const { documents } = await list({ order: '2' })
    expect(documents).toMatchObject([{ orders: ['2'], words: 'It stopped.' }])
  })

  it('finds by order number, state, reason, kind, supplier and time', async () => {
    expect((await list({ order: '2' })).subjects).toEqual(['Order 2'])
    expect((await list({ state: 'held,failed', reason: 'why', kind: 'test' })).subjects).toHaveLength(3)
    expect((await list({ since: '2026-01-15T09:30:03Z' })).subjects).toEqual(['Order 3'])
    for (const none of [
      { order: '9' },
      { state: 'done' },
      { reason: 'x' },
      { partner: 'delta' },
      { division: '1' },
      { since: '2027-01-01' },
    ])
      expect((await list(none)).subjects).toEqual([])
  })

  it('refuses what it cannot read, and a ledger that is not there', async () => {
    for (const query of [{ limit: '0' }, { limit: '9999' }, { after: 'x' }, { since: 'yesterday' }, { order: ['1', '2'] }])
      expect(await ask('get /edi-loop/documents', { query })).toMatchObject({ status: 422, body: { code: 'request-faulty' } })
    expect(await ask('get /edi-loop/documents', { query: { ledger: 'other' } })).toMatchObject({ status: 404 })
  })
})

describe('one document', () => {
  it('comes with its events, steps, attempts, bytes, and what may be done', async () => {
    const params = { id: await idOf('1') }
    const { body } = await ask('get /edi-loop/documents/:id', { params })
    expect(body).toMatchObject({
      document: { subject: 'Order 1', state: 'held' },
      events: [{ what: 'received' }, { what: 'begun' }, { what: 'held' }],
      steps: [{ node: 'n', state: 'held' }],
      replays: [],
      allowed: ['read-again', 'corrected', 'build-anew', 'abandon'],
    })
    const [payload] = body['payloads'] as { sha256: string }[]
    const shown = await ask('get /edi-loop/documents/:id/payloads/:sha256', {
      params: { ...params, sha256: payload?.sha256 ?? '' },
    })
    expect(shown.body).toMatchObject({ length: 1, text: '1' })
    const other = await ask('get /edi-loop/documents/:id/payloads/:sha256', {
      params: { id: await idOf('2'), sha256: payload?.sha256 ?? '' },
    })
    expect(other.status).toBe(404)
    expect((await ask('get /edi-loop/documents/:id', { params: { id: 'none' } })).status).toBe(404)
  })
})

describe('a decision', () => {
  it('is carried out and stands in the history with the name of the user', async () => {
    const params = { id: await idOf('1') }
    stops = false
    const answer = await ask('post /edi-loop/documents/:id/replay', {
      params,
      body: { kind: 'read-again', words: 'unit added' },
      user: { username: 'alice' },
    })
    expect(answer).toMatchObject({ status: 200, body: { node: 'n', taken: true } })
    await quiet()
    const { body } = await ask('get /edi-loop/documents/:id', { params })
    expect(body).toMatchObject({
      document: { state: 'done' },
      replays: [{ kind: 'read-again', asked_by: 'user alice', words: 'unit added' }],
    })
    const again = await ask('post /edi-loop/documents/:id/replay', { params, body: { kind: 'read-again' } })
    expect(again).toMatchObject({ status: 409, body: { code: 'replay-not-allowed' } })
  })

  it('to abandon needs a reason, and says that nobody was signed in where nobody was', async () => {
    const params = { id: await idOf('2') }
    expect(await ask('post /edi-loop/documents/:id/abandon', { params })).toMatchObject({
      status: 422,
      body: { code: 'words-missing' },
    })
    expect(await ask('post /edi-loop/documents/:id/abandon', { params, body: { words: 'keyed by hand' } })).toMatchObject({
      status: 200,
    })
    const { body } = await ask('get /edi-loop/documents/:id', { params })
    expect((body['events'] as object[]).at(-1)).toMatchObject({
      what: 'abandoned',
      who: 'somebody at the editor, which has no sign-in',
    })
  })

  it('to settle says whether it was received', async () => {
    const params = { id: await idOf('3') }
    expect(await ask('post /edi-loop/documents/:id/settle', { params, body: { received: 'yes' } })).toMatchObject({ status: 422 })
    const answer = await ask('post /edi-loop/documents/:id/settle', { params, body: { received: true } })
    expect(answer).toMatchObject({ status: 409, body: { code: 'nothing-to-settle' } })
  })

  it('of a kind that there is not is refused, and so is building anew where no node can', async () => {
    const params = { id: await idOf('3') }
    expect(await ask('post /edi-loop/documents/:id/replay', { params, body: { kind: 'again' } })).toMatchObject({ status: 422 })
    expect(await ask('get /edi-loop/documents/:id/preview', { params })).toMatchObject({
      status: 409,
      body: { code: 'replay-not-allowed' },
    })
  })
})
