/** Faults that a test arms: each strikes matching requests so many times and is then used up. */

export const faultKinds = {
  'lose-answer': 'The write is made and recorded, then the connection is cut without an answer; a token is rotated all the same.',
  'error-after-write': 'The write is made and recorded, then the answer is the generic 500.',
  error: 'The generic 500, nothing done.',
  maintenance: '503, nothing done.',
  'too-many': '429 with the minute headers, nothing done.',
  'expire-token': 'The access token of this request turns 601 seconds old.',
  gateway: 'The 500 of the gateway on the token endpoint, nothing done.',
  'cut-answer': 'Half of the answer, then the connection is cut.',
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
}

export interface Faults {
  arm(fault: Fault): void
  disarm(): void
  armed(): readonly Fault[]
  /** The kinds that strike this request, each counted once. */
  strike(method: string, address: string): readonly Fault[]
}

export function createFaults(beginning: readonly Fault[]): Faults {
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
        struck.push(fault)
        return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []
      })
      return struck
    },
  }
}
