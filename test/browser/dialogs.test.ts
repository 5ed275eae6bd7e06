/** Every dialog opens, takes a value, keeps it, and brings it to the runtime. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contract } from '../unit/editor/contract'
import { closeDialog, deploy, type EditorPage, inBrowser, invalid, openDialog, openEditor, stored } from './editor'
import { allNodes } from './flows'

/** One setting of each type, and what a person puts there. */
const changes: [type: string, id: string, name: string, value: string][] = [
  ['edi-ledger', 'c1', 'retentionDays', '365'],
  ['exact-online-account', 'c2', 'renewAfter', '575'],
  ['truecommerce-account', 'c3', 'pollSeconds', '60'],
  ['edi-partners', 'c4', 'name', 'Our suppliers'],
  ['exact-online-fetch', 'n1', 'divisions', '123456, 234567'],
  ['edi-map', 'n2', 'map', 'invoice-to-exact'],
  ['edi-match', 'n8', 'pricePercent', '0.5'],
  ['x12-encode', 'n3', 'name', 'to bytes'],
  ['truecommerce-out', 'n4', 'fileName', '{document}.x12'],
  ['truecommerce-in', 'n5', 'pattern', '*.x12'],
  ['x12-decode', 'n6', 'mode', 'strict'],
  ['exact-online-post', 'n7', 'operation', 'create'],
  ['edi-report', 'n9', 'format', 'csv'],
]

