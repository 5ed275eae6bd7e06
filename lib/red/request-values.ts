/** Values of a request of the admin API. */
import { EdiError } from '../error'

/** Undefined where it is left out or empty. @throws EdiError `request-faulty` */
export function textOf(values: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = values[name]
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string') return value
  throw faulty(name, 'text')
}

export function faulty(name: string, expected: string): EdiError {
  return new EdiError({ code: 'request-faulty', what: `"${name}" has to be ${expected}` })
}
