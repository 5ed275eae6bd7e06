/** Token calls of real processes over real ledgers, killed at every point of the way; judged by the record of the offline Exact Online. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readRedirect } from '../../lib/exact/oauth'
import { system } from '../../lib/environment'
import { Ledger } from '../../lib/ledger/ledger'
import type { StoreSettings } from '../../lib/ledger/store'
import { sandboxClient } from '../../sandbox/exact/options'
import { type Exact, startExact } from '../../sandbox/exact/server'
import { world } from '../../sandbox/world'
import { missing, mustRun, type Postgres, startPostgres } from './support/postgres'
import { type LifeReport, type LifeWords, openLife, type TokenLife } from './support/token-life'
import type { TokenWorkerReport, TokenWorkerWords } from './support/token-worker'

const root = join(__dirname, '../..')
const top = mkdtempSync(join(tmpdir(), 'edi-loop-tokens-'))
afterAll(() => rmSync(top, { recursive: true, force: true }))
const trade = world(1, 6)
const running: Exact[] = []
afterEach(async () => {
  for (const exact of running.splice(0)) await exact.close().catch(() => undefined)
})
type OldToken = 'kept' | 'forgotten'

interface Worker {
  readonly child: ChildProcess
  readonly ready: Promise<unknown>
  /** Undefined when it was killed. */
  readonly report: Promise<TokenWorkerReport | undefined>
  go(): void
}

function worker(given: Omit<TokenWorkerWords, 'root'>): Worker {
  const script = join(root, 'test/system/support/token-worker.ts')
  const words: TokenWorkerWords = { root, ...given }
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--import', join(root, 'scripts/run-ts.mjs'), script, JSON.stringify(words)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  // It may be dead before it is told to go.
  child.stdin.on('error', () => undefined)
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout }).on('line', line => lines.push(line))
  const said = new Promise(resolve => reader.once('line', resolve))
  return {
    child,
    ready: said,
    report: new Promise((resolve, reject) => {
      child.once('close', (code, signal) => {
        const last = lines.at(-1) ?? ''
        if (signal === 'SIGKILL') resolve(undefined)
        else if (code === 0 && last.startsWith('{')) resolve(JSON.parse(last) as TokenWorkerReport)
        else reject(new Error(`The process ended with ${code ?? signal}: ${last}`))
      })
    }),
    go: () => child.stdin.write('go\n'),
  }
}

/** A life in this process, for what needs none of its own. */
async function live(words: LifeWords, work: (life: TokenLife) => Promise<LifeReport>): Promise<LifeReport> {
  const life = await openLife(words)
  try {
    return await work(life)
  } finally {
    await life.close()
  }
}

interface Service {
  readonly exact: Exact
  /** Milliseconds that service and processes are ahead of the machine. */
  clock: number
  pass(seconds: number): void
  /** Told of each request, when it was done and before its answer leaves. */
  onDone: (line: string) => void
}

async function service(directory: string, oldToken: OldToken): Promise<Service> {
  const one: Service = {
    exact: undefined as never,
    clock: 0,
    pass: seconds => {
      one.clock += seconds * 1000
    },
    onDone: () => undefined,
  }
  const exact = await startExact({
    world: trade,
    directory,
    port: 0,
    environment: { ...system, now: () => new Date(Date.now() + one.clock) },
    limits: { perMinute: 1000, perDay: 5000 },
    switches: { autoApprove: true, oldRefreshTokenUntilSuccessorUsed: oldToken === 'kept' },
    log: line => one.onDone(line),
  })
  running.push(exact)
  return Object.assign(one, { exact })
}

async function codeFrom(exact: Exact): Promise<string> {
  const form = { client_id: sandboxClient.id, redirect_uri: 'https://node-red.test/callback', response_type: 'code', state: 's' }
  const query = new URLSearchParams(form).toString()
  const answer = await fetch(`${exact.url}/api/oauth2/auth?${query}`, { redirect: 'manual' })
  return readRedirect(answer.headers.get('location') ?? '').code ?? ''
}

const tokensIssued = ({ exact }: Service) => exact.record().filter(({ action }) => action === 'token').length

