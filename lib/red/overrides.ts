/** Overrides of a map node: looked at when it is deployed, and shown on a stored document before they are. */
import { EdiError } from '../error'
import { type Difference, differences } from '../ledger/diff'
import type { Ledger } from '../ledger/ledger'
import { thaw } from '../ledger/message'
import type { NodeMessage } from '../loops/message'
import type { Outcome } from '../loops/outcome'
import { type Overriding, overridingBy } from '../mapping/overrides/overrides'
import { guarded } from './admin'
import { atDeploy } from './at-deploy'
import type { AdminRequest, Red, RedNode } from './types'

/** What a map node offers to the routes of its dialog. */
export interface MapNode extends RedNode {
  readonly map: string
  readonly opening: Promise<Ledger>
  /** The map on one message with these overrides; nothing is stored by it. */
  tried(message: NodeMessage, documentId: string, override: Overriding): Promise<Outcome>
}

/** @returns what runs them; with faults in them an error that each document is held with */
export function readOverrides(RED: Red, node: RedNode, map: string, json: string): Overriding {
  const read = atDeploy(node, () => overridingBy(json, map, expression => RED.util.prepareJSONataExpression(expression, node)))
  return async (result, partner) => read()(result, partner)
}

/** Documents on the list: a person picks one of the last. */
const LATEST = 25

export function overrideRoutes(RED: Red): void {
  guarded(RED, 'get', '/edi-loop/maps/:id/documents', 'edi-map.read', async request => {
    const node = mapNode(RED, request)
    const ledger = await node.opening
    return { documents: await ledger.replays.passedThrough(node.id, LATEST) }
  })
  // It only reads, but it runs what the request brings.
  guarded(RED, 'post', '/edi-loop/maps/:id/preview', 'edi-map.write', async request => {
    const node = mapNode(RED, request)
    const { overrides, document } = request.body
    if (typeof overrides !== 'string' || typeof document !== 'string')
      throw new EdiError({ code: 'request-faulty', what: '"overrides" and "document" have to be text' })
    return previewOverrides(RED, node, overrides, document)
  })
}

export interface OverridePreview {
  /** What the built-in map makes of the document, and what the overrides make of that. */
  readonly before: unknown
  readonly after: unknown
  readonly differences: readonly Difference[]
}

async function previewOverrides(RED: Red, node: MapNode, json: string, documentId: string): Promise<OverridePreview> {
  const override = overridingBy(json, node.map, expression => RED.util.prepareJSONataExpression(expression, node))
  const ledger = await node.opening
  const step = await ledger.replays.stepOf(documentId, node.id)
  if (step === undefined)
    throw new EdiError({
      code: 'document-unknown',
      what: 'This node has not seen the document',
      remedy: 'Choose one of its list',
    })
  const message = (await thaw(step.input, hash => ledger.bytes(hash))) as NodeMessage
  message.edi = { ...message.edi, documentId }
  let before: unknown
  let after: unknown
  await node.tried(message, documentId, async (result, partner) => {
    before = result
    const changed = await override(result, partner)
    after = changed
    return changed
  })
  if (before === undefined)
    throw new EdiError({
      code: 'nothing-to-override',
      what: 'The map makes nothing of this document, so there is nothing to override',
    })
  return { before, after, differences: differences(before, after) }
}

/** @throws EdiError `deploy-first` */
function mapNode(RED: Red, request: AdminRequest): MapNode {
  const node = RED.nodes.getNode(request.params['id'] ?? '') as Partial<MapNode> | null | undefined
  if (node?.type === 'edi-map' && node.tried) return node as MapNode
  throw new EdiError({ code: 'deploy-first', what: 'This node does not run yet', remedy: 'Deploy it, then try again' })
}
