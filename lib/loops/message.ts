/** The message contract: payload is the document or the bytes, topic a short subject, everything else of ours is under `edi`. */

export type NodeMessage = Record<string, unknown> & { _msgid?: string; payload?: unknown; topic?: unknown; edi?: EdiProperty }

/** `msg.edi`: everything of ours that is neither payload nor topic. */
export interface EdiProperty {
  documentId?: string
  kind?: string
  division?: number
  partner?: string
  /** Number of the order that the document belongs to: documents of one order keep their turn. */
  order?: string
  /** Output of the step before; the next step takes it. */
  step?: string
  /** Text of the transaction set that the document was read from, for those who keep it. */
  original?: Uint8Array
  controlNumbers?: { interchange?: string; group?: string; set?: string }
  [name: string]: unknown
}
