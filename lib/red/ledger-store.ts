/** The StateStore of a ledger that is still opening. */
import type { Ledger } from '../ledger/ledger'
import type { StateStore } from '../ledger/state-store'

export function stateStoreOf(opening: Promise<Ledger>): StateStore {
  return {
    read: async name => (await opening).read(name),
    write: async (name, value) => (await opening).write(name, value),
    exclusively: async (name, work) => (await opening).exclusively(name, work),
  }
}
