/** Separators of an answer: those received, as far as an answer can be written with them. @see reference x12.md §1 */
import type { Interchange } from './decoded'
import type { Delimiters } from './segment'

const usual: Delimiters = { element: '*', component: '>', repetition: '^', segment: '~' }
/** What no id holds. */
const unusual: Delimiters = { element: '\x1d', component: '\x1f', repetition: '\x1e', segment: '\x1c' }

/**
 * Separators as received. The usual ones where the sender's were wrong, which is then among what the answer says, or where an id that
 * the answer repeats holds one of them.
 */
export function delimitersFor(received: Interchange, version: '004010' | '005010'): Delimiters {
  const ids = [received.sender, received.receiver, ...received.groups.flatMap(({ sender, receiver }) => [sender, receiver])].join(
    '',
  )
  const suits = (each: Delimiters) => isUsable(each) && !marksOf(each).some(mark => ids.includes(mark))
  const { element, component, segment } = received.delimiters
  if (version === '004010') return [{ ...received.delimiters, repetition: '' }, usual].find(suits) ?? unusual
  // A file of 005010 need not name a repetition separator; one is named to it.
  const repetition = [received.delimiters.repetition, '^', '!', '|'].find(
    each => each !== '' && each !== element && each !== component && each !== segment.slice(0, 1),
  )
  return [{ ...received.delimiters, repetition: repetition ?? '' }, usual].find(suits) ?? unusual
}

/** Different from each other, and marks of which no reader takes one for text or for padding. */
function isUsable(delimiters: Delimiters): boolean {
  const { element, component, repetition, segment } = delimiters
  const separators = repetition === '' ? [element, component] : [element, component, repetition]
  const marks = marksOf(delimiters)
  return (
    new Set(marks).size === marks.length &&
    separators.every(each => MARK.test(each)) &&
    (MARK.test(segment.slice(0, 1)) ? /^.(\r?\n)?$/s.test(segment) : /^(\r?\n|\r)$/.test(segment))
  )
}

// oxlint-disable-next-line no-control-regex
const MARK = /^[!-/:-@[-`{-~\x1c-\x1f]$/

function marksOf({ element, component, repetition, segment }: Delimiters): readonly string[] {
  return [element, component, segment.slice(0, 1), ...(repetition === '' ? [] : [repetition])]
}
