/** `edi-loop encode`: JSON as decode prints it to X12. */
import { encode } from '../lib/x12/encode'
import { outgoingFrom } from '../lib/x12/encode-json'
import { unlessUnreadable } from './decode'
import type { Terminal } from './terminal'
import { oneOf, parsed } from './words'

export const encodeUsage = `edi-loop encode [OPTIONS] [FILE…]
  Takes the JSON that decode prints, or one interchange of it, or one on each line, and prints X12: ISA of fixed width, counts worked
  out. Elements are written as they are where the document names its "delimiters", as decode does; otherwise none is left empty at the
  end of a segment. Where it is there, "date" (2026-01-15), "time" (09:30) and
  "acknowledgmentRequested" of an interchange and "sender" and "receiver" of a group are used; otherwise the present moment in UTC,
  false, and the ids of the interchange. An interchange without "delimiters" gets ones that its text does not hold.
  --characters C    utf8 (default), latin1, transliterate, or refuse what is outside of the X12 character set
  Ends with 0, or with 2 when something cannot be written.`

export async function runEncode(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, files } = parsed(words, { characters: { type: 'string' } })
  const characters = oneOf('characters', values.characters, ['utf8', 'latin1', 'transliterate', 'refuse'])
  const now = terminal.now().toISOString()
  const moment = { date: now.slice(0, 10), time: now.slice(11, 16) }
  // Nothing is written before everything can be.
  const written: Uint8Array[] = []
  let code = 0
  for (const file of files) {
    code = Math.max(
      code,
      await unlessUnreadable(file, terminal, async () => {
        const text = Buffer.from(await terminal.bytes(file)).toString('utf8')
        for (const interchange of outgoingFrom(text, moment)) written.push(encode({ ...interchange, characters }))
        return 0
      }),
    )
  }
  if (code === 0) for (const bytes of written) await terminal.write(bytes)
  return code
}
