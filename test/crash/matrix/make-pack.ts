/** Brings what a start needs into one folder. @see pack.ts */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const OURS = ['worker.ts', 'points.ts', 'pack.ts']
const DAY = 24 * 3_600_000

export interface PackFolder {
  readonly folder: string
  /** Whether an earlier command has prepared it, for these very files, and an undisturbed run ended well. */
  readonly isWhole: boolean
}

/** Packs are kept, so that a command that runs a few seeds does not spend its time on preparing. They know their own place, so each has one for good. */
export function packFolder(root: string, store: string): PackFolder {
  const cache = join(root, 'node_modules/.cache/crash-matrix')
  for (const old of globSync('*/whole', { cwd: cache }))
    if (Date.now() - statSync(join(cache, old)).mtimeMs > DAY) rmSync(dirname(join(cache, old)), { recursive: true })
  const name = `${store}-${digest(root)}`
  const [found] = globSync(`${name}-*/whole`, { cwd: cache })
  return {
    folder: found === undefined ? join(cache, `${name}-${process.pid}`) : dirname(join(cache, found)),
    isWhole: found !== undefined,
  }
}

export function keepPack({ folder }: PackFolder): void {
  writeFileSync(join(folder, 'whole'), '')
}

function digest(root: string): string {
  const hash = createHash('sha256')
  const ours = [...OURS, 'make-pack.ts', 'points.json'].map(file => join('test/crash/matrix', file))
  for (const file of ['package-lock.json', ...ours, ...globSync('dist/**/*.js', { cwd: root }).sort()])
    hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

/** The worker, and kysely's three hundred ES modules, as CommonJS, which Node loads in a fraction of the time. */
export function compileStart(root: string, pack: string): void {
  // Away from its package.json, which would keep them what they are.
  mkdirSync(pack, { recursive: true })
  const kysely = join(pack, 'kysely-as-it-is')
  cpSync(dirname(createRequire(join(root, 'package.json')).resolve('kysely')), kysely, {
    recursive: true,
    filter: source => !source.endsWith('.d.ts'),
  })
  compile(root, kysely, join(pack, 'kysely'), globSync('**/*.js', { cwd: kysely }))
  rmSync(kysely, { recursive: true })
  compile(root, join(root, 'test/crash/matrix'), join(pack, 'start'), OURS)
}

function compile(root: string, from: string, to: string, files: readonly string[]): void {
  const words =
    '--ignoreConfig --allowJs --noCheck --noResolve --module commonjs --moduleResolution bundler --target esnext --types'
  execFileSync(
    join(root, 'node_modules/.bin/tsc'),
    [...words.split(' '), '', '--rootDir', from, '--outDir', to, ...files.map(file => join(from, file))],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  )
}
