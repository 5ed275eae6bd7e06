/** The supplier directory as tables and as JSON, with keyboard alone. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDialog, type EditorPage, inBrowser, openDialog, openEditor, stored } from './editor'
import { allNodes } from './flows'

inBrowser('the dialog of the supplier directory', () => {
  let editor: EditorPage
  beforeAll(async () => {
    editor = await openEditor({ theme: 'light', flows: allNodes() })
  })
  afterAll(() => editor?.close())

  it('leaves a directory alone that was only looked at', async () => {
    const { page } = editor
    const before = await stored(page, 'c4', 'directory')
    await openDialog(page, 'c4')
    for (const name of ['suppliers', 'references', 'json', 'companies']) await tab(name)
    await closeDialog(page)
    expect(await stored(page, 'c4', 'directory')).toBe(before)
    expect(await page.evaluate(`Boolean(RED.nodes.node('c4').changed)`)).toBe(false)
  })

  it('moves between its parts with the arrow keys', async () => {
    const { page } = editor
    await openDialog(page, 'c4')
    await page.getByRole('tab', { name: 'Companies' }).press('ArrowRight')
    await page.locator('#edi-loop-pane-suppliers').waitFor()
    await page.getByRole('tab', { name: 'Suppliers' }).press('ArrowLeft')
    await page.locator('#edi-loop-pane-companies').waitFor()
    await page.getByRole('tab', { name: 'Companies' }).press('ArrowLeft')
    await page.locator('#edi-loop-pane-json').waitFor()
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('JSON')
    await closeDialog(page)
  })

  it('takes a new supplier and says what is still missing', async () => {
    const { page } = editor
    await openDialog(page, 'c4')
    await tab('suppliers')
    await page.locator('#edi-loop-pane-suppliers').getByRole('button', { name: 'supplier' }).press('Enter')
    await page.getByText('Suppliers, row 2, Short key: must be filled in').waitFor()
    const card = page.locator('.edi-loop-card').nth(1)
    expect(await card.getByLabel('Short key').evaluate(field => field === document.activeElement)).toBe(true)
    await card.getByLabel('Short key').fill('bolts')
    await card.getByLabel('Name', { exact: true }).fill('Bits & Bolts')
    await card.getByLabel('Exact accounts').fill('123456:20020')
    await card.getByLabel('ISA id').fill('BOLTS')
    await card.getByLabel('Segment terminator').fill('\\n')
    await card.getByLabel('Test or production').selectOption('P')
    await page.getByText('Companies: 1. Suppliers: 2. Nothing is missing.').waitFor()
    await closeDialog(page)
    const directory = JSON.parse(String(await stored(page, 'c4', 'directory')))
    expect(directory.partners[1]).toMatchObject({
      key: 'bolts',
      name: 'Bits & Bolts',
      accounts: [{ division: 123456, code: '20020' }],
      interchange: { qualifier: 'ZZ', id: 'BOLTS' },
      usage: 'P',
      delimiters: { element: '*', component: '>', repetition: '', segment: '\n' },
    })
  })

  it('takes rows of the cross-references and lets them go', async () => {
    const { page } = editor
    await openDialog(page, 'c4')
    await tab('references')
    const taxes = page.locator('#edi-loop-table-taxes')
    await taxes.getByRole('button', { name: 'tax' }).press('Enter')
    await taxes.getByLabel('Tax code').fill('VA')
    await taxes.getByLabel('Rate').fill('21')
    await taxes.getByLabel('VAT code').fill('5')
    await page.getByText('Taxes, row 1, Rate: must be a fraction: 21 % is 0.21').waitFor()
    await taxes.getByLabel('Rate').fill('0.21')
    await page.locator('#edi-loop-table-units .red-ui-editableList-item-remove').first().press('Enter')
    await page.locator('#edi-loop-table-units li').waitFor({ state: 'detached' })
    await closeDialog(page)
    const { crossReferences } = JSON.parse(String(await stored(page, 'c4', 'directory')))
    expect(crossReferences.taxes).toEqual([{ tax: 'VA', rate: '0.21', vatCode: '5' }])
    expect(crossReferences.units).toEqual([])
  })

  it('shows where JSON goes wrong, and stays there until it is right', async () => {
    const { page } = editor
    await openDialog(page, 'c4')
    await tab('json')
    const json = page.locator('#edi-loop-partners-json')
    const text = await json.inputValue()
    await json.fill(text.replace('"partners": [', '"partners": ]'))
    await page.getByText(/The text is not JSON: look at line \d+, column \d+\./).waitFor()
    await tab('companies')
    expect(await json.isVisible()).toBe(true)
    await json.fill(text.replace('Example Works', 'Example Works BV'))
    await tab('companies')
    expect(await page.locator('#edi-loop-table-companies').getByLabel('Name').inputValue()).toBe('Example Works BV')
    await closeDialog(page)
  })

  it('exports what an import brings back', async () => {
    const { page } = editor
    await openDialog(page, 'c4')
    const downloading = page.waitForEvent('download')
    await page.locator('#edi-loop-partners-export').click()
    const exported = readFileSync(await (await downloading).path(), 'utf8')
    expect(JSON.parse(exported)).toEqual(JSON.parse(String(await stored(page, 'c4', 'directory'))))

    const changed = exported.replace('Bits & Bolts', 'Imported')
    await page
      .locator('#edi-loop-partners-file')
      .setInputFiles({ name: 'partners.json', mimeType: 'application/json', buffer: Buffer.from(changed) })
    await tab('suppliers')
    await page.locator('.edi-loop-card summary', { hasText: 'Imported' }).waitFor()
    await closeDialog(page)
    expect(JSON.parse(String(await stored(page, 'c4', 'directory')))).toEqual(JSON.parse(changed))
    expect(editor.complaints()).toEqual([])
  })

  it('takes forty suppliers from a CSV file, or none of them where some are wrong', async () => {
    const { page } = editor
    await openDialog(page, 'c4')
    await tab('suppliers')
    const before = await stored(page, 'c4', 'directory')
    const file = (rows: readonly string[]) => ({
      name: 'suppliers.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['key;name;accounts;interchange.id;version', ...rows].join('\r\n')),
    })
    const forty = Array.from({ length: 40 }, (_, n) => `s${n};"Supplier; ${n}";123456:3${n};SUPPLIER${n};004010`)
    const input = page.locator('#edi-loop-csv-partners')
    await input.setInputFiles(file(forty.with(6, 's6;Six;123456:36;SUPPLIER6;4010').with(30, 's1;Again;;AGAIN;004010')))
    await page.getByText('row 8, X12 version: must be 004010 or 005010').waitFor()
    await page.getByText('row 32: says again what an earlier row says').waitFor()
    expect(await page.locator('.edi-loop-card').count()).toBe(2)
    expect(await stored(page, 'c4', 'directory')).toBe(before)
    await input.setInputFiles(file(forty))
    await page.getByText('Companies: 1. Suppliers: 40. Nothing is missing.').waitFor()
    const downloading = page.waitForEvent('download')
    await page.locator('#edi-loop-pane-suppliers').getByRole('button', { name: 'Export CSV' }).click()
    const exported = readFileSync(await (await downloading).path())
    await closeDialog(page)
    const taken = JSON.parse(String(await stored(page, 'c4', 'directory')))
    expect(taken.partners).toHaveLength(40)
    expect(taken.partners[39]).toMatchObject({ key: 's39', name: 'Supplier; 39', accounts: [{ division: 123456, code: '339' }] })

    await openDialog(page, 'c4')
    await page.locator('#edi-loop-csv-partners').setInputFiles({ name: 'again.csv', mimeType: 'text/csv', buffer: exported })
    await page.getByText('Suppliers: 40. Nothing is missing.').waitFor()
    await closeDialog(page)
    expect(JSON.parse(String(await stored(page, 'c4', 'directory'))).partners).toEqual(taken.partners)
  })

  it('takes guides and matching of a supplier as JSON, and dates and calendars in tables', async () => {
    const { page } = editor
    await openDialog(page, 'c4')
    await tab('suppliers')
    const card = page.locator('.edi-loop-card').first()
    await card.locator('summary').click()
    await card.getByLabel('Guides').fill('[{"partner": "S", "set": "810"}]')
    await page.getByText('Suppliers, row 1, Guides: must be JSON: a list of guides').waitFor()
    await card.getByLabel('Guides').fill('[{"partner": "S", "set": "810", "version": "004010"}]')
    await card.getByLabel('Matching of invoices').fill('{"matching": "three-way"}')
    await tab('references')
    const costCentres = page.locator('#edi-loop-table-costCentres')
    await costCentres.getByLabel('Supplier').fill('s0')
    await costCentres.getByLabel('Until').fill('2026-6-30')
    await page.getByText('Cost centres, row 1, Until: must be a date such as 2026-01-15').waitFor()
    await costCentres.getByLabel('Until').fill('2026-06-30')
    const calendars = page.locator('#edi-loop-table-calendars')
    await calendars.getByRole('button', { name: 'calendar' }).press('Enter')
    await calendars.getByLabel('Name').fill('office')
    await calendars.getByLabel('Holidays').fill('2026-12-25, 2026-12-26')
    await page.getByText('Nothing is missing.').waitFor()
    await closeDialog(page)
    const directory = JSON.parse(String(await stored(page, 'c4', 'directory')))
    expect(directory.partners[0]).toMatchObject({
      guides: [{ partner: 'S', set: '810', version: '004010' }],
      matching: { matching: 'three-way' },
    })
    expect(directory.crossReferences.costCentres).toEqual([
      { division: 123456, costCentre: 'CC1', glAccount: '4000', partner: 's0', until: '2026-06-30' },
    ])
    expect(directory.calendars).toEqual([
      {
        name: 'office',
        timeZone: 'Europe/Amsterdam',
        days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        from: '09:00',
        to: '17:00',
        holidays: ['2026-12-25', '2026-12-26'],
      },
    ])
    expect(editor.complaints()).toEqual([])
  })

  async function tab(name: string): Promise<void> {
    await editor.page.locator(`[aria-controls='edi-loop-pane-${name}']`).press('Enter')
  }
})
