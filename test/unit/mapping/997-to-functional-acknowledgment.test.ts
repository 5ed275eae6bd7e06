import { expect, test } from 'vitest'
import { functionalAcknowledgmentFrom } from '../../../lib/mapping/997-to-functional-acknowledgment'
import { dictionaries } from '../../../lib/x12/dictionary/index'
import {
  elementErrors,
  groupErrors,
  interchangeErrors,
  segmentErrors,
  setErrors,
  verdicts,
} from '../../../lib/mapping/acknowledgment-words'
import { errorOf, segmentsOf } from './builders'

function read(set: '997' | '999', ...body: readonly string[]) {
  return functionalAcknowledgmentFrom(segmentsOf([`ST*${set}*0001`, ...body, 'SE*9*0001'].join('~')), {
    componentSeparator: '>',
  })
}

test('a 997 that accepts a group is read in full', () => {
  expect(read('997', 'AK1*PO*101', 'AK2*850*0001', 'AK5*A', 'AK9*A*1*1*1')).toEqual({
    kind: 'functional-acknowledgment',
    functionalId: 'PO',
    groupControlNumber: '101',
    outcome: 'accepted',
    sets: [{ set: '850', controlNumber: '0001', outcome: 'accepted', notes: [] }],
    notes: [],
  })
})

test('a 997 that rejects a set says in words what is wrong with which element', () => {
  expect(read('997', 'AK1*IN*204', 'AK2*810*0001', 'AK3*IT1*11**8', 'AK4*4*212*6*12,50', 'AK5*R*5', 'AK9*R*1*1*0')).toMatchObject(
    {
      outcome: 'rejected',
      sets: [
        {
          outcome: 'rejected',
          notes: [
            'segment IT1 at position 11, element 4 (212): invalid character (6), sent "12,50"',
            'one or more segments in error (5)',
          ],
        },
      ],
    },
  )
})

test('a 999 is read like a 997', () => {
  expect(
    read('999', 'AK1*PO*101*005010', 'AK2*850*0001', 'IK3*PO1*18**8', 'CTX*X', 'IK4*2>1*380*I12', 'IK5*R*I5', 'AK9*R*1*1*0'),
  ).toMatchObject({
    functionalId: 'PO',
    outcome: 'rejected',
    sets: [
      {
        set: '850',
        notes: [
          'segment PO1 at position 18, element 2, component 1 (380): not in the form this partner wants (I12)',
          'one or more segments in error for this partner (I5)',
        ],
      },
    ],
  })
})

test.each([
  ['A', 'accepted'],
  ['E', 'accepted-with-errors'],
  ['P', 'partially-accepted'],
  ['R', 'rejected'],
  ['M', 'rejected'],
  ['W', 'rejected'],
  ['X', 'rejected'],
])('a verdict %s on a group without sets means %s', (code, outcome) => {
  expect(read('997', 'AK1*PO*000000101', `AK9*${code}*7*7*7`)).toMatchObject({
    outcome,
    sets: [],
    groupControlNumber: '000000101',
  })
})

test.each([
  ['M', 'rejected, the message authentication failed (M)'],
  ['W', 'rejected, the assurance failed (W)'],
  ['X', 'rejected, the decrypted content could not be read (X)'],
])('a rejection %s for security says so, for the group and for the set', (code, words) => {
  for (const [form, tag] of [
    ['997', 'AK5'],
    ['999', 'IK5'],
  ] as const) {
    const acknowledgment = read(form, 'AK1*PO*101', 'AK2*850*0001', `${tag}*${code}`, `AK9*${code}*1*1*0`)
    expect([acknowledgment.notes, acknowledgment.sets[0]?.notes]).toEqual([[words], [words]])
  }
})

test('a 999 tells what a note of it is about', () => {
  const notes = (...body: string[]) =>
    read('999', 'AK1*PO*101', 'AK2*850*0001', ...body, 'IK5*R*5', 'AK9*R*1*1*0').sets[0]?.notes.slice(0, -1)
  expect(notes('IK3*N3*5**I6', 'CTX*SITUATIONAL TRIGGER*N1*4*N1*2')).toEqual([
    'segment N3 at position 5: segment that another one calls for is missing (I6); SITUATIONAL TRIGGER, segment N1 at position 4',
  ])
  expect(notes('IK3*PO1*4**8', 'IK4*2*380*5*1', 'CTX*PO number>PO-1', 'IK4*3*355*7')).toEqual([
    'segment PO1 at position 4, element 2 (380): too long (5), sent "1"; PO number PO-1',
    'segment PO1 at position 4, element 3 (355): invalid code (7)',
  ])
})

test('every code of the dictionary has its words', () => {
  const codesOf = (element: string) => Object.keys(dictionaries['005010'].elements[element]?.codes ?? {})
  const lacking = Object.entries({
    '715': { ...verdicts, A: '', E: '', P: '', R: '' },
    '717': { ...verdicts, A: '', E: '', R: '' },
    '716': groupErrors,
    '718': setErrors,
    '618': setErrors,
    '720': segmentErrors,
    '620': segmentErrors,
    '723': elementErrors,
    '621': elementErrors,
  }).flatMap(([element, words]) =>
    codesOf(element)
      .filter(code => !(code in words))
      .map(code => `${element} ${code}`),
  )
  expect(lacking).toEqual([])
  expect(Object.keys(interchangeErrors)).toEqual(Array.from({ length: 31 }, (_, n) => String(n + 1).padStart(3, '0')))
})

test('a set without a verdict of its own shares a verdict that speaks for all', () => {
  expect(read('997', 'AK1*PO*101', 'AK2*850*0001', 'AK9*R*1*1*0').sets[0]?.outcome).toBe('rejected')
  expect(errorOf(() => read('997', 'AK1*PO*101', 'AK2*850*0001', 'AK9*P*1*1*0')).code).toBe('x12-segment-missing')
})

test('an error in a segment without one in an element, unknown codes and too many elements are kept', () => {
  expect(
    read('997', 'AK1*PO*101', 'AK2*850*0001', 'AK3*CUR*3**99*x*y', 'AK3*N1*4**3', 'AK5*R*77', 'AK9*R*1*1*0*5*88'),
  ).toMatchObject({
    sets: [
      { notes: ['segment CUR at position 3: code 99', 'segment N1 at position 4: mandatory segment missing (3)', 'code 77'] },
    ],
    notes: ['set count wrong (5)', 'code 88'],
  })
})

test('a verdict that is none is held', () => {
  expect(errorOf(() => read('997', 'AK1*PO*101', 'AK9*Q*1*1*1'))).toMatchObject({
    code: 'acknowledgment-code-unknown',
    prospect: 'held',
    place: { segment: 'AK9', element: 1, position: 3 },
  })
})
