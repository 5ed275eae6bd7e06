import { expect, it } from 'vitest'
import { queryOf } from '../../../lib/exact/query-settings'

const nothing = { select: '', filter: ' ', expand: '' }

it('nothing said is no query', () => {
  expect(queryOf(nothing)).toBeUndefined()
  expect(queryOf({ ...nothing, orderBy: '', top: '', raw: ' ' })).toBeUndefined()
})

it('what is said is asked for, and nothing else', () => {
  expect(queryOf({ select: 'ID, Code', filter: ' Code eq 1 ', expand: 'Lines', orderBy: 'Code desc', top: ' 70 ' })).toEqual({
    select: ['ID', 'Code'],
    filter: 'Code eq 1',
    expand: ['Lines'],
    orderBy: 'Code desc',
    top: 70,
  })
  expect(queryOf({ ...nothing, top: 5 })).toEqual({ top: 5 })
})

it('a text takes the place of all the others', () => {
  expect(queryOf({ ...nothing, select: 'ID', raw: ' $top=1 ' })).toBe('$top=1')
})

it('a number of records that is none is refused in plain words', () => {
  expect(() => queryOf({ ...nothing, top: '0' })).toThrow('no number of records')
})
