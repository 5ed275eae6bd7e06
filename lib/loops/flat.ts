/** Business documents to and from flat files, by the profile of the node. The text is read and written by Node-RED's csv, xml and json nodes. */
import { documentToFlat, flatToDocument } from '../mapping/flat/flat'
import type { FlatProfile } from '../mapping/flat/profile'
import { hold } from '../mapping/hold'
import { type Hop, type HopContext, onward } from './hop'

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
  return { what: `read as "${profile.name}"`, outputs: onward(message, document, known) }
}

function profileOf({ flatProfile }: HopContext): FlatProfile {
  if (flatProfile) return flatProfile()
  throw hold({
    code: 'no-flat-profile',
    what: 'This node has no profile of the flat file',
    remedy: 'Paste one in the node and deploy',
  })
}
