/** Small checks of JSON that people write, each answering in plain words and naming the field: `partners[2].name: is missing`. */

/** The problems of a value; none when it fits. */
export type Check = (value: unknown, path: string) => string[]

/** A field that may be left out. */
export interface Optional {
  readonly optional: Check
}

/** An object with these fields and no others, so that a misspelt field is not silently without effect. */
export function object(fields: Readonly<Record<string, Check | Optional>>): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [problem(path, 'must be an object')]
    const given = value as Record<string, unknown>
    const unknown = Object.keys(given).filter(name => !Object.hasOwn(fields, name))
    return [
      ...unknown.map(name => problem(inside(path, name), `is not a field here; known are ${Object.keys(fields).join(', ')}`)),
      ...Object.entries(fields).flatMap(([name, rule]) => field(given[name], inside(path, name), rule)),
    ]
  }
}

export function list(item: Check): Check {
  return (value, path) =>
    Array.isArray(value) ? value.flatMap((element, n) => item(element, `${path}[${n}]`)) : [problem(path, 'must be a list')]
}

/** Text of `pattern`; `words` says what is expected: `must be two characters`. */
export function text(pattern: RegExp, words: string): Check {
  return (value, path) => (typeof value === 'string' && pattern.test(value) ? [] : [problem(path, words)])
}

export function oneOf(...values: readonly string[]): Check {
  return (value, path) =>
    typeof value === 'string' && values.includes(value)
      ? []
      : [problem(path, `must be one of ${values.map(v => `"${v}"`).join(', ')}`)]
}

export function wholeNumber(least: number): Check {
  return (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= least ? [] : [problem(path, `must be a whole number from ${least}`)]
}

export function optional(check: Check): Optional {
  return { optional: check }
}

/** A check on top of others, looked at only where they found nothing. */
export function and(first: Check, second: Check): Check {
  return (value, path) => {
    const problems = first(value, path)
    return problems.length > 0 ? problems : second(value, path)
  }
}

/** No two elements of a list with the same key; elements without a key do not count. */
export function unique<T>(keyOf: (element: T) => string | undefined, words: string): Check {
  return (value, path) => {
    const keys = (value as T[]).map(keyOf)
    return keys.flatMap((key, n) => (key !== undefined && keys.indexOf(key) < n ? [problem(`${path}[${n}]`, words)] : []))
  }
}

export function problem(path: string, words: string): string {
  return path === '' ? words : `${path}: ${words}`
}

function field(value: unknown, path: string, rule: Check | Optional): string[] {
  if (value !== undefined) return typeof rule === 'function' ? rule(value, path) : rule.optional(value, path)
  return typeof rule === 'function' ? [problem(path, 'is missing')] : []
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
