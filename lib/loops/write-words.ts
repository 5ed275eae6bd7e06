/** Why a record is not made, in words. */
import type { Division } from '../documents/value'
import { EdiError } from '../error'
import type { ExactComplete, ExactCreate, ExactEnsure } from '../mapping/exact-write'

type Wanted = ExactCreate | ExactEnsure

export function draftDiffers(division: Division, { draft }: ExactComplete, differs: string): EdiError {
  return new EdiError({
    code: 'draft-invoice-differs',
    what: `Exact Online holds "${String(draft.body['YourRef'])}", and the invoice is another: ${differs}`,
    where: { division },
    why: 'The lines of a draft cannot be changed from here, and a second invoice would be booked beside it',
    remedy: 'Delete the draft in Exact Online and try again: the invoice is then booked as it is',
    prospect: 'held',
  })
}

export function alreadyThere(division: Division, { resource, body, naturalKey }: Wanted): EdiError {
  return new EdiError({
    code: 'already-in-exact',
    what: `Exact Online holds a record of ${resource} with the same ${naturalKey.map(name => `${name} ${String(body[name])}`).join(', ')}`,
    where: { division },
    why: 'It was entered by somebody else, or comes of another document',
    remedy: 'Compare the two; nothing was written',
    prospect: 'held',
  })
}

export function inDoubt(division: Division, { resource }: Wanted): EdiError {
  return new EdiError({
    code: 'same-record-in-doubt',
    what: `Another document was just to make the same record in ${resource}, and its answer was lost`,
    where: { division },
    remedy: 'It is looked up before it is tried again',
    prospect: 'passing',
  })
}

export function notKnown(division: Division, { resource }: Wanted): EdiError {
  return new EdiError({
    code: 'create-uncertain',
    what: `A create in ${resource} was begun and its answer was lost`,
    where: { division },
    why: 'The write names no natural key by which the record could be found again',
    remedy: 'Look in Exact Online whether it is there; give the node a natural key',
    prospect: 'uncertain',
  })
}

/** The record is made, so trying again finds it and goes on. */
export function referenceDropped(division: Division, { resource }: Wanted, dropped: readonly string[]): EdiError {
  return new EdiError({
    code: 'exact-reference-dropped',
    what: `Exact Online made the record in ${resource} without its ${dropped.join(', ')}`,
    where: { division, address: resource },
    why: 'What was named there belongs to another company, or is gone',
    remedy: 'Complete the record in Exact Online, then try again: it is found and not made twice',
    prospect: 'held',
  })
}