/** Signed in, and the token too old: the next call needs a new one. */
async function signedIn(one: Service, store: StoreSettings): Promise<void> {
  const code = await codeFrom(one.exact)
  const report = await live({ store, baseUrl: one.exact.url, clock: one.clock }, async life => {
    await life.signIn(code)
    return life.use(1)
  })
  expect(report).toMatchObject({ succeeded: 1 })
  one.pass(700)
}

describe('processes that need a token at once', () => {
  it('two hundred requests with an expired token make one token call', async () => {
    const one = await service(join(top, 'many'), 'forgotten')
    const store = { file: join(top, 'many.sqlite') }
    await signedIn(one, store)
    const before = one.exact.calls().token
    const requesting = worker({ store, baseUrl: one.exact.url, clock: one.clock, calls: 200 })
    await requesting.ready
    requesting.go()
    expect(await requesting.report).toMatchObject({ succeeded: 200, alarms: [] })
    expect(one.exact.calls().token - before).toBe(1)
  }, 60_000)

  it('a second process on one SQLite ledger is refused in plain words and asks for no token', async () => {
    const one = await service(join(top, 'second'), 'forgotten')
    const store = { file: join(top, 'second.sqlite') }
    await signedIn(one, store)
    const before = one.exact.calls().token
    const common = { store, baseUrl: one.exact.url, clock: one.clock, calls: 20 }
    const first = worker(common)
    await first.ready
    expect(await worker(common).report).toMatchObject({
      succeeded: 0,
      code: 'ledger-in-use',
      words: expect.stringMatching(/Another process is using this ledger file.*Stop the other Node-RED/),
    })
    first.go()
    expect(await first.report).toMatchObject({ succeeded: 20 })
    expect(one.exact.calls().token - before).toBe(1)
  }, 60_000)

  describe.skipIf(missing !== undefined && !mustRun)('on one PostgreSQL', () => {
    let server: Postgres
    beforeAll(async () => {
      server = await startPostgres()
    }, 60_000)
    afterAll(() => server.end())

    it('two processes with a hundred requests each make one token call between them', async () => {
      const one = await service(join(top, 'two'), 'forgotten')
      const store = { url: server.url(), schema: 'tokens' }
      await signedIn(one, store)
      const before = one.exact.calls().token
      const both = [1, 2].map(() => worker({ store, baseUrl: one.exact.url, clock: one.clock, calls: 100 }))
      await Promise.all(both.map(({ ready }) => ready))
      for (const { go } of both) go()
      for (const { report } of both) expect(await report).toMatchObject({ succeeded: 100, alarms: [] })
      expect(one.exact.calls().token - before).toBe(1)
    }, 90_000)
  })
})

/** Where a process is killed: at the n-th passing of a point of its own, or at what the service has come to. */
type Place =
  | { readonly point: string; readonly passing: number }
  | 'service took the request'
  | 'service acted'
  | 'service acted on the first use'

