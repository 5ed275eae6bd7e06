/** Overrides in the dialog of a map: tried on a document that has passed, before anything is deployed. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aDirectory, anOrder, division } from '../unit/mapping/builders'
import { type EditorPage, inBrowser, invalid, openDialog, openEditor, stored } from './editor'

const order = anOrder({ number: 'PO-1001' })
const common = { z: 'tab', version: 1, name: '', ledger: 'ledger', partners: 'partners', account: '', x: 300 }

const flows = [
  { id: 'tab', type: 'tab', label: 'Orders' },
  {
    id: 'ledger',
    type: 'edi-ledger',
    version: 1,
    name: 'Ledger',
    store: 'memory',
    file: '',
    logSteps: false,
    retentionDays: '2555',
  },
  { id: 'partners', type: 'edi-partners', version: 1, name: 'Suppliers', directory: JSON.stringify(aDirectory()) },
  {
    id: 'order',
    type: 'inject',
    z: 'tab',
    props: [
      { p: 'payload', v: JSON.stringify(order), vt: 'json' },
      { p: 'topic', v: 'Purchase order PO-1001', vt: 'str' },
      { p: 'edi', v: JSON.stringify({ kind: 'purchase-order', division, partner: 'seller', order: order.number }), vt: 'json' },
    ],
    repeat: '',
    once: false,
    x: 100,
    y: 100,
    wires: [['map']],
  },
  { id: 'map', type: 'edi-map', ...common, map: 'purchase-order-to-850', overrides: '', y: 100, wires: [[]] },
  { id: 'idle', type: 'edi-map', ...common, map: '810-to-invoice', overrides: '', y: 200, wires: [[]] },
]

const list = (expression: string) =>
  JSON.stringify([{ map: 'purchase-order-to-850', partner: 'seller', why: 'Their guide wants dollars', expression }])
const inDollars = '$ ~> |$|{"segments": $map(segments, function($s) { $s[0] = "CUR" ? ["CUR", "BY", "USD"] : $s })}|'

inBrowser('overrides in the dialog', () => {
  let editor: EditorPage
  beforeAll(async () => {
    editor = await openEditor({ theme: 'light', flows })
    await editor.nodeRed.inject('order')
  }, 120_000)
  afterAll(() => editor?.close())

  const parts = () => {
    const { page } = editor
    return {
      field: page.locator('#node-input-overrides'),
      document: page.locator('#edi-loop-map-document'),
      attempt: page.locator('#edi-loop-map-try'),
      state: page.locator('#edi-loop-map-state'),
      rows: page.locator('#edi-loop-map-differences tbody tr'),
    }
  }
  const cancel = async () => {
    await editor.page.locator('#node-dialog-cancel').click()
    await editor.page.locator('.red-ui-tray').first().waitFor({ state: 'detached' })
  }

  it('are tried on a document that has passed: field by field, before and after', async () => {
    const { page } = editor
    await openDialog(page, 'map')
    const { field, document, attempt, rows, state } = parts()
    await document.locator('option', { hasText: 'Purchase order PO-1001' }).waitFor({ state: 'attached' })
    await field.fill(list(inDollars))
    await attempt.click()
    await rows.first().waitFor()
    const shown = await rows.evaluateAll(all => all.map(row => [...row.children].map(cell => cell.textContent)))
    expect(shown).toEqual([['CUR[1].02', 'EUR', 'USD']])
    expect(await state.textContent()).toMatch(/1/)
  })

  it('that change nothing say so, and those with a fault say what and where', async () => {
    const { field, attempt, rows, state } = parts()
    await field.fill(list('$'))
    await attempt.click()
    await expect.poll(() => state.textContent()).toMatch(/nothing|same/i)
    expect(await rows.first().isVisible()).toBe(false)
    await field.fill(list('$ ~> |$|{"segments": }|'))
    await attempt.click()
    await expect.poll(() => state.textContent()).toMatch(/\[0\]\.expression: .* at character \d+/)
    await field.fill(list('$now()'))
    await attempt.click()
    await expect.poll(() => state.textContent()).toMatch(/\$now/)
    await field.fill(list('$ ~> |$|{"segments": $append(segments, [["REF", "11", "9999"]])}|'))
    await attempt.click()
    await expect.poll(() => state.textContent()).toMatch(/REF/)
    expect(await rows.first().isVisible()).toBe(false)
  })

  it('that were only tried are neither kept nor deployed', async () => {
    const { page, nodeRed } = editor
    await cancel()
    expect(await stored(page, 'map', 'overrides')).toBe('')
    const deployed = await nodeRed.get<{ id: string; overrides?: string }[]>('/flows')
    expect(deployed.find(({ id }) => id === 'map')).toMatchObject({ overrides: '' })
  })

  it('have nothing to be tried on where no document has passed', async () => {
    const { page } = editor
    await openDialog(page, 'idle')
    const { document, attempt } = parts()
    await expect.poll(() => document.textContent()).not.toBe('')
    expect(await attempt.isDisabled()).toBe(true)
    await cancel()
  })

  it('that are no list mark the node, with the place of the mistake', async () => {
    const { page } = editor
    await openDialog(page, 'map')
    await parts().field.fill('[{"map": "purchase-order-to-850",\n "why": }]')
    await parts().field.blur()
    await page.locator('#node-dialog-ok').click()
    await page.locator('.red-ui-tray').first().waitFor({ state: 'detached' })
    expect(await invalid(page)).toEqual([expect.stringMatching(/no JSON from line 2, column \d+ on/)])
    // A preview that is refused is an answer of the API, which the browser notes.
    expect(editor.complaints().filter(line => !/422/.test(line))).toEqual([])
  })
})
