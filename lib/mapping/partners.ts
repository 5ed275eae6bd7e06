/**
 * The supplier directory: who a supplier is on each side, and what was agreed with it. Plain JSON, edited in the `edi-partners`
 * config node, exported and imported as it is.
 */
import type { Calendar } from '../calendar/business-hours'
import type { Division } from '../documents/value'
import { EdiError } from '../error'
import type { Guide } from '../x12/guide'
import type { CrossReferences } from './cross-reference'
import { hold } from './hold'
import type { PartnerMatching } from './matching-rules'
import { directoryProblems } from './partner-directory-shape'

export interface PartnerDirectory {
  /** Us, the buyer; one entry for each division that trades. */
  readonly companies: readonly Company[]
  readonly partners: readonly Partner[]
  readonly crossReferences: CrossReferences
  /** Business hours that deadlines may count in. */
  readonly calendars?: readonly Calendar[]
}

export interface Company {
  readonly division: Division
  readonly name: string
  readonly interchange: PartyId
  /** GS02/GS03; the interchange id where it is left out. */
  readonly application?: string
}

export interface PartyId {
  /** ISA05/ISA07. */
  readonly qualifier: string
  /** ISA06/ISA08, without padding. */
  readonly id: string
}

export interface Partner {
  /** Short key of our own, unique in the directory. */
  readonly key: string
  readonly name: string
  /** Account code in Exact Online, unpadded; per division because the same supplier may have another code in each. */
  readonly accounts: readonly { readonly division: Division; readonly code: string }[]
  readonly interchange: PartyId
  readonly application?: string
  /** GS08, `004010` or `005010`. */
  readonly version: string
  /** ISA15: T never meets P. */
  readonly usage: 'P' | 'T'
  /** `segment` may be followed by a line break; `repetition` may be empty for 004010. */
  readonly delimiters: {
    readonly element: string
    readonly component: string
    readonly repetition: string
    readonly segment: string
  }
  /**
   * How a later revision of an order is sent: whole, as an 850 with purpose 05 (`replace-850`) or 04 (`change-850`), or what changed as
   * an 860. A cancellation follows in the same set, with purpose 01. @see reference x12.md §5.1, §5.2
   */
  readonly change: 'replace-850' | 'change-850' | 'change-860'
  /** What each order line says of the buyer's bookkeeping, in REF segments; `cost-centre-and-account` where it is left out. */
  readonly costReferences?: 'cost-centre-and-account' | 'cost-centre' | 'none'
  /**
   * How the discount of an order line is told: in the price, which is net (also when left out), or as an allowance (SAC) beside the price
   * before it. @see reference x12.md §11.36
   */
  readonly discounts?: 'net-price' | 'allowance'
  /**
   * What a confirmation writes: dates and texts of the order, a draft of the purchase invoice that the 810 will complete, or both;
   * `confirm-order` where it is left out.
   */
  readonly acknowledgment?: 'confirm-order' | 'draft-invoice' | 'both'
  /** What a ship notice does: it is recorded against its orders (also when left out), or books a goods receipt, which moves stock. */
  readonly shipNotice?: 'record' | 'goods-receipt'
  /** Whether we answer its documents with a 997. `never` where the network does it. @see reference truecommerce.md §7 */
  readonly acknowledge: 'never' | 'always' | 'on-error'
  /** TXI03: a fraction (0.21) or a percent figure (21). @see reference x12.md §2 */
  readonly taxRate: 'fraction' | 'percent'
  /** How long its 997 may take from the moment of sending; 0: none is expected. */
  readonly acknowledgmentDeadlineHours: number
  /** How long nothing at all may come from it while a 997 is due; 48 where it is left out. */
  readonly silentAfterHours?: number
  /** Name of the calendar that both of these count in; left out, hours are those of the clock. */
  readonly calendar?: string
  /** What is made of its interchange control numbers: `sequential` (also when left out) tells of gaps and repeats, `unique` of repeats
   *  alone, for a partner that counts for all its customers together, and `any` of nothing. */
  readonly inboundNumbers?: 'sequential' | 'unique' | 'any'
  /** What a confirmation may change without a person: percent of the price; days of the date. Unless more is said in `matching`, an
   *  invoice may charge the same price. */
  readonly tolerances: { readonly pricePercent: string; readonly dateDays: number }
  /** How it narrows the standard, for each set and version; what it sends and is sent is checked by them. */
  readonly guides?: readonly Guide[]
  /** How its invoices are matched, where that is not as for all. */
  readonly matching?: PartnerMatching
}

export const emptyDirectory: PartnerDirectory = {
  companies: [],
  partners: [],
  crossReferences: { units: [], costCentres: [], taxes: [], charges: [], booking: [] },
}

/**
 * The directory in a JSON text; an empty text is an empty directory.
 * @throws EdiError `partner-directory-invalid`, naming every field that is wrong by its path
 */
