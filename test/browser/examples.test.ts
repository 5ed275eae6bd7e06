/** The examples come in through the editor's menu, and nothing is left to object to once the accounts are filled in. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDialog, deploy, type EditorPage, inBrowser, invalid, openDialog, openEditor } from './editor'
import { flowNodes } from './flows'

const examples = readdirSync(join(__dirname, '../../examples'))
  .filter(file => file.endsWith('.json'))
  .map(file => file.replace(/\.json$/, ''))
const [outward = '', back = '', flat = ''] = examples

inBrowser('the examples', () => {
  let editor: EditorPage
  beforeAll(async () => {
    editor = await openEditor({ theme: 'light', flows: [] })
  })
  afterAll(() => editor?.close())

  it('are three: what goes to the supplier, what comes back, and both as flat files', () => {
    expect(examples).toHaveLength(3)
  })

  it('begin with one that comes in through the menu', async () => {
    await importExample(editor.page, outward)
    expect(await unknownTypes(editor.page)).toEqual([])
    expect(await invalid(editor.page)).toEqual([])
    expect(editor.complaints()).toEqual([])
  })

  it('have nothing left to object to when the accounts are filled in', async () => {
    const { page } = editor
    await openDialog(page, await idOf(page, 'exact-online-account'))
    await page.locator('#node-config-input-clientId').fill('client')
    await page.locator('#node-config-input-clientSecret').fill('secret')
    await closeDialog(page)
    await openDialog(page, await idOf(page, 'truecommerce-account'))
    await page.locator('#node-config-input-hostKey').fill(`SHA256:${'A'.repeat(43)}`)
    await page.locator('#node-config-input-company').fill('Example Works')
    await closeDialog(page)
    expect(await invalid(page)).toEqual([])
  })

  it.each([back, flat])('go on with one that shares the accounts filled in before: %s', async example => {
    const { page } = editor
    await importExample(page, example)
    // The editor offers to look at what is there already, and leaves that alone unless told otherwise.
    await page.getByRole('button', { name: 'View nodes...' }).click()
    await page.getByRole('button', { name: 'Import selected' }).click()
    await page.getByText('Imported:').last().waitFor()
    const types = await page.evaluate<string[]>(
      `(() => { const types = []; RED.nodes.eachConfig(node => { if (/^(edi|exact|truecommerce)-/.test(node.type)) types.push(node.type) }); return types.sort() })()`,
    )
    expect(types).toEqual(['edi-ledger', 'edi-partners', 'exact-online-account', 'truecommerce-account'])
    expect(await unknownTypes(page)).toEqual([])
    expect(await invalid(page)).toEqual([])
  })

  it('use every node there is', async () => {
    const flows = await editor.page.evaluate<string[]>(`RED.nodes.filterNodes({}).map(node => node.type)`)
    expect(flowNodes.map(({ type }) => type).filter(type => !flows.includes(type))).toEqual([])
  })

  it('are deployed without a question', async () => {
    const { page, nodeRed } = editor
    await deploy(page)
    const flows = await nodeRed.get<{ type: string; label?: string }[]>('/flows')
    const labels = flows.filter(({ type }) => type === 'tab').map(({ label }) => label)
    expect(labels).toEqual(expect.arrayContaining(examples.map(example => example.replace(/^\d+ /, ''))))
    expect(editor.complaints()).toEqual([])
  })
})

async function importExample(page: Page, example: string): Promise<void> {
  await page.evaluate(`RED.actions.invoke('core:show-examples-import-dialog')`)
  const dialog = page.locator('#red-ui-clipboard-dialog-import-tab-examples')
  await dialog.getByText('@edi-loop/node-red-exact-truecommerce', { exact: true }).click()
  await dialog.getByText(example, { exact: true }).click()
  await page.locator('#red-ui-clipboard-dialog-ok').click()
  await page.locator('#red-ui-clipboard-dialog-ok').waitFor({ state: 'hidden' })
}

function unknownTypes(page: Page): Promise<string[]> {
  return page.evaluate(`RED.nodes.filterNodes({}).filter(node => node.type === 'unknown').map(node => node.name)`)
}

function idOf(page: Page, type: string): Promise<string> {
  return page.evaluate(
    `(() => { let id; RED.nodes.eachConfig(node => { if (node.type === '${type}') id = node.id }); return id })()`,
  )
}
