import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guarded } from '../../../sandbox/exact/loopback'
import { sandboxClient } from '../../../sandbox/exact/options'
import { complaint, division, type Run, run } from './exact-fixture'

const subscriptions = 'webhooks/WebhookSubscriptions'

let now: Run
let listener: Server
let received: string[]
let status: number
beforeEach(async () => {
  now = await run()
  received = []
  status = 200
  listener = createServer((incoming, outgoing) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      received.push(Buffer.concat(parts).toString())
      outgoing.writeHead(status).end()
    })
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await now.stop()
  listener.close()
})

const callback = () => `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`
const settled = async (count: number) => {
  await expect.poll(() => received.length).toBe(count)
}

describe('the guard of loopback', () => {
  it('lets nothing leave the machine', () => {
    expect(guarded('http://localhost:1/x').port).toBe('1')
    expect(() => guarded('https://example.com/hook')).toThrow(/loopback addresses only/)
    expect(() => guarded('http://127.0.0.1.example.com/')).toThrow(/loopback addresses only/)
  })
})

describe('webhooks of the offline Exact Online', () => {
  it('begin with an empty POST and are refused when it is not answered well', async () => {
    const api = await now.api()
    status = 503
    const refused = await api.post(subscriptions, { Topic: 'PurchaseOrders', CallbackURL: callback() })
    expect([refused.status, complaint(refused)]).toEqual([
      500,
      'Invalid: Post to callback URL endpoint returns 503 Service Unavailable',
    ])
    status = 200
    expect((await api.post(subscriptions, { Topic: 'PurchaseOrders', CallbackURL: callback() })).status).toBe(201)
    expect(received).toEqual(['', ''])
  })

  it('are refused for a callback that takes longer than the switch allows', async () => {
    const api = await now.api()
    now.exact.switch({ webhookSeconds: 0.2 })
    listener.removeAllListeners('request')
    const answer = await api.post(subscriptions, { Topic: 'Items', CallbackURL: callback() })
    listener.closeAllConnections()
    expect([answer.status, complaint(answer)]).toEqual([
      500,
      'Invalid: Post to callback URL endpoint returns 500 An error occurred while sending the request.',
    ])
  })

  it('are refused for a callback outside this machine', async () => {
    const api = await now.api()
    const answer = await api.post(subscriptions, { Topic: 'Items', CallbackURL: 'https://example.com/hook' })
    expect([answer.status, complaint(answer)]).toEqual([
      500,
      'Invalid: Post to callback URL endpoint returns 500 An error occurred while sending the request.',
    ])
  })

  it('know one subscription for each topic', async () => {
    const api = await now.api()
    await api.post(subscriptions, { Topic: 'PurchaseOrders', CallbackURL: callback() })
    expect((await api.post(subscriptions, { Topic: 'PurchaseOrders', CallbackURL: callback() })).status).toBe(500)
    expect((await api.post(subscriptions, { Topic: 'Nothing', CallbackURL: callback() })).status).toBe(500)
  })

  it('tell of a changed line by the key of its order, signed over the raw content', async () => {
    const api = await now.api()
    const order = now.trade.orders.find(each => each.division === division)
    await api.post(subscriptions, { Topic: 'PurchaseOrders', CallbackURL: callback() })
    await api.put(`purchaseorder/PurchaseOrderLines(guid'${order?.lines[0]?.id}')`, { Notes: 'x' })
    await settled(2)
    const raw = received[1] ?? ''
    const content = raw.slice('{"Content":'.length, raw.indexOf(',"HashCode":"'))
    const { Content, HashCode } = JSON.parse(raw)
    expect(HashCode).toBe(createHmac('sha256', sandboxClient.webhookSecret).update(content).digest('hex').toUpperCase())
    expect(Content).toMatchObject({
      Topic: 'PurchaseOrders',
      ClientId: sandboxClient.id,
      Division: division,
      Action: 'Update',
      Key: order?.id,
    })
    expect(Content.ExactOnlineEndpoint).toBe(
      `${now.exact.url}/api/v1/${division}/purchaseorder/PurchaseOrders(guid'${order?.id}')`,
    )
  })

  it('may come twice by switch', async () => {
    const api = await now.api()
    now.exact.switch({ webhookDuplicates: true })
    await api.post(subscriptions, { Topic: 'Accounts', CallbackURL: callback() })
    await api.post('crm/Accounts', { Name: 'New' })
    await settled(3)
    expect(received[1]).toBe(received[2])
    expect(JSON.parse(received[1] ?? '').Content.Action).toBe('Create')
  })

  it('may come out of order by switch', async () => {
    const api = await now.api()
    now.exact.switch({ webhookDisorder: true })
    await api.post(subscriptions, { Topic: 'Accounts', CallbackURL: callback() })
    const first = await api.post('crm/Accounts', { Name: 'First' })
    const second = await api.post('crm/Accounts', { Name: 'Second' })
    await settled(3)
    expect(received.slice(1).map(raw => JSON.parse(raw).Content.Key)).toEqual([second.data.d.ID, first.data.d.ID])
  })

  it('stop when the subscription is deleted', async () => {
    const api = await now.api()
    const made = await api.post(subscriptions, { Topic: 'Accounts', CallbackURL: callback() })
    await api.delete(`${subscriptions}(guid'${made.data.d.ID}')`)
    await api.post('crm/Accounts', { Name: 'New' })
    await now.stop()
    expect(received).toEqual([''])
    now = await run()
  })
})