export function parsePartnerDirectory(text: string): PartnerDirectory {
  if (text.trim() === '') return emptyDirectory
  const parsed = parsedJson(text)
  const problems = directoryProblems(parsed, '')
  if (problems.length === 0) return parsed as PartnerDirectory
  throw invalid(problems.slice(0, 20).join('; ') + (problems.length > 20 ? `; and ${problems.length - 20} more` : ''))
}

/** Whether this supplier is in the directory at all; others are served by other means than EDI. */
export function tradesByEdi(directory: PartnerDirectory, division: Division, code: string): boolean {
  return directory.partners.some(partner => hasAccount(partner, division, code))
}

/** The partner that is this account of the division. @throws EdiError `supplier-unknown`, held */
export function partnerOfSupplier(directory: PartnerDirectory, division: Division, code: string): Partner {
  const partner = directory.partners.find(candidate => hasAccount(candidate, division, code))
  if (partner) return partner
  throw hold({
    code: 'supplier-unknown',
    what: `Supplier ${code} is not in the supplier directory`,
    where: { division },
    remedy: `Add account ${code} of division ${division} to a partner`,
  })
}

/**
 * The partner that sends under this interchange id. One that has a test and a production entry is told apart by `usage` (ISA15).
 * @throws EdiError, held: `sender-unknown`, `sender-ambiguous`
 */
export function partnerOfInterchange(
  directory: PartnerDirectory,
  sender: PartyId & { readonly usage?: Partner['usage'] },
): Partner {
  const { qualifier, id, usage } = sender
  const [partner, ...others] = directory.partners.filter(
    ({ interchange, usage: agreed }) => samePartyId(interchange, sender) && (usage === undefined || usage === agreed),
  )
  const name = `${qualifier}/${id.trimEnd()}${usage === undefined ? '' : ` with usage ${usage}`}`
  if (partner === undefined)
    throw hold({
      code: 'sender-unknown',
      what: `No partner sends as ${name}`,
      remedy: 'Add the interchange id to a partner of the supplier directory, or ask the network who it is',
    })
  if (others.length > 0)
    throw hold({
      code: 'sender-ambiguous',
      what: `More than one partner sends as ${name}: ${[partner, ...others].map(({ key }) => key).join(', ')}`,
      remedy: 'Tell them apart by test and production, or keep one of them',
    })
  return partner
}

/** Our own company of a division. @throws EdiError `company-unknown`, held */
export function companyOf(directory: PartnerDirectory, division: Division): Company {
  const company = directory.companies.find(candidate => candidate.division === division)
  if (company) return company
  throw hold({
    code: 'company-unknown',
    what: `Division ${division} is not a company of the supplier directory`,
    where: { division },
    remedy: `Add division ${division} with its interchange id to the companies`,
  })
}

/**
 * Our own company that an interchange is addressed to (ISA07, ISA08). Companies that share an interchange id are told apart by the
 * receivers of its groups; of one that has an id to itself it does not matter what the groups say.
 * @throws EdiError, held: `receiver-unknown`, `receiver-ambiguous`
 */
export function companyOfInterchange(
  directory: PartnerDirectory,
  receiver: PartyId & {
    /** GS03 of each group. */
    readonly applications: readonly string[]
  },
): Company {
  const { qualifier, id, applications } = receiver
  const ours = directory.companies.filter(({ interchange }) => samePartyId(interchange, receiver))
  const meant = ours.filter(({ application, interchange }) =>
    applications.some(named => named.trimEnd() === (application ?? interchange.id)),
  )
  const [company, ...others] = ours.length > 1 ? meant : ours
  const name = `${qualifier}/${id.trimEnd()}${ours.length > 1 ? `, ${applications.join(', ') || 'no group'}` : ''}`
  if (company === undefined)
    throw hold({
      code: 'receiver-unknown',
      what: `No company of ours receives as ${name}`,
      remedy: 'Add the interchange id to a company of the supplier directory, or tell the sender that its address is wrong',
    })
  if (others.length > 0)
    throw hold({
      code: 'receiver-ambiguous',
      what: `More than one company of ours receives as ${name}: ${[company, ...others].map(one => one.division).join(', ')}`,
      remedy: 'Give each of them an application id of its own, and have each interchange sent to one of them',
    })
  return company
}

function hasAccount({ accounts }: Partner, division: Division, code: string): boolean {
  return accounts.some(account => account.division === division && account.code === code.trim())
}

/** Padding on the right does not count. @see reference x12.md §1 */
function samePartyId(one: PartyId, other: PartyId): boolean {
  return one.qualifier.trimEnd() === other.qualifier.trimEnd() && one.id.trimEnd() === other.id.trimEnd()
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalid('It is not JSON', cause)
  }
}

function invalid(why: string, cause?: unknown): EdiError {
  return new EdiError({
    code: 'partner-directory-invalid',
    what: 'The supplier directory is not valid',
    why,
    remedy: 'Correct the fields named and deploy again',
    ...(cause !== undefined && { cause }),
  })
}
