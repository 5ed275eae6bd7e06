/** Findings as they are made: placed, put into words, weighed by the mode, and bounded in number. */
import { shortened } from './characters'
import type { Finding, Status } from './decoded'
import { type Mode, rejects } from './policy'

/** A hostile file may be wrong in every byte; so many findings of one interchange, group or set are listed in full. */
export const MOST_LISTED = 1000

/**
 * What has more findings than this, one for every few bytes, is no X12 that anybody meant to send. To tell of all of it would take time
 * and memory a hundred times its size.
 */
const MOST_BEARABLE = 5_000
const FEWEST_BYTES = 8

export function isMostlyWrong(findings: number, bytes: number): boolean {
  return findings > MOST_BEARABLE && bytes < findings * FEWEST_BYTES
}

export interface Remark {
  readonly code: string
  readonly segment?: string
  readonly position?: number
  readonly offset: number
  readonly loop?: string
  readonly element?: number
  readonly component?: number
  readonly repetition?: number
  readonly reference?: string
  readonly value?: string
  readonly message: string
  readonly remedy: string
  /** Noted only; it does not change the status. */
  readonly note?: boolean
  /** Against the standard, but nothing is lost by it: noted only, except in strict mode. */
  readonly harmless?: boolean
  /** Settles whether it rejects, where the code alone does not. */
  readonly rejects?: boolean
  /** Against the partner's guide only, not against the standard: an error that rejects in strict mode alone. */
  readonly guide?: boolean
  /** What a 999 says in place of the code, where it has a word for guides. */
  readonly implementation?: string
}

/** Collects what is found in one interchange, group or transaction set, and the status that follows from it. */
export class Findings {
  list: Finding[] = []
  #status: Status = 'accepted'
  /** Codes listed, once there are too many findings to list them all. */
  #kinds: Set<string> | undefined

  constructor(public mode: Mode = 'standard') {}

  /** Starts anew with another list; whoever has the one before keeps it. */
  begin(mode: Mode): void {
    this.mode = mode
    this.list = []
    this.#status = 'accepted'
    this.#kinds = undefined
  }

  get status(): Status {
    return this.#status
  }

  /** By position: what is missing is known only at the end, and belongs further up. */
  inOrder(): void {
    if (this.list.length > 1) this.list.sort((one, other) => one.position - other.position)
  }

  add(remark: Remark): void {
    const {
      harmless = false,
      note = harmless && this.mode !== 'strict',
      guide = false,
      rejects: settled = guide ? false : undefined,
      code,
      segment = '',
      position = 0,
      offset,
      message,
      remedy,
      value,
      ...place
    } = remark
    if (!note) {
      if (this.mode === 'strict' || (settled ?? rejects(this.mode, code))) this.#status = 'rejected'
      else if (this.#status === 'accepted') this.#status = 'errors'
    }
    if (this.list.length >= MOST_LISTED && !this.#isListedBeyond(code, { segment, position, offset })) return
    const shown = value === undefined ? {} : { value: shortened(value, 200) }
    this.list.push({
      code,
      level: note ? 'note' : guide ? 'guide' : 'error',
      segment,
      position,
      offset,
      ...place,
      ...shown,
      message,
      remedy,
    })
  }

  /** Beyond the limit only what is of a new kind is listed, so that the reason of a rejection is never among what is left out. */
  #isListedBeyond(code: string, place: { segment: string; position: number; offset: number }): boolean {
    if (this.#kinds === undefined) {
      this.#kinds = new Set(this.list.map(finding => finding.code))
      const message = 'There are more findings than are listed; from here on only those of a new kind are'
      this.list.push({ code: 'more-findings', level: 'note', ...place, message, remedy: 'Put these right first' })
    }
    if (this.#kinds.has(code)) return false
    this.#kinds.add(code)
    return true
  }
}
