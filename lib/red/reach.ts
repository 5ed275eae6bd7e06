/** Which ports of a node lead, over any nodes in between, to a durable node of ours: what is sent there is sent again after a crash. */
import type { Config } from './types'

interface Wired extends Config {
  readonly wires?: readonly (readonly string[])[]
  /** Of link nodes. */
  readonly links?: readonly string[]
}

/** Flow nodes that store their input before they act. */
const DURABLE = new Set(['edi-map', 'edi-match', 'exact-online-post', 'truecommerce-out', 'x12-decode', 'x12-encode'])

export function followedPorts(nodeId: string, configs: ReadonlyMap<string, Config>): boolean[] {
  const node: Wired | undefined = configs.get(nodeId)
  const wires = node?.wires ?? []
  return wires.map(targets => leadsToDurable(targets, configs, new Set()))
}

function leadsToDurable(ids: readonly string[], configs: ReadonlyMap<string, Config>, seen: Set<string>): boolean {
  return ids.some(id => {
    if (seen.has(id)) return false
    seen.add(id)
    const node: Wired | undefined = configs.get(id)
    if (!node) return false
    // What is inside a subflow is not looked at: sending again is harmless, losing is not.
    if (DURABLE.has(node.type) || node.type.startsWith('subflow:')) return true
    const onward = [...(node.wires ?? []).flat(), ...(node.type === 'link out' ? (node.links ?? []) : [])]
    return leadsToDurable(onward, configs, seen)
  })
}
