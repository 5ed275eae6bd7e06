/** A transport that dies at a chosen operation: as a cut connection or a killed process looks from the mailbox. */
import { mailboxError } from '../../../lib/truecommerce/mailbox-error'
import type { Transport } from '../../../lib/truecommerce/transport'

export interface Death {
  /** Number of the operation, the first being 1. */
  readonly at: number
  /** `before` it has an effect, with `half` of a file written, or `after` the effect but without the answer. */
  readonly moment: 'before' | 'half' | 'after'
}

export interface Mortal {
  readonly transport: Transport
  /** Whether the chosen operation was reached. */
  died(): boolean
}

export function dyingAt(whole: Transport, death: Death): Mortal {
  let count = 0
  let dead = false
  const lost = () => mailboxError('mailbox-connection-lost')

  async function step<T>(effect: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    if (dead) throw lost()
    if (++count !== death.at) return effect()
    dead = true
    if (death.moment === 'after') await effect()
    if (death.moment === 'half') await half?.()
    throw lost()
  }

  return {
    died: () => dead,
    transport: {
      list: path => step(() => whole.list(path)),
      read: path => step(() => whole.read(path)),
      write: (path, bytes) =>
        step(
          () => whole.write(path, bytes),
          () => whole.write(path, bytes.subarray(0, bytes.length / 2)),
        ),
      rename: (from, to) => step(() => whole.rename(from, to)),
      stat: path => step(() => whole.stat(path)),
      remove: path => step(() => whole.remove(path)),
      makeFolder: path => step(() => whole.makeFolder(path)),
      close: async () => undefined,
    },
  }
}

/** After every operation, whoever empties the mailbox comes by. */
export function visited(whole: Transport, visit: () => Promise<void>): Transport {
  const then = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } finally {
      await visit()
    }
  }
  return {
    ...whole,
    write: (path, bytes) => then(whole.write(path, bytes)),
    rename: (from, to) => then(whole.rename(from, to)),
  }
}

/** A server that does not allow some operations. */
export function refusing(whole: Transport, ...operations: (keyof Transport)[]): Transport {
  const refuse = (path: string) => Promise.reject(mailboxError('mailbox-permission-denied', { file: path }))
  return { ...whole, ...Object.fromEntries(operations.map(operation => [operation, refuse])) }
}
