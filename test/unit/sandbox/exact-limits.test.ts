import { afterEach, describe, expect, it } from 'vitest'
import { division, type Run, rows, run } from './exact-fixture'

let now: Run | undefined
afterEach(async () => {
  await now?.stop()
  now = undefined
})

describe('the call limits', () => {
  it('are shown on every answer: the day resets at midnight UTC, the minute with the minute, in milliseconds', async () => {
    now = await run({ limits: { perMinute: 60, perDay: 5000 } })
    const { headers } = await (await now.api()).get('hrm/Costunits')
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4999',
      'x-ratelimit-reset': String(Date.UTC(2026, 5, 26)),
      'x-ratelimit-minutely-limit': '60',
      'x-ratelimit-minutely-remaining': '59',
      'x-ratelimit-minutely-reset': String(Date.UTC(2026, 5, 25, 14, 18)),
    })
  })

  it('refuse by the minute with the minute headers alone and an empty body, until the minute is over', async () => {
    now = await run({ limits: { perMinute: 2, perDay: 5000 } })
    const api = await now.api()
    await api.get('hrm/Costunits')
    await api.get('hrm/Costunits')
    const refused = await api.get('hrm/Costunits')
    expect([refused.status, refused.data]).toEqual([429, ''])
    expect(refused.headers).toMatchObject({ 'x-ratelimit-minutely-remaining': '0' })
    expect(refused.headers).not.toHaveProperty('x-ratelimit-limit')
    now.pass(51)
    expect((await api.get('hrm/Costunits')).status).toBe(200)
  })

  it('refuse by the day with the day headers alone', async () => {
    now = await run({ limits: { perMinute: 60, perDay: 1 } })
    const api = await now.api()
    await api.get('hrm/Costunits')
    const refused = await api.get('hrm/Costunits')
    expect([refused.status, refused.data]).toEqual([429, ''])
    expect(refused.headers).toMatchObject({ 'x-ratelimit-remaining': '0' })
    expect(refused.headers).not.toHaveProperty('x-ratelimit-minutely-limit')
    now.pass(9 * 3600 + 43 * 60)
    const { access_token: access } = await now.signIn()
    expect((await api.get('hrm/Costunits', { headers: { Authorization: `Bearer ${access}` } })).status).toBe(200)
  })

  it('count each company by itself', async () => {
    now = await run({ limits: { perMinute: 1, perDay: 5000 } })
    expect((await (await now.api()).get('hrm/Costunits')).status).toBe(200)
    expect((await (await now.api(510002)).get('hrm/Costunits')).status).toBe(200)
  })

  it('are remembered when the server starts again', async () => {
    now = await run({ limits: { perMinute: 2, perDay: 5000 } })
    const api = await now.api()
    await api.get('hrm/Costunits')
    const after = await run({ limits: { perMinute: 2, perDay: 5000 }, directory: now.directory, world: now.trade })
    const { headers } = await (await after.api()).get('hrm/Costunits')
    expect(headers['x-ratelimit-minutely-remaining']).toBe('0')
    await after.stop()
  })
})

describe('the error limit', () => {
  it('blocks an endpoint for an hour after ten errors within an hour, and that endpoint alone', async () => {
    now = await run()
    const api = await now.api()
    const wrong = () =>
      now?.http.get(`/api/v1/${division}/hrm/Costunits?$select=Nothing`, {
        headers: { Authorization: String(api.defaults.headers['Authorization']) },
      })
    for (let time = 0; time < 10; time += 1) expect((await wrong())?.status).toBe(400)
    expect((await api.get('hrm/Costunits')).status).toBe(429)
    expect((await api.get('hrm/Costcenters')).status).toBe(200)
    now.exact.switch({ blockedStatus: 403 })
    expect((await api.get('hrm/Costunits')).status).toBe(403)
  })

  it('forgets errors older than an hour', async () => {
    now = await run()
    const api = await now.api()
    for (let time = 0; time < 9; time += 1) await api.get('hrm/Costunits?$select=Nothing')
    const { refresh_token: first } = await now.signIn()
    now.pass(3601)
    const { data } = await now.refresh(first)
    const headers = { Authorization: `Bearer ${data.access_token}` }
    await api.get('hrm/Costunits?$select=Nothing', { headers })
    expect((await api.get('hrm/Costunits', { headers })).status).toBe(200)
  })

  it('does not count validation errors', async () => {
    now = await run()
    const api = await now.api()
    for (let time = 0; time < 12; time += 1) expect((await api.post('hrm/Costcenters', {})).status).toBe(500)
  })
})

