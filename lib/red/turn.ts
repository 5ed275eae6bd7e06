/** What a step asks the ledger before and after its effect: whether it is its turn, and whether it made what somebody has confirmed. */
import { EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import { thaw } from '../ledger/message'
import { CHANGED, WAITS } from '../ledger/replay-rules'
import { tokenOf } from '../ledger/replays'
import type { NodeMessage } from '../loops/message'
import { orderNumberName } from '../loops/order-names'
import type { Outcome } from '../loops/outcome'
import type { Work } from './work'

interface Turn {
  readonly stepId: string
  readonly documentId: string
  readonly sequence: string | undefined
  readonly intent: string | undefined
}

/** For `begin`: the place of a message among others of its order, and the name under which people look for it. */
export function turnOf(work: Work, message: NodeMessage): { sequence?: string; names: readonly string[] } {
  const sequence = work.sequence?.(message)
  const order = message.edi?.order
  return { ...(sequence === undefined ? {} : { sequence }), names: order === undefined ? [] : [orderNumberName(order)] }
}

/**
 * @returns how the step ends without an effect when a later document has taken its place
 * @throws EdiError `waits-for-original` (held)
 */
export async function keepsTurn(ledger: Ledger, work: Work, { stepId, sequence, intent }: Turn): Promise<Outcome | undefined> {
  // What was begun is ended, in whatever order.
  if (sequence === undefined || intent !== undefined) return undefined
  if (work.whenEarlierStopped === 'waits') {
    const ahead = await ledger.replays.stoppedAhead(stepId)
    if (!ahead) return undefined
    const stands = ahead.reason === null ? ahead.state : `${ahead.state}: ${ahead.reason}`
    throw new EdiError({
      code: WAITS,
      what: `It waits for ${ahead.subject}, which came before it and has stopped (${stands})`,
      why: 'A change never overtakes its original',
      remedy: 'Decide on the earlier one: when it is done or abandoned, this one goes on by itself',
      prospect: 'held',
    })
  }
  if (work.whenEarlierStopped === 'is-replaced') {
    const behind = await ledger.replays.passedBehind(stepId)
    if (behind)
      return { what: `left alone, ${behind.subject} was read later and has passed`, reason: 'superseded-by-later', outputs: [] }
  }
  return undefined
}

/** @throws EdiError `replay-changed` (held) when a step that is built anew makes something else than what was confirmed */
export async function asConfirmed(ledger: Ledger, { stepId, documentId }: Turn, node: string, outcome: Outcome): Promise<void> {
  const confirmed = await ledger.replays.confirmed(stepId)
  if (confirmed === undefined) return
  const { token } = await compared(ledger, documentId, node, outcome)
  if (token === confirmed) return
  throw new EdiError({
    code: CHANGED,
    what: 'Built anew it is not what was shown and confirmed',
    why: 'The settings, the master data or the order have changed since',
    remedy: 'Look at the difference again and confirm that',
    prospect: 'held',
  })
}

export interface Compared {
  /** Payloads by port, before and after. */
  readonly before: readonly unknown[]
  readonly after: readonly unknown[]
  readonly token: string
}

/** What a step has made beside what it makes now. */
export async function compared(ledger: Ledger, documentId: string, node: string, { outputs }: Outcome): Promise<Compared> {
  const built = await ledger.replays.built(documentId, node)
  const before = await Promise.all(
    built.map(async ({ message }) => (await thaw(message, async hash => Buffer.from(hash, 'hex')))['payload']),
  )
  const after = outputs.map(({ message }) => message['payload'])
  return { before, after, token: tokenOf(before.map(text), after.map(text)) }
}

function text(payload: unknown): string {
  return JSON.stringify(payload) ?? ''
}
