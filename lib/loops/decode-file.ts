/**
 * A file from a supplier → its transaction sets, the acknowledgments we owe for it, and what had to be rejected. Acknowledgments in
 * the file settle what was sent.
 */
import { EdiError } from '../error'
import type { NewDocument } from '../ledger/documents'
import type { Ledger } from '../ledger/ledger'
import { sha256 } from '../ledger/message'
import {
  type Company,
  companyOfInterchange,
  type Partner,
  type PartnerDirectory,
  partnerOfInterchange,
} from '../mapping/partners'
import type { EdiProperty, NodeMessage } from './message'
import { decode, type DecodeOptions } from '../x12/decode'
import type { Decoded, Group, Interchange, Transaction } from '../x12/decoded'
import { guideFor } from '../x12/guide'
import { rulesOf } from '../x12/guide-rules'
import type { Segment } from '../x12/segment'
import type { DecodeSettings } from './decode-settings'
import type { DecodedTransaction } from './decoded-transaction'
import { recordNumbers } from './inbound-numbers'
import type { Outcome } from './outcome'
import { interchangeKey, owedAcknowledgments } from './owed-acknowledgments'
import { settleGroup, settleInterchange } from './settle-acknowledgments'

export interface DecodeContext {
  readonly ledger: Ledger
  /** Document of the file. */
  readonly documentId: string
  readonly partners: PartnerDirectory | undefined
  readonly settings: DecodeSettings
  readonly who: string
}

const DOCUMENTS = 0
const ACKNOWLEDGMENTS = 1
const REJECTS = 2

/** How a set ends that nothing more is done with: its 997 says why. */
const REJECTED = 'rejected'

/**
 * @throws EdiError `not-x12`, `x12-too-large`; held: `sender-unknown`, `sender-ambiguous`, `receiver-unknown`, `receiver-ambiguous`,
 * `duplicate-control-number`
 */
export async function decodeFile(message: NodeMessage, context: DecodeContext): Promise<Outcome> {
  const decoded = decode(...readable(message.payload, context))
  if (context.partners) mustConcernUs(decoded, context.partners)
  const outputs: Outcome['outputs'][number][] = []
  const unmatched: string[] = []
  for (const interchange of decoded.interchanges) {
    const { partner, company } = tradersOf(interchange, context.partners)
    const mismatch = refusalOf(interchange, partner)
    if (partner && company && mismatch === undefined) await recordNumbers(context, interchange, partner)
    for (const ta1 of interchange.technicalAcknowledgments) {
      const settled = mismatch === undefined ? await settleInterchange(context, interchange, ta1) : {}
      const refusal = mismatch ?? settled.unclear ?? unmatchedRefusal(settled.unmatched)
      if (settled.unmatched !== undefined) unmatched.push(settled.unmatched)
      if (refusal !== undefined) outputs.push(technicalOutput(message, context, { interchange, ta1, partner, company }, refusal))
    }
    for (const group of interchange.groups) {
      for (const transaction of group.transactions) {
        const usable = mismatch === undefined && transaction.status !== 'rejected'
        const settles = usable && group.functionalId === 'FA'
        const settled = settles ? await settleGroup(context, interchange, transaction) : {}
        if (settled.unmatched !== undefined) unmatched.push(settled.unmatched)
        const port = usable && settled.unclear === undefined ? DOCUMENTS : REJECTS
        const found = { interchange, group, transaction, partner, company }
        outputs.push(transactionOutput(message, context, found, port, mismatch ?? settled.unclear))
      }
    }
    const { documentId, settings } = context
    if (partner && company && mismatch === undefined)
      outputs.push(
        ...owedAcknowledgments(interchange, settings, { message, documentId, port: ACKNOWLEDGMENTS, partner, company }),
      )
  }
  const answers = unmatched.length === 0 ? {} : { unmatched }
  return { what: summary(decoded, unmatched), detail: { findings: findingsOf(decoded), ...answers }, outputs }
}

/** Bytes, and how they are read; text comes as UTF-8 whatever files are set to. */
function readable(payload: unknown, { settings, partners }: DecodeContext): [Uint8Array, DecodeOptions] {
  const { mode, rejects, encoding, largest } = settings
  const guide: NonNullable<DecodeOptions['guide']> = (set, { version }, interchange) => {
    const own = partnerOf(interchange, partners)?.guides
    const found = own && guideFor(own, set, version)
    return found && rulesOf(found)
  }
  const options = { mode, rejects, encoding, largest, guide }
  if (payload instanceof Uint8Array) return [payload, options]
  return [Buffer.from(String(payload), 'utf8'), { ...options, encoding: 'utf8' }]
}

