/** What a node needs to know of the running flows: when they have started, and where its wires lead. */
import { followedPorts } from './reach'
import type { Config, Red, RedNode } from './types'

/** Calls back once per node instance, when all flows stand, so that nothing is sent to a node that does not exist yet. */
export function atFlowsStarted(RED: Red, node: RedNode, work: () => void): void {
  const started = () => {
    RED.events.off?.('flows:started', started)
    work()
  }
  RED.events.on('flows:started', started)
  node.on('close', (_removed, done) => {
    RED.events.off?.('flows:started', started)
    done()
  })
}

/** For each port, whether a durable node is reached from it. Wires change only with a deploy, so the walk is done once for each. */
export function portsOf(RED: Red, node: RedNode): () => readonly boolean[] {
  let ports: readonly boolean[] | undefined
  const forget = () => {
    ports = undefined
  }
  RED.events.on('flows:started', forget)
  node.on('close', (_removed, done) => {
    RED.events.off?.('flows:started', forget)
    done()
  })
  return () => {
    if (ports) return ports
    const configs = new Map<string, Config>()
    RED.nodes.eachNode(config => configs.set(config.id, config))
    ports = followedPorts(node._alias ?? node.id, configs)
    return ports
  }
}
