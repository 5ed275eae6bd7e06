/** The way to Exact Online and back in Node-RED's runtime, as a browser goes it: the state alone protects the way back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axios from 'axios'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import ledger from '../../nodes/edi-ledger'
import account from '../../nodes/exact-online-account'
import fetchNode from '../../nodes/exact-online-fetch'
import { type Exact, startExact } from '../../sandbox/exact/server'
import { world } from '../../sandbox/world'
import { accountNodes, accountSecrets } from './exact-account'
import { helper, onTab, useRuntime } from './support'

useRuntime()
process.env['EDI_LOOP_VAULT_SECRET'] = 'a secret of this test'

const editor = 'https://editor.test/red'
let directory: string
let exact: Exact

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edi-loop-sign-in-'))
  exact = await startExact({
    world: world(7, 1),
    directory: join(directory, 'exact'),
    port: 0,
    environment: system,
    limits: { perMinute: 600, perDay: 5000 },
    switches: { autoApprove: true },
  })
  await deployed()
})
afterEach(async () => {
  await helper.unload()
  await exact.close()
  rmSync(directory, { recursive: true, force: true })
})

async function deployed(more: Record<string, unknown> = {}): Promise<void> {
  const nodes = accountNodes(exact.url, directory).map(node => (node['id'] === 'exact' ? { ...node, ...more } : node))
  await helper.load([ledger, account, fetchNode], onTab(nodes), structuredClone(accountSecrets))
}

/** @returns path and query that Exact Online sends the browser back to */
async function sentBack(): Promise<string> {
  const redirectUri = `${editor}/edi-loop/exact/callback`
  const { body } = await helper.request().post('/edi-loop/exact/exact/sign-in').send({ redirectUri }).expect(200)
  const answer = await axios.get((body as { url: string }).url, { maxRedirects: 0, validateStatus: () => true, proxy: false })
  return String(answer.headers['location']).slice(editor.length)
}

const state = async () => (await helper.request().get('/edi-loop/exact/exact/state').expect(200)).body as { signedIn: boolean }

describe('the way back from Exact Online', () => {
  it('signs in once, tells the window that began, and shows neither code nor token', async () => {
    const path = await sentBack()
    const { text, headers } = await helper.request().get(path).expect(200)
    expect(text).toContain(`window.opener.postMessage({ ediLoop: 'exact-signed-in', id: "exact" }, "https://editor.test")`)
    expect(text).not.toMatch(/stamp|code=|state=/)
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(await state()).toMatchObject({ signedIn: true, endsSoon: false })
    const again = await helper.request().get(path).expect(400)
    expect(again.text).toContain('was finished already')
    expect(await state()).toMatchObject({ signedIn: true })
  })

  it('with a state of nobody, or with none, changes nothing', async () => {
    const path = await sentBack()
    for (const forged of [path.replace(/state=[^&]+/, 'state=made-up'), path.replace(/&state=[^&]+/, '')]) {
      const { text } = await helper.request().get(forged).expect(400)
      expect(text).toContain('is not known here')
    }
    expect(await state()).toMatchObject({ signedIn: false })
    expect(exact.record().some(({ action }) => action === 'token')).toBe(false)
  })

  it('shows what Exact Online answered as text, whatever is in it', async () => {
    const { text } = await helper
      .request()
      .get(`/edi-loop/exact/callback?error=${encodeURIComponent('<script>alert(1)</script>')}`)
      .expect(400)
    expect(text).toContain('&lt;script&gt;alert(1)')
    expect(text).not.toContain('<script>')
  })
})

describe('a sign-in', () => {
  it('outlives a restart and an account that was switched off for a while, and ends with Disconnect alone', async () => {
    await helper
      .request()
      .get(await sentBack())
      .expect(200)
    await helper.unload()
    await deployed()
    expect(await state()).toMatchObject({ signedIn: true })
    const flow = onTab(accountNodes(exact.url, directory))
    const setFlows = (nodes: object[]) =>
      (helper as unknown as { setFlows(nodes: object[], type: string): Promise<void> }).setFlows(nodes, 'full')
    await setFlows(flow.map(node => ({ ...node, ...('type' in node && node.type === 'exact-online-account' && { d: true }) })))
    await setFlows(flow)
    expect(await state()).toMatchObject({ signedIn: true })
    await helper.request().post('/edi-loop/exact/exact/disconnect').send({}).expect(200)
    expect(await state()).toMatchObject({ signedIn: false })
  })

  it('is told from another site’s form, which is refused', async () => {
    const asked = () => helper.request().post('/edi-loop/exact/exact/disconnect')
    const refused = { code: 'request-foreign' }
    expect((await asked().type('form').send({ a: 'b' }).expect(403)).body).toMatchObject(refused)
    expect((await asked().set('sec-fetch-site', 'cross-site').send({}).expect(403)).body).toMatchObject(refused)
  })
})
