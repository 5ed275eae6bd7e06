import { expect, it } from 'vitest'
import { interchange, read } from './builders'

it('a header of any width whose terminator is lost does not make the separator the terminator', () => {
  const damaged = interchange().replace('BUYERCO  ', 'BUYERCO').replace('*>~GS*', '*>*GS*')
  expect(() => read(damaged)).toThrow(expect.objectContaining({ code: 'not-x12' }))
  const [first, ...more] = read(interchange() + damaged).interchanges
  expect([first?.status, more]).toEqual(['accepted', []])
})
