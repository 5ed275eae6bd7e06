/**
 * Overrides: what one partner, or all, want otherwise than the built-in maps make it. Reviewable JSON, each with a JSONata expression that
 * gets the result of a map and gives it back changed. What comes back is checked before anything is made of it. @see docs/overrides.md
 */
import type { DocumentKind } from '../../documents/document'
import { EdiError } from '../../error'
import { and, type Check, list, object, oneOf, optional, problem, text } from '../../shape'
import { hold } from '../hold'
import { decimalFunctions } from './decimal-functions'
import { forbiddenIn } from './forbidden'
import { faultsOf } from './result'

/** Maps whose result can be overridden, with what that result is; writes to Exact Online and acknowledgments are not among them. */
export const overridable: Readonly<Record<string, DocumentKind | 'transaction-set'>> = {
  'exact-to-purchase-order': 'purchase-order',
  'purchase-order-to-850': 'transaction-set',
  '855-to-order-confirmation': 'order-confirmation',
  '865-to-order-confirmation': 'order-confirmation',
  '856-to-ship-notice': 'ship-notice',
  '810-to-invoice': 'invoice',
}

export interface Override {
  /** Names document type and direction. */
  readonly map: string
  /** Key of a partner; left out, it is for all, and goes before those for one. */
  readonly partner?: string
  /** Why it is there, for whoever reviews it. */
  readonly why: string
  /** JSONata: the result of the map in, the whole of it changed out. */
  readonly expression: string
}

/** JSONata as Node-RED brings it, so that this library needs none of its own. */
export type Jsonata = (expression: string) => {
  /** Of the parsed expression: plain objects with `type` and `value`. */
  ast(): unknown
  assign(name: string | symbol, value: unknown): void
  evaluate(input: unknown): Promise<unknown>
}

/** What a node does to the result of its map. */
export type Overriding = <T>(result: T, partner: string | undefined) => Promise<T>

const filled = text(/\S/, 'must not be empty')
const shape: Check = and(
  list(object({ map: oneOf(...Object.keys(overridable)), partner: optional(filled), why: filled, expression: filled })),
  (value, path) => ((value as []).length > 500 ? [problem(path, 'must be no more than 500')] : []),
)

/**
 * The overrides in a JSON text that are for this map, ready to be run; an empty text has none.
 * @throws EdiError `overrides-invalid`, naming each place; held, because what waits for it is released by a correct one
 */
export function overridingBy(json: string, map: string, jsonata: Jsonata): Overriding {
  const overrides = parsedOverrides(json)
  const problems = overrides.flatMap(({ expression }, n) =>
    expressionProblems(expression, jsonata).map(words => `[${n}].expression: ${words}`),
  )
  if (problems.length > 0) throw invalid(problems.join('; '))
  const own = overrides.map((override, n) => ({ ...override, n })).filter(override => override.map === map)
  return async (result, partner) => {
    const general = own.filter(override => override.partner === undefined)
    const special = own.filter(override => override.partner !== undefined && override.partner === partner)
    let changed = result
    for (const override of [...general, ...special]) changed = await run(override, changed, jsonata)
    return changed
  }
}

function parsedOverrides(json: string): readonly Override[] {
  if (json.trim() === '') return []
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch (cause) {
    throw invalid(`It is not JSON: ${cause instanceof Error ? cause.message : ''}`, cause)
  }
  const problems = shape(parsed, '')
  if (problems.length > 0) throw invalid(problems.join('; '))
  return parsed as readonly Override[]
}

function expressionProblems(expression: string, jsonata: Jsonata): string[] {
  try {
    return forbiddenIn(jsonata(expression).ast())
  } catch (thrown) {
    return [wordsOf(thrown)]
  }
}

/** So many steps of an expression; one that goes on for ever is ended, on any machine at the same place. */
const MOST_STEPS = 500_000

async function run<T>(override: Override & { readonly n: number }, before: T, jsonata: Jsonata): Promise<T> {
  const name = `Override [${override.n}] (${override.why})`
  const remedy = 'Correct the override in the map node and deploy: what is held is then tried again'
  let after: unknown
  try {
    const prepared = jsonata(override.expression)
    for (const [word, work] of Object.entries(decimalFunctions)) prepared.assign(word, work)
    let steps = 0
    prepared.assign(Symbol.for('jsonata.__evaluate_entry'), () => {
      if (++steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`)
    })
    // A copy without the hidden marks that JSONata leaves on its lists; what is not JSON is lost here and found missing after it.
    after = plain(await prepared.evaluate(structuredClone(before)))
  } catch (thrown) {
    throw hold({ code: 'override-failed', what: `${name} cannot be run`, why: wordsOf(thrown), remedy })
  }
  const faults = faultsOf(before, after)
  if (faults.length === 0) return after as T
  throw hold({
    code: 'override-result-invalid',
    what: `${name} makes something that cannot be used`,
    why: faults.slice(0, 10).join('; ') + (faults.length > 10 ? `; and ${faults.length - 10} more` : ''),
    remedy,
  })
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)
}

/** JSONata throws objects with a code, a place and a message, which are no errors. */
function wordsOf(thrown: unknown): string {
  const { message, code, position } = thrown as {
    readonly message?: unknown
    readonly code?: unknown
    readonly position?: unknown
  }
  const place = typeof position === 'number' ? ` at character ${position}` : ''
  return `${typeof message === 'string' ? message : String(thrown)}${typeof code === 'string' ? ` (${code})` : ''}${place}`
}

function invalid(why: string, cause?: unknown): EdiError {
  return hold({
    code: 'overrides-invalid',
    what: 'The overrides of this node are not valid',
    why,
    remedy: 'Correct the places named and deploy again',
    ...(cause !== undefined && { cause }),
  })
}
