/** Node-RED Projects: the sign-in to Exact Online and the credentials of its account outlive a restart inside a project. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { sandboxClient } from '../../sandbox/exact/options'
import { type Exact, startExact } from '../../sandbox/exact/server'
import { type Editor, startNodeRed } from '../../sandbox/rehearsal/node-red'
import { world } from '../../sandbox/world'
import { packageRoot } from './support/rehearsal'

const account = 'ed1a'
const top = mkdtempSync(join(tmpdir(), 'edi-loop-projects-'))
const userDirectory = join(top, 'user')
/** A person's own settings of git would answer otherwise. */
const variables = { HOME: top, XDG_CONFIG_HOME: top, GIT_CONFIG_NOSYSTEM: '1' }

describe('an account in a Node-RED project', () => {
  let exact: Exact
  let nodeRed: Editor

  const start = () =>
    startNodeRed({
      packageRoot,
      nodeRed: process.env['NODE_RED_PACKAGE'] ?? 'node-red',
      userDirectory,
      port: 0,
      settings: { editorTheme: { tours: false, projects: { enabled: true } } },
      variables,
      log: () => undefined,
    })

  beforeAll(async () => {
    mkdirSync(userDirectory, { recursive: true })
    writeFileSync(join(top, '.gitconfig'), '[user]\n  name = A Person\n  email = person@example.com\n')
    exact = await startExact({
      world: world(1, 1),
      directory: join(top, 'exact'),
      port: 0,
      environment: system,
      limits: { perMinute: 60, perDay: 5000 },
      switches: { autoApprove: true },
    })
    nodeRed = await start()
    await nodeRed.post('/projects', {
      name: 'orders',
      summary: 'Orders',
      files: { flow: 'flows.json', credentials: 'flows_cred.json' },
      credentialSecret: 'the key of this project',
    })
    await nodeRed.deploy(flows(exact.url))
  }, 120_000)
  afterAll(async () => {
    await nodeRed?.close()
    await exact?.close()
    rmSync(top, { recursive: true, force: true })
  })

  it('signs in', async () => {
    const redirectUri = `${nodeRed.url}/edi-loop/exact/callback`
    const { url } = await whenDeployed<{ url: string }>(nodeRed, 'sign-in', { redirectUri })
    const back = await fetch(url, { redirect: 'manual' })
    const page = await fetch(back.headers.get('location') ?? '')
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Signed in to Exact Online')])
    expect(await whenDeployed(nodeRed, 'test', {})).toMatchObject({ user: 'Edi Loop' })
  })

  it('keeps neither token nor secret in what the project holds for git', () => {
    const project = join(userDirectory, 'projects/orders')
    const credentials = readFileSync(join(project, 'flows_cred.json'), 'utf8')
    expect(readFileSync(join(project, 'flows.json'), 'utf8')).toContain(account)
    expect(credentials).not.toContain(sandboxClient.secret)
    const files = execFileSync('git', ['-C', project, 'ls-files', '--cached', '--others'], { encoding: 'utf8' }).split('\n')
    expect(files.filter(name => /ledger|vault/.test(name))).toEqual([])
  })

  it('is signed in after a restart, with its client id and secret', async () => {
    await nodeRed.close()
    nodeRed = await start()
    // Flows are at rest after each start of these tests.
    await nodeRed.deploy(flowsWithoutSecrets(exact.url))
    expect(await nodeRed.get('/projects')).toMatchObject({ active: 'orders' })
    expect(await nodeRed.get(`/credentials/exact-online-account/${account}`)).toEqual({
      clientId: sandboxClient.id,
      has_clientSecret: true,
    })
    expect(await whenDeployed(nodeRed, 'test', {})).toMatchObject({ user: 'Edi Loop' })
    expect(exact.record().filter(({ action }) => action === 'authorize')).toHaveLength(1)
  })
})

/** A deploy is answered before its nodes stand: the account is asked until it is one. */
async function whenDeployed<T>(nodeRed: Editor, what: string, body: object): Promise<T> {
  const until = Date.now() + 60_000
  for (;;) {
    try {
      return await nodeRed.post<T>(`/edi-loop/exact/${account}/${what}`, body)
    } catch (thrown) {
      if (!String(thrown).includes('deploy-first') || Date.now() > until) throw thrown
    }
    await wait(100)
  }
}

function flows(baseUrl: string): object[] {
  const credentials = { clientId: sandboxClient.id, clientSecret: sandboxClient.secret }
  return flowsWithoutSecrets(baseUrl).map(node => ('renewAfter' in node ? { ...node, credentials } : node))
}

function flowsWithoutSecrets(baseUrl: string): object[] {
  return [
    { id: 'ed1b', type: 'edi-ledger', version: 1, name: '', store: 'sqlite', file: '', logSteps: false, retentionDays: '2555' },
    {
      id: account,
      type: 'exact-online-account',
      version: 1,
      name: '',
      ledger: 'ed1b',
      region: 'custom',
      baseUrl,
      redirectUri: '',
      renewAfter: '570',
    },
    { id: 'ed1c', type: 'tab', label: 'Orders' },
    // Node-RED starts no configuration that nobody uses.
    {
      id: 'ed1d',
      type: 'exact-online-fetch',
      z: 'ed1c',
      version: 1,
      name: '',
      account,
      ledger: 'ed1b',
      divisions: 'all',
      resource: 'purchaseorder/PurchaseOrders',
      select: '',
      filter: '',
      expand: '',
      orderBy: '',
      top: '',
      raw: '',
      delta: 'sync',
      deletedEvery: '60',
      approvedOnly: true,
      x: 100,
      y: 100,
      wires: [[]],
    },
  ]
}
