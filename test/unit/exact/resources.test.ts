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
      const wrong = Object.entries(resource.properties).filter(([name, kind]) => {
        const property = known.get(name)
        return !property?.verbs.includes('GET') || !types[kind]?.includes(property.type)
      })
      expect(wrong).toEqual([])
      const collection = resource.lines?.property
      expect(collection && known.get(collection)?.type).toBe(collection)
    },
  )

  it('what is followed by time has a time', () => {
    const timeless = resources.filter(({ changes, properties }) => changes === 'modified' && !('Modified' in properties))
    expect(timeless).toEqual([])
  })

  it.each(resources.flatMap(resource => (resource.sync ? [[resource.sync, resource] as const] : [])))(
    '%s streams every property of its resource',
    (path, resource) => {
      const streamed = new Set(metadataOf(path).properties.map(({ name }) => name))
      for (const name of Object.keys({ ...resource.properties, ...resource.lines?.resource.properties }))
        expect(streamed).toContain(name)
    },
  )
})
