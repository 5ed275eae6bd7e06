/** Settings that are looked at when a node is deployed: what is wrong shows at once, and stops what comes until it is right. */
import { asEdiError } from '../error'
import type { RedNode } from './types'

/** @returns what was read; with a fault in it a function that throws the fault each time */
export function atDeploy<T>(node: RedNode, read: () => T): () => T {
  try {
    const value = read()
    return () => value
  } catch (thrown) {
    const error = asEdiError(thrown)
    node.error(error)
    node.status({ fill: 'red', shape: 'ring', text: error.code })
    return () => {
      throw error
    }
  }
}
