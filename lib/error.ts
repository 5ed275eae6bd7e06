/** One family of errors for the whole package: a stable code, plain words, the place, the cause and the remedy. */

/** What should happen next. `passing`: try again later. `permanent`: nothing changes until something is put right.
 *  `held`: a person decides. `uncertain`: the other side may or may not have acted; settle it before doing anything again. */
export type Prospect = 'passing' | 'permanent' | 'held' | 'uncertain'

/** Where it went wrong; only what is known is filled in. */
export interface Place {
  readonly file?: string
  readonly segment?: string
  /** Position of the segment in its transaction set, the ST being 1. */
  readonly position?: number
  readonly element?: number
  readonly order?: string
  readonly line?: string
  readonly division?: number
  readonly address?: string
}

export interface Facts {
  /** Stable, kebab-case: part of the contract with flows (`msg.error.code` in a catch node). */
  readonly code: string
  /** What happened, in plain words, without a full stop. Never a secret. */
  readonly what: string
  readonly where?: Place
  readonly why?: string
  readonly remedy?: string
  readonly prospect?: Prospect
  readonly cause?: unknown
}

export class EdiError extends Error {
  readonly code: string
  readonly place: Place
  readonly why: string | undefined
  readonly remedy: string | undefined
  readonly prospect: Prospect

  constructor(facts: Facts) {
    super(sentence(facts), facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'EdiError'
    this.code = facts.code
    this.place = facts.where ?? {}
    this.why = facts.why
    this.remedy = facts.remedy
    this.prospect = facts.prospect ?? 'permanent'
  }
}

/** Any thrown thing as an EdiError, so that every failure reaching a flow has a code and a prospect. */
export function asEdiError(thrown: unknown, code = 'unexpected'): EdiError {
  if (thrown instanceof EdiError) return thrown
  const what = thrown instanceof Error ? thrown.message : String(thrown)
  return new EdiError({ code, what, cause: thrown })
}

function sentence({ what, where, why, remedy }: Facts): string {
  const place =
    where &&
    Object.entries(where)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  const parts = [place ? `${what} (${place})` : what, why, remedy]
  return `${parts.filter(part => part !== undefined).join('. ')}.`
}
