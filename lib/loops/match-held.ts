/** What the second output of edi-match tells of an invoice that is held. The ledger holds the document itself. */
import type { Ledger } from '../ledger/ledger'
import { DifferencesHeld } from '../mapping/hold'
import type { NodeMessage } from './message'

/**
 * Nothing for what is no difference, and for a document that is held for the same reason already: that was told. The message no longer is
 * the held document, so that whatever is done with it leaves that one held; its id is in the payload.
 */
export async function heldMessage(
  ledger: Ledger,
  documentId: string,
  message: NodeMessage,
  thrown: unknown,
): Promise<NodeMessage | undefined> {
  if (!(thrown instanceof DifferencesHeld)) return undefined
  const document = await ledger.document(documentId)
  if (document?.state === 'held' && document.reason === thrown.code) return undefined
  const { step: _step, documentId: _document, ...edi } = message.edi ?? {}
  const { code, message: words, differences } = thrown
  return {
    ...message,
    payload: { kind: 'held-invoice', documentId, invoice: message.payload, code, words, reasons: differences },
    edi: { ...edi, kind: 'held-invoice' },
  }
}
