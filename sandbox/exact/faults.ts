import { type Manner, manners } from '../broken-connection'

/** Faults that a test arms: each strikes matching requests so many times and is then used up. */

export const faultKinds = {
  'lose-answer': 'The write is made and recorded, then the connection is cut without an answer; a token is rotated all the same.',
  'error-after-write': 'The write is made and recorded, then the answer is the generic 500.',
  error: 'The generic 500, nothing done.',
  maintenance: '503, nothing done.',
  'too-many': '429 with the minute headers, nothing done.',
  'expire-token': 'The access token of this request turns 601 seconds old.',
  gateway: 'The 500 of the gateway on the token endpoint, nothing done.',
  'cut-request': 'Nothing done: the connection breaks before the request has come in.',
  'cut-answer': 'Done and recorded; half of the answer, or so many bytes of it, then the connection breaks.',
  delay: 'The answer waits so many milliseconds.',
} as const

export type FaultKind = keyof typeof faultKinds

export interface Fault {
  readonly kind: FaultKind
  /** How many matching requests it strikes. */
  readonly times: number
  /** Matching requests that pass before it strikes. */
  readonly after?: number
  readonly method?: string
  /** A part of path and query, as sent and decoded. */
  readonly path?: string
  /** Of `delay`. */
  readonly milliseconds?: number
  /** Of `cut-answer`: how much of the body is sent; half of it where this is left out. */
  readonly bytes?: number
  /** Of `cut-request` and `cut-answer`: how it breaks; `close` where this is left out. */
  readonly manner?: Manner
  /** How likely a matching request is struck, in percent; always where this is left out. */
  readonly likelihood?: number
}

/** @throws RangeError for a kind that does not exist or a figure that is none */
export function checkedFault(given: Readonly<Record<string, unknown>>): Fault {
  const { kind, times } = given
  if (typeof kind !== 'string' || !Object.hasOwn(faultKinds, kind))
    throw new RangeError(`a fault is one of ${Object.keys(faultKinds).join(', ')}`)
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1) throw new RangeError('times is a whole number from 1')
  for (const name of ['after', 'milliseconds', 'bytes', 'likelihood'] as const) {
    const figure = given[name]
    if (figure !== undefined && (typeof figure !== 'number' || figure < 0)) throw new RangeError(`${name} is a number from 0`)
  }
  if (given['manner'] !== undefined && !manners.includes(given['manner'] as Manner))
    throw new RangeError(`manner is one of ${manners.join(', ')}`)
  return given as unknown as Fault
}

export interface Faults {
  arm(fault: Fault): void
  disarm(): void
  armed(): readonly Fault[]
  /** The kinds that strike this request, each counted once. */
  strike(method: string, address: string): readonly Fault[]
}

/** @param random from 0 up to and without 1 */
export function createFaults(beginning: readonly Fault[], random: () => number): Faults {
  let armed: Fault[] = [...beginning]
  return {
    arm: fault => {
      armed.push(fault)
    },
    disarm: () => {
      armed = []
    },
    armed: () => armed,
    strike: (method, address) => {
      const struck: Fault[] = []
      armed = armed.flatMap(fault => {
        if ((fault.method && fault.method !== method) || (fault.path && !address.includes(fault.path))) return [fault]
        if (fault.after) return [{ ...fault, after: fault.after - 1 }]
        if (fault.likelihood !== undefined && random() * 100 >= fault.likelihood) return [fault]
        struck.push(fault)
        return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []
      })
      return struck
    },
  }
}

export function struck(faults: readonly Fault[], kind: FaultKind): boolean {
  return faults.some(fault => fault.kind === kind)
}
