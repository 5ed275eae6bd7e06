/** Interchanges that answer interchanges received, ready to be written. @see reference x12.md §9 */
import { type Acknowledgment, acknowledge, acknowledgeImplementation, technicalAcknowledgment } from './acknowledge'
import { delimitersFor } from './answer-delimiters'
import type { Interchange } from './decoded'
import { textEchoed } from './echo'
import type { OutgoingGroup, OutgoingInterchange, OutgoingTransaction } from './encode'
import { answerRelease } from './release'
import type { Delimiters } from './segment'

export type AnswerForm = '997' | '999' | 'ta1'

export interface AnswerSettings {
  readonly form: AnswerForm
  /** `2026-01-15`. */
  readonly date: string
  /** `09:30`. */
  readonly time: string
  /** Control numbers to be used next; counted up, from 1 again after 999999999. */
  readonly next: { interchange: number; group: number }
}

/**
 * One answer for each interchange that has something to be answered, which an answer itself has not: ids reversed, test flag and
 * separators as received. Every one of them can be written, however broken what it answers is.
 */
export function answersTo(interchanges: readonly Interchange[], settings: AnswerSettings): readonly OutgoingInterchange[] {
  return interchanges.flatMap(received => {
    const { date, time, form, next } = settings
    // A 999 exists from 005010.
    const version = form === '999' || received.version >= '00501' ? '005010' : '004010'
    const delimiters = delimitersFor(received, version)
    const groups = form === 'ta1' ? [] : groupsOf(received, delimiters, settings)
    const isAnswer = received.technicalAcknowledgments.length > 0 && received.groups.length === 0
    if (form === 'ta1' ? isAnswer : groups.length === 0) return []
    return [
      {
        sender: partyOf(received.receiverQualifier, received.receiver, delimiters),
        receiver: partyOf(received.senderQualifier, received.sender, delimiters),
        date,
        time,
        controlNumber: taken(next, 'interchange'),
        version,
        usage: received.usage === 'P' || received.usage === 'I' ? received.usage : 'T',
        acknowledgmentRequested: false,
        delimiters,
        technicalAcknowledgments: form === 'ta1' ? [technicalAcknowledgment(received)] : [],
        groups,
      },
    ]
  })
}

/** Answers that go the same way and in the same version share a group. */
function groupsOf(received: Interchange, delimiters: Delimiters, { form, next }: AnswerSettings): readonly OutgoingGroup[] {
  const isImplementation = form === '999'
  const answers = isImplementation ? acknowledgeImplementation(received, delimiters) : acknowledge(received, delimiters)
  const groups = new Map<string, OutgoingGroup & { transactions: OutgoingTransaction[] }>()
  for (const answer of answers) {
    const { group: answered } = answer
    const sender = applicationOf(answered.receiver, received.receiver, delimiters)
    const receiver = applicationOf(answered.sender, received.sender, delimiters)
    const version = isImplementation ? '005010' : answerRelease(answered.version, received.version)
    const key = [sender, receiver, version].join('\n')
    let group = groups.get(key)
    if (group === undefined) {
      group = { functionalId: 'FA', sender, receiver, controlNumber: taken(next, 'group'), version, transactions: [] }
      groups.set(key, group)
    }
    group.transactions.push(setOf(answer, form, group.transactions.length + 1))
  }
  return [...groups.values()]
}

function setOf({ segments }: Acknowledgment, set: string, number: number): OutgoingTransaction {
  return { set, controlNumber: String(number).padStart(4, '0'), segments }
}

/** ISA05 and ISA06 of a party that may have been named badly; ZZ is the qualifier of ids that the two sides agreed on. */
function partyOf(qualifier: string, id: string, delimiters: Delimiters): { qualifier: string; id: string } {
  return { qualifier: /^[A-Z0-9]{2}$/.test(qualifier) ? qualifier : 'ZZ', id: textEchoed(id, delimiters, 15) || NOBODY }
}

/** An id that GS02 or GS03 can hold: that of the group, otherwise that of the interchange. */
function applicationOf(id: string, interchangeId: string, delimiters: Delimiters): string {
  const [own, other] = [id, interchangeId].map(each => textEchoed(each, delimiters, 16))
  if (own !== undefined && own.length >= 2 && own.length <= 15) return own
  return (other?.slice(0, 15) || NOBODY).padEnd(2)
}

/** Id of a party that the file received does not name. */
const NOBODY = '00'

function taken(next: AnswerSettings['next'], kind: 'interchange' | 'group'): number {
  const number = next[kind]
  next[kind] = number >= 999_999_999 ? 1 : number + 1
  return number
}
