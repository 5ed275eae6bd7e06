import { describe, expect, test } from 'vitest'
import { nextLook } from '../../../lib/loops/next-look'

const looked = { growing: 1, soon: false, polls: true, settleSeconds: 5 }

describe('after a look at the mailbox the next one comes', () => {
  test('as usual where every file was whole', () => {
    expect(nextLook({ ...looked, growing: 0 })).toBeUndefined()
    expect(nextLook({ ...looked, growing: 0, polls: false })).toBeUndefined()
  })

  test('soon where a file may be whole by then', () => {
    expect(nextLook({ ...looked, soon: true })).toBe(5)
  })

  test('as usual where none will be: a half file does not have the mailbox listed every few seconds', () => {
    expect(nextLook(looked)).toBeUndefined()
  })

  test('after half a minute where nothing else would bring it', () => {
    expect(nextLook({ ...looked, polls: false })).toBe(30)
  })
})