inBrowser('the dialogs', () => {
  let editor: EditorPage
  beforeAll(async () => {
    editor = await openEditor({ theme: 'light', flows: allNodes() })
  })
  afterAll(() => editor?.close())

  it('find nothing wrong with flows that are complete', async () => {
    expect(await invalid(editor.page)).toEqual([])
    expect(editor.complaints()).toEqual([])
  })

  it.each(changes)('of %s (%s) keeps %s %s', async (type, id, name, value) => {
    const { page } = editor
    const field = page.locator(`#node-${id.startsWith('c') ? 'config-' : ''}input-${name}`)
    await openDialog(page, id)
    if (await field.evaluate(element => element.tagName === 'SELECT')) await field.selectOption(value)
    else await field.fill(value)
    if (type === 'exact-online-post') await page.locator('#node-input-resource').fill('purchaseentry/PurchaseEntries')
    await closeDialog(page)
    expect(await stored(page, id, name)).toBe(value)
    await openDialog(page, id)
    expect(await field.inputValue()).toBe(value)
    await closeDialog(page)
    expect(editor.complaints()).toEqual([])
  })

  it('bring what they keep to the runtime with a deploy', async () => {
    const { page, nodeRed } = editor
    await deploy(page)
    const deployed = await nodeRed.get<Record<string, unknown>[]>('/flows')
    for (const [type, id, name, value] of changes)
      expect(deployed.find(node => node['id'] === id)).toMatchObject({ version: contract[type]?.version ?? 1, [name]: value })
    expect(editor.complaints()).toEqual([])
  })

  it('name every field and button for those who cannot see them', async () => {
    const { page } = editor
    for (const [, id] of changes) {
      await openDialog(page, id)
      expect(await nameless(editor)).toEqual([])
      await closeDialog(page)
    }
  })

  it('say in words what is wrong with a value', async () => {
    const { page } = editor
    await openDialog(page, 'c2')
    await page.locator('#node-config-input-renewAfter').fill('470')
    await page.locator('#node-config-input-renewAfter').blur()
    await page.locator('#node-config-input-renewAfter.input-error').hover()
    const words = page.getByText('give a whole number of seconds from 480 to 590')
    await words.waitFor()
    expect(await words.textContent()).toMatch(/^Renew after: /)
    await page.locator('#node-config-input-renewAfter').fill('570')
    await closeDialog(page)
  })

  it('ask for the Exact account only where a map goes to or comes from Exact', async () => {
    const { page } = editor
    await openDialog(page, 'n2')
    const account = page.locator('#edi-loop-map-account')
    await page.locator('#node-input-map').selectOption('810-to-invoice')
    expect(await account.isVisible()).toBe(false)
    await page.locator('#node-input-map').selectOption('invoice-to-exact')
    expect(await account.isVisible()).toBe(true)
    await closeDialog(page)
  })

  it('offer a path of one’s own where a resource is not in the list, and options of orders for orders alone', async () => {
    const { page } = editor
    await openDialog(page, 'n1')
    expect(await page.locator('#node-input-approvedOnly').isVisible()).toBe(true)
    await page.locator('#edi-loop-resource-choice').selectOption({ label: 'Something else…' })
    await page.locator('#node-input-resource').fill('crm/BankAccounts')
    await page.locator('#edi-loop-query summary').click()
    await page.locator('#node-input-filter').fill('Main eq true')
    expect(await page.locator('#edi-loop-own-query').isVisible()).toBe(true)
    expect(await page.locator('#node-input-delta').isVisible()).toBe(false)
    await page.locator('#node-input-filter').fill('')
    expect(await page.locator('#node-input-delta').isVisible()).toBe(true)
    expect(await page.locator('#node-input-approvedOnly').isVisible()).toBe(false)
    await closeDialog(page)
    await openDialog(page, 'n1')
    expect(await page.locator('#node-input-resource').inputValue()).toBe('crm/BankAccounts')
    await closeDialog(page)
  })

  it('show what a node of an earlier version did, and keep another choice', async () => {
    const { page } = editor
    const chosen = (id: string) =>
      page.locator(id).evaluate(field => [...(field as HTMLSelectElement).selectedOptions].map(one => one.value))
    await page.evaluate(`['n1', 'n2'].forEach(id => RED.nodes.node(id).version = 1)`)
    await page.evaluate(`delete RED.nodes.node('n1').approvalStatuses; delete RED.nodes.node('n2').changes`)
    await openDialog(page, 'n1')
    await page.locator('#edi-loop-resource-choice').selectOption('purchaseorder/PurchaseOrders')
    expect(await chosen('#node-input-approvalStatuses')).toEqual(['1', '2'])
    await page.locator('#node-input-approvedOnly').uncheck()
    expect(await page.locator('#node-input-approvalStatuses').isVisible()).toBe(false)
    await page.locator('#node-input-approvedOnly').check()
    await page.locator('#node-input-orderStatuses').selectOption([])
    await page
      .getByText('choose at least one of each list')
      .or(page.locator('#node-input-orderStatuses.input-error'))
      .first()
      .waitFor()
    await page.locator('#node-input-orderStatuses').selectOption(['10'])
    await closeDialog(page)
    expect(await stored(page, 'n1', 'approvalStatuses')).toEqual(['1', '2'])
    expect(await stored(page, 'n1', 'orderStatuses')).toEqual(['10'])
    expect(await stored(page, 'n1', 'version')).toBe(2)
    await openDialog(page, 'n2')
    await page.locator('#node-input-map').selectOption('exact-to-purchase-order')
    expect(await chosen('#node-input-changes')).toHaveLength(10)
    await page.locator('#node-input-changes').selectOption(['quantity', 'price'])
    await closeDialog(page)
    expect([await stored(page, 'n2', 'changes'), await stored(page, 'n2', 'version')]).toEqual([['quantity', 'price'], 2])
    expect(editor.complaints()).toEqual([])
  })

  it('ask for days only where the report has a period of its own', async () => {
    const { page } = editor
    await openDialog(page, 'n9')
    const days = page.locator('#edi-loop-report-days')
    await page.locator('#node-input-period').selectOption('last-month')
    expect(await days.isVisible()).toBe(false)
    await page.locator('#node-input-period').selectOption('days')
    expect(await days.isVisible()).toBe(true)
    await closeDialog(page)
    expect(editor.complaints()).toEqual([])
  })

  it('write a condition as Exact Online wants it for the property, and refuse a value of another kind', async () => {
    const { page } = editor
    await openDialog(page, 'n1')
    await page.locator('#edi-loop-resource-choice').selectOption('crm/Accounts')
    await page.locator('#edi-loop-query summary').click()
    const condition = async (property: string, operator: string, value: string) => {
      await page.locator('#edi-loop-condition-property').selectOption(property)
      await page.locator('#edi-loop-condition-operator').selectOption(operator)
      await page.locator('#edi-loop-condition-value').fill(value)
      await page.locator('#edi-loop-condition-add').click()
    }
    await condition('Code', 'eq', '20010')
    await condition('Modified', 'ge', '2026-01-15')
    await condition('IsSupplier', 'eq', 'perhaps')
    expect(await page.locator('#edi-loop-condition-problem').isVisible()).toBe(true)
    const filter = "trim(Code) eq '20010' and Modified ge datetime'2026-01-15T00:00:00'"
    expect(await page.locator('#node-input-filter').inputValue()).toBe(filter)
    await page.locator('#edi-loop-select-more').selectOption('Name')
    await closeDialog(page)
    expect([await stored(page, 'n1', 'filter'), await stored(page, 'n1', 'select')]).toEqual([filter, 'Name'])

    await openDialog(page, 'n1')
    await page.locator('#edi-loop-query-as').selectOption('text')
    await page.locator('#node-input-raw').fill('$top=1')
    await closeDialog(page)
    expect(await stored(page, 'n1', 'raw')).toBe('$top=1')
    await openDialog(page, 'n1')
    expect(await page.locator('#node-input-raw').isVisible()).toBe(true)
    await page.locator('#edi-loop-query-as').selectOption('fields')
    await closeDialog(page)
    expect(await stored(page, 'n1', 'raw')).toBe('')
    expect(editor.complaints()).toEqual([])
  })
})

