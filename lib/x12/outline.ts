/** What a file holds and what is wrong with it, without its segments: in little memory for a file of any size. */
import type { DecodedEvent } from './decode-stream'
import type { Decoded, Finding, Group, Interchange, Status, Transaction } from './decoded'

export type Counts = Readonly<Record<Status, number>>

/** What an interchange holds, with what was counted and not kept. */
export interface Totals {
  readonly sets: Counts
  /** Errors, those against a guide among them. */
  readonly errors: number
  readonly notes: number
}

export interface OutlinedGroup extends Group {
  /** Transaction sets beyond the limit, which were counted and not kept. */
  readonly unlisted: Counts
}

export interface OutlinedInterchange extends Interchange {
  readonly groups: readonly OutlinedGroup[]
  /** Groups beyond the limit. */
  readonly unlisted: Counts
  readonly totals: Totals
}

export interface Outline extends Decoded {
  readonly interchanges: readonly OutlinedInterchange[]
  /** Interchanges beyond the limit. */
  readonly unlisted: Counts
  /** Findings of what was not kept. */
  readonly unlistedFindings: number
  /** Of the whole file. */
  readonly totals: Totals
  /** Everything is accepted, and nothing outside of the interchanges is wrong. */
  readonly isFlawless: boolean
}

/**
 * Everything as `decode` gives it, except that transaction sets come without segments.
 * @param most so many sound parts (interchanges, groups and sets) are kept, and so many findings of faulty ones; beyond that they are
 *   counted only
 */
export async function outlineOf(events: AsyncIterable<DecodedEvent>, most = Number.POSITIVE_INFINITY): Promise<Outline> {
  const budget = new Budget(most)
  const interchanges: OutlinedInterchange[] = []
  const unlisted = none()
  const whole = new Tally()
  let tally = new Tally()
  let groups: OutlinedGroup[] = []
  let unlistedGroups = none()
  let transactions: Transaction[] = []
  let counts = none()
  let sets = none()
  let isFlawless = true
  for await (const event of events) {
    if (event.kind === 'transaction') {
      const { findings, status } = event.transaction
      tally.add(findings)
      sets[status]++
      if (budget.keeps(findings.length, false)) transactions.push(event.transaction)
      else counts[status]++
    }
    if (event.kind === 'group') {
      const { group } = event
      tally.add(group.findings)
      tally.addSets(underOf(group, sets))
      if (budget.keeps(group.findings.length, transactions.length > 0))
        groups.push(rejectedWith(group, { ...group, transactions, unlisted: counts }))
      else unlistedGroups[group.status]++
      transactions = []
      counts = none()
      sets = none()
    }
    if (event.kind === 'interchange') {
      const { interchange } = event
      const { status, findings } = interchange
      if (status !== 'accepted') isFlawless = false
      tally.add(findings)
      tally.sets = underOf(interchange, tally.sets)
      if (budget.keeps(findings.length, groups.length > 0)) {
        const kept = groups.map(group => rejectedWith(interchange, group))
        interchanges.push({ ...interchange, groups: kept, unlisted: underOf(interchange, unlistedGroups), totals: tally })
      } else unlisted[status]++
      whole.addAll(tally)
      tally = new Tally()
      groups = []
      unlistedGroups = none()
    }
    if (event.kind === 'end') {
      const { findings } = event
      whole.add(findings)
      if (findings.some(({ level }) => level !== 'note')) isFlawless = false
      return { interchanges, findings, ending: '', unlisted, unlistedFindings: budget.lost, totals: whole, isFlawless }
    }
  }
  throw new Error('the events of a file end without its end')
}

/** What an interchange that was read in full holds. */
export function totalsOf({ findings, groups }: Pick<Interchange, 'findings' | 'groups'>): Totals {
  const tally = new Tally()
  tally.add(findings)
  for (const group of groups) {
    tally.add(group.findings)
    for (const set of group.transactions) {
      tally.add(set.findings)
      tally.sets[set.status]++
    }
  }
  return tally
}

export class Tally implements Totals {
  sets = none()
  errors = 0
  notes = 0

  add(findings: readonly Finding[]): void {
    for (const { level } of findings) {
      if (level === 'note') this.notes++
      else this.errors++
    }
  }

  addSets({ accepted, errors, rejected }: Counts): void {
    this.sets.accepted += accepted
    this.sets.errors += errors
    this.sets.rejected += rejected
  }

  addAll({ sets, errors, notes }: Totals): void {
    this.addSets(sets)
    this.errors += errors
    this.notes += notes
  }
}

/** A part had its own status when it ended; what holds it may have been rejected after that. */
function rejectedWith(whole: Interchange | Group, group: OutlinedGroup): OutlinedGroup {
  // A group is also rejected because each of its sets is; then nothing changes.
  if (whole.status !== 'rejected') return group
  return {
    ...group,
    status: 'rejected',
    transactions: group.transactions.map(set => ({ ...set, status: 'rejected' })),
    unlisted: underOf(whole, group.unlisted),
  }
}

/** The parts of what is rejected are rejected with it. */
function underOf({ status }: { readonly status: Status }, { accepted, errors, rejected }: Counts): Record<Status, number> {
  const all = accepted + errors + rejected
  return status === 'rejected' ? { accepted: 0, errors: 0, rejected: all } : { accepted, errors, rejected }
}

class Budget {
  #sound = 0
  #findings = 0
  lost = 0

  constructor(readonly most: number) {}

  /** @param holds what is kept already, which needs the part that it stands in */
  keeps(findings: number, holds: boolean): boolean {
    const keeps = holds || (findings > 0 ? this.#findings : this.#sound) < this.most
    if (!keeps) this.lost += findings
    else if (findings > 0) this.#findings += findings
    else if (!holds) this.#sound++
    return keeps
  }
}

function none(): Record<Status, number> {
  return { accepted: 0, errors: 0, rejected: 0 }
}
