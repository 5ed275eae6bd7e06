import { describe, expect, it, test } from 'vitest'
import { explained, inPlainWords, isGenericFault } from '../../../lib/exact/validation-texts'
import type { EdiError } from '../../../lib/error'
import { failureOf } from '../../../lib/exact/failures'

describe('each known text is told in plain words', () => {
  it.each([
    ['Mandatory: Relationship', 'Supplier is missing', 'Supplier', /^Fill in what is missing/],
    ['Verplicht: Relatie', 'Supplier is missing', 'Supplier', /^Fill in what is missing/],
    ['Mandatory: Diary', 'Journal is missing', 'Journal', /^Fill in what is missing/],
    [
      'Invalid reference: Cost unit',
      'CostUnit names something that this company does not have',
      'CostUnit',
      /does not exist in this company/,
    ],
    [
      'Ongeldige referentie: Journals',
      'Journal names something that this company does not have',
      'Journal',
      /by its code, never by its GUID/,
    ],
    ['Gegeven bestaat reeds.', 'The record is there already', undefined, /look it up in Exact Online/],
    ['Data already exists.', 'The record is there already', undefined, /look it up in Exact Online/],
    ['Invalid journal. The journal must be a cash journal.', 'Journal is of the wrong kind', 'Journal', /right kind/],
    ["Can't delete: Account 58 - Used in: Administrations", 'Account 58 is in use elsewhere', 'Account 58', /has to stay/],
    [
      'Invalid: Post to callback URL endpoint returns 503 Service Temporarily Unavailable',
      "CallbackURL did not answer Exact Online's first call",
      'CallbackURL',
      /reachable from the internet by https/,
    ],
    [
      'Ongeldig: Post to callback URL endpoint returns 500 An error occurred while sending the request.',
      "CallbackURL did not answer Exact Online's first call",
      'CallbackURL',
      /reachable from the internet by https/,
    ],
    ['De periode is afgesloten.', 'The period or year is closed', undefined, /Open the period/],
    ['Invalid: Topic', 'Topic has a value that Exact Online does not take', 'Topic', /Correct the named value/],
  ])('%s', (said, what, field, remedy) => {
    expect(explained(said)).toEqual({ what, field, remedy: expect.stringMatching(remedy) })
  })
})

test('a text that is not known is passed on as it is', () => {
  expect(explained('Etwas ganz Neues')).toBeUndefined()
  expect(inPlainWords(['Etwas ganz Neues', 'noch etwas'])).toEqual({
    why: 'Etwas ganz Neues; noch etwas',
    remedy: expect.stringMatching(/in the language of the signed-in user/),
  })
})

test('a refusal with several texts tells of each, once, and keeps every word of Exact Online', () => {
  const error = refusalOf('Mandatory: Relationship\r\nInvalid reference: Cost unit\r\nMandatory: Diary\r\nNeu')
  expect(error.code).toBe('exact-refused')
  expect(error.why).toBe(
    'Supplier is missing; CostUnit names something that this company does not have; Journal is missing. In its own words: Mandatory: Relationship; Invalid reference: Cost unit; Mandatory: Diary; Neu',
  )
  expect(error.remedy?.match(/Fill in what is missing/g)).toHaveLength(1)
  expect(error.remedy).toMatch(/does not exist in this company/)
})

test('the text of a fault that nobody knows is no refusal: it is looked up and may be tried again', () => {
  const said = 'A problem has occurred. The cause of this issue will be investigated as soon as possible.'
  expect(isGenericFault(said)).toBe(true)
  expect(refusalOf(said)).toMatchObject({ code: 'exact-faulty', prospect: 'uncertain', why: said })
})

function refusalOf(value: string): EdiError {
  const text = JSON.stringify({ error: { code: '', message: { lang: '', value } } })
  return failureOf(
    {
      division: 1,
      endpoint: 'purchase/PurchaseInvoices',
      request: { method: 'POST', url: 'https://exact.test/', headers: {} },
    },
    { answered: true, status: 500, headers: {}, text },
  )
}