inBrowser('the dialogs can be read', () => {
  it.each(['light', 'dark'] as const)('in the %s theme', async theme => {
    const editor = await openEditor({ theme, flows: allNodes() })
    try {
      for (const [type, id] of changes) {
        await openDialog(editor.page, id)
        await editor.page.evaluate(`$('.edi-loop-form details').prop('open', true)`)
        expect({ type, unreadable: await unreadable(editor) }).toEqual({ type, unreadable: [] })
        await closeDialog(editor.page)
      }
      expect(editor.complaints()).toEqual([])
    } finally {
      await editor.close()
    }
  })
})

/** Visible fields and buttons of the open dialog that have no label, no text and no aria-label. */
function nameless({ page }: EditorPage): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('.edi-loop-form :is(input, select, textarea, button)')]
    .filter(e => e.offsetParent !== null && !/^(hidden)$/.test(e.type))
    .filter(e => !e.closest('.red-ui-typedInput-container'))
    .filter(e => !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.textContent.trim())
    .map(e => e.outerHTML.slice(0, 120))`)
}

/**
 * Texts of the open dialog whose contrast with what is behind them is below 4.5; 3 on buttons, whose colours are
 * the editor's. What is disabled may be dim, as WCAG 1.4.3 has it.
 */
function unreadable({ page }: EditorPage): Promise<string[]> {
  return page.evaluate(`(() => {
    const numbers = color => color.match(/[\\d.]+/g).map(Number)
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0)
    const behind = e => { for (; e; e = e.parentElement) { const c = numbers(getComputedStyle(e).backgroundColor); if (c[3] !== 0) return c } return [255, 255, 255] }
    const contrast = e => { const [a, b] = [light(numbers(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05) }
    return [...document.querySelectorAll('.edi-loop-form *')]
      .filter(e => e.offsetParent !== null && (e.matches('input, select, textarea') || [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())))
      .filter(e => !e.matches(':disabled'))
      .filter(e => contrast(e) < (e.closest('.red-ui-button') ? 3 : 4.5))
      .map(e => contrast(e).toFixed(1) + ' ' + e.outerHTML.slice(0, 100))
  })()`)
}