function unmatchedRefusal(what: string | undefined): string | undefined {
  return what === undefined ? undefined : `acknowledgment-unmatched: ${what}: nothing was sent that it answers`
}

interface Traders {
  readonly partner: Partner | undefined
  readonly company: Company | undefined
}

function tradersOf(interchange: Interchange, partners: PartnerDirectory | undefined): Traders {
  if (!partners) return { partner: undefined, company: undefined }
  return {
    partner: partnerOf(interchange, partners),
    company: unlessHeld(() => companyOfInterchange(partners, receiverOf(interchange))),
  }
}

function receiverOf({ receiverQualifier: qualifier, receiver: id, groups }: Interchange) {
  return { qualifier, id, applications: groups.map(group => group.receiver) }
}

/** The entry of this usage where the sender has one; otherwise the one whose usage the file is refused for. */
function partnerOf(
  { senderQualifier: qualifier, sender: id, usage }: Pick<Interchange, 'senderQualifier' | 'sender' | 'usage'>,
  partners: PartnerDirectory | undefined,
): Partner | undefined {
  if (!partners) return undefined
  return (
    unlessHeld(() => (usage === 'P' || usage === 'T' ? partnerOfInterchange(partners, { qualifier, id, usage }) : undefined)) ??
    unlessHeld(() => partnerOfInterchange(partners, { qualifier, id }))
  )
}

/**
 * A file that is from strangers, or for none of our companies, waits as a whole, with nothing answered and nothing handed on, until the
 * directory knows them. Among interchanges of others such ones go on, and the maps hold their documents with the same reason.
 */
function mustConcernUs({ interchanges }: Decoded, partners: PartnerDirectory): void {
  const [first] = interchanges
  if (first === undefined) return
  const known = interchanges.find(interchange => partnerOf(interchange, partners) !== undefined)
  if (known === undefined) partnerOfInterchange(partners, { qualifier: first.senderQualifier, id: first.sender })
  // A directory that names no company, as one to try a guide with, knows nobody whom a file could be for.
  if (partners.companies.length === 0) return
  const isForUs = (interchange: Interchange) => tradersOf(interchange, partners).company !== undefined
  if (!interchanges.some(isForUs)) companyOfInterchange(partners, receiverOf(known ?? first))
}

/** What one interchange is held for is no reason to stop the others. */
function unlessHeld<T>(find: () => T | undefined): T | undefined {
  try {
    return find()
  } catch (thrown) {
    if (thrown instanceof EdiError && thrown.prospect === 'held') return undefined
    throw thrown
  }
}

/** Test data never reaches production, nor the reverse. */
function refusalOf(interchange: Interchange, partner: Partner | undefined): string | undefined {
  if (!partner || interchange.usage === partner.usage) return undefined
  return `usage-mismatch: the interchange is marked ${interchange.usage} (ISA15), agreed with ${partner.name} is ${partner.usage}`
}

interface Found extends Traders {
  readonly interchange: Interchange
  readonly group: Group
  readonly transaction: Transaction
}

function transactionOutput(
  message: NodeMessage,
  { documentId }: DecodeContext,
  found: Found,
  port: number,
  refusal: string | undefined,
): Outcome['outputs'][number] {
  const { interchange, group, transaction, partner, company } = found
  const payload: DecodedTransaction & { refusal?: string } = {
    set: transaction.set,
    controlNumber: transaction.controlNumber,
    version: group.version,
    status: transaction.status,
    findings: [...interchange.findings, ...group.findings, ...transaction.findings],
    segments: transaction.segments,
    delimiters: interchange.delimiters,
    senderQualifier: interchange.senderQualifier,
    sender: interchange.sender,
    receiverQualifier: interchange.receiverQualifier,
    receiver: interchange.receiver,
    applicationReceiver: group.receiver,
    usage: interchange.usage,
    interchangeControlNumber: interchange.controlNumber,
    groupControlNumber: group.controlNumber,
    ...(refusal === undefined ? {} : { refusal }),
  }
  const subject = `${transaction.set} ${transaction.controlNumber} from ${partner?.name ?? interchange.sender}`
  const document: NewDocument = {
    kind: `x12-${transaction.set}`,
    businessKey: `${envelopeKey(interchange, group)} ${transaction.controlNumber} ${sha256(JSON.stringify(transaction.segments))}`,
    subject,
    parentId: documentId,
    ...(partner ? { partner: partner.key } : {}),
    ...(company ? { division: company.division } : {}),
  }
  return {
    port,
    document,
    ...(port === REJECTS && { reason: REJECTED }),
    message: {
      ...message,
      payload,
      topic: subject,
      edi: {
        ...traded(message, { partner, company }),
        kind: document.kind,
        set: transaction.set,
        controlNumbers: numbers(found),
      },
    },
  }
}

