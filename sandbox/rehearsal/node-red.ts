/** A Node-RED of its own for the rehearsal: separate process, own user directory, this package linked into it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import axios, { type AxiosResponse } from 'axios'

export interface EditorOptions {
  readonly packageRoot: string
  /** Package name of the Node-RED to run. */
  readonly nodeRed: string
  readonly userDirectory: string
  readonly port: number
  /** Beside or in place of those that every start here has. */
  readonly settings?: NodeRedSettings
  /** Who deploys and asks, where `settings` have an `adminAuth`. */
  readonly account?: { readonly username: string; readonly password: string }
  /** Variables of its process, beside those of this one. */
  readonly variables?: Readonly<Record<string, string>>
  readonly log: (line: string) => void
}

export interface NodeRedSettings {
  readonly httpAdminRoot?: string
  readonly editorTheme?: object
  readonly adminAuth?: object
}

export interface Editor {
  readonly url: string
  readonly process: ChildProcess
  deploy(flows: readonly object[]): Promise<void>
  inject(id: string): Promise<void>
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
  close(): Promise<void>
}

/** Starts Node-RED with its flows at rest: they start with the first deploy. */
export async function startNodeRed(options: EditorOptions): Promise<Editor> {
  const { packageRoot, nodeRed, userDirectory, settings = {}, log } = options
  const free = await freePort(options.port)
  prepare(packageRoot, userDirectory, free, settings)
  const script = join(dirname(createRequire(join(packageRoot, 'package.json')).resolve(`${nodeRed}/package.json`)), 'red.js')
  const child = spawn(process.execPath, ['--no-warnings', script, '--userDir', userDirectory, '--safe'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...options.variables },
  })
  // Node-RED answers before it has read its flow file, and that read would wipe what was deployed meanwhile.
  const loaded = new Promise<void>(resolve => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', line => {
        if (/Flows stopped in safe mode/.test(line)) resolve()
        log(line)
      })
    }
    child.once('exit', () => resolve())
  })
  const url = `http://127.0.0.1:${free}${settings.httpAdminRoot ?? ''}`
  // A socket that is kept may be closed by a busy server just as it is used again.
  const http = axios.create({
    baseURL: url,
    validateStatus: () => true,
    proxy: false,
    httpAgent: new Agent({ keepAlive: false }),
  })
  const answer = async <T>(asked: Promise<AxiosResponse<T>>): Promise<T> => {
    const { status, data, config } = await asked.catch(thrown => {
      throw new Error(endOf(child) ?? `Node-RED did not answer: ${(thrown as Error).message}`)
    })
    const { method, url: path } = config
    if (status < 400) return data
    throw new Error(`Node-RED answered ${method} ${path} with ${status}: ${JSON.stringify(data).slice(0, 300)}`)
  }
  await answering(child, () => http.get('/settings'))
  await loaded
  if (options.account) {
    const asked = { client_id: 'node-red-admin', grant_type: 'password', scope: '*', ...options.account }
    const { access_token: token } = await answer(http.post<{ access_token: string }>('/auth/token', asked))
    http.defaults.headers.common['Authorization'] = `Bearer ${token}`
  }
  const post = async <T>(path: string, body: object): Promise<T> => answer(http.post<T>(path, body))
  return {
    url,
    process: child,
    deploy: async flows => {
      await answer(
        http.post('/flows', { flows }, { headers: { 'Node-RED-API-Version': 'v2', 'Node-RED-Deployment-Type': 'full' } }),
      )
    },
    inject: async id => {
      await post(`/inject/${id}`, {})
    },
    get: async <T>(path: string) => answer(http.get<T>(path)),
    post,
    close: () =>
      new Promise(resolve => {
        if (endOf(child)) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

function prepare(packageRoot: string, userDirectory: string, port: number, settings: NodeRedSettings): void {
  const scope = join(userDirectory, 'node_modules', '@edi-loop')
  mkdirSync(scope, { recursive: true })
  const link = join(scope, 'node-red-exact-truecommerce')
  rmSync(link, { force: true })
  symlinkSync(packageRoot, link, 'junction')
  if (!existsSync(join(userDirectory, 'package.json'))) {
    writeFileSync(join(userDirectory, 'package.json'), '{ "name": "edi-loop-rehearsal", "private": true, "dependencies": {} }\n')
  }
  writeFileSync(
    join(userDirectory, 'settings.js'),
    `// Written at each start of the rehearsal.
process.on('disconnect', () => process.exit(137)) // the run that started this Node-RED has gone
module.exports = {
  uiHost: '127.0.0.1',
  uiPort: ${port},
  flowFile: 'flows.json',
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, palette: { catalogues: [] }, codeEditor: { lib: 'ace' } },
  logging: { console: { level: 'info', metrics: false, audit: false } },
  ...${JSON.stringify(settings)},
}
`,
  )
}

async function freePort(wanted: number): Promise<number> {
  return (await tried(wanted)) ?? (await tried(0)) ?? 0
}

function tried(port: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}

/** Node-RED answers before it has started what it was asked to start. */
export async function answering(child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const end = endOf(child)
    if (end) throw new Error(end)
    try {
      await ask()
      return
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  throw new Error('Node-RED did not answer within 30 seconds')
}

/** In words, when it has ended. */
function endOf({ exitCode, signalCode }: ChildProcess): string | undefined {
  if (exitCode === null && signalCode === null) return undefined
  return exitCode === null ? `Node-RED was killed (${signalCode})` : `Node-RED ended by itself with code ${exitCode}`
}
