/**
 * A file from a supplier → its transaction sets, the acknowledgments we owe for it, and what had to be rejected. Acknowledgments in
 * the file settle what was sent.
 */
import type { FunctionalAcknowledgment } from '../documents/functional-acknowledgment'
import { EdiError } from '../error'
import type { NewDocument } from '../ledger/documents'
import type { Ledger } from '../ledger/ledger'
import { sha256 } from '../ledger/message'
import { functionalAcknowledgmentFrom } from '../mapping/997-to-functional-acknowledgment'
import {
  type Company,
  companyOfInterchange,
  type Partner,
  type PartnerDirectory,
  partnerOfInterchange,
} from '../mapping/partners'
import type { EdiProperty, NodeMessage } from './message'
import { acknowledge } from '../x12/acknowledge'
import { decode } from '../x12/decode'
import type { Decoded, Group, Interchange, Transaction } from '../x12/decoded'
import type { DecodedTransaction } from './decoded-transaction'
import type { Outcome } from './outcome'

export type Mode = 'lenient' | 'standard' | 'strict'

export interface DecodeContext {
  readonly ledger: Ledger
  /** Document of the file. */
  readonly documentId: string
  readonly partners: PartnerDirectory | undefined
  readonly mode: Mode
  readonly who: string
}

const DOCUMENTS = 0
const ACKNOWLEDGMENTS = 1
const REJECTS = 2

export async function decodeFile(message: NodeMessage, context: DecodeContext): Promise<Outcome> {
  const decoded = decode(bytesOf(message.payload), { mode: context.mode, rejects: 'transaction', encoding: 'latin1' })
  const outputs: Outcome['outputs'][number][] = []
  for (const interchange of decoded.interchanges) {
    const { partner, company } = tradersOf(interchange, context.partners)
    const mismatch = refusalOf(interchange, partner)
    for (const group of interchange.groups) {
      for (const transaction of group.transactions) {
        const usable = mismatch === undefined && transaction.status !== 'rejected'
        const unclear = usable && group.functionalId === 'FA' ? await settle(context, interchange, transaction) : undefined
        outputs.push(
          transactionOutput(
            message,
            context,
            { interchange, group, transaction, partner, company },
            usable && unclear === undefined ? DOCUMENTS : REJECTS,
            mismatch ?? unclear,
          ),
        )
      }
    }
    if (partner && company && mismatch === undefined)
      outputs.push(...acknowledgmentOutputs(message, context, interchange, partner, company))
  }
  return { what: summary(decoded), detail: { findings: findingsOf(decoded) }, outputs }
}

function bytesOf(payload: unknown): Uint8Array {
  return payload instanceof Uint8Array ? payload : Buffer.from(String(payload), 'utf8')
}

interface Traders {
  readonly partner: Partner | undefined
  readonly company: Company | undefined
}

function tradersOf(interchange: Interchange, partners: PartnerDirectory | undefined): Traders {
  if (!partners) return { partner: undefined, company: undefined }
  const sender = { qualifier: interchange.senderQualifier, id: interchange.sender }
  const { usage } = interchange
  return {
    // The entry of this usage where the sender has one; otherwise the one whose usage the file is refused for.
    partner:
      unlessHeld(() => (usage === 'P' || usage === 'T' ? partnerOfInterchange(partners, { ...sender, usage }) : undefined)) ??
      unlessHeld(() => partnerOfInterchange(partners, sender)),
    company: unlessHeld(() =>
      companyOfInterchange(partners, { qualifier: interchange.receiverQualifier, id: interchange.receiver }),
    ),
  }
}

/** Strangers' files are decoded all the same; the maps hold their documents with the reason. */
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
    sender: interchange.sender,
    receiver: interchange.receiver,
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

function numbers({ interchange, group, transaction }: Found): NonNullable<EdiProperty['controlNumbers']> {
  return { interchange: interchange.controlNumber, group: group.controlNumber, set: transaction.controlNumber }
}

function traded(message: NodeMessage, { partner, company }: Traders): EdiProperty {
  return { ...message.edi, ...(partner ? { partner: partner.key } : {}), ...(company ? { division: company.division } : {}) }
}

function envelopeKey(interchange: Interchange, group: Group): string {
  return `${interchange.senderQualifier} ${interchange.sender} > ${interchange.receiverQualifier} ${interchange.receiver} ${interchange.controlNumber} ${group.functionalId} ${group.controlNumber}`
}

/** One 997 for each group, where the partner's settings ask for it. */
function acknowledgmentOutputs(
  message: NodeMessage,
  { documentId }: DecodeContext,
  interchange: Interchange,
  partner: Partner,
  company: Company,
): Outcome['outputs'] {
  const groups = interchange.groups.filter(({ functionalId }) => functionalId !== 'FA' && functionalId !== '')
  const owed = partner.acknowledge === 'always' || (partner.acknowledge === 'on-error' && interchange.status !== 'accepted')
  if (!owed || groups.length === 0) return []
  return acknowledge(interchange).map(({ segments }, index) => {
    const group = groups[index] as Group
    const subject = `997 for ${group.functionalId} ${group.controlNumber} from ${partner.name}`
    return {
      port: ACKNOWLEDGMENTS,
      document: {
        kind: 'x12-997-sent',
        businessKey: envelopeKey(interchange, group),
        subject,
        parentId: documentId,
        partner: partner.key,
        division: company.division,
      },
      message: {
        ...message,
        payload: { set: '997', segments },
        topic: subject,
        edi: {
          ...traded(message, { partner, company }),
          kind: 'x12-997-sent',
          set: '997',
          order: `${group.functionalId}${group.controlNumber}`,
        },
      },
    }
  })
}

/** @returns why it settles nothing, when nobody can say what the acknowledgment means; the rest of the file goes on */
async function settle(
  { ledger, who }: DecodeContext,
  interchange: Interchange,
  transaction: Transaction,
): Promise<string | undefined> {
  let acknowledgment: FunctionalAcknowledgment
  try {
    const componentSeparator = interchange.delimiters.component
    acknowledgment = functionalAcknowledgmentFrom(transaction.segments, { componentSeparator })
  } catch (thrown) {
    if (thrown instanceof EdiError) return `${thrown.code}: ${thrown.message}`
    throw thrown
  }
  await ledger.acknowledge({
    sender: `${interchange.senderQualifier} ${interchange.sender}`,
    receiver: `${interchange.receiverQualifier} ${interchange.receiver}`,
    functionalId: acknowledgment.functionalId,
    groupNumber: Number(acknowledgment.groupControlNumber),
    outcome: acknowledgment.outcome,
    sets: acknowledgment.sets,
    who,
  })
  return undefined
}

function summary({ interchanges }: Decoded): string {
  const transactions = interchanges.flatMap(({ groups }) => groups).flatMap(group => group.transactions)
  const sets = Object.entries(Object.groupBy(transactions, ({ set }) => set)).map(([set, found]) => `${found?.length} × ${set}`)
  const rejected = transactions.filter(({ status }) => status === 'rejected').length
  return `decoded: ${sets.join(', ') || 'no transaction sets'}${rejected > 0 ? `, ${rejected} rejected` : ''}`
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
