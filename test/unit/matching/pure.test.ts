import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../editor/editor-files'

const folder = join(root, 'lib/matching')

test.each(readdirSync(folder))('%s asks neither the clock nor the world, and knows documents alone', file => {
  const source = readFileSync(join(folder, file), 'utf8')
  const imports = [...source.matchAll(/from '([^']+)'/g)].map(match => match[1] ?? '')
  expect(imports.filter(path => !/^(decimal\.js|\.\/[a-z-]+|\.\.\/documents\/[a-z-]+)$/.test(path))).toEqual([])
  expect(source).not.toMatch(/Date\.now|new Date\(\)|Math\.random|process\.|async |await |parseFloat|toNumber\(/)
})
