/** Signing in where Node-RED has an admin root of its own and stands behind a reverse proxy that takes a prefix off the path. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { sandboxClient } from '../../sandbox/exact/options'
import { type Exact, startExact } from '../../sandbox/exact/server'
import { world } from '../../sandbox/world'
import { type EditorPage, inBrowser, openDialog, openEditor } from './editor'
import { allNodes } from './flows'
import { type ReverseProxy, reverseProxy } from './reverse-proxy'

inBrowser('an account behind a reverse proxy', () => {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-exact-'))
  let exact: Exact
  let proxy: ReverseProxy
  let editor: EditorPage

  beforeAll(async () => {
    exact = await startExact({
      world: world(1, 1),
      directory,
      port: 0,
      environment: system,
      limits: { perMinute: 60, perDay: 5000 },
    })
    const credentials = { clientId: sandboxClient.id, clientSecret: sandboxClient.secret }
    const account = { region: 'custom', baseUrl: exact.url, credentials }
    editor = await openEditor({
      theme: 'light',
      flows: allNodes().map(node => ('id' in node && node.id === 'c2' ? { ...node, ...account } : node)),
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
    await exact?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('shows the redirect address as the browser reaches it', async () => {
    await openDialog(editor.page, 'c2')
    await editor.page.getByText('Not signed in.').waitFor()
    expect(await editor.page.locator('#edi-loop-exact-redirect').inputValue()).toBe(`${proxy.url}/admin/edi-loop/exact/callback`)
  })

  it('signs in through the proxy, knows it at once, and tells user, company and divisions', async () => {
    const { page } = editor
    const opened = page.waitForEvent('popup')
    await page.locator('#edi-loop-exact-sign-in').click()
    const popup = await opened
    const closed = popup.waitForEvent('close')
    await popup.waitForURL(`${exact.url}/**`)
    await popup.locator('#allow').click()
    await closed
    await page.getByText(/Signed in since/).waitFor()
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
