/** A transaction set → the bytes of an interchange, with control numbers of the ledger. The bytes are stored before they are sent. */
import type { Environment } from '../environment'
import { EdiError } from '../error'
import { groupScope, interchangeScope } from '../ledger/control-numbers'
import type { Ledger } from '../ledger/ledger'
import { hold } from '../mapping/hold'
import { deadlinesOf } from '../mapping/partner-deadlines'
import type { Partner, PartnerDirectory } from '../mapping/partners'
import { inBasicSet } from '../x12/basic-text'
import { decode } from '../x12/decode'
import { encode, type OutgoingInterchange } from '../x12/encode'
import { guideFor } from '../x12/guide'
import { rulesOf } from '../x12/guide-rules'
import type { Characters } from '../x12/outgoing-text'
import { findingsOf } from '../x12/report'
import { functionalIds } from '../x12/dictionary/index'
import type { Segment } from '../x12/segment'
import { companyFor, partnerFor } from './hop'
import type { NodeMessage } from './message'
import type { Outcome } from './outcome'

export interface EncodeSettings {
  /** `basic` writes accents as plain letters, small letters as capitals. */
  readonly characters: Characters | 'basic'
  /** Each segment on a line of its own, for people who look at the file. */
  readonly wrapLines: boolean
}

/** As the editor stores it; a flow that was made before a setting existed has none. */
export function encodeSettings({ characters, wrapLines = false }: Partial<EncodeSettings>): EncodeSettings {
  return { characters: characters || 'refuse', wrapLines }
}

interface OutgoingSet {
  readonly set: string
  /** Without ST and SE; for a TA1 that segment alone. */
  readonly segments: readonly Segment[]
  /** GS08 where it is another than the one agreed with the partner. */
  readonly version?: string
}

export interface EncodeContext {
  readonly ledger: Ledger
  /** Of what is encoded: the numbers that it is given stay its own until it is stored with them. */
  readonly documentId: string
}

export async function encodeTransaction(
  message: NodeMessage,
  { ledger, documentId }: EncodeContext,
  partners: PartnerDirectory,
  settings: EncodeSettings,
): Promise<Outcome> {
  const outgoing = outgoingIn(message.payload)
  const company = companyFor(message, partners)
  const partner = partnerFor(message, partners)
  const parties = { from: company, to: partner }
  const moment = utc(ledger.environment)
  const sender = `${company.interchange.qualifier} ${company.interchange.id}`
  const receiver = `${partner.interchange.qualifier} ${partner.interchange.id}`
  const written = (numbers: { readonly interchange: number; readonly group: number }) =>
    encode(interchangeOf(outgoing, parties, moment, settings, numbers))
  const { set, functionalId } = outgoing
  // What cannot be written is refused before it takes a number: a partner may want them without gaps.
  const trial = written({ interchange: 1, group: 1 })
  checkByGuide(partner, outgoing, trial)
  const scopes = [interchangeScope(sender, receiver), ...(functionalId === '' ? [] : [groupScope(sender, receiver)])]
  const [interchange = 0, group = 0] = await ledger.watchman.allocate(documentId, scopes)
  const bytes = written({ interchange, group })
  const sent = { sender, receiver, functionalId, groupNumber: group, setNumber: SET_NUMBER, interchangeNumber: interchange }
  const padded = String(interchange).padStart(9, '0')
  const controlNumbers =
    functionalId === '' ? { interchange: padded } : { interchange: padded, group: String(group), set: SET_NUMBER }
  return {
    what: `${set} encoded as interchange ${padded} for ${partner.name}`,
    detail: { controlNumbers, bytes: bytes.length },
    // Acknowledgments are never acknowledged.
    transmissions:
      functionalId === 'FA' || functionalId === '' ? [] : [{ ...sent, partner: partner.key, ...deadlinesOf(partners, partner) }],
    outputs: [{ port: 0, message: { ...message, payload: bytes, edi: { ...message.edi, set, controlNumbers } } }],
  }
}

