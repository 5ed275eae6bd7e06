/** A transaction set → the bytes of an interchange, with control numbers of the ledger. The bytes are stored before they are sent. */
import type { Environment } from '../environment'
import { EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import type { PartnerDirectory } from '../mapping/partners'
import type { NodeMessage } from './message'
import { encode } from '../x12/encode'
import { functionalIds, type Segment } from '../x12/segment'
import { companyFor, partnerFor } from './hop'
import type { Outcome } from './outcome'

interface OutgoingSet {
  readonly set: string
  /** Without ST and SE. */
  readonly segments: readonly Segment[]
}

const NINE_DIGITS = 999_999_999

export async function encodeTransaction(message: NodeMessage, ledger: Ledger, partners: PartnerDirectory): Promise<Outcome> {
  const { set, segments, functionalId } = outgoing(message.payload)
  const company = companyFor(message, partners)
  const partner = partnerFor(message, partners)
  const sender = `${company.interchange.qualifier} ${company.interchange.id}`
  const receiver = `${partner.interchange.qualifier} ${partner.interchange.id}`
  const interchangeNumber = await ledger.nextControlNumber(`ISA ${sender} > ${receiver}`, NINE_DIGITS)
  const groupNumber = await ledger.nextControlNumber(`GS ${sender} > ${receiver}`, NINE_DIGITS)
  // One set a group, so its number needs to be unique in nothing else.
  const setNumber = '0001'
  const { date, time } = utc(ledger.environment)
  const bytes = encode({
    sender: company.interchange,
    receiver: partner.interchange,
    date,
    time,
    controlNumber: interchangeNumber,
    version: partner.version.startsWith('005') ? '005010' : '004010',
    usage: partner.usage,
    acknowledgmentRequested: false,
    delimiters: partner.delimiters,
    groups: [
      {
        functionalId,
        sender: company.application ?? company.interchange.id,
        receiver: partner.application ?? partner.interchange.id,
        controlNumber: groupNumber,
        version: partner.version,
        transactions: [{ set, controlNumber: setNumber, segments }],
      },
    ],
  })
  const deadline = new Date(ledger.environment.now().getTime() + partner.acknowledgmentDeadlineHours * 3_600_000).toISOString()
  const controlNumbers = { interchange: String(interchangeNumber).padStart(9, '0'), group: String(groupNumber), set: setNumber }
  return {
    what: `${set} encoded as interchange ${controlNumbers.interchange} for ${partner.name}`,
    detail: { controlNumbers, bytes: bytes.length },
    // A 997 is never acknowledged.
    transmissions:
      functionalId === 'FA' ? [] : [{ sender, receiver, functionalId, groupNumber, setNumber, interchangeNumber, deadline }],
    outputs: [{ port: 0, message: { ...message, payload: bytes, edi: { ...message.edi, set, controlNumbers } } }],
  }
}

/** @throws EdiError `x12-set-missing`, `x12-set-unknown` */
function outgoing(payload: unknown): OutgoingSet & { readonly functionalId: string } {
  const { set, segments } = (payload ?? {}) as Partial<OutgoingSet>
  if (typeof set !== 'string' || !Array.isArray(segments)) {
    throw new EdiError({
      code: 'x12-set-missing',
      what: 'The message holds no transaction set to encode',
      why: 'msg.payload has to be { set, segments }, as edi-map makes it: segments without ST and SE, each a list of tag and elements',
    })
  }
  const functionalId = Object.hasOwn(functionalIds, set) ? functionalIds[set] : undefined
  if (functionalId === undefined) {
    throw new EdiError({
      code: 'x12-set-unknown',
      what: `Transaction set ${set} cannot be encoded`,
      remedy: `Known are ${Object.keys(functionalIds).join(', ')}`,
    })
  }
  return { set, segments, functionalId }
}

/** Envelope times are UTC, so that the same inputs give the same bytes on any machine. */
function utc(environment: Environment): { date: string; time: string } {
  const text = environment.now().toISOString()
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}
