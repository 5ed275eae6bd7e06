/** `edi-loop check`: what is wrong with X12 files, for a person, with the place marked in the text. */
import { decodeStream } from '../lib/x12/decode-stream'
import { outlineOf } from '../lib/x12/outline'
import { checkReport, exitCodeOf } from '../lib/x12/report'
import { unlessUnreadable } from './decode'
import type { Terminal } from './terminal'
import { parsed, readingFrom, readingOptions, readingUsage } from './words'

export const checkUsage = `edi-loop check [OPTIONS] [FILE…]
  Reads X12 files, or standard input, and prints what they hold and each finding with its place marked. Files may be of any size.
${readingUsage}
  Ends as decode does.`

export async function runCheck(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, files } = parsed(words, readingOptions)
  const options = await readingFrom(values, terminal)
  let code = 0
  for (const file of files) {
    code = Math.max(
      code,
      await unlessUnreadable(file, terminal, async () => {
        const range = terminal.range(file)
        const bytes = range ?? (await terminal.bytes(file))
        try {
          const source = range === undefined ? [bytes as Uint8Array] : terminal.stream(file)
          const outline = await outlineOf(decodeStream(source, options))
          await terminal.write(`${checkReport(file === '-' ? 'standard input' : file, bytes, outline)}\n`)
          return exitCodeOf(outline)
        } finally {
          range?.close()
        }
      }),
    )
  }
  return code
}
