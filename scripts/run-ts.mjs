/**
 * `node --import ./scripts/run-ts.mjs file.ts`: runs a TypeScript file of ours as it stands. What lies in lib, nodes, bin and sandbox is
 * taken from dist/, so a build comes first; the rest keeps its imports without endings.
 */
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { dirname, join, relative, resolve as resolvePath, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')
const built = new Set(['bin', 'lib', 'nodes', 'sandbox'])

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !context.parentURL?.startsWith('file:')) return next(specifier, context)
    const from = fileURLToPath(context.parentURL)
    const path = resolvePath(dirname(from), specifier)
    const within = relative(root, path)
    if (built.has(within.split(sep)[0] ?? '')) return next(pathToFileURL(join(root, 'dist', `${within}.js`)).href, context)
    if (existsSync(`${path}.ts`)) return next(pathToFileURL(`${path}.ts`).href, context)
    return next(specifier, context)
  },
})