describe('a fault', () => {
  const id = () => now?.trade.orders.find(each => each.division === division)?.id ?? ''

  it('can lose the answer of a write that was made', async () => {
    now = await run()
    const api = await now.api()
    now.exact.arm({ kind: 'lose-answer', times: 1, method: 'PUT' })
    await expect(api.put(`purchaseorder/PurchaseOrders(guid'${id()}')`, { YourRef: 'kept' })).rejects.toThrow(
      /socket hang up|ECONNRESET/,
    )
    expect((await api.get(`purchaseorder/PurchaseOrders(guid'${id()}')`)).data.d.YourRef).toBe('kept')
    expect(now.exact.record().at(-1)).toMatchObject({ action: 'update', key: id(), body: { YourRef: 'kept' } })
  })

  it('can answer 500 although the record was made', async () => {
    now = await run()
    const api = await now.api()
    now.exact.arm({ kind: 'error-after-write', times: 1, method: 'POST' })
    expect((await api.post('hrm/Costcenters', { Code: 'CC77', Description: 'x' })).status).toBe(500)
    expect(rows(await api.get('hrm/Costcenters', { params: { $filter: "Code eq 'CC77'" } }))).toHaveLength(1)
  })

  it('can be a storm of 429, an error, an outage or a cut answer, each for so many calls', async () => {
    now = await run()
    const api = await now.api()
    const next = async () => (await api.get('hrm/Costunits')).status
    now.exact.arm({ kind: 'too-many', times: 2 })
    expect([await next(), await next(), await next()]).toEqual([429, 429, 200])
    now.exact.arm({ kind: 'error', times: 1, after: 1 })
    expect([await next(), await next(), await next()]).toEqual([200, 500, 200])
    now.exact.arm({ kind: 'maintenance', times: 1 })
    expect(await next()).toBe(503)
    now.exact.arm({ kind: 'cut-answer', bytes: 20, times: 1 })
    await expect(next()).rejects.toThrow(/aborted|hang up/)
    now.exact.arm({ kind: 'cut-request', manner: 'reset', times: 1 })
    await expect(next()).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('can be a connection that stalls, before the request is done or after: the caller hears nothing', async () => {
    now = await run()
    const api = await now.api()
    const patience = () => ({ signal: AbortSignal.timeout(300) })
    for (const kind of ['cut-request', 'cut-answer'] as const) {
      now.exact.arm({ kind, manner: 'stall', times: 1 })
      await expect(api.get('hrm/Costunits', patience())).rejects.toMatchObject({ code: 'ERR_CANCELED' })
    }
    expect((await api.get('hrm/Costunits')).status).toBe(200)
  })

  it('is armed, shown and disarmed over HTTP', async () => {
    now = await run()
    expect((await now.http.post('/_sandbox/faults', { kind: 'maintenance', times: 3 })).status).toBe(204)
    expect((await now.http.get('/_sandbox/faults')).data).toEqual([{ kind: 'maintenance', times: 3 }])
    await now.http.delete('/_sandbox/faults')
    expect((await (await now.api()).get('hrm/Costunits')).status).toBe(200)
    expect((await now.http.post('/_sandbox/faults', { kind: 'earthquake', times: 1 })).status).toBe(400)
    expect((await now.http.post('/_sandbox/faults', { kind: 'maintenance', times: 0 })).status).toBe(400)
    expect((await now.http.post('/_sandbox/switches', { langauge: 'NL' })).status).toBe(400)
  })
})

describe('the record', () => {
  it('holds what was accepted, by resource and key, and nothing that was refused', async () => {
    now = await run()
    const api = await now.api()
    const before = now.exact.record().length
    await api.post('hrm/Costcenters', {})
    await api.post('hrm/Costcenters', { Code: 'CC55', Description: 'x' })
    const { data } = await now.http.get('/_sandbox/record')
    expect(data).toEqual(now.exact.record())
    expect(data.slice(before)).toEqual([
      {
        at: '2026-06-25T14:17:09.000Z',
        division,
        resource: 'hrm/Costcenters',
        action: 'create',
        key: expect.any(String),
        body: { Code: 'CC55', Description: 'x' },
      },
    ])
  })

  it('counts calls by endpoint and status', async () => {
    now = await run()
    const api = await now.api()
    await api.get('hrm/Costunits')
    await api.post('hrm/Costcenters', {})
    const { data } = await now.http.get('/_sandbox/calls')
    expect(data).toEqual(now.exact.calls())
    expect(data).toMatchObject({ byEndpoint: { 'hrm/Costunits': 1, 'hrm/Costcenters': 1, 'oauth2/token': 1 }, token: 1 })
  })

  it('carries on where a killed server stopped, tokens included, and row versions go on rising', async () => {
    now = await run()
    const api = await now.api()
    const made = await api.post('hrm/Costcenters', { Code: 'CC55', Description: 'x' })
    const after = await run({ directory: now.directory, world: now.trade })
    const headers = { Authorization: String(api.defaults.headers['Authorization']) }
    const found = await after.http.get(`/api/v1/${division}/hrm/Costcenters(guid'${made.data.d.ID}')`, { headers })
    expect(found.data.d).toEqual({ ...made.data.d, __metadata: found.data.d.__metadata })
    expect(after.exact.record()).toEqual(now.exact.record())
    const order = now.trade.orders.find(each => each.division === division)
    const version = async (run: Run) => {
      const address = `/api/v1/${division}/sync/PurchaseOrder/PurchaseOrders?$filter=Timestamp gt 1L&$select=Timestamp,PurchaseOrderID`
      return Math.max(...rows(await run.http.get(address, { headers })).map(row => Number(row['Timestamp'])))
    }
    const put = (run: Run) =>
      run.http.put(`/api/v1/${division}/purchaseorder/PurchaseOrders(guid'${order?.id}')`, { YourRef: 'x' }, { headers })
    await put(after)
    const later = await run({ directory: now.directory, world: now.trade })
    const before = await version(later)
    await put(later)
    expect(await version(later)).toBeGreaterThan(before)
    expect(before).toBe(await version(after))
    await later.stop()
    await after.stop()
  })

  it('drops a last line that a kill cut off', async () => {
    now = await run()
    const whole = now.exact.record().length
    const { appendFileSync } = await import('node:fs')
    appendFileSync(`${now.directory}/exact-record.jsonl`, '{"at":"2026')
    const after = await run({ directory: now.directory, world: now.trade })
    expect(after.exact.record()).toHaveLength(whole)
    await after.signIn()
    const third = await run({ directory: now.directory, world: now.trade })
    expect(third.exact.record()).toEqual(after.exact.record())
    await third.stop()
    await after.stop()
  })

  it('refuses a directory that belongs to another world', async () => {
    now = await run({ orders: 3 })
    await expect(run({ directory: now.directory, orders: 4 })).rejects.toThrow(/another world/)
  })

  it('remembers how far the clock was moved', async () => {
    now = await run()
    await now.http.post('/_sandbox/clock', { seconds: 3600 })
    expect((await now.http.get('/api/v1/current/Me')).headers['date']).toBe('Thu, 25 Jun 2026 15:17:09 GMT')
    const after = await run({ directory: now.directory, world: now.trade })
    expect((await after.http.get('/_sandbox/clock')).data).toEqual({ now: '2026-06-25T15:17:09.000Z', ahead: 3600 })
    await after.stop()
  })
})
