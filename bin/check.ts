/** `edi-loop check`: what is wrong with X12 files, for a person, with the place marked in the text. */
import { decodeStream } from '../lib/x12/decode-stream'
import { checkReport } from '../lib/x12/check-report'
import { outlineOf } from '../lib/x12/outline'
import { nameOf, unlessUnreadable } from './decode'
import type { Terminal } from './terminal'
import { parsed, readingFrom, readingOptions, readingUsage } from './words'

export const checkUsage = `edi-loop check [OPTIONS] [FILE…]
  Reads X12 files, or standard input, and prints what they hold and each finding with its place marked. Files may be of any
  size: beyond 10,000 transaction sets the sound ones are counted, beyond as many findings the others too.
${readingUsage}
  Ends as decode does.`

/** So many parts and findings of a file are listed; nobody reads more, and a file may have any number. */
const MOST = 10_000

export async function runCheck(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, files } = parsed(words, readingOptions)
  const options = await readingFrom(values, terminal)
  let code = 0
  for (const file of files) {
    code = Math.max(
      code,
      await unlessUnreadable(file, terminal, async () => {
        const opened = await terminal.open(file)
        try {
          const outline = await outlineOf(decodeStream(opened.stream(), options), MOST)
          for (const text of checkReport(nameOf(file), opened.bytes, outline)) await terminal.write(text)
          return outline.isFlawless ? 0 : 1
        } finally {
          opened.close()
        }
      }),
    )
  }
  return code
}
