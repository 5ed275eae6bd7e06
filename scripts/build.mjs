/** Compiles to dist/ and puts beside each emitted node file what Node-RED looks for there: html, locales, icons. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

const listed = spawnSync(process.execPath, [join(import.meta.dirname, 'x12-dictionary.mjs')], { stdio: 'inherit' })
if (listed.status !== 0) process.exit(listed.status ?? 1)
rmSync(dist, { recursive: true, force: true })
const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', root], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (compiled.status !== 0) process.exit(compiled.status ?? 1)

for (const folder of ['nodes', 'plugin']) {
  const from = join(root, folder)
  if (!existsSync(from)) continue
  const to = join(dist, folder)
  mkdirSync(to, { recursive: true })
  for (const file of readdirSync(from)) if (file.endsWith('.html')) cpSync(join(from, file), join(to, file))
  if (existsSync(join(from, 'locales'))) cpSync(join(from, 'locales'), join(to, 'locales'), { recursive: true })
  cpSync(join(root, 'icons'), join(to, 'icons'), { recursive: true })
}

// The licence of the data that is compiled in.
cpSync(join(root, 'lib/exact/metadata/LICENSE'), join(dist, 'lib/exact/metadata/LICENSE'))
