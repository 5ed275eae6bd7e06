import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resources } from '../../../lib/exact/resources/known'

interface Metadata {
  readonly key: string
  readonly properties: readonly { readonly name: string; readonly type: string; readonly verbs: readonly string[] }[]
}

const types: Readonly<Record<string, readonly string[]>> = {
  guid: ['Edm.Guid'],
  text: ['Edm.String'],
  number: ['Edm.Double', 'Edm.Int32', 'Edm.Int16', 'Edm.Byte'],
  flag: ['Edm.Boolean'],
  moment: ['Edm.DateTime'],
  int64: ['Edm.Int64'],
}

const metadataOf = (path: string) =>
  JSON.parse(readFileSync(join(__dirname, '../../../lib/exact/metadata', `${path}.json`), 'utf8')) as Metadata

describe('resources', () => {
  it.each(resources.map(resource => [resource.path, resource] as const))(
    '%s asks only for properties that can be read, of the right kind',
    (path, resource) => {
      const { key, properties } = metadataOf(path)
      const known = new Map(properties.map(property => [property.name, property]))
      expect(resource.key).toBe(key)
      for (const [name, kind] of Object.entries(resource.properties)) {
        expect(types[kind], name).toContain(known.get(name)?.type)
        expect(known.get(name)?.verbs, name).toContain('GET')
      }
      if (resource.changes === 'modified') expect(resource.properties).toHaveProperty('Modified')
      if (resource.lines) expect(known.get(resource.lines.property)?.type).toBe(resource.lines.property)
    },
  )

  it.each(resources.flatMap(resource => (resource.sync ? [[resource.sync, resource] as const] : [])))(
    '%s streams every property of its resource',
    (path, resource) => {
      const streamed = new Set(metadataOf(path).properties.map(({ name }) => name))
      for (const name of Object.keys({ ...resource.properties, ...resource.lines?.resource.properties }))
        expect(streamed).toContain(name)
    },
  )
})
