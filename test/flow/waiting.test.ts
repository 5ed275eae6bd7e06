/** Nodes that wait for the call budget of Exact Online say so, and until when; the offline one allows a call a minute. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import ledger from '../../nodes/edi-ledger'
import map from '../../nodes/edi-map'
import partners from '../../nodes/edi-partners'
import account from '../../nodes/exact-online-account'
import fetchNode from '../../nodes/exact-online-fetch'
import webhook from '../../nodes/exact-online-webhook'
import { sandboxClient } from '../../sandbox/exact/options'
import { type Exact, startExact } from '../../sandbox/exact/server'
import { world } from '../../sandbox/world'
import { accountNodes, accountSecrets, signIn } from './exact-account'
import { helper, onTab, useRuntime } from './support'

useRuntime()
process.env['EDI_LOOP_VAULT_SECRET'] = 'a secret of this test'

const trade = world(7, 3)
const [order] = trade.orders
const seller = trade.suppliers.find(({ key }) => key === order?.supplier)
if (!order || !seller) throw new Error('The world has no order')
const { division } = order
const { key, name, accounts } = seller
let directory: string
let exact: Exact

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edi-loop-waiting-'))
  exact = await startExact({
    world: trade,
    directory: join(directory, 'exact'),
    port: 0,
    environment: system,
    limits: { perMinute: 1, perDay: 5000 },
    switches: { autoApprove: true },
  })
})
afterEach(async () => {
  await helper.unload()
  await exact.close()
  rmSync(directory, { recursive: true, force: true })
})

function flow(): object[] {
  const aMap = (id: string) => ({
    id,
    type: 'edi-map',
    name: '',
    version: 1,
    ledger: 'ledger',
    partners: 'partners',
    account: 'exact',
    map: 'exact-to-purchase-order',
    wires: [[]],
  })
  const supplier = {
    key,
    name,
    accounts: accounts.map(({ division: own, code }) => ({ division: own, code })),
    interchange: { qualifier: 'ZZ', id: 'DELTA' },
    version: '004010',
    usage: 'T',
    delimiters: { element: '*', component: '>', repetition: '^', segment: '~' },
    change: 'replace-850',
    acknowledge: 'never',
    taxRate: 'fraction',
    acknowledgmentDeadlineHours: 24,
    tolerances: { pricePercent: '0', dateDays: 0 },
  }
  const companies = [{ division, name: 'Us', interchange: { qualifier: 'ZZ', id: 'US' } }]
  const crossReferences = { units: [], costCentres: [], taxes: [], charges: [], booking: [] }
  return onTab([
    ...accountNodes(exact.url, directory),
    {
      id: 'partners',
      type: 'edi-partners',
      name: '',
      version: 1,
      directory: JSON.stringify({ companies, partners: [supplier], crossReferences }),
    },
    {
      id: 'fetch',
      type: 'exact-online-fetch',
      name: '',
      version: 1,
      account: 'exact',
      ledger: 'ledger',
      divisions: String(division),
      resource: 'purchaseorder/PurchaseOrders',
      select: '',
      filter: '',
      expand: '',
      delta: 'sync',
      deletedEvery: '0',
      approvedOnly: false,
      wires: [['map', 'another map']],
    },
    aMap('map'),
    aMap('another map'),
    {
      id: 'hook',
      type: 'exact-online-webhook',
      name: '',
      version: 1,
      account: 'exact',
      topics: ['PurchaseOrders', 'Accounts'],
      divisions: String(division),
      baseUrl: 'https://node-red.test',
      quietSeconds: '5',
      wires: [[]],
    },
  ])
}

/** Status texts of a node so far; the helper listens to all nodes in one place. */
function shown(id: string): (string | undefined)[] {
  const { status } = helper.getNode(id) as unknown as { status: { args: [{ text?: string }][]; thisValues: { id: string }[] } }
  return status.args.flatMap(([{ text }], n) => (status.thisValues[n]?.id === id ? [text] : []))
}

it('a map waits for its master data, a webhook for its subscription and a fetch for its turn, until a time that they show', async () => {
  const secrets = { ...accountSecrets, hook: { webhookSecret: sandboxClient.webhookSecret } }
  await helper.load([ledger, partners, account, fetchNode, map, webhook], flow(), secrets)
  await signIn()
  helper.getNode('fetch').receive({})
  const wait = { timeout: 20_000 }
  const untilTheNextMinute = expect.stringMatching(/^limit until \d\d:\d\d:01$/)
  for (const id of ['map', 'another map', 'hook']) await expect.poll(() => shown(id), wait).toContainEqual(untilTheNextMinute)
  helper.getNode('fetch').receive({})
  await expect.poll(() => shown('fetch'), wait).toContainEqual(untilTheNextMinute)
  const before = Date.now()
  await helper.unload()
  // Nobody waits for the minute to end.
  expect(Date.now() - before).toBeLessThan(5_000)
})
