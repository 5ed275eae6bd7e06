/** `edi-loop decode`: X12 to JSON. */
import { EdiError } from '../lib/error'
import { decode, type DecodeOptions } from '../lib/x12/decode'
import { decodeStream } from '../lib/x12/decode-stream'
import { linesOf } from '../lib/x12/event-lines'
import { exitCodeOf, jsonText } from '../lib/x12/report'
import type { Terminal } from './terminal'
import { parsed, readingFrom, readingOptions, readingUsage, usage } from './words'

export const decodeUsage = `edi-loop decode [--json | --lines] [OPTIONS] [FILE…]
  Reads X12 files, or standard input, and prints what they say and what is wrong with them.
  --json            one JSON document (default); for several files one on each line, with its "file"
  --lines           one JSON line for each segment, transaction set, group and interchange as they come, in constant memory
${readingUsage}
  --largest N       most segments that --json holds in memory (5000000)
  Ends with 0 when all is accepted, 1 when there are errors, 2 when something is no X12 or cannot be read.`

const LARGEST = '5000000'

export async function runDecode(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, files } = parsed(words, {
    ...readingOptions,
    json: { type: 'boolean' },
    lines: { type: 'boolean' },
    largest: { type: 'string', default: LARGEST },
  })
  if (values.json && values.lines) throw usage('--json and --lines exclude each other')
  if (!/^[1-9]\d*$/.test(values.largest)) throw usage(`--largest is a number of segments, not "${values.largest}"`)
  const options = { ...(await readingFrom(values, terminal)), largest: Number(values.largest) }
  let code = 0
  for (const file of files) {
    const name = files.length > 1 ? { file } : {}
    code = Math.max(
      code,
      await unlessUnreadable(file, terminal, () =>
        values.lines ? printLines(file, name, options, terminal) : printDocument(file, name, options, terminal),
      ),
    )
  }
  return code
}

async function printDocument(file: string, name: object, options: DecodeOptions, terminal: Terminal): Promise<number> {
  const decoded = decode(await terminal.bytes(file), options)
  for (const text of jsonText(decoded, name)) await terminal.write(text)
  await terminal.write('\n')
  return exitCodeOf(decoded)
}

async function printLines(file: string, name: object, options: DecodeOptions, terminal: Terminal): Promise<number> {
  let code = 0
  for await (const { text, flawless } of linesOf(decodeStream(terminal.stream(file), options), name)) {
    await terminal.write(text)
    if (!flawless) code = 1
  }
  return code
}

/** What one file is refused for does not keep the others from being read. @returns 2 for a file that is not what it should be */
export async function unlessUnreadable(file: string, terminal: Terminal, read: () => Promise<number>): Promise<number> {
  try {
    return await read()
  } catch (thrown) {
    if (!(thrown instanceof EdiError)) throw thrown
    terminal.say(`${nameOf(file)}: ${thrown.code}: ${thrown.message}`)
    return 2
  }
}

export function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file
}
