/** What the editor registers is what the runtime expects, and what the flow library can read. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contract, startsWith } from './contract'
import { load, resources, root, script, template, types } from './editor-files'

const flowNodes = Object.keys(contract).filter(type => contract[type]?.ports)

it('every node type of the contract has its page and there is no other', () => {
  expect(types.toSorted()).toEqual(Object.keys(contract).toSorted())
})

describe.each(types)('%s', type => {
  const { definition } = load(type)
  const agreed = contract[type]

  it('stores the settings agreed with the runtime, a version and a name', () => {
    expect(Object.keys(definition.defaults).toSorted()).toEqual(
      ['name', 'version', ...(agreed?.settings.split(' ') ?? [])].toSorted(),
    )
    expect(definition.defaults['version']?.value).toBe(agreed?.version ?? 1)
    expect(Object.keys(definition.credentials ?? {}).toSorted()).toEqual((agreed?.credentials?.split(' ') ?? []).toSorted())
  })

  it('starts with the values the runtime counts on', () => {
    const start = Object.fromEntries(Object.entries(definition.defaults).map(([name, setting]) => [name, setting.value]))
    expect(start).toMatchObject(startsWith[type] ?? {})
  })

  it('keeps secrets as credentials of type password', () => {
    const secrets = ['clientSecret', 'webhookSecret', 'password', 'privateKey', 'passphrase']
    expect(secrets.filter(name => name in definition.defaults)).toEqual([])
    const kept = Object.entries(definition.credentials ?? {}).filter(([name]) => secrets.includes(name))
    expect(kept.filter(([, credential]) => credential.type !== 'password')).toEqual([])
  })

  it('has a field for every setting except the version', () => {
    const prefix = definition.category === 'config' ? 'node-config-input-' : 'node-input-'
    const settings = [...Object.keys(definition.defaults), ...Object.keys(definition.credentials ?? {})].filter(
      name => name !== 'version',
    )
    expect(settings.filter(name => !template(type).includes(`id="${prefix}${name}"`))).toEqual([])
  })

  it('registers with a literal name, category, colour, icon and ports, so that the flow library can list it', () => {
    const source = script(type)
    expect(source).toMatch(new RegExp(`RED\\.nodes\\.registerType\\('${type}', \\{`))
    expect(source).toMatch(/^ {4}category: '[^']+',$/m)
    expect(source).toMatch(/^ {4}color: '#[0-9a-f]{6}',$/m)
    expect(source).toMatch(/^ {4}icon: '[a-z0-9-]+\.svg',$/m)
    expect(source).toMatch(/^ {4}defaults: \{$/m)
    const ports = (agreed?.ports ?? []).map((count, n) => `    ${['inputs', 'outputs'][n]}: ${count},`)
    expect(ports.filter(line => !source.includes(line))).toEqual([])
    expect([definition.category, definition.inputs, definition.outputs]).toEqual(
      agreed?.ports ? ['EDI', ...agreed.ports] : ['config', undefined, undefined],
    )
  })

  it('has its icon and loads only resources that exist', () => {
    expect(existsSync(join(root, 'icons', definition.icon))).toBe(true)
    expect(resources(type).filter(file => !existsSync(join(root, 'resources', file)))).toEqual([])
  })

  it('gives every rule two parameters, without which Node-RED drops its words', () => {
    const ruled = Object.entries({ ...definition.defaults, ...definition.credentials }).filter(([, { validate }]) => validate)
    expect(ruled.filter(([, { validate }]) => validate?.length !== 2)).toEqual([])
  })
})

it('the three ports of x12-decode say what comes out of them', () => {
  const { outputLabels } = load('x12-decode').definition as unknown as { outputLabels: (this: object, port: number) => string }
  const labels = [0, 1, 2].map(port => outputLabels.call({ _: (key: string) => key }, port))
  expect(labels).toEqual(['port.documents', 'port.acknowledgments', 'port.rejects'])
})

describe.each(flowNodes)('a fresh %s', type => {
  it('has a label that is neither empty nor "undefined"', () => {
    const { definition } = load(type)
    const node = {
      ...Object.fromEntries(Object.entries(definition.defaults).map(([name, { value }]) => [name, value])),
      _: (key: string) => key,
    }
    expect((definition['label'] as () => string).call(node)).toMatch(/^(?!.*undefined)./)
  })
})
