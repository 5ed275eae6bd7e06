import { expect, it } from 'vitest'
import { interchange, orderBody, read } from './builders'

it('a header of any width whose terminator is lost does not make the separator the terminator', () => {
  // Nothing that tells where the header ends may stand near it.
  const long = interchange({ body: [...orderBody, ...Array.from({ length: 20 }, () => `MSG*${'text '.repeat(8)}`)] })
  const damaged = long.replace('BUYERCO  ', 'BUYERCO').replace('*>~GS*', '*>*GS*')
  expect(() => read(damaged)).toThrow(expect.objectContaining({ code: 'not-x12' }))
  const [first, ...more] = read(interchange() + damaged).interchanges
  expect([first?.status, more]).toEqual(['accepted', []])
})
