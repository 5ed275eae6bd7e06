/** Signing in to Exact Online from the account's dialog: pop-up, callback, state line, test, disconnect; against the offline Exact. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sandboxClient } from '../../sandbox/exact/options'
import { world } from '../../sandbox/world'
import { account, type AccountEditor, openAccountEditor, signInByPopup } from './account-editor'
import { deploy, inBrowser, openDialog } from './editor'

inBrowser('the dialog of an Exact Online account', () => {
  const trade = world(1, 1)
  let editor: AccountEditor

  beforeAll(async () => {
    editor = await openAccountEditor(trade)
  })
  afterAll(() => editor?.close())

  it('says that nobody has signed in, and shows the redirect address to copy', async () => {
    const { page, nodeRed } = editor
    await openDialog(page, account)
    await page.getByText('Not signed in.').waitFor()
    expect(await page.locator('#edi-loop-exact-redirect').inputValue()).toBe(`${nodeRed.url}/edi-loop/exact/callback`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.locator('#edi-loop-exact-copy').click()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${nodeRed.url}/edi-loop/exact/callback`)
  })

  it('asks for a deploy where the settings on the screen are not the deployed ones', async () => {
    const { page } = editor
    await page.locator('#node-config-input-clientSecret').fill('another')
    await page.locator('#edi-loop-exact-sign-in').click()
    const words = page.getByText('are not deployed as they stand here')
    await words.waitFor()
    expect(page.context().pages()).toHaveLength(1)
    await page.locator('#node-config-dialog-cancel').click()
    await page.locator('.red-ui-tray').first().waitFor({ state: 'detached' })
    await openDialog(page, account)
  })

  it('signs in through a window that closes by itself, and knows it at once', async () => {
    await signInByPopup(editor)
    expect(editor.complaints()).toEqual([])
  })

  it('believes only messages from its own origin about its own account', async () => {
    const { page } = editor
    const asked: string[] = []
    page.on('request', request => {
      if (request.url().endsWith('/state')) asked.push(request.url())
    })
    const message = (id: string) => `{ ediLoop: 'exact-signed-in', id: '${id}' }`
    await page.evaluate(`new Promise(done => {
      addEventListener('message', function heard(event) { if (event.data.id === 'last') { removeEventListener('message', heard); done() } })
      const frame = document.createElement('iframe')
      frame.sandbox = 'allow-scripts'
      frame.srcdoc = "<script>parent.postMessage(${message(account)}, '*'); parent.postMessage(${message('last')}, '*')</script>"
      document.body.append(frame)
    })`)
    await page.evaluate(`postMessage(${message('another')}, location.origin)`)
    expect(asked).toEqual([])
    const answered = page.waitForResponse(answer => answer.url().endsWith('/state'))
    await page.evaluate(`postMessage(${message(account)}, location.origin)`)
    await answered
    expect(asked).toHaveLength(1)
  })

  it('starts one test at a time', async () => {
    const { page } = editor
    const asked: string[] = []
    await page.route('**/edi-loop/exact/*/test', async route => {
      asked.push(route.request().url())
      await page.evaluate(`document.querySelector('#edi-loop-exact-test').click()`)
      await route.continue()
    })
    const answered = page.waitForResponse('**/edi-loop/exact/*/test')
    await page.locator('#edi-loop-exact-test').click()
    await answered
    await page.unroute('**/edi-loop/exact/*/test')
    expect(asked).toHaveLength(1)
  })

  it('shows with Test who is signed in and which companies there are', async () => {
    const { page } = editor
    await page.locator('#edi-loop-exact-test').click()
    await page.getByText(/Signed in as .* at /).waitFor()
    const shown = await page.locator('#edi-loop-exact-divisions li').allTextContents()
    expect(shown.map(line => Number(line.split(' ')[0]))).toEqual(trade.companies.map(({ division }) => division))
    await page.getByText(/\d+ calls left today\. Everything that the nodes ask for may be read in .*\./).waitFor()
  })

  it('shows with Test what may not be read, and why', async () => {
    const { page, exact } = editor
    exact.switch({ missingScopes: ['purchase orders'], forbidden: { 'purchase/PurchaseInvoices': 'LicenseExpired' } })
    await page.locator('#edi-loop-exact-test').click()
    await page.getByText(/\d+ calls left today\. Not to be read in .*:$/).waitFor()
    const lines = await page.locator('#edi-loop-exact-missing li').allTextContents()
    expect(lines.map(line => line.split(' ')[0])).toEqual([
      'purchaseorder/PurchaseOrders',
      'sync/PurchaseOrder/PurchaseOrders',
      'purchase/PurchaseInvoices',
    ])
    expect(lines[2]).toContain('LicenseExpired')
    exact.switch({ missingScopes: [], forbidden: {} })
  })

  it('forgets the sign-in with Disconnect', async () => {
    const { page, nodeRed } = editor
    await page.locator('#edi-loop-exact-disconnect').click()
    await page.getByText('Not signed in.').waitFor()
    expect(await nodeRed.get(`/edi-loop/exact/${account}/state`)).toMatchObject({ signedIn: false })
  })

  it('takes the address of a page that did not load', async () => {
    const { page, nodeRed, exact } = editor
    // Node-RED under a name that this browser cannot reach.
    await page.locator('#node-config-input-redirectUri').fill('https://edi.invalid/edi-loop/exact/callback')
    const started = page.waitForResponse(answer => answer.url().endsWith(`/edi-loop/exact/${account}/sign-in`))
    const opened = page.waitForEvent('popup')
    await page.locator('#edi-loop-exact-sign-in').click()
    const popup = await opened
    await popup.waitForURL(`${exact.url}/**`)
    const sentTo = popup.waitForRequest(request => request.url().startsWith('https://edi.invalid/'))
    await popup.locator('button, input[type=submit]').first().click()
    const address = (await sentTo).url()
    await popup.close()
    expect((await started).url().startsWith(nodeRed.url)).toBe(true)

    await page.locator('.edi-loop-form summary').click()
    await page.locator('#edi-loop-exact-pasted').fill(address)
    await page.locator('#edi-loop-exact-paste').click()
    await page.getByText(/Signed in since/).waitFor()

    await page.locator('#edi-loop-exact-pasted').fill(address)
    await page.locator('#edi-loop-exact-paste').click()
    await page.getByText(/not known here, was finished already, or took longer than five minutes/).waitFor()
    editor.complaints()
  })

  it('asks for a deploy where the account is not deployed yet', async () => {
    const { page } = editor
    await page.locator('#node-config-dialog-cancel').click()
    await page.locator('.red-ui-tray').first().waitFor({ state: 'detached' })
    await page.evaluate(`RED.editor.editConfig('', 'exact-online-account', '_ADD_')`)
    await page.getByText('Not deployed yet.').waitFor()
    expect(await page.locator('#edi-loop-exact-sign-in').isDisabled()).toBe(true)
    await page.locator('#node-config-dialog-cancel').click()
    await page.locator('.red-ui-tray').first().waitFor({ state: 'detached' })
    expect(editor.complaints()).toEqual([])
  })

  it('keeps what was typed as a secret out of the flows', async () => {
    const { page, nodeRed } = editor
    await openDialog(page, account)
    await page.locator('#node-config-input-clientSecret').fill('a new secret')
    await page.locator('#node-config-dialog-ok').click()
    await page.locator('.red-ui-tray').first().waitFor({ state: 'detached' })
    await deploy(page)
    const flows = JSON.stringify(await nodeRed.get('/flows'))
    expect(flows).not.toContain('a new secret')
    expect(await nodeRed.get(`/credentials/exact-online-account/${account}`)).toEqual({
      clientId: sandboxClient.id,
      has_clientSecret: true,
    })
  })
})
