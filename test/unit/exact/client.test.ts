import { afterEach, describe, expect, it } from 'vitest'
import { callBudget, type Watch } from '../../../lib/exact/budget'
import { exactClient } from '../../../lib/exact/client'
import type { ExactConnection } from '../../../lib/exact/connection'
import { inMemoryStateStore } from '../../../lib/ledger/state-store'
import { movingClock } from './clock'
import { service, type Asked, type Reply, type Service } from './service'

const opened: Service[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(each => each.close()))
})

async function exact(reply: (asked: Asked, base: string, call: number) => Reply, replacements: string[] = []) {
  const clock = movingClock()
  let calls = 0
  const one: Service = await service(asked => reply(asked, one.url, ++calls))
  opened.push(one)
  let token = 'token-1'
  const connection = {
    id: 'a',
    baseUrl: one.url,
    clientId: 'client',
    accessToken: async () => token,
    accessTokenForLongCall: async () => token,
    accessTokenAfterRefusal: async () => {
      const next = replacements.shift()
      if (next) token = next
      return next
    },
  } as unknown as ExactConnection
  const budget = callBudget(inMemoryStateStore(), clock)
  const rotate = (next: string) => {
    token = next
  }
  const clientFor = (watch: Watch) => exactClient(connection, budget, clock, watch)
  return { client: clientFor({}), clientFor, asked: one.asked, clock, rotate }
}

const found = (...rows: object[]): Reply => ({ body: { d: { results: rows } } })
const errorText = (value: string) => ({ error: { code: '', message: { lang: '', value } } })

describe('reading', () => {
  it('follows next links until there are none, asking for a page only when it is wanted', async () => {
    const { client, asked } = await exact((_, base, call): Reply => {
      if (call === 3) return found({ N: 3 })
      return { body: { d: { results: [{ N: call }], __next: `${base}/api/v1/7/crm/Accounts?$skiptoken=guid'${call}'` } } }
    })
    const pages = client.pages(7, 'crm/Accounts', { select: ['N'] })[Symbol.asyncIterator]()
    expect((await pages.next()).value).toEqual([{ N: 1 }])
    expect(asked).toHaveLength(1)
    expect((await pages.next()).value).toEqual([{ N: 2 }])
    expect((await pages.next()).value).toEqual([{ N: 3 }])
    expect((await pages.next()).done).toBe(true)
    expect(asked.map(one => one.url)).toEqual([
      '/api/v1/7/crm/Accounts?$select=N',
      "/api/v1/7/crm/Accounts?$skiptoken=guid'1'",
      "/api/v1/7/crm/Accounts?$skiptoken=guid'2'",
    ])
    expect(asked[0]?.headers).toMatchObject({ accept: 'application/json', authorization: 'Bearer token-1' })
  })

  it('completes expanded lines that go on at their own next links', async () => {
    const { client } = await exact((asked, base): Reply => {
      if (asked.url.includes('skiptoken=2')) return { body: { d: { results: [{ L: 3 }] } } }
      if (asked.url.includes('skiptoken=1')) return { body: { d: { results: [{ L: 2 }], __next: `${base}/x?skiptoken=2` } } }
      return found({ N: 1, Lines: { results: [{ L: 1 }], __next: `${base}/x?skiptoken=1` } }, { N: 2, Lines: [{ L: 9 }] })
    })
    expect(await client.find(7, 'purchaseorder/PurchaseOrders', { expand: ['Lines'] })).toEqual([
      { N: 1, Lines: [{ L: 1 }, { L: 2 }, { L: 3 }] },
      { N: 2, Lines: [{ L: 9 }] },
    ])
  })

  it('never sends the token to an address that a next link names elsewhere', async () => {
    const other = await service(() => found())
    opened.push(other)
    const { client } = await exact(() => ({ body: { d: { results: [], __next: `${other.url}/api/v1/7/crm/Accounts` } } }))
    await expect(client.find(7, 'crm/Accounts', {})).rejects.toMatchObject({ code: 'exact-foreign-address' })
    expect(other.asked).toHaveLength(0)
  })

  it('reads who is signed in and which divisions there are', async () => {
    const { client, asked } = await exact(
      (one): Reply =>
        one.url.includes('/Me') ? found({ CurrentDivision: 7, UserName: 'ann ' }) : found({ Code: 7 }, { Code: 8 }),
    )
    expect(await client.me()).toMatchObject({ UserName: 'ann' })
    expect((await client.divisions()).map(division => division.Code)).toEqual([7, 8])
    expect(asked.at(-1)?.url).toMatch(/^\/api\/v1\/7\/system\/Divisions\?\$select=Code,/)
  })

  it('repeats a read after a passing fault and gives up after three tries', async () => {
    const once = await exact((_, __, call) => (call === 1 ? { status: 503, body: '' } : call === 2 ? 'cut' : found({ N: 1 })))
    expect(await once.client.find(7, 'crm/Accounts', {})).toEqual([{ N: 1 }])
    const ever = await exact(() => ({ status: 502, body: '<html>bad gateway</html>' }))
    await expect(ever.client.find(7, 'crm/Accounts', {})).rejects.toMatchObject({ code: 'exact-faulty', prospect: 'passing' })
    expect(ever.asked).toHaveLength(3)
  })
})

