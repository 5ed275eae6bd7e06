/** A Node-RED as somebody else has it: started in an empty user directory, knowing nothing of this package. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

export interface PlainNodeRed {
  readonly version: string
  readonly userDirectory: string
  /** Everything it logged so far. */
  readonly log: readonly string[]
  get(path: string, accept?: string): Promise<Response>
  post(path: string, body: BodyInit, headers?: Record<string, string>): Promise<Response>
  end(): Promise<void>
}

/** @param packageName `node-red`, or the alias under which another version is installed */
export async function startPlainNodeRed(packageName: string): Promise<PlainNodeRed> {
  const manifest = require.resolve(`${packageName}/package.json`)
  const userDirectory = mkdtempSync(join(tmpdir(), 'edi-loop-palette-'))
  const port = await freePort()
  const settings = ['uiHost=127.0.0.1', 'telemetry.enabled=false', 'telemetry.updateNotification=false']
  const child = spawn(
    process.execPath,
    [
      join(dirname(manifest), 'red.js'),
      '--userDir',
      userDirectory,
      '--port',
      String(port),
      ...settings.flatMap(setting => ['-D', setting]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const log: string[] = []
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', line => log.push(line))
  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  await answering(child, url('/settings'), log)
  return {
    version: (require(manifest) as { version: string }).version,
    userDirectory,
    log,
    get: (path, accept = 'application/json') => fetch(url(path), { headers: { Accept: accept } }),
    post: (path, body, headers = {}) => fetch(url(path), { method: 'POST', body, headers }),
    end: async () => {
      await ended(child)
      rmSync(userDirectory, { recursive: true, force: true })
    },
  }
}

async function answering(child: ChildProcess, address: string, log: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) break
    const answered = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    )
    if (answered) return
    await wait(100)
  }
  throw new Error(`Node-RED did not answer:\n${log.join('\n')}`)
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
