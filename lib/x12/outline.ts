/** What a file holds and what is wrong with it, without its segments: in little memory for a file of any size. */
import type { DecodedEvent } from './decode-stream'
import type { Decoded, Group, Interchange, Status, Transaction } from './decoded'

export type Counts = Readonly<Record<Status, number>>

export interface OutlinedGroup extends Group {
  /** Transaction sets beyond the limit, which were counted and not kept. */
  readonly unlisted: Counts
}

export interface Outline extends Decoded {
  readonly interchanges: readonly (Interchange & { readonly groups: readonly OutlinedGroup[] })[]
  /** Interchanges beyond the limit. */
  readonly unlisted: Counts
  /** Findings of what was not kept. */
  readonly unlistedFindings: number
  /** Everything is accepted, and nothing outside of the interchanges is wrong. */
  readonly isFlawless: boolean
}

/**
 * Everything as `decode` gives it, except that transaction sets come without segments.
 * @param most interchanges and sets that are kept, and as many findings; beyond that sound ones are counted only, and faulty ones when
 *   there are that many findings too
 */
export async function outlineOf(events: AsyncIterable<DecodedEvent>, most = Number.POSITIVE_INFINITY): Promise<Outline> {
  const budget = new Budget(most)
  const interchanges: Outline['interchanges'][number][] = []
  const unlisted = none()
  let groups: OutlinedGroup[] = []
  let transactions: Transaction[] = []
  let counts = none()
  let isFlawless = true
  for await (const event of events) {
    if (event.kind === 'transaction') {
      if (budget.keeps(event.transaction.findings.length)) transactions.push(event.transaction)
      else counts[event.transaction.status]++
    }
    if (event.kind === 'group') {
      groups.push(rejectedWith(event.group, { ...event.group, transactions, unlisted: counts }))
      transactions = []
      counts = none()
    }
    if (event.kind === 'interchange') {
      const { interchange } = event
      if (interchange.status !== 'accepted') isFlawless = false
      const holds = groups.some(group => group.transactions.length > 0 || group.findings.length > 0)
      if (holds || budget.keeps(interchange.findings.length))
        interchanges.push({ ...interchange, groups: groups.map(group => rejectedWith(interchange, group)) })
      else unlisted[interchange.status]++
      groups = []
    }
    if (event.kind === 'end') {
      const { findings } = event
      if (findings.some(({ level }) => level !== 'note')) isFlawless = false
      return { interchanges, findings, ending: '', unlisted, unlistedFindings: budget.lost, isFlawless }
    }
  }
  throw new Error('the events of a file end without its end')
}

/** A part had its own status when it ended; what holds it may have been rejected after that. */
function rejectedWith(whole: Interchange | Group, group: OutlinedGroup): OutlinedGroup {
  // A group is also rejected because each of its sets is; then nothing changes.
  if (whole.status !== 'rejected') return group
  const { accepted, errors, rejected } = group.unlisted
  return {
    ...group,
    status: 'rejected',
    transactions: group.transactions.map(set => ({ ...set, status: 'rejected' })),
    unlisted: { accepted: 0, errors: 0, rejected: accepted + errors + rejected },
  }
}

class Budget {
  #parts = 0
  #findings = 0
  lost = 0

  constructor(readonly most: number) {}

  keeps(findings: number): boolean {
    const keeps = this.#parts < this.most || (findings > 0 && this.#findings < this.most)
    if (keeps) {
      this.#parts++
      this.#findings += findings
    } else this.lost += findings
    return keeps
  }
}

function none(): Record<Status, number> {
  return { accepted: 0, errors: 0, rejected: 0 }
}
