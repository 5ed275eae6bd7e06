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

  async function tab(name: string): Promise<void> {
    await editor.page.locator(`[aria-controls='edi-loop-pane-${name}']`).press('Enter')
  }
})
