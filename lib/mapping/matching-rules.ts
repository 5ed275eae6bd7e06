/** What was agreed with a partner about invoices, over what holds for all: the settings of `edi-match` and the supplier directory. */
import type { CalendarDate, Division } from '../documents/value'
import {
  type AgreedCharge,
  type ItemNumbers,
  type Matching,
  type MatchingRules,
  type ReceiptSource,
  type Tolerance,
  type ToleranceKind,
  toleranceKinds,
} from '../matching/rules'
import { hold } from './hold'
import { type CrossReferences, rowsInForce } from './cross-reference'
import type { Partner } from './partners'

/** Of one partner, in the supplier directory: each part goes before the default of the node. */
export interface PartnerMatching {
  readonly matching?: Matching
  /** For a three-way match; goods receipts where it is left out. */
  readonly receipts?: ReceiptSource
  readonly tolerances?: Readonly<Partial<Record<ToleranceKind, Tolerance>>>
  /** The charges that were agreed and no others; an empty list agrees to none. */
  readonly charges?: readonly AgreedCharge[]
  readonly items?: readonly ItemNumbers[]
}

/** For partners with whom nothing else was agreed. */
export interface MatchingDefaults {
  /** `partner`: what each has agreed. */
  readonly matching: Matching | 'partner'
  readonly tolerances: Readonly<Partial<Record<ToleranceKind, Tolerance>>>
  /** Of each charge that the supplier directory maps; `none`: every charge is held. */
  readonly charges: Tolerance | 'none'
}

/**
 * Where nothing is set for the price, an invoice may charge what a confirmation may change. `partner` decides between two-way and
 * three-way only where the node leaves it to the partner.
 * @param on the date of the invoice: the tables of that day count
 * @throws EdiError `matching-not-agreed`, held
 */
export function matchingRules(
  partner: Partner,
  { charges: mapped, items = [] }: CrossReferences,
  { division, on, defaults }: { readonly division: Division; readonly on: CalendarDate; readonly defaults: MatchingDefaults },
): MatchingRules {
  const occasion = { division, partner: partner.key, on }
  const own = partner.matching ?? {}
  const ofConfirmation: Partial<Record<ToleranceKind, Tolerance>> = { price: { percent: partner.tolerances.pricePercent } }
  const tolerances = toleranceKinds.flatMap(kind => {
    const tolerance = own.tolerances?.[kind] ?? defaults.tolerances[kind] ?? ofConfirmation[kind]
    return tolerance === undefined ? [] : [[kind, tolerance] as const]
  })
  const limits = defaults.charges
  const usual =
    limits === 'none'
      ? []
      : rowsInForce(mapped, occasion).flatMap(({ charge }) => (charge === undefined ? [] : [{ charge, ...limits }]))
  return {
    matching: matchingWith(partner, defaults),
    receipts: own.receipts ?? 'goods-receipts',
    tolerances: Object.fromEntries(tolerances),
    charges: own.charges ?? usual,
    items: [...(own.items ?? []), ...rowsInForce(items, occasion)],
  }
}

function matchingWith({ key, matching }: Partner, defaults: MatchingDefaults): Matching {
  if (defaults.matching !== 'partner') return defaults.matching
  if (matching?.matching !== undefined) return matching.matching
  throw hold({
    code: 'matching-not-agreed',
    what: `It is not said whether invoices of partner "${key}" are matched two-way or three-way`,
    remedy: 'Set "matching" of the partner in the supplier directory, or choose one for all in the node',
  })
}
