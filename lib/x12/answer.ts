/** Interchanges that answer interchanges received, ready to be written. @see reference x12.md §9 */
import { type Acknowledgment, acknowledge, acknowledgeImplementation, technicalAcknowledgment } from './acknowledge'
import type { Group, Interchange } from './decoded'
import type { OutgoingGroup, OutgoingInterchange, OutgoingTransaction } from './encode'
import { releaseOf } from './release'
import type { Delimiters } from './segment'

export type AnswerForm = '997' | '999' | 'ta1'

export interface AnswerSettings {
  readonly form: AnswerForm
  /** `2026-01-15`. */
  readonly date: string
  /** `09:30`. */
  readonly time: string
  /** Control numbers to be used next; counted up. */
  readonly next: { interchange: number; group: number }
}

/** One answer for each interchange that has something to be answered, which an answer itself has not: ids reversed, test flag and separators as received. */
export function answersTo(interchanges: readonly Interchange[], settings: AnswerSettings): readonly OutgoingInterchange[] {
  return interchanges.flatMap(received => {
    const delimiters = usable(received.delimiters)
    const groups = settings.form === 'ta1' ? [] : groupsOf(received, delimiters, settings)
    const isAnswer = received.technicalAcknowledgments.length > 0 && received.groups.length === 0
    if (settings.form === 'ta1' ? isAnswer : groups.length === 0) return []
    const { date, time, form } = settings
    return [
      {
        sender: { qualifier: received.receiverQualifier, id: received.receiver },
        receiver: { qualifier: received.senderQualifier, id: received.sender },
        date,
        time,
        controlNumber: settings.next.interchange++,
        // A 999 exists from 005010.
        version: form === '999' || received.version >= '00402' ? '005010' : '004010',
        usage: received.usage === 'P' ? 'P' : 'T',
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
  answers.forEach((answer, index) => {
    const answered = answeredGroup(received, index)
    const sender = ofGroup(answered.receiver, received.receiver)
    const receiver = ofGroup(answered.sender, received.sender)
    const version = isImplementation ? '005010' : releaseOf(answered.version, received.version).release
    const key = [sender, receiver, version].join('\n')
    let group = groups.get(key)
    if (group === undefined) {
      group = { functionalId: 'FA', sender, receiver, controlNumber: next.group++, version, transactions: [] }
      groups.set(key, group)
    }
    group.transactions.push(setOf(answer, form, group.transactions.length + 1))
  })
  return [...groups.values()]
}

/** The group that the answer of this index speaks of. */
function answeredGroup({ groups }: Interchange, index: number): Group {
  return groups.filter(({ functionalId }) => functionalId !== 'FA' && functionalId !== '')[index]!
}

function setOf({ segments }: Acknowledgment, set: string, number: number): OutgoingTransaction {
  return { set, controlNumber: String(number).padStart(4, '0'), segments }
}

/** An id that GS02 or GS03 can hold; a file with another one can be answered all the same. */
function ofGroup(id: string, interchangeId: string): string {
  return id.trim().length >= 2 && id.length <= 15 ? id : interchangeId
}

/** Separators as received; the usual ones where the sender's were wrong, which is then among what the answer says. */
function usable(received: Delimiters): Delimiters {
  const marks = [received.element, received.component, received.segment.slice(0, 1), received.repetition].filter(
    each => each !== '',
  )
  const isUsable =
    new Set(marks).size === marks.length && marks.length >= 3 && marks.every(each => /^[^A-Za-z0-9 \x80-\uffff]$/.test(each))
  return isUsable ? received : { element: '*', component: '>', repetition: '', segment: '~' }
}
