/** Arithmetic for overrides: JSONata's own is in floating point, and amounts are decimal text. */
import { type Currency, decimal, decimalText, money } from '../../documents/value'

/** By the name under which an expression calls them. */
export const decimalFunctions = {
  plus: (one: string, other: string) => decimalText(decimal(exact(one)).plus(exact(other))),
  minus: (one: string, other: string) => decimalText(decimal(exact(one)).minus(exact(other))),
  times: (one: string, other: string) => decimalText(decimal(exact(one)).times(exact(other))),
  /** Rounded half up to the minor digits of a currency. */
  money: (amount: string, currency: Currency) => money(exact(amount), currency),
  /** Of a list of amounts. */
  total: (amounts: unknown) =>
    decimalText([amounts].flat().reduce<ReturnType<typeof decimal>>((sum, one) => sum.plus(exact(one)), decimal(0))),
} as const

function exact(value: unknown): string {
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  throw new Error(`"${String(value)}" is no decimal text`)
}
