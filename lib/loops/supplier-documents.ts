/** Decoded transaction sets → business documents: 855, 810 and 997. */
import { invoiceFrom } from '../mapping/810-to-invoice'
import { orderConfirmationFrom } from '../mapping/855-to-order-confirmation'
import { functionalAcknowledgmentFrom } from '../mapping/997-to-functional-acknowledgment'
import type { NodeMessage } from './message'
import type { DecodedTransaction } from './decoded-transaction'
import { type Hop, onward, partnerFor } from './hop'

export const confirmationHop: Hop = async (message, { partners }) => {
  const confirmation = orderConfirmationFrom(transaction(message).segments, reading(message, partnerFor(message, partners)))
  const topic = `Confirmation of order ${confirmation.orderNumber}`
  return {
    what: `${topic} read`,
    content: confirmation,
    outputs: onward(message, confirmation, { kind: confirmation.kind, order: confirmation.orderNumber }, topic),
  }
}

export const invoiceHop: Hop = async (message, { partners }) => {
  const invoice = invoiceFrom(transaction(message).segments, reading(message, partnerFor(message, partners)))
  const topic = `${invoice.type === 'credit' ? 'Credit note' : 'Invoice'} ${invoice.number}`
  const order = invoice.orderNumber === undefined ? {} : { order: invoice.orderNumber }
  return { what: `${topic} read`, content: invoice, outputs: onward(message, invoice, { kind: invoice.kind, ...order }, topic) }
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

function transaction(message: NodeMessage): DecodedTransaction {
  return message.payload as DecodedTransaction
}

function reading<P>(message: NodeMessage, partner: P): { partner: P; componentSeparator: string } {
  return { partner, componentSeparator: transaction(message).delimiters.component }
}
