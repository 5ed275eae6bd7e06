/** The functions of OData that `$filter` may know; which of them it does know is a switch. Nothing comes of a null. */
import type { Kind } from './filter'
import type { Value } from './store'

export interface Call {
  readonly takes: readonly Kind[]
  readonly gives: Kind
  readonly value: (values: readonly Value[]) => Value
}

const texts = (gives: Kind, value: (a: string, b: string) => Value): Call => ({
  takes: ['String', 'String'],
  gives,
  value: ([a, b]) => value(String(a), String(b)),
})
const text = (gives: Kind, value: (a: string) => Value): Call => ({
  takes: ['String'],
  gives,
  value: ([a]) => value(String(a)),
})
const moment = (value: (a: Date) => number): Call => ({
  takes: ['DateTime'],
  gives: 'Number',
  value: ([a]) => value(new Date(Number(a))),
})
const figure = (value: (a: number) => number): Call => ({ takes: ['Number'], gives: 'Number', value: ([a]) => value(Number(a)) })

export const functions: ReadonlyMap<string, Call> = new Map([
  ['trim', text('String', a => a.trim())],
  ['tolower', text('String', a => a.toLowerCase())],
  ['toupper', text('String', a => a.toUpperCase())],
  ['length', text('Number', a => a.length)],
  ['concat', texts('String', (a, b) => a + b)],
  ['indexof', texts('Number', (a, b) => a.indexOf(b))],
  ['substringof', texts('Boolean', (a, b) => b.includes(a))],
  ['startswith', texts('Boolean', (a, b) => a.startsWith(b))],
  ['endswith', texts('Boolean', (a, b) => a.endsWith(b))],
  ['year', moment(a => a.getUTCFullYear())],
  ['month', moment(a => a.getUTCMonth() + 1)],
  ['day', moment(a => a.getUTCDate())],
  ['hour', moment(a => a.getUTCHours())],
  ['minute', moment(a => a.getUTCMinutes())],
  ['second', moment(a => a.getUTCSeconds())],
  ['round', figure(a => Math.round(a))],
  ['floor', figure(a => Math.floor(a))],
  ['ceiling', figure(a => Math.ceil(a))],
])
