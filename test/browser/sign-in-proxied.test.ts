/** Signing in where Node-RED has an admin root of its own and stands behind a reverse proxy that takes a prefix off the path. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { world } from '../../sandbox/world'
import { account, type AccountEditor, openAccountEditor, signInByPopup } from './account-editor'
import { inBrowser, openDialog } from './editor'
import { type ReverseProxy, reverseProxy } from './reverse-proxy'

inBrowser('an account behind a reverse proxy', () => {
  let proxy: ReverseProxy
  let editor: AccountEditor

  beforeAll(async () => {
    editor = await openAccountEditor(world(1, 1), {
      settings: { httpAdminRoot: '/admin' },
      reachedAt: async nodeRed => {
        proxy = await reverseProxy('/edi', nodeRed)
        return `${proxy.url}/admin/`
      },
    })
  })
  afterAll(async () => {
    await editor?.close()
    await proxy?.close()
  })

  it('shows the redirect address as the browser reaches it', async () => {
    await openDialog(editor.page, account)
    await editor.page.getByText('Not signed in.').waitFor()
    expect(await editor.page.locator('#edi-loop-exact-redirect').inputValue()).toBe(`${proxy.url}/admin/edi-loop/exact/callback`)
  })

  it('signs in through the proxy, knows it at once, and tells user, company and divisions', async () => {
    const { page } = editor
    await signInByPopup(editor)
    await page.locator('#edi-loop-exact-test').click()
    await page.getByText('Signed in as Edi Loop at Noorderlicht').waitFor()
    expect(await page.locator('#edi-loop-exact-divisions li').allTextContents()).toHaveLength(3)
    expect(proxy.asked.filter(path => path.includes('/callback'))).toEqual([
      expect.stringMatching(/^\/edi\/admin\/edi-loop\/exact\/callback\?code=/),
    ])
    // Everything that the dialog asked for went below the prefix.
    expect(proxy.asked.filter(path => !path.startsWith('/edi/'))).toEqual([])
    expect(editor.complaints()).toEqual([])
  })
})
