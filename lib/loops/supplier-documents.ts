/** Decoded transaction sets → business documents: 855, 865, 856, 810 and 997. */
import { invoiceFrom } from '../mapping/810-to-invoice'
import { orderConfirmationFrom } from '../mapping/855-to-order-confirmation'
import { shipNoticeFrom } from '../mapping/856-to-ship-notice'
import { changeConfirmationFrom } from '../mapping/865-to-order-confirmation'
import { functionalAcknowledgmentFrom } from '../mapping/997-to-functional-acknowledgment'
import type { Partner } from '../mapping/partners'
import type { EdiProperty, NodeMessage } from './message'
import type { DecodedTransaction } from './decoded-transaction'
import { asRead } from './waiting-credits'
import { type Hop, type HopContext, onward, overridden, partnerFor, receivedIn } from './hop'

export const confirmationHop: Hop = async (message, context) => {
  const { partner, traded } = tradersOf(message, context)
  const read = orderConfirmationFrom(transaction(message).segments, reading(message, partner))
  const confirmation = await overridden(read, context, partner.key)
  const topic = `Confirmation of order ${confirmation.orderNumber}`
  return {
    what: `${topic} read`,
    content: confirmation,
    outputs: onward(message, confirmation, { ...traded, kind: confirmation.kind, order: confirmation.orderNumber }, topic),
  }
}

export const changeConfirmationHop: Hop = async (message, context) => {
  const { segments, delimiters } = transaction(message)
  const { partner, traded } = tradersOf(message, context)
  const read = changeConfirmationFrom(segments, { componentSeparator: delimiters.component })
  const confirmation = await overridden(read, context, partner.key)
  const topic = `${confirmation.answers === 'seller-change' ? 'Change wanted' : 'Answer to a change'} of order ${confirmation.orderNumber}`
  return {
    what: `${topic} read`,
    content: confirmation,
    outputs: onward(message, confirmation, { ...traded, kind: confirmation.kind, order: confirmation.orderNumber }, topic),
  }
}

export const shipNoticeHop: Hop = async (message, context) => {
  const { partner, traded } = tradersOf(message, context)
  const notice = await overridden(shipNoticeFrom(transaction(message).segments), context, partner.key)
  const [only, ...others] = notice.orders
  const order = only === undefined || others.length > 0 ? {} : { order: only.orderNumber }
  const topic = `Ship notice ${notice.number}`
  return {
    what: `${topic} read`,
    content: notice,
    outputs: onward(message, notice, { ...traded, kind: notice.kind, ...order }, topic),
  }
}

export const invoiceHop: Hop = async (message, context) => {
  const { partner, traded } = tradersOf(message, context)
  const read = invoiceFrom(transaction(message).segments, reading(message, partner))
  const invoice = await overridden(read, context, partner.key)
  const topic = `${invoice.type === 'credit' ? 'Credit note' : 'Invoice'} ${invoice.number}`
  const edi: EdiProperty = {
    ...traded,
    kind: invoice.kind,
    original: asItCame(transaction(message)),
    ...(invoice.orderNumber !== undefined && { order: invoice.orderNumber }),
  }
  return { what: `${topic} read`, ...asRead(invoice, edi), outputs: onward(message, invoice, edi, topic) }
}

export const acknowledgmentHop: Hop = async message => {
  const acknowledgment = functionalAcknowledgmentFrom(transaction(message).segments, {
    componentSeparator: transaction(message).delimiters.component,
  })
  const topic = `Acknowledgment of ${acknowledgment.functionalId} group ${acknowledgment.groupControlNumber}`
  return {
    what: `${topic}: ${acknowledgment.outcome}`,
    content: acknowledgment,
    outputs: onward(message, acknowledgment, { kind: acknowledgment.kind }, topic),
  }
}

/** Who sent the document, and to which company of ours, also where neither was known when its file was decoded. */
function tradersOf(message: NodeMessage, { partners }: HopContext): { readonly partner: Partner; readonly traded: EdiProperty } {
  const partner = partnerFor(message, partners)
  return { partner, traded: { partner: partner.key, ...receivedIn(message, partners) } }
}

/** ST to SE with their own separators, each segment on a line for those who read it. */
function asItCame({ segments, delimiters }: DecodedTransaction): Buffer {
  const end = delimiters.segment === '\n' ? '\n' : `${delimiters.segment}\n`
  return Buffer.from(segments.map(segment => segment.join(delimiters.element) + end).join(''))
}

function transaction(message: NodeMessage): DecodedTransaction {
  return message.payload as DecodedTransaction
}

function reading<P>(message: NodeMessage, partner: P): { partner: P; componentSeparator: string } {
  return { partner, componentSeparator: transaction(message).delimiters.component }
}
