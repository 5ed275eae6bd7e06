/** The inbox of a Node-RED that asks people to sign in, below a root of its own: who has not sees nothing, who may only look decides nothing. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { Ledger } from '../../lib/ledger/ledger'
import { keep, keepOrder } from '../unit/loops/kept'
import { anOrder } from '../unit/mapping/builders'
import { type EditorPage, inBrowser, openEditor } from './editor'

const password = 'correct horse'

/** As Node-RED's own settings have them; the clerk may use the inbox and nothing else. */
function users(): object[] {
  const require = createRequire(createRequire(__filename).resolve('node-red'))
  const { hashSync } = require('bcryptjs') as { hashSync(text: string, rounds: number): string }
  const hash = hashSync(password, 4)
  return [
    { username: 'admin', password: hash, permissions: '*' },
    { username: 'reader', password: hash, permissions: 'read' },
    { username: 'clerk', password: hash, permissions: ['edi-ledger.read', 'edi-ledger.write'] },
  ]
}

const period = 'from=2020-01-01&to=2040-01-01'
const routes: readonly [method: 'GET' | 'POST', path: string][] = [
  ['GET', 'ledgers'],
  ['GET', 'documents'],
  ['GET', 'documents/some'],
  ['GET', 'documents/some/payloads/bytes'],
  ['GET', 'documents/some/preview'],
  ['GET', `report?${period}`],
  ['GET', `report.csv?${period}`],
  ['GET', 'dry-run'],
  ['GET', 'ledger/ledger/tally'],
  ['GET', 'ledger/ledger/alarms'],
  ['GET', 'ledger/ledger/metrics'],
  ['GET', 'ledger/ledger/gaps'],
  ['GET', 'ledger/ledger/duplicates'],
  ['GET', 'maps/map/documents'],
  ['POST', 'documents/some/replay'],
  ['POST', 'documents/some/abandon'],
  ['POST', 'documents/some/settle'],
  ['POST', 'ledger/ledger/alarms/close'],
  ['POST', 'ledger/ledger/backup'],
  ['POST', 'maps/map/preview'],
]

const decisions = routes.filter(([method]) => method === 'POST').map(([, path]) => [path])

inBrowser('the inbox behind a sign-in', () => {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-inbox-'))
  const file = join(directory, 'ledger.sqlite')
  let editor: EditorPage
  let held: string

  beforeAll(async () => {
    const ledger = await Ledger.open({ file, environment: system })
    const world = { ledger, environment: { ...system, advance: () => undefined } }
    await keepOrder(world, anOrder({ number: 'PO-1001' }), { acknowledged: 'accepted' })
    held = await keep(world, { kind: 'x12-855', partner: 'seller', state: 'held', reason: 'price-confirmed-differs' })
    await ledger.close()
    editor = await openEditor({
      theme: 'light',
      flows: [{ id: 'ledger', type: 'edi-ledger', name: 'Ledger', version: 1, store: 'sqlite', file, retentionDays: '2555' }],
      path: '/edi-loop/inbox',
      settings: { httpAdminRoot: '/some/where', adminAuth: { type: 'credentials', users: users() } },
      account: { username: 'admin', password },
    })
  }, 120_000)
  afterAll(async () => {
    await editor?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const stateOf = async (id: string) =>
    (await editor.nodeRed.get<{ document: { state: string } }>(`/edi-loop/documents/${id}`)).document.state

  async function signIn(username: string, word = password): Promise<void> {
    const { page } = editor
    await page.evaluate(`localStorage.clear()`)
    await page.goto(`${editor.nodeRed.url}/edi-loop/inbox`)
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password').fill(word)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  it('asks for name and password, and shows no document before', async () => {
    const { page } = editor
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(page.url()).toContain('/some/where/resources/')
    expect(await page.locator('table').count()).toBe(0)
    expect(await page.locator('main').innerText()).not.toContain('x12-855')
  })

  it.each(routes)('%s %s answers nobody without a session, and nobody with a token of their own making', async (method, path) => {
    for (const headers of [{}, { Authorization: 'Bearer made-up' }]) {
      const answer = await fetch(`${editor.nodeRed.url}/edi-loop/${path}`, { method, headers })
      expect([path, answer.status, await answer.text()]).toEqual([path, 401, 'Unauthorized'])
    }
  })

  it('lets nobody in with a wrong password', async () => {
    await signIn('clerk', 'wrong')
    await editor.page.getByText('Name or password is not right').waitFor()
    expect(await editor.page.locator('table').count()).toBe(0)
  })

  it('shows everything to a user who may read, and refuses what that user decides', async () => {
    const { page } = editor
    await signIn('reader')
    await page.getByRole('link', { name: /x12-855/ }).click()
    await page.getByRole('heading', { name: 'Price confirmed differs' }).waitFor()
    await page.getByRole('button', { name: 'Abandon…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Why').fill('I may not')
    await dialog.getByRole('button', { name: 'Abandon' }).click()
    await dialog.getByText('You may look, and not decide').waitFor()
    expect(await stateOf(held)).toBe('held')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('link', { name: 'Reconciliation' }).click()
    await page.getByRole('table', { name: /All orders/ }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^edi-report-/)
  })

  it.each(decisions)('POST %s is refused to a user who may only read', async path => {
    const asked = { client_id: 'node-red-editor', grant_type: 'password', scope: '', username: 'reader', password }
    const { access_token: token } = await editor.nodeRed.post<{ access_token: string }>('/auth/token', asked)
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const answer = await fetch(`${editor.nodeRed.url}/edi-loop/${path}`, { method: 'POST', headers, body: '{}' })
    expect([path, answer.status]).toEqual([path, 401])
  })

  it('lets a clerk decide who has no other right, and the history names the clerk', async () => {
    const { page } = editor
    await signIn('clerk')
    await page.getByRole('link', { name: /x12-855/ }).click()
    await page.getByRole('button', { name: 'Abandon…' }).click()
    await page.getByRole('dialog').getByLabel('Why').fill('Agreed by telephone')
    await page.getByRole('dialog').getByRole('button', { name: 'Abandon' }).click()
    await page.locator('.badge.abandoned').first().waitFor()
    await page.getByRole('cell', { name: 'user clerk' }).waitFor()
    expect(await stateOf(held)).toBe('abandoned')
  })
})
