/**
 * A hop of a loop: one map, with the look-ups it needs around it. Hops read the ledger and Exact Online's master data; the maps
 * themselves stay pure. A hop answers with the outcome of its node's step.
 */
import type { DecodedTransaction } from './decoded-transaction'
import type { EdiProperty, NodeMessage } from './message'
import type { Ledger } from '../ledger/ledger'
import type { MasterData } from '../exact/directory'
import { EdiError } from '../error'
import type { Division } from '../documents/value'
import type { Company, Partner, PartnerDirectory } from '../mapping/partners'
import { companyOf, companyOfInterchange, partnerOfInterchange } from '../mapping/partners'
import type { FlatProfile } from '../mapping/flat/profile'
import type { ChangeAspect } from '../mapping/order-content'
import type { Overriding } from '../mapping/overrides/overrides'
import type { Outcome } from './outcome'

export interface HopContext {
  readonly ledger: Ledger
  /** The document in hand: what an earlier attempt of its own left in the ledger is not another document. */
  readonly documentId?: string
  readonly partners: PartnerDirectory
  /** @throws EdiError `no-exact-account` when the node names none */
  masterData(): MasterData
  /** @throws EdiError `flat-profile-invalid` */
  flatProfile?(): FlatProfile
  /** What counts as a change of an order; left out, everything that its supplier sees. */
  readonly changes?: readonly ChangeAspect[]
  /** What the overrides of the node make of the map's result. @throws EdiError, held: `overrides-invalid`, `override-failed`, `override-result-invalid` */
  readonly override?: Overriding
}

export type Hop = (message: NodeMessage, context: HopContext) => Promise<Outcome>

/** The map's result as the overrides leave it, which may be as it is. */
export async function overridden<T>(
  result: T,
  { override }: Pick<HopContext, 'override'>,
  partner: string | undefined,
): Promise<T> {
  return override ? override(result, partner) : result
}

/** The message with a new payload; what the hop does not own stays. */
export function onward(message: NodeMessage, payload: unknown, edi: EdiProperty, topic?: string): Outcome['outputs'] {
  return [{ port: 0, message: { ...message, payload, topic: topic ?? message.topic, edi: { ...message.edi, ...edi } } }]
}

/** @throws EdiError `division-missing`, `company-unknown` */
export function companyFor(message: NodeMessage, partners: PartnerDirectory): Company {
  return companyOf(partners, divisionOf(message))
}

export function divisionOf(message: NodeMessage): Division {
  const division = message.edi?.division
  if (typeof division === 'number') return division
  throw new EdiError({
    code: 'division-missing',
    what: 'The message does not say which Exact Online division it belongs to',
    why: 'msg.edi.division is set by the fetch node, and by the decode node when the receiver is a company of the partner directory',
    remedy: 'Add the receiver to the companies of the partner directory, or set msg.edi.division',
    prospect: 'held',
  })
}

/**
 * The division that the message carries; of a document that was for none of our companies, by its interchange, so that it is found once
 * the receiver is in the directory. Nothing for what came in no interchange.
 * @throws EdiError, held: `receiver-unknown`, `receiver-ambiguous`
 */
export function receivedIn({ edi, payload }: NodeMessage, partners: PartnerDirectory): Pick<EdiProperty, 'division'> {
  if (edi?.division !== undefined) return { division: edi.division }
  const { receiverQualifier: qualifier, receiver: id, applicationReceiver } = (payload ?? {}) as Partial<DecodedTransaction>
  if (qualifier === undefined || id === undefined || partners.companies.length === 0) return {}
  return { division: companyOfInterchange(partners, { qualifier, id, applications: [applicationReceiver ?? ''] }).division }
}

/**
 * By the key that the message carries; of a stranger's document, which has none, by its interchange, so that it is found once the sender
 * is in the directory.
 * @throws EdiError, held: `partner-unknown`, `sender-unknown`, `sender-ambiguous`
 */
export function partnerFor(message: NodeMessage, partners: PartnerDirectory): Partner {
  const key = message.edi?.partner
  const partner = partners.partners.find(candidate => candidate.key === key)
  if (partner) return partner
  const { senderQualifier, sender, usage } = (message.payload ?? {}) as Partial<DecodedTransaction>
  if (key === undefined && senderQualifier !== undefined && sender !== undefined)
    return partnerOfInterchange(partners, {
      qualifier: senderQualifier,
      id: sender,
      ...((usage === 'P' || usage === 'T') && { usage }),
    })
  throw new EdiError({
    code: 'partner-unknown',
    what:
      key === undefined
        ? 'The document comes from or goes to nobody in the partner directory'
        : `The partner directory has no partner "${key}"`,
    remedy: 'Add the partner with its interchange id and deploy: held documents are then tried again',
    prospect: 'held',
  })
}
