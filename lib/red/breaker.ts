/**
 * A breaker for one remote. After several faults in a row it opens: nobody calls, ever longer, until one is let through to try. So an
 * outage costs a few attempts and not one for each document that waits.
 */
import type { Environment } from '../environment'

export type BreakerState = 'closed' | 'open' | 'half-open'

/** Faults in a row until it opens: more than one hiccup of the network, less than a queue of documents. */
const FAULTS = 5
const FIRST = 5_000
const MOST = 5 * 60_000
/** One that was let through and never told what became of it is not waited for longer. */
const PROBE = 3 * 60_000
/** Milliseconds after which those that wait for the one that tries look again. */
const LOOK = 1_000

export class Breaker {
  readonly #environment: Environment
  #faults = 0
  #openings = 0
  #until = 0
  #probing: number | undefined

  constructor(environment: Environment) {
    this.#environment = environment
  }

  get state(): BreakerState {
    if (this.#openings === 0) return 'closed'
    return this.#now() < this.#until ? 'open' : 'half-open'
  }

  /** Asks to call. @returns undefined: go ahead; or the moment when asking again makes sense */
  admit(): Date | undefined {
    const now = this.#now()
    if (this.#openings === 0) return undefined
    if (now < this.#until) return new Date(this.#until)
    if (this.#probing !== undefined && now < this.#probing + PROBE) return new Date(now + LOOK)
    this.#probing = now
    return undefined
  }

  /** The remote answered, whatever it said. @returns whether this closed it */
  answered(): boolean {
    const closes = this.#openings > 0
    this.#faults = 0
    this.#openings = 0
    this.#probing = undefined
    return closes
  }

  /** The remote did not answer, or not as it does when it is well. @returns whether this opened it */
  failed(): boolean {
    this.#faults += 1
    const state = this.state
    // What was under way when it opened tells nothing new.
    if (state === 'open' || (state === 'closed' && this.#faults < FAULTS)) return false
    this.#openings += 1
    this.#probing = undefined
    const spaced = Math.min(MOST, FIRST * 2 ** (this.#openings - 1)) * (0.5 + this.#environment.random())
    this.#until = this.#now() + spaced
    return this.#openings === 1
  }

  /** The one that was let through made no call: another may. */
  spared(): void {
    this.#probing = undefined
  }

  #now(): number {
    return this.#environment.now().getTime()
  }
}
