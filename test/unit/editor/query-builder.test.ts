/** Conditions that the dialog of exact-online-fetch writes: what they look like, and that the offline Exact Online understands them. */
import { describe, expect, it } from 'vitest'
import { resources } from '../../../lib/exact/resources/known'
import { filterOf } from '../../../sandbox/exact/filter'
import { known } from '../../../sandbox/exact/schema'
import { usualSwitches } from '../../../sandbox/exact/switches'
import { load } from './editor-files'

type Condition = (path: string, property: { name: string; kind: string }, operator: string, value: string) => string | undefined
const { condition, withWord } = load('exact-online-fetch').ediLoop as unknown as {
  condition: Condition
  withWord: (list: string, word: string) => string
}

describe('a condition', () => {
  it.each([
    ['text', 'eq', "O'Brien", "P eq 'O''Brien'"],
    ['text', 'startswith', 'A', "startswith(P,'A')"],
    ['text', 'contains', 'A', "substringof('A',P)"],
    ['number', 'gt', ' -1.5 ', 'P gt -1.5'],
    ['int64', 'gt', '12', 'P gt 12L'],
    ['moment', 'ge', '2026-01-15', "P ge datetime'2026-01-15T00:00:00'"],
    ['moment', 'ge', '2026-01-15 10:30', "P ge datetime'2026-01-15T10:30:00'"],
    ['guid', 'eq', '5A4D0B0E-7C1F-4E7B-9D51-0C8F5B1A2E3D', "P eq guid'5a4d0b0e-7c1f-4e7b-9d51-0c8f5b1a2e3d'"],
    ['flag', 'eq', 'true', 'P eq true'],
  ])('on a %s (%s %s) is %s', (kind, operator, value, text) => {
    expect(condition('a/B', { name: 'P', kind }, operator, value)).toBe(text)
  })

  it.each([
    ['number', '1,5'],
    ['int64', '1.5'],
    ['moment', 'yesterday'],
    ['moment', '2026-13-45'],
    ['guid', '123'],
    ['flag', 'yes'],
    ['text', ' '],
  ])('on a %s with the value %j is refused', (kind, value) => {
    expect(condition('a/B', { name: 'P', kind }, 'eq', value)).toBeUndefined()
  })

  it('on a code that Exact Online fills with spaces compares without them', () => {
    const code = { name: 'Code', kind: 'text' }
    expect(condition('crm/Accounts', code, 'eq', '25')).toBe("trim(Code) eq '25'")
    expect(condition('logistics/Items', code, 'eq', '25')).toBe("Code eq '25'")
  })

  it('on any property of any resource is one that the service understands', () => {
    const values: Readonly<Record<string, string>> = {
      text: 'A',
      number: '1',
      int64: '1',
      moment: '2026-01-15',
      guid: '5a4d0b0e-7c1f-4e7b-9d51-0c8f5b1a2e3d',
      flag: 'true',
    }
    for (const { path, properties } of resources)
      for (const [name, kind] of Object.entries(properties))
        for (const operator of kind === 'text' ? ['eq', 'startswith', 'contains'] : ['eq']) {
          const text = condition(path, { name, kind }, operator, values[kind] ?? '')
          expect(() => filterOf(text ?? '', known(path), usualSwitches)).not.toThrow()
        }
  })
})

it('a list of fields gets each name once', () => {
  expect([withWord('', 'A'), withWord('A, B', 'C'), withWord('A,B', 'B')]).toEqual(['A', 'A, B, C', 'A, B'])
})
