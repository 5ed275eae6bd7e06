/** Where nodes and those who ask for replays meet: a node takes up its steps when asked, and shows what it would make. */
import { EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import { thaw } from '../ledger/message'
import { type Difference, differences } from '../ledger/diff'
import { isBuilt } from '../ledger/replay'
import { refused } from '../ledger/replay-rules'
import type { NodeMessage } from '../loops/message'
import type { Outcome } from '../loops/outcome'
import { compared } from './turn'
import type { RedNode } from './types'
import type { Work } from './work'

type Rebuild = (message: NodeMessage, documentId: string) => Promise<Outcome>

const rebuilders = new WeakMap<Ledger, Map<string, Rebuild>>()

/** For the step runner: from now until the node closes, its steps can be asked for. */
export function takePart(node: RedNode, ledger: Ledger, work: Work, takeUp: (stepId: string) => void): void {
  const deaf = ledger.replays.onReopened(step => {
    if (step.node !== node.id) return false
    takeUp(step.stepId)
    return true
  })
  const known = rebuilders.get(ledger) ?? new Map<string, Rebuild>()
  rebuilders.set(ledger, known)
  const rebuild: Rebuild = (message, documentId) =>
    work.effect(message, { ledger, documentId, intent: undefined, note: async () => undefined, watch: {} })
  if (work.rebuilds) known.set(node.id, rebuild)
  node.on('close', (_removed, done) => {
    deaf()
    // The next instance of the node may have come first.
    if (known.get(node.id) === rebuild) known.delete(node.id)
    done()
  })
}

export interface Preview {
  readonly node: string
  readonly differences: readonly Difference[]
  /** To be given back with the request: it stands for this difference and no other. */
  readonly token: string
}

/**
 * What a document would become when it is built anew by the last node that can: nothing is stored, nothing sent.
 * @param node another one that built it
 * @throws EdiError `document-unknown`, `replay-not-allowed`; those of the map
 */
export async function previewOf(ledger: Ledger, documentId: string, node?: string): Promise<Preview> {
  const document = await ledger.document(documentId)
  if (!document) throw new EdiError({ code: 'document-unknown', what: `There is no document ${documentId} in this ledger` })
  const known = rebuilders.get(ledger) ?? new Map<string, Rebuild>()
  const detail = await ledger.replays.detail(documentId)
  const step = detail?.steps.findLast(
    one => isBuilt(one) && one.superseded_by === null && known.has(one.node) && (node === undefined || one.node === node),
  )
  const rebuild = step && known.get(step.node)
  if (!rebuild)
    throw refused(document, {
      code: 'replay-not-allowed',
      what: 'No running node has built it and could build it anew',
      remedy: 'Read it again; or deploy the flow with the map that built it',
    })
  const message = (await thaw(step.input, hash => ledger.bytes(hash))) as NodeMessage
  message.edi = { ...message.edi, documentId }
  const { before, after, token } = await compared(ledger, documentId, step.node, await rebuild(message, documentId))
  return { node: step.node, differences: differences(before, after), token }
}
