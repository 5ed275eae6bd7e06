/** A real Node-RED with this package in it, and its editor in a real browser. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { describe, type SuiteAPI } from 'vitest'
import {
  type Editor as NodeRed,
  type EditorOptions as NodeRedOptions,
  type NodeRedSettings,
  startNodeRed,
} from '../../sandbox/rehearsal/node-red'

const executablePath = '/usr/bin/chromium'
const switches =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
const packageRoot = join(__dirname, '../..')

/** `describe` where Chromium is installed, or was promised to be; elsewhere the tests are left out and a line says so. */
export const inBrowser: SuiteAPI = existsSync(executablePath) || process.env['EDI_LOOP_INSTALLED'] === '1' ? describe : leftOut()

export interface EditorPage {
  readonly page: Page
  readonly nodeRed: NodeRed
  /** What the browser complained about since the last look. */
  complaints(): string[]
  close(): Promise<void>
}

export interface EditorOptions {
  readonly theme: 'light' | 'dark'
  /** Deployed before the editor is opened. */
  readonly flows: readonly object[]
  /** Another page of this Node-RED than the editor. */
  readonly path?: string
  /** Of Node-RED, beside the usual ones. */
  readonly settings?: NodeRedSettings
  /** Who deploys the flows, where the settings ask for a sign-in; the browser has none. */
  readonly account?: NodeRedOptions['account']
  /** The address under which the browser reaches a Node-RED; its own where this is left out. */
  readonly reachedAt?: (nodeRed: string) => Promise<string>
}

/** Starts Node-RED in a user directory of its own and opens its editor. */
export async function openEditor({ theme, flows, path, settings = {}, account, reachedAt }: EditorOptions): Promise<EditorPage> {
  const userDirectory = mkdtempSync(join(tmpdir(), 'edi-loop-editor-'))
  const lines: string[] = []
  const nodeRed = await startNodeRed({
    packageRoot,
    nodeRed: process.env['NODE_RED_PACKAGE'] ?? 'node-red',
    userDirectory,
    port: 0,
    settings,
    ...(account && { account }),
    log: line => lines.push(line),
  })
  await nodeRed.deploy(flows)
  const browser: Browser = await chromium.launch({ executablePath, args: switches.split(' ') })
  const context: BrowserContext = await browser.newContext({
    locale: 'en-US',
    colorScheme: theme,
    viewport: { width: 1400, height: 1000 },
  })
  // Node-RED 5 keeps the choice of theme in the browser.
  await context.addInitScript(`localStorage.setItem('view-dark-theme', '${theme}')`)
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`)
  })
  await page.goto(`${(await reachedAt?.(nodeRed.url)) ?? nodeRed.url}${path ?? ''}`)
  if (path === undefined) await loaded(page)
  return {
    page,
    nodeRed,
    complaints: () => complaints.splice(0),
    close: async () => {
      await browser.close()
      await nodeRed.close()
      rmSync(userDirectory, { recursive: true, force: true })
    },
  }
}

/** Waits until the editor knows our nodes and shows the flows. */
export async function loaded(page: Page): Promise<void> {
  await page.waitForFunction(
    `window.RED?.nodes?.getType?.('edi-map') && document.querySelector('#red-ui-loading-progress:not([style*="none"])') === null`,
  )
}

/** Opens the dialog of a node; of a configuration node on its own. */
export async function openDialog(page: Page, id: string): Promise<void> {
  await page.evaluate(
    `(node => node._def.category === 'config' ? RED.editor.editConfig('', node.type, node.id) : RED.editor.edit(node))(RED.nodes.node('${id}'))`,
  )
  await page.locator('.red-ui-tray-body form').first().waitFor()
  // The tray slides in and then takes the focus: what is typed or clicked before that goes astray.
  await page.waitForFunction(
    `document.activeElement.closest('.red-ui-tray-body') && getComputedStyle($('.red-ui-tray').last()[0]).right === '0px'`,
  )
}

/** Presses Done and waits until the dialog has gone. */
export async function closeDialog(page: Page): Promise<void> {
  await page.locator('#node-dialog-ok, #node-config-dialog-ok').last().click()
  await page.locator('.red-ui-tray').first().waitFor({ state: 'detached' })
}

/** Presses Deploy and waits until the runtime has taken the flows. */
export async function deploy(page: Page): Promise<void> {
  const answered = page.waitForResponse(answer => answer.url().endsWith('/flows') && answer.request().method() === 'POST')
  await page.locator('#red-ui-header-button-deploy').click()
  await (await answered).finished()
}

/** A stored setting, as the editor has it. */
export function stored(page: Page, id: string, name: string): Promise<unknown> {
  return page.evaluate(`RED.nodes.node('${id}')['${name}']`)
}

/** Names of nodes that the editor marks as not properly configured, with its reasons. */
export function invalid(page: Page): Promise<string[]> {
  return page.evaluate(
    `(() => { const found = []; const look = n => { if (n.valid === false) found.push(n.type + ': ' + (n.validationErrors || []).join('; ')) }; RED.nodes.eachNode(look); RED.nodes.eachConfig(look); return found })()`,
  )
}

function leftOut(): SuiteAPI {
  console.log(`${executablePath} is not on this machine: the tests of the editor are left out`)
  return describe.skip as SuiteAPI
}
