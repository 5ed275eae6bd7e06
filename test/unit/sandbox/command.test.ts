/** What `edi-loop sandbox` takes for switches and faults. */
import { expect, it } from 'vitest'
import { faultFrom, switchesFrom } from '../../../sandbox/command'

it('switches are words or JSON', () => {
  expect(switchesFrom(['language=NL', 'pageSize=10', 'overReceipt=true', 'missingScopes=["crm accounts"]'])).toEqual({
    language: 'NL',
    pageSize: 10,
    overReceipt: true,
    missingScopes: ['crm accounts'],
  })
  for (const wrong of ['language', 'language=FR', 'pageSize=ten', 'nothing=1'])
    expect(() => switchesFrom([wrong])).toThrow(RangeError)
})

it('faults are a kind, and where wanted how often and where', () => {
  expect(faultFrom('maintenance')).toEqual({ kind: 'maintenance', times: 1 })
  expect(faultFrom("lose-answer:2:Entries(guid'1:2')")).toEqual({ kind: 'lose-answer', times: 2, path: "Entries(guid'1:2')" })
  for (const wrong of ['nothing', 'error:none', 'error:0']) expect(() => faultFrom(wrong)).toThrow(RangeError)
})
