/** What a start of Node-RED finds on its disk: flows, their secrets, this package, and of Node-RED's own nodes no more than the flows need. */
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type FlowNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly credentials?: unknown }

export function makeUserDirectory(root: string, userDirectory: string, flows: readonly FlowNode[]): void {
  const modules = join(userDirectory, 'node_modules/@edi-loop')
  mkdirSync(modules, { recursive: true })
  const core = join(userDirectory, 'core-nodes')
  for (const folder of ['examples', 'locales']) mkdirSync(join(core, folder), { recursive: true })
  const switchNode = join(
    dirname(createRequire(nodeRedOf(root)).resolve('@node-red/nodes/package.json')),
    'core/function/10-switch',
  )
  for (const ending of ['.js', '.html']) copyFileSync(`${switchNode}${ending}`, join(core, `10-switch${ending}`))
  symlinkSync(root, join(modules, 'node-red-exact-truecommerce'), 'junction')
  writeFileSync(join(userDirectory, 'package.json'), '{ "name": "crash-matrix", "private": true, "dependencies": {} }\n')
  writeFileSync(join(userDirectory, 'flows.json'), JSON.stringify(flows.map(node => ({ ...node, credentials: undefined }))))
  const secrets = flows.flatMap(({ id, credentials }) => (credentials === undefined ? [] : [[id, credentials] as const]))
  writeFileSync(join(userDirectory, 'flows_cred.json'), JSON.stringify(Object.fromEntries(secrets)))
}

/** Where the ledger lies that names no file. */
export function ledgerFile(userDirectory: string): string {
  return join(userDirectory, 'edi-loop/ledger.sqlite')
}

function nodeRedOf(root: string): string {
  return createRequire(join(root, 'package.json')).resolve('node-red/package.json')
}
