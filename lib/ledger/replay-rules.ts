/**
 * What a person may do with a document, by its state. One table: everything else asks it.
 * The three kinds of replay are never mixed. `read-again`: the same stored input once more. `send-again`: the same bytes with the same
 * numbers. `build-anew`: a new message from the same document, with new numbers.
 */
import { EdiError } from '../error'
import type { DocumentState } from './schema'

export const REPLAYS = ['read-again', 'corrected', 'send-again', 'build-anew'] as const
export type Replay = (typeof REPLAYS)[number]
const ACTIONS = [...REPLAYS, 'abandon', 'settle'] as const
export type Action = (typeof ACTIONS)[number]

/** Held after a person said that what was sent has not arrived: only then the same bytes may go again. */
export const NOT_RECEIVED = 'not-received'
/** Held because an earlier document of the same order has stopped. */
export const WAITS = 'waits-for-original'

/** Held because what was built anew is not what was confirmed. */
export const CHANGED = 'replay-changed'

interface Refusal {
  readonly code: string
  readonly what: string
  readonly remedy: string
}

const settleFirst: Refusal = {
  code: 'settle-first',
  what: 'The other side may or may not have acted on it',
  remedy: 'Find out whether it was received, and settle it; a 997 settles it too',
}
const underWay: Refusal = {
  code: 'replay-not-allowed',
  what: 'It is being worked on',
  remedy: 'Wait until it has stopped or is done',
}
const triedByItself: Refusal = {
  code: 'replay-not-allowed',
  what: 'It is tried again by itself',
  remedy: 'Put right what keeps it from working, or abandon it',
}
const isDone: Refusal = {
  code: 'replay-not-allowed',
  what: 'It is done: once more would do it twice',
  remedy: 'If it was sent and has not arrived, settle it as not received first',
}
const isAbandoned: Refusal = { code: 'replay-not-allowed', what: 'It was abandoned', remedy: 'Ask for the document again' }
const nothingUncertain: Refusal = {
  code: 'nothing-to-settle',
  what: 'Nothing about it is uncertain',
  remedy: 'Settle only what may or may not have been received',
}
const notSettled: Refusal = {
  code: 'replay-not-allowed',
  what: 'The same bytes go again only after a person has said that they were not received',
  remedy: 'Read it again, or build it anew',
}
const onlySendAgain: Refusal = {
  code: 'replay-not-allowed',
  what: 'It was settled as not received',
  remedy: 'Send it again, build it anew, or abandon it',
}
const decideOnOriginal: Refusal = {
  code: 'replay-not-allowed',
  what: 'It waits for an earlier document of the same order, and goes on by itself after that',
  remedy: 'Decide on the earlier one, or abandon this one',
}

const confirmAgain: Refusal = {
  code: 'replay-not-allowed',
  what: 'It is being built anew, and what comes of it has changed since it was confirmed',
  remedy: 'Look at the difference again and confirm that, or abandon it',
}

type Row = Readonly<Record<Action, Refusal | 'allowed'>>

const every = (refusal: Refusal): Row => ({
  'read-again': refusal,
  corrected: refusal,
  'send-again': refusal,
  'build-anew': refusal,
  abandon: refusal,
  settle: refusal,
})

const stopped: Row = {
  'read-again': 'allowed',
  corrected: 'allowed',
  'send-again': notSettled,
  'build-anew': 'allowed',
  abandon: 'allowed',
  settle: nothingUncertain,
}

const byState: Readonly<Record<DocumentState, Row>> = {
  open: every(underWay),
  retrying: { ...every(triedByItself), abandon: 'allowed' },
  failed: stopped,
  held: stopped,
  uncertain: { ...every(settleFirst), settle: 'allowed' },
  // Settled only where something was sent and not answered: replay.ts looks.
  done: { ...every(isDone), settle: 'allowed' },
  abandoned: every(isAbandoned),
}

/** Rows for reasons that say more than the state. */
const byReason: Readonly<Record<string, Row>> = {
  [NOT_RECEIVED]: { ...stopped, 'read-again': onlySendAgain, corrected: onlySendAgain, 'send-again': 'allowed' },
  [WAITS]: { ...every(decideOnOriginal), abandon: 'allowed' },
  [CHANGED]: { ...every(confirmAgain), 'build-anew': 'allowed', abandon: 'allowed' },
}

export interface Stand {
  readonly state: DocumentState
  readonly reason: string | null
  readonly subject: string
}

/** @throws EdiError `replay-not-allowed`, `settle-first`, `nothing-to-settle` */
export function checkAllowed(action: Action, document: Stand): void {
  const verdict = rowOf(document)[action]
  if (verdict !== 'allowed') throw refused(document, verdict)
}

/** For people who choose: what `checkAllowed` lets pass. @param unanswered whether something was sent that nobody has answered */
export function allowedFor(document: Stand, unanswered = false): readonly Action[] {
  const row = rowOf(document)
  return ACTIONS.filter(action => {
    const isOpen = action !== 'settle' || document.state !== 'done' || unanswered
    return isOpen && row[action] === 'allowed'
  })
}

function rowOf({ state, reason }: Stand): Row {
  return (state === 'held' && reason !== null ? byReason[reason] : undefined) ?? byState[state]
}

export function refused({ subject, state, reason }: Stand, { code, what, remedy }: Refusal): EdiError {
  const stands = reason === null ? state : `${state}, ${reason}`
  return new EdiError({ code, what: `${subject} is ${stands}`, why: what, remedy })
}
