/** What wrote an event: the machine and process, and the version of this package. */
import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'

export const instance = `${hostname()}/${process.pid}`

export const version = versionAbove(__dirname)

/** The package lies two folders above as source and three above once built. */
function versionAbove(folder: string): string {
  const file = join(folder, 'package.json')
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  const above = dirname(folder)
  return above === folder ? 'unknown' : versionAbove(above)
}
