/**
 * A Node-RED message as text that survives a restart. Bytes are kept apart under their hash, so that a file is stored once however
 * many messages carry it. What cannot be stored (functions, `req`, `res`, cycles) is left out.
 */
import { hash } from 'node:crypto'

export type Message = Record<string, unknown>

export interface Frozen {
  readonly text: string
  readonly payloads: ReadonlyMap<string, Uint8Array>
}

/** Marks the place of bytes in the text; no field of ours or of Node-RED begins with two dollar signs. */
const BYTES = '$$bytes'

export function freeze(message: Message): Frozen {
  const payloads = new Map<string, Uint8Array>()
  const kept = 'req' in message || 'res' in message ? withoutRequest(message) : message
  // Most messages are JSON as they are: do not copy them.
  return { text: JSON.stringify(isPlain(kept, 0) ? kept : plain(kept, payloads, new Set())), payloads }
}

function withoutRequest({ req: _request, res: _response, ...rest }: Message): Message {
  return rest
}

/** @param bytesOf gives the stored bytes of a hash */
export async function thaw(text: string, bytesOf: (sha256: string) => Promise<Buffer>): Promise<Message> {
  const message = JSON.parse(text) as Message
  // Most messages carry no bytes: do not walk them.
  if (text.includes(BYTES)) await restore(message, bytesOf)
  return message
}

export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes)
}

/** Deeper than any message of ours; one that goes round in a circle is deeper. */
const DEEPEST = 64

/** Whether JSON tells all of it: no bytes, no class with an idea of its own, no circle. */
function isPlain(value: unknown, depth: number): boolean {
  // Compared one by one, each is a look at the value's tag.
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true
  if (value === null || value === undefined) return true
  if (typeof value !== 'object') return false
  if (depth > DEEPEST) return false
  if (Array.isArray(value)) {
    for (const element of value) if (!isPlain(element, depth + 1)) return false
    return true
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  for (const name in value) if (!isPlain((value as Message)[name], depth + 1)) return false
  return true
}

function plain(value: unknown, payloads: Map<string, Uint8Array>, above: Set<object>): unknown {
  if (value instanceof Uint8Array) {
    const hash = sha256(value)
    payloads.set(hash, value)
    return { [BYTES]: hash }
  }
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (above.has(value)) return undefined
  above.add(value)
  const copy = Array.isArray(value)
    ? value.map(element => plain(element, payloads, above) ?? null)
    : Object.fromEntries(Object.entries(value).map(([name, element]) => [name, plain(element, payloads, above)]))
  above.delete(value)
  return copy
}

async function restore(container: Message, bytesOf: (sha256: string) => Promise<Buffer>): Promise<void> {
  for (const [name, value] of Object.entries(container)) {
    if (typeof value !== 'object' || value === null) continue
    const hash = (value as Message)[BYTES]
    if (typeof hash === 'string') container[name] = await bytesOf(hash)
    else await restore(value as Message, bytesOf)
  }
}
