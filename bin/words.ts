/** The words after a command: options and files. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { EdiError } from '../lib/error'
import type { DecodeOptions } from '../lib/x12/decode'
import { type Guide, guideFor, parseGuides } from '../lib/x12/guide'
import { rulesOf } from '../lib/x12/guide-rules'
import type { Terminal } from './terminal'

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
  guide: { type: 'string', multiple: true },
} as const

export const readingUsage = `  --mode M          lenient, standard (default) or strict: which faults reject
  --encoding E      utf8 (default), latin1 or ascii: how bytes above 7 bits are read
  --rejects R       transaction (default), group or interchange: how much is rejected when one transaction set is
  --guide FILE      a partner's guide to check by as well, for the set and version it names, or a list of guides; may be given more than once`

/** @throws EdiError `usage`; `guide-invalid` or `file-unreadable` with the name of the guide's file */
export async function readingFrom(
  values: {
    readonly mode?: string | undefined
    readonly encoding?: string | undefined
    readonly rejects?: string | undefined
    readonly guide?: readonly string[] | undefined
  },
  terminal: Terminal,
): Promise<DecodeOptions> {
  const options = {
    mode: oneOf('mode', values.mode, ['standard', 'lenient', 'strict']),
    encoding: oneOf('encoding', values.encoding, ['utf8', 'latin1', 'ascii']),
    rejects: oneOf('rejects', values.rejects, ['transaction', 'group', 'interchange']),
  }
  const guides: Guide[] = []
  for (const name of values.guide ?? [])
    guides.push(...parseGuides(Buffer.from(await terminal.bytes(name)).toString('utf8'), name))
  const names = guides.map(({ set, version }) => `${set} ${version}`)
  const twice = names.find((name, n) => names.indexOf(name) < n)
  if (twice !== undefined) throw usage(`--guide is given twice for ${twice}`)
  if (guides.length === 0) return options
  return {
    ...options,
    guide: (set, { version }) => {
      const guide = guideFor(guides, set, version)
      return guide && rulesOf(guide)
    },
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
