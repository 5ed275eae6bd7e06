/** Decoded transaction sets → business documents: 855, 865, 856, 810 and 997. */
import { invoiceFrom } from '../mapping/810-to-invoice'
import { orderConfirmationFrom } from '../mapping/855-to-order-confirmation'
import { shipNoticeFrom } from '../mapping/856-to-ship-notice'
import { changeConfirmationFrom } from '../mapping/865-to-order-confirmation'
import { functionalAcknowledgmentFrom } from '../mapping/997-to-functional-acknowledgment'
import type { EdiProperty, NodeMessage } from './message'
import type { DecodedTransaction } from './decoded-transaction'
import { type Hop, onward, overridden, partnerFor } from './hop'

export const confirmationHop: Hop = async (message, context) => {
  const partner = partnerFor(message, context.partners)
  const read = orderConfirmationFrom(transaction(message).segments, reading(message, partner))
  const confirmation = await overridden(read, context, partner.key)
  const topic = `Confirmation of order ${confirmation.orderNumber}`
  return {
    what: `${topic} read`,
    content: confirmation,
    outputs: onward(
      message,
      confirmation,
      { kind: confirmation.kind, partner: partner.key, order: confirmation.orderNumber },
      topic,
    ),
  }
}

export const changeConfirmationHop: Hop = async (message, context) => {
  const { segments, delimiters } = transaction(message)
  const { key: partner } = partnerFor(message, context.partners)
  const read = changeConfirmationFrom(segments, { componentSeparator: delimiters.component })
  const confirmation = await overridden(read, context, partner)
  const topic = `${confirmation.answers === 'seller-change' ? 'Change wanted' : 'Answer to a change'} of order ${confirmation.orderNumber}`
  return {
    what: `${topic} read`,
    content: confirmation,
    outputs: onward(message, confirmation, { kind: confirmation.kind, partner, order: confirmation.orderNumber }, topic),
  }
}

export const shipNoticeHop: Hop = async (message, context) => {
  const { key: partner } = partnerFor(message, context.partners)
  const notice = await overridden(shipNoticeFrom(transaction(message).segments), context, partner)
  const [only, ...others] = notice.orders
  const order = only === undefined || others.length > 0 ? {} : { order: only.orderNumber }
  const topic = `Ship notice ${notice.number}`
  return {
    what: `${topic} read`,
    content: notice,
    outputs: onward(message, notice, { kind: notice.kind, partner, ...order }, topic),
  }
}

export const invoiceHop: Hop = async (message, context) => {
  const partner = partnerFor(message, context.partners)
  const read = invoiceFrom(transaction(message).segments, reading(message, partner))
  const invoice = await overridden(read, context, partner.key)
  const topic = `${invoice.type === 'credit' ? 'Credit note' : 'Invoice'} ${invoice.number}`
  const edi: EdiProperty = {
    kind: invoice.kind,
    partner: partner.key,
    original: asItCame(transaction(message)),
    ...(invoice.orderNumber !== undefined && { order: invoice.orderNumber }),
  }
  return { what: `${topic} read`, content: invoice, outputs: onward(message, invoice, edi, topic) }
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
