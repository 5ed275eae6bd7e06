/** Text in the basic character set: capitals, digits and the commonest marks. @see reference x12.md §2 */
import type { Delimiters, Segment } from './segment'
import { EdiError } from '../error'
import { transliterate } from './transliterate'

/**
 * Segments with accents transliterated and small letters as capitals.
 * @throws EdiError `x12-character` for what the basic set has no place for, naming segment and element
 */
export function inBasicSet(segments: readonly Segment[], { component, repetition }: Delimiters): Segment[] {
  return segments.map((segment, index) =>
    segment.map((value, element) => {
      if (element === 0 || /^[A-Z0-9 .-]*$/.test(value)) return value
      const text = transliterate(value).toUpperCase()
      const foreign = Array.from(text).find(
        character => !/[A-Z0-9 !"&'()*+,\-./:;?=]/.test(character) && character !== component && character !== repetition,
      )
      if (foreign === undefined) return text
      throw new EdiError({
        code: 'x12-character',
        what: `${JSON.stringify(text)} holds ${JSON.stringify(foreign)}, which is outside of the basic X12 character set`,
        where: { segment: segment[0] ?? '', position: index + 2, element },
        remedy: 'Take it out of the text, or agree on the extended set',
      })
    }),
  )
}
