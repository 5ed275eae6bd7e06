/** What an override gave back, against what it was given: a whole document of the same kind, with nothing in it that nobody vouches for. */
import { decimal, type DecimalText, money, sum } from '../../documents/value'
import type { PurchaseOrder } from '../../documents/purchase-order'
import { problem } from '../../shape'
import { decode } from '../../x12/decode'
import { functionalIds } from '../../x12/dictionary/index'
import { encode } from '../../x12/encode'
import { findingsOf } from '../../x12/report'
import type { Segment } from '../../x12/segment'
import { EdiError } from '../../error'
import { documentShapes } from './document-shapes'

/** A sentence with its place for each fault; none when it can be used. */
export function faultsOf(before: unknown, after: unknown): string[] {
  if (isTransactionSet(before)) return setFaults(before, after)
  const kind = (before as { readonly kind?: string } | null)?.kind ?? ''
  const check = Object.hasOwn(documentShapes, kind) ? documentShapes[kind] : undefined
  if (check === undefined) return [`what the map makes here (${kind || 'no document'}) cannot be overridden`]
  const faults = check(after, '')
  if (faults.length > 0 || kind !== 'purchase-order') return faults
  return orderFaults(before as PurchaseOrder, after as PurchaseOrder)
}

/** Keys of Exact Online, accounts and tax codes are looked up, never written by hand; and the order still adds up. */
function orderFaults(before: PurchaseOrder, after: PurchaseOrder): string[] {
  const kept = (['division', 'number', 'sourceId', 'revision', 'purpose', 'currency', 'orderDate'] as const).filter(
    name => before[name] !== after[name],
  )
  const known = new Map(before.lines.map(line => [line.sourceId, line]))
  const total = sum(after.lines.map(({ amount }) => amount)).minus(after.discount ?? 0)
  return [
    ...kept.map(name => `${name}: may not be changed`),
    ...(before.supplier.id === after.supplier.id && before.supplier.code === after.supplier.code
      ? []
      : ['supplier: may not be changed']),
    ...after.lines.flatMap((line, n) => {
      const own = known.get(line.sourceId)
      const at = `lines[${n}]`
      if (own === undefined) return [`${at}.sourceId: is no line of the order`]
      const guessed = (['costCentre', 'costUnit', 'vatCode', 'unit'] as const).filter(name => own[name] !== line[name])
      return [
        ...guessed.map(name => `${at}.${name}: may not be changed; correct the order or the cross-references`),
        ...(JSON.stringify(own.glAccount) === JSON.stringify(line.glAccount)
          ? []
          : [`${at}.glAccount: may not be changed; correct the cost centres of the supplier directory`]),
        ...(own.item.id === line.item.id ? [] : [`${at}.item.id: may not be changed`]),
        ...(same(money(decimal(line.quantity).times(line.price), after.currency), line.amount)
          ? []
          : [`${at}.amount: is ${line.amount}, and quantity times price another`]),
      ]
    }),
    ...(new Set(after.lines.map(({ sourceId }) => sourceId)).size < after.lines.length ? ['lines: name a line twice'] : []),
    ...(total.equals(after.total) ? [] : [`total: is ${after.total}, and the lines come to ${total.toFixed()}`]),
  ]
}

interface TransactionSet {
  readonly set: string
  readonly segments: readonly Segment[]
}

function isTransactionSet(value: unknown): value is TransactionSet {
  const { set, segments } = (value ?? {}) as Partial<TransactionSet>
  return typeof set === 'string' && Array.isArray(segments)
}

function setFaults(before: TransactionSet, after: unknown): string[] {
  if (!isTransactionSet(after)) return ['must be {set, segments}, as the map makes it']
  if (after.set !== before.set) return [problem('set', 'may not be changed')]
  const unlike = after.segments.findIndex(
    segment => !Array.isArray(segment) || segment.length < 2 || !segment.every(element => typeof element === 'string'),
  )
  if (unlike >= 0) return [problem(`segments[${unlike}]`, 'must be a list of texts, tag first: numbers are not rounded for you')]
  return [...guessedCodes(before.segments, after.segments), ...standardFaults(after)]
}

/** Accounts, cost centres and units come from the tables: an override may leave them out, and bring in none. */
const looked: readonly { readonly what: string; of(segment: Segment): string | undefined }[] = [
  { what: 'GL account (REF 11)', of: ([tag, qualifier, value]) => (tag === 'REF' && qualifier === '11' ? value : undefined) },
  { what: 'cost centre (REF DP)', of: ([tag, qualifier, value]) => (tag === 'REF' && qualifier === 'DP' ? value : undefined) },
  { what: 'unit', of: segment => (segment[0] === 'PO1' ? segment[3] : segment[0] === 'POC' ? segment[5] : undefined) },
]

function guessedCodes(before: readonly Segment[], after: readonly Segment[]): string[] {
  return looked.flatMap(({ what, of }) => {
    const known = new Set(before.map(of))
    return after.flatMap((segment, n) => {
      const value = of(segment)
      return value === undefined || known.has(value) ? [] : [`segments[${n}]: ${what} "${value}" is not one that was looked up`]
    })
  })
}

/** What the reader would reject is not sent; the guide of the partner is checked when it is encoded. */
function standardFaults({ set, segments }: TransactionSet): string[] {
  const party = (id: string) => ({ qualifier: 'ZZ', id })
  try {
    const bytes = encode({
      sender: party('SENDER'),
      receiver: party('RECEIVER'),
      date: '2026-01-15',
      time: '00:00',
      controlNumber: 1,
      version: '005010',
      usage: 'T',
      acknowledgmentRequested: false,
      // Separators that stand in no text, so that what a text may hold is judged with the partner's own.
      delimiters: { element: '\u001d', component: '\u001f', repetition: '\u001e', segment: '\u001c' },
      groups: [
        {
          functionalId: functionalIds[set] ?? '',
          sender: 'SENDER',
          receiver: 'RECEIVER',
          controlNumber: 1,
          version: versionOf(segments),
          transactions: [{ set, controlNumber: '0001', segments }],
        },
      ],
    })
    return findingsOf(decode(bytes, { mode: 'standard', rejects: 'transaction', encoding: 'utf8' }))
      .filter(({ level }) => level === 'error')
      .map(({ message }) => message)
  } catch (thrown) {
    if (thrown instanceof EdiError) return [thrown.message]
    throw thrown
  }
}

/** MSG went with 004010, MTX came with 005010; the rest is alike. */
function versionOf(segments: readonly Segment[]): string {
  return segments.some(([tag]) => tag === 'MTX') ? '005010' : '004010'
}

function same(one: DecimalText, other: DecimalText): boolean {
  return decimal(one).equals(other)
}