describe.each(['kept', 'forgotten'] as const)(
  'a process killed at any point of a token call, the old token being %s',
  oldToken => {
    /** What a process that nobody kills passes, and a ledger and a service to begin each death with. */
    let places: readonly Place[]
    const begun = join(top, `begun ${oldToken}`)

    beforeAll(async () => {
      const one = await service(join(begun, 'exact'), oldToken)
      await signedIn(one, { file: join(begun, 'l.sqlite') })
      await one.exact.close()
      const again = await copied('reference', oldToken)
      const undisturbed = worker({ ...again.common, calls: 1 })
      await undisturbed.ready
      undisturbed.go()
      const report = await undisturbed.report
      if (report?.succeeded !== 1) throw new Error(`Undisturbed it does not end well: ${report?.words}`)
      places = [
        ...Object.entries(report?.passings ?? {}).flatMap(([point, count]) =>
          Array.from({ length: count }, (_, n): Place => ({ point, passing: n + 1 })),
        ),
        'service took the request',
        'service acted',
        'service acted on the first use',
      ]
      await again.one.exact.close()
    }, 120_000)

    async function copied(name: string, old: OldToken) {
      const directory = join(top, `${name} ${old}`)
      cpSync(begun, directory, { recursive: true })
      const one = await service(join(directory, 'exact'), old)
      one.pass(700)
      const store = { file: join(directory, 'l.sqlite') }
      return { one, store, common: { store, baseUrl: one.exact.url, clock: one.clock } }
    }

    /** @returns what is wrong, in sentences; and whether the connection was lost where nobody can avoid it */
    async function died(
      place: Place,
    ): Promise<{ readonly place: string; readonly lost: boolean; readonly wrong: readonly string[] }> {
      const name = typeof place === 'string' ? place : `${place.point} ${place.passing}`
      const { one, store, common } = await copied(name.replaceAll(/\W+/g, '-'), oldToken)
      const dying = worker({ ...common, calls: 1, ...(typeof place === 'string' ? {} : { kill: place }) })
      if (place === 'service took the request') {
        one.exact.arm({ kind: 'delay', path: 'oauth2/token', times: 1, milliseconds: 1_500 })
        void dying.ready.then(() => system.sleep(1_000)).then(() => dying.child.kill('SIGKILL'))
      }
      const fatal = {
        'service acted': 'POST oauth2/token 200',
        'service acted on the first use': 'GET crm/Accounts 200',
      } as const
      if (place === 'service acted' || place === 'service acted on the first use')
        one.onDone = line => {
          if (line.endsWith(fatal[place])) dying.child.kill('SIGKILL')
        }
      await dying.ready
      dying.go()
      const survived = await dying.report
      one.onDone = () => undefined
      // What was sent is acted upon, whoever is dead.
      await system.sleep(place === 'service took the request' ? 1_500 : 50)
      const lost = tokensIssued(one) > (await generationIn(store))
      const next = () => live({ ...common, clock: one.clock }, life => life.use(1))
      const first = await next()
      if (first.until !== undefined) one.pass(Math.ceil((first.until - Date.now() - one.clock) / 1000) + 1)
      const report = first.succeeded === 1 ? first : await next()
      await one.exact.close()
      const unavoidable = lost && oldToken === 'forgotten'
      const refused = one.exact.calls().byStatus['400'] ?? 0
      const alarm = report.alarms.find(({ kind }) => kind === 'token-trouble')
      return {
        place: name,
        lost: unavoidable,
        wrong: [
          ...(survived ? [`${name}: it was not killed`] : []),
          ...(refused > 0 ? [`${name}: ${refused} token calls were too early`] : []),
          ...(unavoidable || report.succeeded === 1 ? [] : [`${name}: the connection is lost: ${report.words}`]),
          ...(unavoidable && report.code !== 'exact-sign-in-needed' ? [`${name}: nobody is told: ${report.words}`] : []),
          ...(unavoidable && !/answer to a renewal was lost/.test(report.words ?? '')
            ? [`${name}: not why: ${report.words}`]
            : []),
          ...(unavoidable && !/sign in again/i.test(alarm?.remedy ?? '') ? [`${name}: no alarm that says what to do`] : []),
        ],
      }
    }

    it('keeps the connection, but for the one case that nobody can avoid, which raises its alarm', async () => {
      expect(places.length).toBeGreaterThan(20)
      const verdicts: Awaited<ReturnType<typeof died>>[] = []
      const left = [...places]
      const lane = async () => {
        for (let place = left.shift(); place !== undefined; place = left.shift()) verdicts.push(await died(place))
      }
      await Promise.all([lane(), lane()])
      expect(verdicts.flatMap(({ wrong }) => wrong)).toEqual([])
      expect(verdicts).toHaveLength(places.length)
      // Between the moment when the service acts and the commit of what it answered; the third write is that of the new tokens.
      const between = [
        'service took the request',
        'service acted',
        'exact.token:after 1',
        'ledger.write:before 3',
        'commit:before 3',
      ]
      const lost = verdicts.flatMap(verdict => (verdict.lost ? [verdict.place] : []))
      expect(lost.toSorted()).toEqual(oldToken === 'kept' ? [] : between.toSorted())
    }, 600_000)
  },
)

/** Of the tokens on the disk; it stands in the clear. */
async function generationIn(store: StoreSettings): Promise<number> {
  const ledger = await Ledger.open({ store, environment: system })
  const row = await ledger.read('exact-vault:account')
  await ledger.close()
  return row ? (JSON.parse(row) as { generation: number }).generation : 0
}
