/**
 * Mass replays that were asked for and have not ended, kept in the ledger: a restart goes on with what is left of them. What was replayed
 * already has changed since the replay was asked for, so its search does not find it a second time.
 */
import type { StateStore } from '../ledger/state-store'
import type { Search } from '../ledger/replay-search'
import { freeze, type Message } from '../ledger/message'
import type { MassReplay } from './mass-replay'

export interface AskedReplay {
  readonly id: string
  readonly kind: MassReplay['kind']
  /** With an end in time, the moment of asking or before. */
  readonly search: Search
  /** What its results carry on. */
  readonly carried: Message
}

export class AskedReplays {
  readonly #store: StateStore
  readonly #name: string

  /** @param node id of the node that was asked */
  constructor(store: StateStore, node: string) {
    this.#store = store
    this.#name = `mass replays ${node}`
  }

  async all(): Promise<readonly AskedReplay[]> {
    return JSON.parse((await this.#store.read(this.#name)) ?? '[]') as AskedReplay[]
  }

  add(replay: AskedReplay): Promise<void> {
    return this.#change(all => [...all, replay])
  }

  end({ id }: Pick<AskedReplay, 'id'>): Promise<void> {
    return this.#change(all => all.filter(one => one.id !== id))
  }

  forget(): Promise<void> {
    return this.#change(() => [])
  }

  /**
   * Does the work for one of them while nobody else does; not at all when another instance has ended it. It ends with the work, unless the
   * signal is aborted: then the next instance of the node goes on with it.
   */
  carryOut<T>({ id }: Pick<AskedReplay, 'id'>, signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    return this.#store.exclusively(`${this.#name} running`, async () => {
      const left = await this.all()
      if (!left.some(one => one.id === id)) return undefined
      try {
        return await work()
      } finally {
        if (!signal.aborted) await this.end({ id })
      }
    })
  }

  #change(change: (all: readonly AskedReplay[]) => readonly AskedReplay[]): Promise<void> {
    return this.#store.exclusively(this.#name, async () => {
      await this.#store.write(this.#name, JSON.stringify(change(await this.all())))
    })
  }
}

/** The properties of a message that its results carry on and that text can hold; the results have a payload, topic and edi of their own. */
export function carriedOn({ payload: _payload, topic: _topic, edi: _edi, ...rest }: Message): Message {
  const kept = Object.entries(rest).filter(([, value]) => freeze({ value }).payloads.size === 0)
  return JSON.parse(freeze(Object.fromEntries(kept)).text) as Message
}
