/**
 * A start of Node-RED with our nodes reads some eight hundred files. The pack is these files in one, with what V8 made of them: the same modules in the
 * same order, for a third of the processor's time. The first start of all is without, and writes it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname, join } from 'node:path'
import { types } from 'node:util'
import { constants, Script } from 'node:vm'

type Body = (exports: unknown, require: unknown, module: Loaded, filename: string, folder: string) => void

interface Loaded extends NodeJS.Module {
  readonly exports: unknown
}

/** The parts of Node's loader that are changed; they are documented as open to it. */
interface Loader {
  _resolveFilename(request: string, parent: Loaded | undefined, isMain: boolean, options?: object): string
  _extensions: Record<string, (module: Loaded, filename: string) => void>
  readonly _cache: Record<string, Loaded>
}

interface Places {
  /** By folder of the asking file and request. */
  readonly found: Record<string, string>
  readonly json: Record<string, string>
}

const loader = Module as unknown as Loader
const resolveFilename = loader._resolveFilename
const found: Record<string, string> = {}

/** Loads from the pack in `folder` from now on, or notes what will go into it. */
export function usePack(folder: string, root: string): void {
  if (existsSync(join(folder, 'pack.json'))) return loadFrom(folder)
  // Three hundred small ES modules; the copy is the same as CommonJS.
  const kysely = dirname(createRequire(`${root}/package.json`).resolve('kysely'))
  const copy = join(folder, 'kysely')
  loader._resolveFilename = (request, parent, isMain, options) => {
    const real = resolveFilename(request, parent, isMain, options)
    const place = real.startsWith(kysely) && existsSync(copy) ? join(copy, real.slice(kysely.length)) : real
    if (parent?.filename && options === undefined) found[`${dirname(parent.filename)}\0${request}`] = place
    return place
  }
}

let script: Script | undefined

/** Of what is loaded by now; asked again in a start that was loaded from the pack, it keeps what V8 has compiled. */
export function writePack(folder: string): void {
  if (script) return writeFileSync(join(folder, 'pack.v8'), script.createCachedData())
  const json: Record<string, string> = {}
  const bodies: string[] = []
  for (const [filename, { exports: exported }] of Object.entries(loader._cache)) {
    if (types.isModuleNamespaceObject(exported)) continue
    if (!/\.(c?js|json)$/.test(filename)) continue
    const text = readFileSync(filename, 'utf8')
    if (filename.endsWith('.json')) json[filename] = text
    // An import is looked for from the place of the file that asks.
    else if (!/\bimport\(/.test(text))
      bodies.push(`${JSON.stringify(filename)}: function (exports, require, module, __filename, __dirname) {${inLatin1(text)}\n}`)
  }
  writeFileSync(join(folder, 'pack.js'), `({\n${bodies.join(',\n')}\n})`, 'latin1')
  writeFileSync(join(folder, 'pack.json'), JSON.stringify({ found, json } satisfies Places))
}

/** One byte a character is read in no time. */
function inLatin1(source: string): string {
  return source.replace(/^#!.*/, '').replaceAll(/[^\0-\xff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function loadFrom(folder: string): void {
  const places = JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')) as Places
  const compiled = join(folder, 'pack.v8')
  script = new Script(readFileSync(join(folder, 'pack.js'), 'latin1'), {
    filename: join(folder, 'pack.js'),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(existsSync(compiled) && { cachedData: readFileSync(compiled) }),
  })
  const bodies = script.runInThisContext() as Record<string, Body>
  loader._resolveFilename = (request, parent, isMain, options) =>
    (options === undefined && parent?.filename ? places.found[`${dirname(parent.filename)}\0${request}`] : undefined) ??
    resolveFilename(request, parent, isMain, options)
  const { '.js': plain, '.json': data } = loader._extensions
  loader._extensions['.js'] = (module, filename) => {
    const body = bodies[filename]
    if (body === undefined) return plain?.(module, filename)
    body.call(module.exports, module.exports, requireOf(module), module, filename, dirname(filename))
  }
  loader._extensions['.json'] = (module, filename) => {
    const text = places.json[filename]
    if (text === undefined) return data?.(module, filename)
    Object.assign(module, { exports: JSON.parse(text) as unknown })
  }
}

function requireOf(module: Loaded): unknown {
  return Object.assign((request: string) => module.require(request) as unknown, {
    resolve: Object.assign((request: string, options?: object) => loader._resolveFilename(request, module, false, options), {
      paths: (request: string) => createRequire(module.filename).resolve.paths(request),
    }),
    cache: loader._cache,
    extensions: loader._extensions,
    main: undefined,
  })
}
