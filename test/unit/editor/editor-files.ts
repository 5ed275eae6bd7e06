/** What the editor loads of one node type, read and taken apart without a browser. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'

export const root = join(__dirname, '../../..')

export const types = readdirSync(join(root, 'nodes'))
  .filter(file => file.endsWith('.html'))
  .map(file => file.replace(/\.html$/, ''))

export interface Setting {
  readonly value?: unknown
  readonly type?: string
  readonly required?: boolean
  readonly validate?: (this: object, value: unknown, options: object) => boolean | string
}

export interface Definition {
  readonly category: string
  readonly color: string
  readonly icon: string
  readonly inputs?: number
  readonly outputs?: number
  readonly defaults: Readonly<Record<string, Setting>>
  readonly credentials?: Readonly<Record<string, Setting>>
  readonly [name: string]: unknown
}

/** A node as a rule sees it when no dialog is open. */
export interface EditorWorld {
  readonly definition: Definition
  readonly ediLoop: Readonly<Record<string, (...values: never[]) => unknown>>
  /** Answers of `RED.nodes.node(id)`. */
  readonly nodes: Map<string, { valid?: boolean }>
}

export function html(type: string): string {
  return readFileSync(join(root, 'nodes', `${type}.html`), 'utf8')
}

export function help(type: string): string {
  return readFileSync(join(root, 'nodes/locales/en-US', `${type}.html`), 'utf8')
}

/** The scripts of resources/ that a node's html loads. */
export function resources(type: string): string[] {
  return [...html(type).matchAll(/(?:src|href)="resources\/@edi-loop\/node-red-exact-truecommerce\/([^"]+)"/g)].map(
    match => match[1] ?? '',
  )
}

export function template(type: string): string {
  return section(html(type), `data-template-name="${type}"`)
}

/** The inline script with the registration. */
export function script(type: string): string {
  return section(html(type), 'type="text/javascript"')
}

/** Everything that runs for a type: its own script and the shared ones. */
export function scripts(type: string): string {
  const shared = resources(type).filter(file => file.endsWith('.js') && file !== 'editor.js')
  return [script(type), ...shared.map(file => readFileSync(join(root, 'resources', file), 'utf8'))].join('\n')
}

/** Runs the scripts of a type as the editor does when it loads it, and keeps what it registers. */
export function load(type: string): EditorWorld {
  const nodes = new Map<string, { valid?: boolean }>()
  let definition: Definition | undefined
  const world: Record<string, unknown> = {
    $: () => ({ length: 0, val: () => undefined }),
    RED: {
      nodes: {
        node: (id: string) => nodes.get(id) ?? null,
        registerType: (name: string, found: Definition) => {
          if (name === type) definition = found
        },
      },
    },
  }
  world['window'] = world
  // The editor loads them in no certain order.
  for (const file of resources(type).toReversed())
    if (file.endsWith('.js')) runInNewContext(readFileSync(join(root, 'resources', file), 'utf8'), world)
  runInNewContext(script(type), world)
  if (!definition) throw new Error(`${type}.html registers no type of that name`)
  return { definition, ediLoop: world['ediLoop'] as EditorWorld['ediLoop'], nodes }
}

/** The texts of a type by dotted key. */
export function catalogue(type: string): Map<string, string> {
  const file = join(root, 'nodes/locales/en-US', `${type}.json`)
  return existsSync(file) ? new Map(flat(JSON.parse(readFileSync(file, 'utf8')), '')) : new Map()
}

function flat(branch: object, prefix: string): [string, string][] {
  return Object.entries(branch).flatMap(([name, value]) =>
    typeof value === 'string' ? [[prefix + name, value] as [string, string]] : flat(value as object, `${prefix}${name}.`),
  )
}

function section(page: string, attribute: string): string {
  const found = new RegExp(`<script[^>]*${attribute}[^>]*>([\\s\\S]*?)</script>`).exec(page)
  if (found?.[1] === undefined) throw new Error(`No script with ${attribute}`)
  return found[1]
}