/** A TA1 that settles nothing: a person should see it. */
function technicalOutput(
  message: NodeMessage,
  { documentId }: DecodeContext,
  { interchange, ta1, ...traders }: Traders & { readonly interchange: Interchange; readonly ta1: Segment },
  refusal: string,
): Outcome['outputs'][number] {
  const { partner, company } = traders
  const { senderQualifier, sender, receiverQualifier, receiver, usage, controlNumber, delimiters, status, findings } = interchange
  const topic = `TA1 ${ta1[1] ?? ''} from ${partner?.name ?? sender}`
  const head = { set: 'TA1', controlNumber: ta1[1] ?? '', version: interchange.version, status, findings, segments: [ta1] }
  const envelope = {
    delimiters,
    senderQualifier,
    sender,
    receiverQualifier,
    receiver,
    applicationReceiver: '',
    usage,
    interchangeControlNumber: controlNumber,
    groupControlNumber: '',
  }
  const payload: DecodedTransaction & { refusal: string } = { ...head, ...envelope, refusal }
  return {
    port: REJECTS,
    reason: REJECTED,
    document: {
      kind: 'x12-TA1',
      businessKey: `${interchangeKey(interchange)} ${ta1.join(' ')}`,
      subject: topic,
      parentId: documentId,
      ...(partner ? { partner: partner.key } : {}),
      ...(company ? { division: company.division } : {}),
    },
    message: {
      ...message,
      payload,
      topic,
      edi: { ...traded(message, traders), kind: 'x12-TA1', set: 'TA1', controlNumbers: { interchange: controlNumber } },
    },
  }
}

function numbers({ interchange, group, transaction }: Found): NonNullable<EdiProperty['controlNumbers']> {
  return { interchange: interchange.controlNumber, group: group.controlNumber, set: transaction.controlNumber }
}

function traded(message: NodeMessage, { partner, company }: Traders): EdiProperty {
  return { ...message.edi, ...(partner ? { partner: partner.key } : {}), ...(company ? { division: company.division } : {}) }
}

function envelopeKey(interchange: Interchange, group: Group): string {
  return `${interchangeKey(interchange)} ${group.functionalId} ${group.controlNumber}`
}

function summary({ interchanges }: Decoded, unmatched: readonly string[]): string {
  const transactions = interchanges.flatMap(({ groups }) => groups).flatMap(group => group.transactions)
  const sets = Object.entries(Object.groupBy(transactions, ({ set }) => set)).map(([set, found]) => `${found?.length} × ${set}`)
  const rejected = transactions.filter(({ status }) => status === 'rejected').length
  const technical = interchanges.flatMap(({ technicalAcknowledgments }) => technicalAcknowledgments).length
  const all = technical > 0 ? [...sets, `${technical} × TA1`] : sets
  return [
    `decoded: ${all.join(', ') || 'no transaction sets'}`,
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(unmatched.length > 0 ? [`nothing was sent that these answer: ${unmatched.slice(0, 5).join(', ')}`] : []),
  ].join(', ')
}

function findingsOf({ interchanges, findings }: Decoded): readonly string[] {
  const all = [
    ...findings,
    ...interchanges.flatMap(interchange => [
      ...interchange.findings,
      ...interchange.groups.flatMap(group => [
        ...group.findings,
        ...group.transactions.flatMap(transaction => transaction.findings),
      ]),
    ]),
  ]
  return all.map(
    ({ code, segment, position, element, message }) => `${code} ${segment}${element ?? ''} at ${position}: ${message}`,
  )
}