describe('deliveries that nobody takes', () => {
  it('are repeated by switch, and end the subscription after so many by switch', async () => {
    const api = await now.api()
    await api.post(subscriptions, { Topic: 'PurchaseOrders', CallbackURL: callback() })
    await settled(1)
    now.exact.switch({ webhookRetries: 2, webhookGivesUpAfter: 2 })
    status = 500
    const line = now.trade.orders.find(order => order.division === division)?.lines[0]?.id
    const change = (Notes: string) => api.put(`purchaseorder/PurchaseOrderLines(guid'${line}')`, { Notes })
    await change('one')
    await settled(4)
    await change('two')
    await settled(7)
    await expect.poll(async () => (await api.get(subscriptions)).data.d.results).toEqual([])
    await change('three')
    expect(now.exact.record().at(-2)).toMatchObject({ resource: subscriptions, action: 'delete' })
    expect(received).toHaveLength(7)
  })

  it('go on when one is taken in between', async () => {
    const api = await now.api()
    await api.post(subscriptions, { Topic: 'PurchaseOrders', CallbackURL: callback() })
    now.exact.switch({ webhookGivesUpAfter: 2 })
    const line = now.trade.orders.find(order => order.division === division)?.lines[0]?.id
    for (const [n, answer] of [500, 200, 500].entries()) {
      status = answer
      await api.put(`purchaseorder/PurchaseOrderLines(guid'${line}')`, { Notes: String(n) })
      await settled(n + 2)
    }
    await expect.poll(async () => (await api.get(subscriptions)).data.d.results.length).toBe(1)
  })

  it('are subscribed for a host of the app alone, and tell the moment in UTC, by switch', async () => {
    const api = await now.api()
    now.exact.switch({ callbackHostOfApp: true, eventMoment: 'utc-with-z' })
    const other = await api.post(subscriptions, {
      Topic: 'PurchaseOrders',
      CallbackURL: callback().replace('127.0.0.1', 'localhost'),
    })
    expect(complaint(other)).toBe('Invalid: CallbackURL must be of the domain of the redirect URI')
    expect((await api.post(subscriptions, { Topic: 'PurchaseOrders', CallbackURL: callback() })).status).toBe(201)
    const line = now.trade.orders.find(order => order.division === division)?.lines[0]?.id
    await api.put(`purchaseorder/PurchaseOrderLines(guid'${line}')`, { Notes: 'x' })
    await settled(2)
    expect(JSON.parse(received[1] ?? '').Content.EventCreatedOn).toMatch(/^2026-06-25T14:17:\d\d\.\d+Z$/)
  })
})
