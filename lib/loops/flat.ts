/** Business documents to and from flat files, by the profile of the node. The text is read and written by Node-RED's csv, xml and json nodes. */
import type { Invoice } from '../documents/invoice'
import { documentToFlat, flatToDocument } from '../mapping/flat/flat'
import type { FlatProfile } from '../mapping/flat/profile'
import { hold } from '../mapping/hold'
import { type Hop, type HopContext, onward } from './hop'
import { asRead } from './waiting-credits'

/** `msg.edi.set` is not set: no transaction set travels. */
export const documentToFlatHop: Hop = async (message, context) => {
  const profile = profileOf(context)
  const flat = documentToFlat(message.payload ?? {}, profile)
  return { what: `written as "${profile.name}"`, outputs: onward(message, flat, {}) }
}

export const flatToDocumentHop: Hop = async (message, context) => {
  const profile = profileOf(context)
  const document = flatToDocument(message.payload, profile)
  const order = document['orderNumber'] ?? document['number']
  const known = { kind: profile.document, ...(typeof order === 'string' ? { order } : {}) }
  const read = profile.document === 'invoice' ? asRead(document as unknown as Invoice, message.edi ?? {}) : {}
  return { what: `read as "${profile.name}"`, ...read, outputs: onward(message, document, known) }
}

function profileOf({ flatProfile }: HopContext): FlatProfile {
  if (flatProfile) return flatProfile()
  throw hold({
    code: 'no-flat-profile',
    what: 'This node has no profile of the flat file',
    remedy: 'Paste one in the node and deploy',
  })
}
