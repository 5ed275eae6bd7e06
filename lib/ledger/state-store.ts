/**
 * Small named values that outlive a process: token vault rows, call counters, cursors. The ledger implements it on its store;
 * `inMemoryStateStore` serves those who try out what is built on it.
 */
export interface StateStore {
  read(name: string): Promise<string | undefined>
  /** Durable when it resolves: a kill right after it finds the new value. */
  write(name: string, value: string): Promise<void>
  /** Runs the work while nobody else (flow, process, machine) runs work under the same name. Not re-entrant. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>
}

/** Not durable: the same behaviour for as long as the process lives. */
export function inMemoryStateStore(): StateStore {
  const values = new Map<string, string>()
  const last = new Map<string, Promise<unknown>>()
  return {
    read: async name => values.get(name),
    write: async (name, value) => {
      values.set(name, value)
    },
    exclusively: (name, work) => {
      const turn = (last.get(name) ?? Promise.resolve()).then(work, work)
      last.set(
        name,
        turn.catch(() => undefined),
      )
      return turn
    },
  }
}
