/** The acknowledgments that we owe for an interchange: a 997 or 999 for each group, a TA1 for its envelope. */
import type { Company, Partner } from '../mapping/partners'
import { acknowledge, acknowledgeImplementation, technicalAcknowledgment } from '../x12/acknowledge'
import type { Group, Interchange } from '../x12/decoded'
import { answerRelease } from '../x12/release'
import type { Segment } from '../x12/segment'
import type { NodeMessage } from './message'
import type { Outcome } from './outcome'

export interface AcknowledgmentSettings {
  /** A 999 exists from 005010: with `by-version` groups of that release are answered with it. */
  readonly acknowledgment: '997' | 'by-version'
  /** A TA1 for every interchange, for those that ask for it (ISA14), or for none. */
  readonly technicalAcknowledgment: 'never' | 'when-asked' | 'always'
}

/** What `x12-encode` is handed. */
export interface OwedAcknowledgment {
  readonly set: '997' | '999' | 'TA1'
  /** GS08 of the answer: that of the group answered. */
  readonly version?: string
  readonly segments: readonly Segment[]
}

export interface Owing {
  readonly message: NodeMessage
  readonly documentId: string
  readonly port: number
  readonly partner: Partner
  readonly company: Company
}

export function owedAcknowledgments(
  interchange: Interchange,
  settings: AcknowledgmentSettings,
  owing: Owing,
): Outcome['outputs'] {
  return [...technical(interchange, settings, owing), ...functional(interchange, settings, owing)]
}

/** Interchanges of nothing but acknowledgments are not answered, or two partners would answer each other for ever. */
function technical(interchange: Interchange, { technicalAcknowledgment: when }: AcknowledgmentSettings, owing: Owing) {
  const { groups, technicalAcknowledgments } = interchange
  const isAnswer = technicalAcknowledgments.length > 0 && groups.length === 0
  const isOwed = when === 'always' || (when === 'when-asked' && interchange.acknowledgmentRequested)
  if (!isOwed || isAnswer) return []
  const payload: OwedAcknowledgment = { set: 'TA1', segments: [technicalAcknowledgment(interchange)] }
  const name = `interchange ${interchange.controlNumber}`
  return [output(owing, payload, { name, key: interchangeKey(interchange), order: `ISA${interchange.controlNumber}` })]
}

function functional(interchange: Interchange, { acknowledgment }: AcknowledgmentSettings, owing: Owing): Outcome['outputs'] {
  const { acknowledge: when } = owing.partner
  const isOwed = when === 'always' || (when === 'on-error' && interchange.status !== 'accepted')
  if (!isOwed) return []
  // The answer travels between the separators agreed with the partner, whatever came.
  const in997 = acknowledge(interchange, owing.partner.delimiters)
  const in999 = acknowledgeImplementation(interchange, owing.partner.delimiters)
  return in997.map(({ group, segments: short }, index) => {
    const release = answerRelease(group.version, interchange.version)
    const set = acknowledgment === 'by-version' && release === '005010' ? '999' : '997'
    const segments = set === '999' ? in999[index]!.segments : short
    const name = `${group.functionalId} ${group.controlNumber}`
    const key = `${interchangeKey(interchange)} ${group.functionalId} ${group.controlNumber}`
    const order = `${group.functionalId}${group.controlNumber}`
    return output(owing, { set, version: answerVersion(group, release), segments }, { name, key, order })
  })
}

/** The version received; that of the nearest dictionary where it has none, or it is none that can be sent. @see reference x12.md §9 */
function answerVersion({ version }: Group, release: string): string {
  return version.startsWith(release) && /^[A-Za-z0-9]{6,12}$/.test(version) ? version : release
}

function output(
  { message, documentId, port, partner, company }: Owing,
  payload: OwedAcknowledgment,
  { name, key, order }: { readonly name: string; readonly key: string; readonly order: string },
): Outcome['outputs'][number] {
  const kind = `x12-${payload.set}-sent`
  const topic = `${payload.set} for ${name} from ${partner.name}`
  return {
    port,
    document: {
      kind,
      businessKey: key,
      subject: topic,
      parentId: documentId,
      partner: partner.key,
      division: company.division,
    },
    message: {
      ...message,
      payload,
      topic,
      edi: { ...message.edi, partner: partner.key, division: company.division, kind, set: payload.set, order },
    },
  }
}

export function interchangeKey(interchange: Interchange): string {
  return `${interchange.senderQualifier} ${interchange.sender} > ${interchange.receiverQualifier} ${interchange.receiver} ${interchange.controlNumber}`
}
