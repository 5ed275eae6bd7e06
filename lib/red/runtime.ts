/** What a node needs to know of the running flows: when they have started, and where its wires lead. */
import { followedPorts } from './reach'
import type { Config, Red, RedNode } from './types'

/** One listener on Node-RED's events serves all nodes: it warns of a leak when each brings its own. */
const listening = new WeakMap<object, Set<() => void>>()

function eachStart(RED: Red, node: RedNode, work: () => void): () => void {
  const works = listening.get(RED.events) ?? listen(RED)
  works.add(work)
  const end = () => void works.delete(work)
  node.on('close', (_removed, done) => {
    end()
    done()
  })
  return end
}

function listen(RED: Red): Set<() => void> {
  const works = new Set<() => void>()
  listening.set(RED.events, works)
  RED.events.on('flows:started', () => {
    // A work may end itself while the others are called.
    for (const work of Array.from(works)) work()
  })
  return works
}

/** Calls back once per node instance, when all flows stand, so that nothing is sent to a node that does not exist yet. */
export function atFlowsStarted(RED: Red, node: RedNode, work: () => void): void {
  const end = eachStart(RED, node, () => {
    end()
    work()
  })
}

/** For each port, whether a durable node is reached from it. Wires change only with a deploy, so the walk is done once for each. */
export function portsOf(RED: Red, node: RedNode): () => readonly boolean[] {
  let ports: readonly boolean[] | undefined
  eachStart(RED, node, () => {
    ports = undefined
  })
  return () => {
    if (ports) return ports
    const configs = new Map<string, Config>()
    RED.nodes.eachNode(config => configs.set(config.id, config))
    ports = followedPorts(node._alias ?? node.id, configs)
    return ports
  }
}
