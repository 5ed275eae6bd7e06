/** The webhook node in Node-RED's runtime, told by the offline Exact Online over HTTP. */
import { createHmac } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axios from 'axios'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import type { Red } from '../../lib/red/types'
import ledger from '../../nodes/edi-ledger'
import account from '../../nodes/exact-online-account'
import webhook from '../../nodes/exact-online-webhook'
import { sandboxClient } from '../../sandbox/exact/options'
import { type Exact, startExact } from '../../sandbox/exact/server'
import { world } from '../../sandbox/world'
import { accountNodes, accountSecrets, signIn } from './exact-account'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()
// Without one the account would make a key file where the test runs.
process.env['EDI_LOOP_VAULT_SECRET'] = 'a secret of this test'

const division = 510001
const trade = world(7, 30)
let directory: string
let exact: Exact
let site: Server
let publicUrl: string
/** What stands before the flows of the runtime: set when it starts. */
let flows: RequestListener

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edi-loop-webhook-'))
  exact = await startExact({
    world: trade,
    directory: join(directory, 'exact'),
    port: 0,
    environment: system,
    limits: { perMinute: 600, perDay: 5000 },
    switches: { autoApprove: true },
  })
  site = createServer((request, response) => flows(request, response))
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  publicUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
})
afterEach(async () => {
  await helper.unload()
  await new Promise(resolve => site.close(resolve))
  await exact.close()
  rmSync(directory, { recursive: true, force: true })
})

/** A node of no use but to catch the runtime that the others are given. */
function catchRuntime(RED: Red): void {
  flows = RED.httpNode as unknown as RequestListener
}

function nodes(more: object = {}) {
  return onTab([
    ...accountNodes(exact.url, directory),
    {
      id: 'hook',
      type: 'exact-online-webhook',
      name: '',
      version: 1,
      account: 'exact',
      topics: ['PurchaseOrders'],
      divisions: String(division),
      baseUrl: publicUrl,
      quietSeconds: '0.2',
      ...more,
      wires: [['seen']],
    },
    { id: 'seen', type: 'helper', wires: [] },
  ])
}

const secrets = { ...accountSecrets, hook: { webhookSecret: sandboxClient.webhookSecret } }

async function deployed(more: object = {}): Promise<void> {
  await helper.load([catchRuntime as never, ledger, account, webhook], nodes(more), structuredClone(secrets))
}

async function redeployed(flow: readonly object[], type: 'nodes' | 'full'): Promise<void> {
  await (helper as unknown as { setFlows(flow: readonly object[], type: string): Promise<void> }).setFlows(flow, type)
}

interface Subscription {
  readonly action: string
  readonly body: { readonly Topic: string; readonly CallbackURL: string } | null
}

