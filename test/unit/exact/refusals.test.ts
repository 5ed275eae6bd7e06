import { describe, expect, it } from 'vitest'
import { remedyFor } from '../../../lib/exact/refusals'

describe('remedies for validation texts', () => {
  it.each([
    ['Mandatory: Relationship; Invalid reference: Cost unit; Mandatory: Diary', /fill in/i],
    ['Verplicht: Relatie', /fill in/i],
    ['Ongeldige referentie: Journals', /does not exist in this company/],
    ['Gegeven bestaat reeds.', /there already/],
    ['Invalid journal. The journal must be a cash journal.', /journal of the right kind/],
    ["Can't delete: Account 58 - Used in: Administrations", /in use elsewhere/],
    ['Etwas ganz Neues', /in the language of the signed-in user/],
  ])('%s', (said, remedy) => {
    expect(remedyFor(said)).toMatch(remedy)
  })
})
