/** Settings that a typed input keeps beside their type: what they are for one message. */
import { EdiError } from '../error'
import type { NodeMessage } from '../loops/message'
import type { Red, RedNode } from './types'

export type TypedSettings<Name extends string> = Readonly<Record<Name | `${Name}Type`, string>>

/**
 * Undefined where it is empty. A moment, such as a timestamp's, as text in UTC.
 * @param code what the node calls a value that is neither text nor number nor moment
 */
export function textSetting<Name extends string>(
  RED: Red,
  node: RedNode,
  config: TypedSettings<Name>,
  { name, message, code }: { readonly name: Name; readonly message: NodeMessage; readonly code: string },
): string | undefined {
  const settings: Readonly<Record<string, string>> = config
  const found = RED.util.evaluateNodeProperty(settings[name] ?? '', settings[`${name}Type`] ?? 'str', node, message)
  if (found === undefined || found === null || found === '') return undefined
  if (typeof found === 'string' || typeof found === 'number') return String(found).trim()
  if (found instanceof Date && !Number.isNaN(found.getTime())) return found.toISOString()
  throw new EdiError({ code, what: `The setting ${name} found neither text nor a number nor a moment` })
}
