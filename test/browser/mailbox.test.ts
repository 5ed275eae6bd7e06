/** Setting up a mailbox from the account's dialog: confirm the key, choose the company folder; against the offline mailbox. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { type Mailbox, startMailbox } from '../../sandbox/mailbox/start'
import { closeDialog, type EditorPage, inBrowser, openDialog, openEditor, stored } from './editor'
import { allNodes } from './flows'

const companies = ['Example Works', 'Bits & Bolts BV']

inBrowser('the dialog of a TrueCommerce account', () => {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-mailbox-'))
  let mailbox: Mailbox
  let editor: EditorPage

  beforeAll(async () => {
    mailbox = await startMailbox({
      directory,
      port: 0,
      companies,
      user: '12345',
      password: 'right ',
      environment: system,
      importSeconds: 0,
    })
    editor = await openEditor({ theme: 'light', flows: allNodes() })
    const { page } = editor
    await openDialog(page, 'c3')
    await page.locator('#node-config-input-transport').selectOption('sftp')
    await page.locator('#node-config-input-host').fill('127.0.0.1')
    await page.locator('#node-config-input-port').fill(String(mailbox.port))
    await page.locator('#node-config-input-user').fill('12345')
    await page.locator('#node-config-input-password').fill('wrong')
    await page.locator('#node-config-input-company').fill('')
  })
  afterAll(async () => {
    await editor?.close()
    await mailbox?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('shows the key of the server before it sends a password', async () => {
    const { page } = editor
    await page.locator('#edi-loop-mailbox-test').click()
    await page.getByText(mailbox.hostKey).waitFor()
    await page.getByText('Compare it with what TrueCommerce gave you').waitFor()
    const events = mailbox.record().map(({ event }) => event)
    expect(events).toContain('connected')
    expect(events).not.toContain('authentication')
  })

  it('logs in once the key is confirmed, and says when the password is wrong', async () => {
    const { page } = editor
    await page.locator('#edi-loop-mailbox-use-key').click()
    expect(await page.locator('#node-config-input-hostKey').inputValue()).toBe(mailbox.hostKey)
    await page.getByText('The mailbox refused the login').waitFor()
    expect(mailbox.record().filter(({ event }) => event === 'authentication')).toMatchObject([
      { method: 'password', outcome: 'refused' },
    ])
    editor.complaints()
  })

  it('offers the company folders it finds and previews the paths', async () => {
    const { page } = editor
    await page.locator('#node-config-input-password').fill('right ')
    await page.locator('#edi-loop-mailbox-test').click()
    const list = page.locator('#edi-loop-mailbox-companies')
    await list.waitFor()
    expect((await list.locator('option').allTextContents()).slice(1).toSorted()).toEqual(companies.toSorted())
    await list.selectOption('Bits & Bolts BV')
    expect(await page.locator('#node-config-input-company').inputValue()).toBe('Bits & Bolts BV')
    expect(await page.locator('#edi-loop-preview-exportPath').textContent()).toBe(
      '/IntegrationFTP/Export/Bits & Bolts BV/Transaction',
    )
    await page.locator('#edi-loop-mailbox-test').click()
    await page.getByText('The mailbox can be used.').waitFor()
    expect(editor.complaints()).toEqual([])
  })

  it('warns when the server shows another key than the one confirmed', async () => {
    const { page } = editor
    await page.locator('#node-config-input-hostKey').fill(`SHA256:${'A'.repeat(43)}`)
    await page.locator('#edi-loop-mailbox-test').click()
    await page.getByText('Do not go on before TrueCommerce has told you why').waitFor()
    await page.locator('#edi-loop-mailbox-use-key').click()
    await page.getByText('The mailbox can be used.').waitFor()
    expect(await page.locator('#node-config-input-hostKey').inputValue()).toBe(mailbox.hostKey)
  })

  it('previews the folder of a transaction set where the path names one', async () => {
    const { page } = editor
    await page.locator('#node-config-input-importPath').fill('{base}/Import/{company}/Transaction/{type}')
    expect(await page.locator('#edi-loop-preview-importPath').textContent()).toBe(
      '/IntegrationFTP/Import/Bits & Bolts BV/Transaction/{type}',
    )
    await page.locator('#edi-loop-mailbox-test').click()
    await page.getByText('/IntegrationFTP/Import/Bits & Bolts BV/Transaction/850').waitFor()
    await page.locator('#node-config-input-importPath').fill('{base}/../Import')
    await page.locator('#node-config-input-importPath').blur()
    await page.locator('#node-config-input-importPath.input-error').waitFor()
    await page.locator('#node-config-input-importPath').fill('{base}/Import/{company}/Transaction')
  })

  it('shows the key of the server that is asked for, and none for a folder', async () => {
    const { page } = editor
    const key = page.locator('#edi-loop-mailbox-key')
    expect(await key.isVisible()).toBe(true)
    await page.locator('#node-config-input-transport').selectOption('folder')
    expect(await key.isVisible()).toBe(false)
    await page.locator('#node-config-input-folder').fill(join(directory, 'nowhere'))
    await page.locator('#edi-loop-mailbox-test').click()
    await page.getByText('whether the folder is there and mounted').waitFor()
    editor.complaints()
    await page.locator('#node-config-input-transport').selectOption('sftp')
    await page.locator('#edi-loop-mailbox-test').click()
    await page.getByText('The mailbox can be used.').waitFor()
    expect(await key.isVisible()).toBe(true)
    await page.locator('#node-config-input-host').fill('another.example')
    expect(await key.isVisible()).toBe(false)
    await page.locator('#node-config-input-host').fill('127.0.0.1')
  })

  it('keeps all of it', async () => {
    const { page } = editor
    await closeDialog(page)
    expect(await stored(page, 'c3', 'hostKey')).toBe(mailbox.hostKey)
    expect(await stored(page, 'c3', 'company')).toBe('Bits & Bolts BV')
  })
})