/** One set a group, so its number needs to be unique in nothing else. */
const SET_NUMBER = '0001'

type Outgoing = OutgoingSet & { readonly functionalId: string }
type Trader = Pick<Partner, 'interchange' | 'application'>

function interchangeOf(
  { set, segments, functionalId, version: own }: Outgoing,
  { from, to }: { readonly from: Trader; readonly to: Partner },
  moment: { readonly date: string; readonly time: string },
  { characters, wrapLines }: EncodeSettings,
  numbers: { readonly interchange: number; readonly group: number },
): OutgoingInterchange {
  const version = own ?? to.version
  const { delimiters } = to
  const isWrapped = /[\r\n]/.test(delimiters.segment)
  const written = characters === 'basic' ? inBasicSet(segments, delimiters) : segments
  const group = {
    functionalId,
    sender: from.application ?? from.interchange.id,
    receiver: to.application ?? to.interchange.id,
    controlNumber: numbers.group,
    version,
    transactions: [{ set, controlNumber: SET_NUMBER, segments: written }],
  }
  return {
    sender: from.interchange,
    receiver: to.interchange,
    ...moment,
    controlNumber: numbers.interchange,
    version: version.startsWith('005') ? '005010' : '004010',
    usage: to.usage,
    acknowledgmentRequested: false,
    delimiters: wrapLines && !isWrapped ? { ...delimiters, segment: `${delimiters.segment}\n` } : delimiters,
    characters: characters === 'basic' ? 'refuse' : characters,
    technicalAcknowledgments: functionalId === '' ? segments : [],
    groups: functionalId === '' ? [] : [group],
  }
}

/**
 * What a partner would refuse is not sent, and takes no control number.
 * @throws EdiError `guide-not-kept`, held
 */
function checkByGuide(
  { guides = [], version, name }: Partner,
  { set, version: own = version }: Outgoing,
  written: Uint8Array,
): void {
  const guide = guideFor(guides, set, own)
  if (guide === undefined) return
  const decoded = decode(written, { mode: 'standard', rejects: 'transaction', encoding: 'utf8', guide: () => rulesOf(guide) })
  const [first, ...others] = findingsOf(decoded).filter(({ level }) => level === 'guide')
  if (first === undefined) return
  const { segment, position, element, message, remedy } = first
  throw hold({
    code: 'guide-not-kept',
    what: `The ${set} is not what ${name} takes: ${message}`,
    where: { segment, position, ...(element !== undefined && { element }) },
    ...(others.length > 0 && {
      why: `There ${others.length === 1 ? 'is 1 more finding' : `are ${others.length} more findings`} like this`,
    }),
    remedy: `${remedy}; or put the guide right`,
  })
}

/** @throws EdiError `x12-set-missing`, `x12-set-unknown` */
function outgoingIn(payload: unknown): Outgoing {
  const { set, segments, version } = (payload ?? {}) as Partial<OutgoingSet>
  if (typeof set !== 'string' || !Array.isArray(segments)) {
    throw new EdiError({
      code: 'x12-set-missing',
      what: 'The message holds no transaction set to encode',
      why: 'msg.payload has to be { set, segments }, as edi-map makes it: segments without ST and SE, each a list of tag and elements',
    })
  }
  const functionalId = set === 'TA1' ? '' : Object.hasOwn(functionalIds, set) ? functionalIds[set] : undefined
  if (functionalId === undefined) {
    throw new EdiError({
      code: 'x12-set-unknown',
      what: `Transaction set ${set} cannot be encoded`,
      remedy: `Known are ${Object.keys(functionalIds).join(', ')} and TA1`,
    })
  }
  // A whole decoded set names its version too; only an acknowledgment has one of its own to keep.
  const isAnswer = functionalId === 'FA' && typeof version === 'string'
  return { set, segments, functionalId, ...(isAnswer && { version }) }
}

/** Envelope times are UTC, so that the same inputs give the same bytes on any machine. */
function utc(environment: Environment): { date: string; time: string } {
  const text = environment.now().toISOString()
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}
