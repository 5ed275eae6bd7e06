/** Many documents tried again, paced: so many a minute, so many at once. Calls are paced by the account's budget besides. */
import { asEdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import { allowedFor } from '../ledger/replay-rules'
import type { Listed, Search } from '../ledger/replay-search'
import type { Ended } from '../ledger/replays'

export interface MassReplay {
  readonly ledger: Ledger
  readonly kind: 'read-again' | 'send-again'
  readonly search: Search
  readonly perMinute: number
  readonly inFlight: number
  readonly who: string
  readonly words: string
  readonly signal: AbortSignal
  /** Told of each document, when its step has ended. */
  tell(result: Result): void
}

export interface Result {
  readonly documentId: string
  readonly subject: string
  readonly kind: string
  readonly partner: string | null
  readonly division: number | null
  /** As it stood before. */
  readonly was: { readonly state: string; readonly reason: string | null }
  /** `waits`: its node does not run here; `refused`: not asked for, for the reason in `code` and `words`. */
  readonly result: Ended['state'] | 'waits' | 'refused'
  readonly code: string | null
  readonly words: string | null
}

const PAGE = 100
const MINUTE = 60_000

/** @returns how many were asked for; documents whose state does not allow it are passed over */
export async function replayAll(mass: MassReplay): Promise<number> {
  const { ledger, search, inFlight, perMinute, signal } = mass
  const { environment } = ledger
  // What is replayed changes and would come again: only what stood as it is when this began.
  const started = environment.now().toISOString()
  const bounded = { ...search, before: search.before !== undefined && search.before < started ? search.before : started }
  const running = new Set<Promise<void>>()
  let count = 0
  let after: { updatedAt: string; id: string } | undefined
  for (;;) {
    const page = await ledger.replays.search(bounded, { order: 'oldest', after, limit: PAGE })
    for (const document of page) {
      if (!allowedFor(document).includes(mass.kind)) continue
      if (count > 0) await environment.sleep(MINUTE / perMinute, signal)
      while (running.size >= inFlight) await Promise.race(running)
      if (signal.aborted) return count
      count += 1
      const one: Promise<void> = replayOne(mass, document).finally(() => running.delete(one))
      running.add(one)
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) break
    after = { updatedAt: last.updated_at, id: last.id }
  }
  await Promise.all(running)
  return count
}

async function replayOne({ ledger, kind, who, words, signal, tell }: MassReplay, document: Listed): Promise<void> {
  const told = (result: Result['result'], error?: { code: string; message: string }) => {
    if (signal.aborted) return
    const { id, subject, partner, division, state, reason } = document
    const was = { state, reason }
    const why = { code: error?.code ?? null, words: error?.message ?? null }
    tell({ documentId: id, subject, kind: document.kind, partner, division, was, result, ...why })
  }
  const listening = ends(ledger, document.id, signal)
  try {
    const { taken, node } = await ledger.replays.request({ documentId: document.id, kind, who, words })
    if (!taken)
      return told('waits', {
        code: 'node-not-running',
        message: `Its node ${node} does not run here; it goes on when that starts`,
      })
    const end = await listening.end
    if (end) told(end.state, end.error)
  } catch (thrown) {
    told('refused', asEdiError(thrown))
  } finally {
    listening.stop()
  }
}

/** Listens before anything is asked for: a step may end at once. */
function ends(ledger: Ledger, documentId: string, signal: AbortSignal): { end: Promise<Ended | undefined>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<Ended | undefined>()
  const deaf = ledger.replays.onEnded(end => {
    if (end.documentId === documentId) resolve(end)
  })
  const closing = () => resolve(undefined)
  signal.addEventListener('abort', closing, { once: true })
  return {
    end: promise,
    stop: () => {
      deaf()
      signal.removeEventListener('abort', closing)
    },
  }
}
