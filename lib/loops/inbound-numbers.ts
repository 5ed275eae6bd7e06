/** What the control numbers of a file say: whether it was here before, and whether something before it was not. */
import { createHash } from 'node:crypto'
import { EdiError } from '../error'
import { interchangeScope } from '../ledger/control-numbers'
import type { InboundNumber } from '../ledger/inbound'
import type { Ledger } from '../ledger/ledger'
import type { Partner } from '../mapping/partners'
import type { Group, Interchange } from '../x12/decoded'

export interface NumbersContext {
  readonly ledger: Ledger
  /** Document of the file. */
  readonly documentId: string
}

/**
 * Records the numbers of an interchange that a partner of ours sent; nothing of it may be handed on before. Numbers of groups are only
 * noted: many count them in each file anew.
 * @throws EdiError `duplicate-control-number`, held, when other content came under the interchange's number
 */
export async function recordNumbers(
  { ledger, documentId }: NumbersContext,
  interchange: Interchange,
  { key, name, inboundNumbers = 'sequential' }: Partner,
): Promise<void> {
  const them = `${interchange.senderQualifier} ${interchange.sender}`
  const us = `${interchange.receiverQualifier} ${interchange.receiver}`
  const counting = inboundNumbers === 'any' ? 'noted' : inboundNumbers
  const common = { documentId, partner: key }
  const numbers: InboundNumber[] = []
  if (isNumber(interchange.controlNumber))
    numbers.push({
      ...common,
      stream: inboundStream(them, us, interchange.usage),
      number: Number(interchange.controlNumber),
      sha256: contentOf(interchange.groups),
      counting,
    })
  for (const group of interchange.groups) {
    if (group.functionalId === '' || !isNumber(group.controlNumber)) continue
    const stream = `GS ${group.functionalId} ${group.sender} > ${group.receiver} of ${them} ${interchange.usage}`
    numbers.push({ ...common, stream, number: Number(group.controlNumber), sha256: contentOf([group]), counting: 'noted' })
  }
  const [reception] = await ledger.watchman.receive({ sender: us, receiver: them }, numbers)
  if (reception?.verdict !== 'duplicate' || counting === 'noted') return
  throw new EdiError({
    code: 'duplicate-control-number',
    what: `${name} has used interchange control number ${interchange.controlNumber} before, for other content`,
    why: `The first came ${reception.seenAt}`,
    remedy:
      'Ask the partner which of the two is right. To read this one all the same, allow it in the ledger; when the partner counts anew, say so there; then read the file again',
    prospect: 'held',
  })
}

/** @param usage ISA15: tests are counted apart */
export function inboundStream(them: string, us: string, usage: string): string {
  return `${interchangeScope(them, us)} ${usage}`
}

function isNumber(text: string): boolean {
  return /^\d{1,9}$/.test(text)
}

function contentOf(groups: readonly Group[]): string {
  const hash = createHash('sha256')
  for (const { functionalId, controlNumber, transactions } of groups) {
    hash.update(JSON.stringify([functionalId, controlNumber]))
    for (const { set, segments } of transactions) hash.update(JSON.stringify([set, segments]))
  }
  return hash.digest('hex')
}
