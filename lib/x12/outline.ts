/** What a file holds and what is wrong with it, without its segments: in little memory for a file of any size. */
import type { DecodedEvent } from './decode-stream'
import type { Decoded, Group, Interchange, Transaction } from './decoded'

/** Everything as `decode` gives it, except that transaction sets come without segments. */
export async function outlineOf(events: AsyncIterable<DecodedEvent>): Promise<Decoded> {
  const interchanges: Interchange[] = []
  let groups: Group[] = []
  let transactions: Transaction[] = []
  for await (const event of events) {
    if (event.kind === 'transaction') transactions.push(event.transaction)
    if (event.kind === 'group') {
      groups.push({ ...event.group, transactions: rejectedWith(event.group, transactions) })
      transactions = []
    }
    if (event.kind === 'interchange') {
      const kept = rejectedWith(event.interchange, groups)
      const isRejected = event.interchange.status === 'rejected'
      const whole = isRejected ? kept.map(group => ({ ...group, transactions: rejectedWith(group, group.transactions) })) : kept
      interchanges.push({ ...event.interchange, groups: whole })
      groups = []
    }
    if (event.kind === 'end') return { interchanges, findings: event.findings, ending: '' }
  }
  return { interchanges, findings: [], ending: '' }
}

/** A part had its own status when it ended; what holds it may have been rejected after that. */
function rejectedWith<Part extends Group | Transaction>(whole: Interchange | Group, parts: readonly Part[]): readonly Part[] {
  // A group is also rejected because each of its sets is; then nothing changes.
  return whole.status === 'rejected' ? parts.map(part => ({ ...part, status: 'rejected' })) : parts
}
