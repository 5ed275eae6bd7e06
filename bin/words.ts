/** The words after a command: options and files. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { EdiError } from '../lib/error'
import type { DecodeOptions } from '../lib/x12/decode'

type Options = NonNullable<ParseArgsConfig['options']>
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>>

/** Files named, standard input (`-`) where there is none. @throws EdiError `usage` */
export function parsed<O extends Options>(
  words: readonly string[],
  options: O,
): { readonly values: Parsed<O>['values']; readonly files: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true })
    return { values, files: positionals.length === 0 ? ['-'] : positionals }
  } catch (thrown) {
    throw usage(thrown instanceof Error ? thrown.message.replace(/\.? To specify.*$/s, '') : String(thrown))
  }
}

export const readingOptions = {
  mode: { type: 'string' },
  encoding: { type: 'string' },
  rejects: { type: 'string' },
} as const

export const readingUsage = `  --mode M          lenient, standard (default) or strict: which faults reject
  --encoding E      utf8 (default), latin1 or ascii: how bytes above 7 bits are read
  --rejects R       transaction (default), group or interchange: how much is rejected when one transaction set is`

/** @throws EdiError `usage` */
export function readingFrom(values: {
  readonly mode?: string | undefined
  readonly encoding?: string | undefined
  readonly rejects?: string | undefined
}): DecodeOptions {
  return {
    mode: oneOf('mode', values.mode, ['standard', 'lenient', 'strict']),
    encoding: oneOf('encoding', values.encoding, ['utf8', 'latin1', 'ascii']),
    rejects: oneOf('rejects', values.rejects, ['transaction', 'group', 'interchange']),
  }
}

/** The first choice where the option is not given. @throws EdiError `usage` */
export function oneOf<Choice extends string>(
  option: string,
  value: string | undefined,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  if (value === undefined) return choices[0]
  const choice = choices.find(each => each === value)
  if (choice === undefined) throw usage(`--${option} is one of ${choices.join(', ')}, not "${value}"`)
  return choice
}

/** A control number. @throws EdiError `usage` */
export function numberOf(option: string, value: string | undefined): number {
  if (value === undefined) return 1
  if (!/^0*[1-9]\d{0,8}$/.test(value)) throw usage(`--${option} is a number from 1 to 999999999, not "${value}"`)
  return Number(value)
}

export function usage(what: string): EdiError {
  return new EdiError({ code: 'usage', what, remedy: 'See edi-loop COMMAND --help' })
}
