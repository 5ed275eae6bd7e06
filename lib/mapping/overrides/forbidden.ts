/** What an override may not use, so that the same document comes out the same each time and no amount passes through floating point. */

const clock = 'would give something else each time'
const outside = 'depends on more than the document'
const floating = 'counts in floating point: use $plus, $minus, $times, $total or $money, which work on decimal text'

/** Functions by name, in whatever way an expression gets at them. */
const functions: Readonly<Record<string, string>> = {
  now: clock,
  millis: clock,
  random: clock,
  shuffle: clock,
  moment: clock,
  env: outside,
  flowContext: outside,
  globalContext: outside,
  eval: 'hides what it does',
  number: floating,
  sum: floating,
  average: floating,
  round: floating,
  power: floating,
  sqrt: floating,
  abs: floating,
  floor: floating,
  ceil: floating,
  max: floating,
  min: floating,
  formatNumber: floating,
}

const operators = ['+', '-', '*', '/', '%']

/** @param ast of a parsed expression. @returns a sentence for each thing that may not be there */
export function forbiddenIn(ast: unknown): string[] {
  const found = new Set<string>()
  walk(ast, found, new Set())
  return [...found]
}

function walk(node: unknown, found: Set<string>, seen: Set<unknown>): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return
  seen.add(node)
  const { type, value, position } = node as { readonly type?: unknown; readonly value?: unknown; readonly position?: unknown }
  const at = typeof position === 'number' ? ` at character ${position}` : ''
  if (type === 'variable' && typeof value === 'string' && Object.hasOwn(functions, value))
    found.add(`$${value}${at} ${functions[value]}`)
  if ((type === 'binary' || type === 'unary') && typeof value === 'string' && operators.includes(value))
    found.add(`"${value}"${at} ${floating}`)
  if (type === 'unary' && value === '-') found.add(`"-"${at} ${floating}`)
  for (const inner of Object.values(node)) walk(inner, found, seen)
}