describe('a token that is not accepted', () => {
  const refusals: Record<string, Reply> = {
    'a 401': { status: 401, body: '' },
    'a redirect': { status: 302, headers: { location: '/login' }, body: '' },
    'a sign-in page': { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Object moved</html>' },
  }
  for (const [name, refusal] of Object.entries(refusals).slice(0, 2)) {
    it(`${name}: the call is repeated once with another token`, async () => {
      const { client, asked } = await exact(
        (one): Reply => (one.headers.authorization === 'Bearer token-2' ? found({ N: 1 }) : refusal),
        ['token-2'],
      )
      expect(await client.find(7, 'crm/Accounts', {})).toEqual([{ N: 1 }])
      expect(asked).toHaveLength(2)
    })
  }

  for (const [name, refusal] of Object.entries(refusals)) {
    it(`${name}: without another token it is not repeated`, async () => {
      const { client, asked } = await exact(() => refusal)
      await expect(client.find(7, 'crm/Accounts', {})).rejects.toMatchObject({ code: 'exact-token-refused', prospect: 'passing' })
      expect(asked).toHaveLength(1)
    })
  }

  it('a page for people: the call is repeated once when somebody has renewed the token meanwhile', async () => {
    const { client, asked, rotate } = await exact((one): Reply => {
      rotate('token-2')
      return one.headers.authorization === 'Bearer token-2'
        ? found({ N: 1 })
        : { headers: { 'content-type': 'text/html' }, body: '<html>' }
    })
    expect(await client.find(7, 'crm/Accounts', {})).toEqual([{ N: 1 }])
    expect(asked).toHaveLength(2)
  })

  it('a second refusal ends it', async () => {
    const { client, asked } = await exact(() => ({ status: 401, body: '' }), ['token-2', 'token-3'])
    await expect(client.find(7, 'crm/Accounts', {})).rejects.toMatchObject({ code: 'exact-token-refused' })
    expect(asked).toHaveLength(2)
  })
})

describe('writing', () => {
  it('creates with the representation asked for, and updates the one record', async () => {
    const { client, asked } = await exact(
      (one): Reply => (one.method === 'POST' ? { status: 201, body: { d: { ID: 'k', Code: ' 1' } } } : { status: 204 }),
    )
    expect(await client.create(7, 'crm/Accounts', { Name: 'A' })).toEqual({ ID: 'k', Code: '1' })
    await client.update(7, 'crm/Accounts', 'k', { Name: 'B' })
    expect(asked.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/api/v1/7/crm/Accounts', '{"Name":"A"}'],
      ['PUT', "/api/v1/7/crm/Accounts(guid'k')", '{"Name":"B"}'],
    ])
    expect(asked[0]?.headers).toMatchObject({ prefer: 'return=representation', 'content-type': 'application/json' })
  })

  it.each([
    [
      'a validation text',
      { status: 500, body: errorText('Mandatory: Relationship\r\nInvalid reference: Cost unit') },
      'exact-refused',
      'permanent',
    ],
    ['a Dutch validation text', { status: 500, body: errorText('Gegeven bestaat reeds.') }, 'exact-refused', 'permanent'],
    [
      'a generic fault',
      {
        status: 500,
        body: errorText('A problem has occurred. The cause of this issue will be investigated as soon as possible.'),
      },
      'exact-faulty',
      'uncertain',
    ],
    ['a gateway fault', { status: 500, body: { fault: { faultstring: 'x' } } }, 'exact-faulty', 'uncertain'],
    ['a gateway that waits no longer', { status: 504, body: '' }, 'exact-faulty', 'uncertain'],
    ['a lost answer', 'cut', 'exact-answer-lost', 'uncertain'],
    ['a success that cannot be read', { status: 201, body: '{"d":' }, 'exact-answer-lost', 'uncertain'],
    ['a bad request', { status: 400, body: errorText('Error processing request stream.') }, 'exact-refused', 'permanent'],
    [
      'a missing right',
      { status: 403, headers: { Reason: 'NoDivisionAccess' }, body: errorText('Forbidden') },
      'exact-forbidden',
      'permanent',
    ],
    ['an unknown path', { status: 404, body: '' }, 'exact-not-found', 'permanent'],
  ] as [string, Reply, string, string][])('%s is told apart and never repeated blindly', async (_, reply, code, prospect) => {
    const { client, asked } = await exact(() => reply)
    await expect(client.create(7, 'purchase/PurchaseInvoices', {})).rejects.toMatchObject({
      code,
      prospect,
      place: { division: 7 },
    })
    expect(asked).toHaveLength(1)
  })

  it("passes on Exact Online's own words and the reason header", async () => {
    const refused = await exact(() => ({
      status: 500,
      body: errorText('Mandatory: Relationship\r\nInvalid reference: Cost unit'),
    }))
    await expect(refused.client.create(7, 'x/Y', {})).rejects.toThrow('Mandatory: Relationship; Invalid reference: Cost unit')
    const forbidden = await exact(() => ({ status: 403, headers: { Reason: 'NoDivisionAccess' }, body: '' }))
    await expect(forbidden.client.create(7, 'x/Y', {})).rejects.toThrow('NoDivisionAccess')
  })

  it('a node that closes breaks off what it reads, and never what it writes', async () => {
    const stop = new AbortController()
    const { clientFor } = await exact(({ method }) => {
      stop.abort(new Error('the node is closing'))
      return method === 'POST' ? { status: 201, body: { d: { ID: 'made' } } } : found({ ID: 'read' })
    })
    const client = clientFor({ signal: stop.signal })
    expect(await client.create(7, 'crm/Accounts', { Name: 'x' })).toEqual({ ID: 'made' })
    const reading = new AbortController()
    const { clientFor: anotherFor } = await exact(() => {
      reading.abort(new Error('the node is closing'))
      return found({ ID: 'read' })
    })
    const read = anotherFor({ signal: reading.signal }).find(7, 'crm/Accounts', {})
    await expect(read).rejects.toThrow('the node is closing')
  })

  it('a write that never left this machine may be tried again', async () => {
    const { client, asked } = await exact(() => found())
    await Promise.all(opened.splice(0).map(each => each.close()))
    await expect(client.create(7, 'x/Y', {})).rejects.toMatchObject({ code: 'exact-unreachable', prospect: 'passing' })
    expect(asked).toHaveLength(0)
  })

  it('no token stands in an error', async () => {
    const { client } = await exact(() => 'cut')
    const thrown = await client.create(7, 'x/Y', {}).catch((failure: unknown) => failure)
    expect(JSON.stringify(thrown, Object.getOwnPropertyNames(thrown))).not.toContain('token-1')
  })
})
