/** What the suppliers make of a file that the importer accepted: who it is for, and whether it can be understood. */
import type { Instant } from '../../lib/documents/value'
import type { World } from '../world'
import type { AcknowledgedGroup, ReceivedFile, ReceivedGroup, ReceivedSet } from './entries'
import { changeOf, orderOf, type ReceivedChange, type ReceivedLine, type ReceivedOrder } from './order'
import { at, type Group, readInterchanges, type TransactionSet } from './read'

export function received(file: string, text: string, world: World, moment: Instant): ReceivedFile {
  const interchanges = readInterchanges(text).map(interchange => {
    const company = world.companies.find(({ interchange: { id } }) => id === interchange.sender)
    const supplier = world.suppliers.find(({ interchange: { id } }) => id === interchange.receiver)
    return { interchange, company, supplier }
  })
  return {
    event: 'received',
    at: moment,
    file,
    interchanges: interchanges.flatMap(({ interchange: { controlNumber, usage, groups }, company, supplier }) =>
      company && supplier
        ? [{ controlNumber, usage, division: company.division, supplier: supplier.key, groups: groups.map(groupOf) }]
        : [],
    ),
    strangers: interchanges
      .filter(({ company, supplier }) => !company || !supplier)
      .map(
        ({ interchange: { controlNumber, sender, receiver } }) => `interchange ${controlNumber} from ${sender} to ${receiver}`,
      ),
  }
}

function groupOf(group: Group): ReceivedGroup {
  const { functionalId, controlNumber } = group
  return {
    functionalId,
    controlNumber,
    sets: functionalId === 'FA' ? [] : group.sets.map(setOf),
    acknowledged: functionalId === 'FA' ? group.sets.map(acknowledgedGroup) : [],
  }
}

/** A set that is neither 850 nor 860, whose trailer is wrong, or that nobody could deliver from is rejected. @see reference x12.md §9, element 718 */
function setOf(set: TransactionSet): ReceivedSet {
  const { code, controlNumber } = set
  if (code !== '850' && code !== '860') return { code, controlNumber, reason: '1' }
  if (!set.sound) return { code, controlNumber, reason: '4' }
  if (code === '860') {
    const change = changeOf(set)
    return isClearChange(change) ? { code, controlNumber, reason: '', change } : { code, controlNumber, reason: '5' }
  }
  const order = orderOf(set)
  return isClear(order) ? { code, controlNumber, reason: '', order } : { code, controlNumber, reason: '5' }
}

function isClear(order: ReceivedOrder): boolean {
  return (order.lines.length > 0 || order.purpose === '01') && isSound(order, order.lines)
}

/** A line that is deleted needs neither price nor day. */
function isClearChange(change: ReceivedChange): boolean {
  const kept = change.lines.filter(({ code }) => code !== 'DI')
  return (
    ['01', '04'].includes(change.purpose) &&
    isSound(change, kept) &&
    change.lines.every(({ code, number }) => /^[A-Z]{2}$/.test(code) && number !== '')
  )
}

function isSound({ number, date, requestedDate }: ReceivedOrder | ReceivedChange, lines: readonly ReceivedLine[]): boolean {
  const figures = lines.flatMap(line => [line.quantity, line.price])
  const requested = [requestedDate, ...lines.map(line => line.requestedDate)].filter(text => text !== '')
  return (
    number !== '' &&
    figures.every(figure => /^(\d+|\d*\.\d+)$/.test(figure)) &&
    [date, ...requested].every(isDay) &&
    new Set(lines.map(line => line.number)).size === lines.length
  )
}

function isDay(text: string): boolean {
  return /^\d{8}$/.test(text) && !Number.isNaN(Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`))
}

function acknowledgedGroup({ segments }: TransactionSet): AcknowledgedGroup {
  const header = segments.find(segment => segment[0] === 'AK1') ?? []
  const trailer = segments.find(segment => segment[0] === 'AK9') ?? []
  return { functionalId: at(header, 1), groupControlNumber: at(header, 2), verdict: at(trailer, 1) }
}
