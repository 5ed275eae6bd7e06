/** The inbox in a real browser: a clerk finds a held invoice, understands why, and releases it; what a supplier writes stays text. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { Ledger } from '../../lib/ledger/ledger'
import { newMatchSettings } from '../support/match-settings'
import { keep, keepOrder } from '../unit/loops/kept'
import { aDirectory, anOrder, anOrderLine } from '../unit/mapping/builders'
import { aLine, anInvoice } from '../unit/matching/builders'
import { type EditorPage, inBrowser, openEditor } from './editor'

const hostile = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`
const order = anOrder({ number: 'PO-1001', lines: [anOrderLine()] })

/** 24 at 13.75 where 12.50 was ordered. */
const invoice = (number: string) =>
  anInvoice({
    number,
    lines: [aLine({ price: '13.75', amount: '330', taxes: [], item: { supplierCode: 'SKU-RED', description: hostile } })],
    taxes: [],
    total: '330',
  })

function flows(file: string): object[] {
  const edi = JSON.stringify({ kind: 'invoice', division: order.division, partner: 'seller', order: order.number })
  const inject = (id: string, number: string, topic: string) => ({
    id,
    type: 'inject',
    z: 'tab',
    props: [
      { p: 'payload', v: JSON.stringify(invoice(number)), vt: 'json' },
      { p: 'topic', v: topic, vt: 'str' },
      { p: 'edi', v: edi, vt: 'json' },
    ],
    repeat: '',
    once: false,
    x: 100,
    y: 100,
    wires: [['match']],
  })
  return [
    { id: 'tab', type: 'tab', label: 'Invoices' },
    {
      id: 'ledger',
      type: 'edi-ledger',
      name: 'Ledger',
      version: 1,
      store: 'sqlite',
      file,
      logSteps: false,
      retentionDays: '2555',
    },
    { id: 'partners', type: 'edi-partners', name: 'Suppliers', version: 1, directory: JSON.stringify(aDirectory()) },
    inject('good', 'INV-7001', 'Invoice INV-7001'),
    inject('bad', 'INV-7002', `Invoice ${hostile}`),
    {
      id: 'match',
      type: 'edi-match',
      z: 'tab',
      name: '',
      version: 1,
      ledger: 'ledger',
      partners: 'partners',
      account: '',
      ...newMatchSettings,
      x: 300,
      y: 100,
      wires: [[], []],
    },
  ]
}

inBrowser('the inbox', () => {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-inbox-'))
  let editor: EditorPage

  beforeAll(async () => {
    const file = join(directory, 'ledger.sqlite')
    const ledger = await Ledger.open({ file, environment: system })
    const world = { ledger, environment: { ...system, advance: () => undefined } }
    await keepOrder(world, order, { acknowledged: 'accepted' })
    await keep(world, { kind: 'inbound-file', state: 'held', reason: 'sender-unknown' })
    await ledger.close()
    editor = await openEditor({ theme: 'light', flows: flows(file), path: '/edi-loop/inbox' })
    editor.page.setDefaultTimeout(30_000)
    await editor.nodeRed.inject('good')
    await editor.nodeRed.inject('bad')
    await editor.page.reload()
    await editor.page.getByRole('heading', { name: 'Exceptions' }).waitFor()
    editor.complaints()
  }, 120_000)
  afterAll(async () => {
    await editor?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('lists what has stopped with its reason, number, supplier and amount', async () => {
    const { page } = editor
    const row = page.getByRole('row').filter({ hasText: 'INV-7001' })
    await row.waitFor()
    const text = (await row.innerText()).replaceAll(/\s+/g, ' ')
    expect(text).toContain('Held')
    expect(text).toContain('Price above tolerance')
    expect(text).toContain('PO-1001')
    await page.getByLabel('Supplier key').fill('nobody')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByText('Nothing here.').waitFor()
    await page.getByLabel('Supplier key').fill('')
    await page.getByRole('button', { name: 'Search' }).click()
    await row.waitFor()
  })

  it('has a queue for what strangers send', async () => {
    const { page } = editor
    await page.getByLabel('Show').selectOption({ label: 'Unknown senders' })
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('table', { name: 'One document' }).waitFor()
    expect(await page.getByRole('row').filter({ hasText: 'inbound-file' }).innerText()).toContain('Sender unknown')
    expect(await page.getByLabel('Reason code').inputValue()).toBe('sender-unknown')
    await page.getByLabel('Show').selectOption({ label: 'All that has stopped' })
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('row').filter({ hasText: 'INV-7001' }).waitFor()
  })

  it('says of one document what differs and what releases it; a corrected one goes on', async () => {
    const { page } = editor
    await page.getByRole('link', { name: 'Invoice INV-7001' }).click()
    const why = page.getByRole('region', { name: 'Why it stopped' })
    await why.waitFor()
    expect(await why.innerText()).toMatch(/ordered 12\.5.*invoiced 13\.75/s)
    await page.getByRole('button', { name: 'Correct…' }).click()
    const dialog = page.getByRole('dialog')
    const json = dialog.getByLabel('Document as JSON')
    await json.fill((await json.inputValue()).replaceAll('13.75', '12.5').replaceAll('"330"', '"300"'))
    await dialog.getByLabel('Why').fill('Agreed with the supplier by telephone')
    await dialog.getByRole('button', { name: 'Correct' }).click()
    await page.locator('.badge.done').first().waitFor()
    await page.getByText('Agreed with the supplier by telephone').first().waitFor()
    await page.getByRole('link', { name: 'All exceptions' }).click()
    await page.getByRole('heading', { name: 'Exceptions' }).waitFor()
    expect(await page.getByRole('row').filter({ hasText: 'INV-7001' }).count()).toBe(0)
  })

  it('shows what a hostile document holds as text, and runs none of it', async () => {
    const { page } = editor
    await page.getByRole('link', { name: /onerror/ }).click()
    await page.getByRole('heading', { name: /onerror/ }).waitFor()
    await page.getByRole('button', { name: 'Abandon…' }).click()
    expect(await page.title()).toBe('EDI inbox')
    expect(await page.locator('main img, main script, dialog img, dialog script').count()).toBe(0)
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  it('asks for words before a document is abandoned, and leaves it when they are missing', async () => {
    const { page } = editor
    await page.getByRole('button', { name: 'Abandon…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Abandon' }).click()
    expect(await dialog.isVisible()).toBe(true)
    await dialog.getByLabel('Why').fill('Handled by hand')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.badge.abandoned').first().waitFor()
  })

  it('counts the period and gives it as CSV', async () => {
    const { page } = editor
    await page.getByRole('link', { name: 'Reconciliation' }).click()
    await page.getByRole('heading', { name: 'Reconciliation' }).waitFor()
    await page.getByRole('table', { name: /All orders/ }).waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()])
    expect(file.suggestedFilename()).toMatch(/^edi-report-\d{4}-\d\d-01-.*\.csv$/)
    const stream = await file.createReadStream()
    let text = ''
    for await (const chunk of stream) text += String(chunk)
    expect(text).toMatch(/^"row","division",/)
    expect(text).toContain('"order","510001","seller","4711"')
  })

  it('shows the alarms, and complains of nothing on the way', async () => {
    const { page } = editor
    await page.getByRole('link', { name: 'Alarms' }).click()
    await page.getByRole('heading', { name: 'Alarms' }).waitFor()
    expect(editor.complaints()).toEqual([])
  })
})
