/** Brings what a start needs into one folder. @see pack.ts */
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The worker, and kysely's three hundred ES modules, as CommonJS, which Node loads in a fraction of the time. */
export function compileStart(root: string, pack: string): void {
  // Away from its package.json, which would keep them what they are.
  const kysely = join(pack, 'kysely-as-it-is')
  cpSync(dirname(createRequire(join(root, 'package.json')).resolve('kysely')), kysely, {
    recursive: true,
    filter: source => !source.endsWith('.d.ts'),
  })
  compile(root, kysely, join(pack, 'kysely'), globSync('**/*.js', { cwd: kysely }))
  rmSync(kysely, { recursive: true })
  compile(root, join(root, 'test/crash/matrix'), join(pack, 'start'), ['worker.ts', 'points.ts', 'pack.ts'])
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
