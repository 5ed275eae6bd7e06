/**
 * A first read of purchase orders, then one with nothing changed: `node bench/exact/read.mjs [orders…] [--no-ledger] [--live]` after a
 * build. For each number of orders (1,000, 10,000 and 100,000 when nothing is said), of ten lines each, the offline Exact Online runs in
 * one process and the reader in another: the reader is what the node exact-online-fetch does, with a ledger in a file, or the reading
 * alone. Calls are counted by the service. With `--live` garbage is collected after each batch of records and what is left is measured:
 * it tells what is kept from what has merely not been collected yet.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const here = fileURLToPath(import.meta.url)
const division = 510001
const LINES = 10

if (process.argv[2] === '--reader') console.log(JSON.stringify(await reader(...process.argv.slice(3))))
else await compare(process.argv.slice(2))

async function compare(words) {
  const numbers = words.filter(word => /^\d+$/.test(word)).map(Number)
  const sizes = numbers.length > 0 ? numbers : [1_000, 10_000, 100_000]
  const with_ = words.includes('--no-ledger') ? 'no ledger' : 'ledger'
  const looks = words.includes('--live') ? 'live' : 'peak'
  for (const orders of sizes) {
    const { url, end } = await service(orders)
    const flags = looks === 'live' ? ['--expose-gc'] : []
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, here, '--reader', url, with_, looks])
    const { found, calls, unchanged, memory, seconds } = JSON.parse(stdout)
    if (found !== orders) throw new Error(`${found} of ${orders} orders were read`)
    const perCall = (orders / calls).toFixed(1)
    console.log(
      `${with_}: ${orders} orders of ${LINES} lines: ${calls} calls, ${perCall} orders a call; nothing changed: ${unchanged} call; ` +
        `${memory}; ${seconds} s`,
    )
    await end()
  }
}

async function service(orders) {
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=8192', fileURLToPath(new URL('service.mjs', import.meta.url)), orders, LINES],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const [url] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    url,
    end: async () => {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

/** Reads all, then once more. `memory` is the highest resident memory of this process in MB, or what was kept at most and at the end. */
async function reader(url, with_, looks) {
  const require = createRequire(import.meta.url)
  const dist = process.env.EDI_LOOP_DIST ?? '../../dist'
  const { system } = require(`${dist}/lib/environment.js`)
  const { callBudget } = require(`${dist}/lib/exact/budget.js`)
  const { exactClient } = require(`${dist}/lib/exact/client.js`)
  const { exactConnection } = require(`${dist}/lib/exact/connection.js`)
  const { changesSince } = require(`${dist}/lib/exact/delta.js`)
  const { readRedirect } = require(`${dist}/lib/exact/oauth.js`)
  const { vaultKeys } = require(`${dist}/lib/exact/key-source.js`)
  const { Ledger } = require(`${dist}/lib/ledger/ledger.js`)
  const { usualOrders } = require(`${dist}/lib/mapping/order-choice.js`)
  const { inMemoryStateStore } = require(`${dist}/lib/ledger/state-store.js`)
  const { fetchDivision } = require(`${dist}/lib/loops/fetch-records.js`)
  const { sandboxClient } = require(`${dist}/sandbox/exact/options.js`)

  const store = inMemoryStateStore()
  const connection = exactConnection({
    id: 'bench',
    baseUrl: url,
    clientId: sandboxClient.id,
    clientSecret: sandboxClient.secret,
    redirectUri: 'https://node-red.test/callback',
    renewAfterSeconds: 570,
    store,
    keys: vaultKeys(['bench']),
    environment: system,
  })
  const back = await fetch(connection.signInUrl('state'), { redirect: 'manual' })
  await connection.completeSignIn(readRedirect(back.headers.get('location')).code)
  const client = exactClient(connection, unlimited(callBudget(store, system)), system, {})
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-bench-'))
  const resource = 'purchaseorder/PurchaseOrders'
  let cursor
  let ledger
  const kept = { most: 0, last: 0 }
  const look = () => {
    if (looks !== 'live') return
    globalThis.gc()
    const { heapUsed, external } = process.memoryUsage()
    kept.last = (heapUsed + external) / 1e6
    kept.most = Math.max(kept.most, kept.last)
  }
  const round =
    with_ === 'ledger'
      ? async () => {
          ledger ??= await Ledger.open({ file: join(directory, 'ledger.sqlite'), environment: system })
          const settings = {
            client,
            ledger,
            node: 'fetch',
            who: 'bench',
            resource,
            delta: 'sync',
            orders: usualOrders,
            followed: false,
          }
          return fetchDivision({ ...settings, signal: new AbortController().signal, handOn: async () => look() }, division)
        }
      : async () => {
          let found = 0
          for await (const batch of changesSince(client, division, resource, cursor, 'sync')) {
            found += batch.records.length
            cursor = batch.cursor
            look()
          }
          return found
        }
  const calls = async () => {
    const { byEndpoint, token } = await (await fetch(`${url}/_sandbox/calls`)).json()
    return Object.values(byEndpoint).reduce((sum, count) => sum + count, 0) - token - (byEndpoint['oauth2/auth'] ?? 0)
  }
  const started = performance.now()
  const found = await round()
  const seconds = Math.round((performance.now() - started) / 1000)
  const first = await calls()
  const again = await round()
  if (again !== 0) throw new Error(`${again} orders came again`)
  const figures = { found, calls: first, unchanged: (await calls()) - first, seconds }
  look()
  await ledger?.close()
  rmSync(directory, { recursive: true, force: true })
  const peak = `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`
  const left = `, kept at most ${kept.most.toFixed(1)} MB, in the end ${kept.last.toFixed(1)} MB`
  return { ...figures, memory: looks === 'live' ? peak + left : peak }
}

/** Reading is to be measured, not waiting for the next minute: the limit of the service is lifted, and so is ours. */
function unlimited(budget) {
  return { ...budget, call: async (_place, work) => work() }
}
