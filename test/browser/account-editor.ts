/** The editor with an account of an offline Exact Online in its flows, and a person who signs in through the pop-up. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { system } from '../../lib/environment'
import { sandboxClient } from '../../sandbox/exact/options'
import { type Exact, startExact } from '../../sandbox/exact/server'
import type { World } from '../../sandbox/world'
import { type EditorOptions, type EditorPage, openEditor } from './editor'
import { allNodes } from './flows'

/** Id of the account. */
export const account = 'c2'

export interface AccountEditor extends EditorPage {
  readonly exact: Exact
}

export async function openAccountEditor(
  trade: World,
  options: Pick<EditorOptions, 'settings' | 'reachedAt'> = {},
): Promise<AccountEditor> {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-exact-'))
  const limits = { perMinute: 60, perDay: 5000 }
  const exact = await startExact({ world: trade, directory, port: 0, environment: system, limits })
  const credentials = { clientId: sandboxClient.id, clientSecret: sandboxClient.secret }
  const settings = { region: 'custom', baseUrl: exact.url, credentials }
  const flows = allNodes().map(node => ('id' in node && node.id === account ? { ...node, ...settings } : node))
  const editor = await openEditor({ theme: 'light', flows, ...options })
  return {
    ...editor,
    exact,
    close: async () => {
      await editor.close()
      await exact.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Resolves when the dialog, which is open, knows it. */
export async function signInByPopup({ page, exact }: AccountEditor): Promise<void> {
  const opened = page.waitForEvent('popup')
  await page.locator('#edi-loop-exact-sign-in').click()
  const popup = await opened
  const closed = popup.waitForEvent('close')
  await popup.waitForURL(`${exact.url}/**`)
  await popup.locator('#allow').click()
  await closed
  await page.getByText(/^ ?Signed in since .* Lasts until/).waitFor()
}
