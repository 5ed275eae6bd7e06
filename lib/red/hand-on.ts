/** Stored outputs → messages on their wires, the same for steps and sources. */
import type { Ledger } from '../ledger/ledger'
import { thaw } from '../ledger/message'
import type { StoredOutput } from '../ledger/outputs'
import type { NodeMessage } from '../loops/message'
import type { Patience } from './patience'
import type { RedNode } from './types'

/** @param signal aborted when the node closes: what is not handed on then, its next instance hands on */
export async function handOn(
  node: RedNode,
  ledger: Ledger,
  outputs: readonly StoredOutput[],
  patiently: Patience,
  signal: AbortSignal,
): Promise<void> {
  for (const { port, message } of outputs) {
    const thawed = (await thaw(message, hash => patiently(ledger, () => ledger.bytes(hash)))) as NodeMessage
    if (signal.aborted) return
    node.send([...Array.from({ length: port }, () => null), thawed])
  }
}
