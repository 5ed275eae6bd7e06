import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EdiError } from '../../../lib/error'
import type { ExactClient } from '../../../lib/exact/client'
import { planningClient, readingClient } from '../../../lib/exact/dry-run'
import { Ledger } from '../../../lib/ledger/ledger'
import { decidingLedger } from '../../../lib/red/asked-ledger'
import { copyOf, sameRun } from '../../../lib/red/dry-run'
import { isSetupFault } from '../../../lib/red/retry'
import type { Red } from '../../../lib/red/types'
import { readingTransport } from '../../../lib/truecommerce/dry-run'
import type { Transport } from '../../../lib/truecommerce/transport'
import { testEnvironment } from '../../support/environment'

const called: string[] = []

/** Notes what reaches the other side. */
function recording<T extends object>(names: readonly (keyof T & string)[]): T {
  called.length = 0
  return Object.fromEntries(names.map(name => [name, async () => void called.push(name)])) as T
}

const anExact = () => recording<ExactClient>(['me', 'divisions', 'pages', 'find', 'create', 'update', 'remove'])
const aTransport = () => recording<Transport>(['list', 'read', 'write', 'rename', 'stat', 'remove', 'makeFolder', 'close'])

describe('in a dry run', () => {
  test.each(['create', 'update', 'remove'] as const)('no %s reaches Exact Online, and reading does', async name => {
    const client = readingClient(anExact())
    await expect((client[name] as () => Promise<unknown>)()).rejects.toMatchObject({ code: 'dry-run-write-refused' })
    await client.find(1, 'crm/Accounts', {})
    expect(called).toEqual(['find'])
  })

  test('what is planned counts as written under the key of its resource, and reaches nobody', async () => {
    const client = planningClient(anExact())
    const made = await client.create(1, 'purchase/PurchaseInvoices', { YourRef: 'R1' })
    expect(made).toMatchObject({ YourRef: 'R1', ID: expect.stringMatching(/^0{8}-/) as string })
    await client.update(1, 'purchase/PurchaseInvoices', 'k', {})
    await expect(client.remove(1, 'webhooks/WebhookSubscriptions', 'k')).rejects.toThrow(EdiError)
    expect(called).toEqual([])
  })

  test.each(['write', 'rename', 'remove', 'makeFolder'] as const)('no %s reaches the mailbox, and reading does', async name => {
    const transport = readingTransport(aTransport())
    await expect((transport[name] as () => Promise<unknown>)()).rejects.toMatchObject({ code: 'dry-run-write-refused' })
    await transport.list('/')
    await transport.read('/a')
    expect(called).toEqual(['list', 'read'])
  })
})

function redWith(ledgers: Readonly<Record<string, object>>): Red {
  return {
    nodes: {
      getNode: (id: string) => ledgers[id] ?? null,
      eachNode: (visit: (config: object) => void) => Object.keys(ledgers).forEach(id => visit({ id, type: 'edi-ledger' })),
    },
  } as unknown as Red
}

const nodes = {
  dry: { type: 'edi-ledger', store: { dryRunOf: { file: 'f' } }, use: { opening: Promise.resolve('the copy') } },
  live: { type: 'edi-ledger', store: { file: 'f' }, use: { opening: Promise.resolve('the ledger') } },
}

describe('the one switch', () => {
  test('is either on for a node and its account, or off for both', () => {
    const RED = redWith(nodes)
    expect(sameRun(RED, 'dry', { isDryRun: true })).toBe('dry-run')
    expect(sameRun(RED, 'live', { isDryRun: false })).toBe('live')
    expect(sameRun(RED, undefined, { isDryRun: false })).toBe('live')
  })

  test.each([
    ['dry', false],
    ['live', true],
    [undefined, true],
  ])('half on, ledger %s and account dry %s, stops the node until it is put right', (ledger, isDryRun) => {
    const refusal = (() => {
      try {
        return sameRun(redWith(nodes), ledger, { isDryRun })
      } catch (thrown) {
        return thrown as EdiError
      }
    })()
    expect(refusal).toMatchObject({ code: 'dry-run-half-on' })
    expect(isSetupFault(refusal as EdiError)).toBe(true)
  })

  test('a decision on a copy that is thrown away is refused', async () => {
    await expect(decidingLedger(redWith({ dry: nodes.dry }), 'dry')).rejects.toMatchObject({ code: 'dry-run' })
    expect(await decidingLedger(redWith({ live: nodes.live }), '')).toBe('the ledger')
  })
})

test('a copy knows what the ledger knows, what is done on it stays in it, and it leaves nothing behind', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-copied-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const environment = testEnvironment()
  const real = await Ledger.open({ file: join(directory, 'ledger.sqlite'), environment })
  await real.write('cursor', '7')
  expect(await real.nextControlNumber('scope', 99)).toBe(1)
  const left = () => readdirSync(tmpdir()).filter(name => name.startsWith('edi-loop-dry-run-')).length
  const before = left()
  const { ledger, discard } = await copyOf(real, environment)
  expect(await ledger.read('cursor')).toBe('7')
  await ledger.write('cursor', '8')
  expect(await ledger.nextControlNumber('scope', 99)).toBe(2)
  await discard()
  expect(left()).toBe(before)
  expect(await real.read('cursor')).toBe('7')
  expect(await real.nextControlNumber('scope', 99)).toBe(2)
  await real.close()
})
