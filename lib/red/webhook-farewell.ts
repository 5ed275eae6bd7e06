/** Work that an account waits for before it closes: a node that was deleted with it still has its subscriptions to take away. */
import type { RedNode } from './types'

const under = new WeakMap<RedNode, Set<Promise<unknown>>>()

export function stayOpenFor(account: RedNode, work: Promise<unknown>): void {
  const works = under.get(account) ?? new Set()
  under.set(account, works)
  works.add(work)
  const end = () => void works.delete(work)
  work.then(end, end)
}

/** Resolves when all of it has ended, well or not. */
export async function farewells(account: RedNode): Promise<void> {
  const works = under.get(account)
  if (works) await Promise.allSettled(works)
}