/** What Exact Online's record holds of subscriptions. */
async function subscriptions(): Promise<Subscription[]> {
  const { data } = await axios.get<(Subscription & { resource: string })[]>(`${exact.url}/_sandbox/record`, { proxy: false })
  return data.filter(({ resource }) => resource === 'webhooks/WebhookSubscriptions')
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 8000
  while (!(await holds())) {
    if (Date.now() > giveUp) throw new Error('it does not come')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

async function subscribed(count = 1): Promise<void> {
  await until(async () => (await subscriptions()).length === count)
}

/** A person changes an order in the product. */
async function edited(description: string, n = 0): Promise<string> {
  const id = orderId(n)
  await axios.post(
    `${exact.url}/_sandbox/edit`,
    { division, resource: 'purchaseorder/PurchaseOrders', id, set: { Description: description } },
    { proxy: false },
  )
  return id
}

function orderId(n: number): string {
  return trade.orders.filter(order => order.division === division)[n]?.id ?? ''
}

const callback = () => `${publicUrl}/edi-loop/exact-webhook/hook`

function delivery(content: object, secret = sandboxClient.webhookSecret): string {
  const text = JSON.stringify(content)
  return `{"Content":${text},"HashCode":"${createHmac('sha256', secret).update(text).digest('hex').toUpperCase()}"}`
}

const told = {
  Topic: 'PurchaseOrders',
  ClientId: sandboxClient.id,
  Division: division,
  Action: 'Update',
  Key: '6f1f1e2c-0000-4000-8000-000000000001',
  EventCreatedOn: new Date().toISOString().replace('Z', ''),
}

async function posted(body: string): Promise<number> {
  const { status, data } = await axios.post<string>(callback(), body, { validateStatus: () => true, proxy: false })
  expect(data).toBe('')
  return status
}

describe('a webhook node', () => {
  it('subscribes once the account is signed in, and a change in Exact Online wakes the flow', async () => {
    await deployed()
    await signIn()
    await subscribed()
    expect(await subscriptions()).toMatchObject([
      { action: 'create', body: { Topic: 'PurchaseOrders', CallbackURL: callback() } },
    ])
    const seen = next('seen')
    const key = await edited('changed')
    expect(await seen).toMatchObject({
      topic: `PurchaseOrders changed in ${division}`,
      payload: { topic: 'PurchaseOrders', division, key, action: 'Update', events: 1 },
      edi: { division, kind: 'purchaseorder/PurchaseOrders' },
    })
  })

  it('wakes the flow once for a burst, and drops what is delivered twice', async () => {
    await deployed()
    await signIn()
    await subscribed()
    await axios.post(`${exact.url}/_sandbox/switches`, { webhookDuplicates: true }, { proxy: false })
    const seen = all('seen', 900)
    await edited('one', 0)
    await edited('two', 1)
    await edited('three', 2)
    expect((await seen).map(({ payload }) => payload)).toMatchObject([{ events: 3 }])
  })

  it('finds its subscription at the next deploy, moves it when the address changes, and takes it away when it is deleted', async () => {
    await deployed()
    await signIn()
    await subscribed()
    await helper.unload()
    await deployed({ topics: ['PurchaseOrders', 'Accounts'] })
    await subscribed(2)
    expect((await subscriptions()).map(({ action, body }) => [action, body?.Topic])).toEqual([
      ['create', 'PurchaseOrders'],
      ['create', 'Accounts'],
    ])
    await helper.unload()
    const elsewhere = publicUrl.replace('127.0.0.1', 'localhost')
    await deployed({ baseUrl: elsewhere })
    await subscribed(4)
    expect((await subscriptions()).slice(2)).toMatchObject([
      { action: 'update', body: { CallbackURL: callback().replace('127.0.0.1', 'localhost') } },
      { action: 'delete' },
    ])
    const flow = nodes({ baseUrl: elsewhere }) as { id: string }[]
    await redeployed(
      flow.filter(({ id }) => id !== 'hook'),
      'nodes',
    )
    expect((await subscriptions()).slice(4)).toMatchObject([{ action: 'delete' }])
  })

  it('that is deleted together with its account still takes its subscription away', async () => {
    await deployed()
    await signIn()
    await subscribed()
    const flow = nodes() as { id: string }[]
    await redeployed(
      flow.filter(({ id }) => !['hook', 'exact', 'ledger'].includes(id)),
      'full',
    )
    expect((await subscriptions()).slice(1)).toMatchObject([{ action: 'delete' }])
  })

  it('answers the empty call, refuses what is forged without a word, and is woken by neither', async () => {
    await deployed()
    const seen = all('seen', 900)
    expect(await posted('')).toBe(200)
    expect(await posted(delivery(told, 'another secret'))).toBe(401)
    expect(await posted(delivery(told).replace('Update', 'Delete'))).toBe(401)
    expect(await posted('{}')).toBe(401)
    expect(await posted('x'.repeat(70_000))).toBe(413)
    expect(await seen).toEqual([])
  })

  it('takes a delivery once, and none that is more than a day old', async () => {
    await deployed()
    const seen = all('seen', 900)
    const body = delivery(told)
    expect([await posted(body), await posted(body)]).toEqual([200, 200])
    const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString().replace('Z', '')
    expect(await posted(delivery({ ...told, EventCreatedOn: yesterday }))).toBe(200)
    expect((await seen).map(({ payload }) => payload)).toMatchObject([{ events: 1 }])
  })

  it('does not take a delivery again that it took before a restart', async () => {
    await deployed()
    const woken = next('seen')
    expect(await posted(delivery(told))).toBe(200)
    await woken
    await helper.unload()
    await deployed()
    const seen = all('seen', 900)
    expect(await posted(delivery(told))).toBe(200)
    expect(await posted(delivery({ ...told, Key: '6f1f1e2c-0000-4000-8000-000000000002' }))).toBe(200)
    expect((await seen).map(({ payload }) => payload)).toMatchObject([{ events: 1, key: '6f1f1e2c-0000-4000-8000-000000000002' }])
  })

  it('has nothing to do with other companies and topics, though they are signed', async () => {
    await deployed()
    const seen = all('seen', 900)
    expect(await posted(delivery({ ...told, Division: 7 }))).toBe(200)
    expect(await posted(delivery({ ...told, Topic: 'Accounts' }))).toBe(200)
    expect(await seen).toEqual([])
  })
})
