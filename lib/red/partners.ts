/** The supplier directory as flow nodes get at it. */
import { EdiError } from '../error'
import type { PartnerDirectory } from '../mapping/partners'
import type { Red, RedNode } from './types'

export interface PartnersNode extends RedNode {
  /** @throws EdiError `partner-directory-invalid`: an invalid directory is not an empty one */
  readDirectory(): PartnerDirectory
}

/** Undefined when the node names no directory: decoding works without one. */
export function findPartners(RED: Red, id: string | undefined): PartnerDirectory | undefined {
  return id ? (RED.nodes.getNode(id) as PartnersNode | null | undefined)?.readDirectory?.() : undefined
}

/** @throws EdiError `no-partner-directory` */
export function partnersOf(RED: Red, id: string | undefined): PartnerDirectory {
  const directory = findPartners(RED, id)
  if (directory) return directory
  throw new EdiError({
    code: 'no-partner-directory',
    what: 'This node has no partner directory',
    remedy: 'Choose or make one in the node under "Partners"',
  })
}
