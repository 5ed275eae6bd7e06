/** One poll of one division: one thing is asked for, by the rules of poll-turns. */
import type { Division } from '../documents/value'
import type { DivisionMoves } from '../exact/division-moves'
import { strategyFor } from '../exact/delta'
import { knownResource } from '../exact/resources/known'
import { deletedDueSince, fetchDeleted } from './fetch-deleted'
import type { Fetch } from './fetch-place'
import { fetchDivision } from './fetch-records'
import type { Due, Poll, PollTurns, Turn } from './poll-turns'

export interface Polling {
  readonly fetch: Fetch
  readonly turns: PollTurns
  readonly moves: DivisionMoves
  /** Milliseconds between two looks for what was deleted; 0: never. */
  readonly deletedEvery: number
}

export interface Polled {
  readonly handed: number
  /** The poll was for changes, and something else took its turn. */
  readonly owed: boolean
  /** Something is due that this poll did not ask for. */
  readonly due: boolean
}

export async function pollDivision(polling: Polling, division: Division, poll: Poll): Promise<Polled> {
  const { fetch, turns, moves } = polling
  const due = await dueIn(polling, division)
  const turn = turns.next(division, poll, due)
  const work: Record<Turn, () => Promise<number>> = {
    changes: () => fetchDivision(fetch, division),
    deleted: () => fetchDeleted(fetch, division),
    moved: async () => {
      await moves.ask(fetch.client, division)
      return 0
    },
  }
  const handed = turn === undefined ? 0 : await work[turn]()
  if (turn !== undefined && !fetch.signal.aborted) turns.served(division, turn)
  return { handed, owed: poll === 'asked' && turn !== 'changes', due: due.some(each => each.turn !== turn) }
}

/** A query of one's own is no stream that could stand somewhere. */
async function dueIn({ fetch, moves, deletedEvery }: Polling, division: Division): Promise<readonly Due[]> {
  const { resource, delta, query } = fetch
  const known = knownResource(resource)
  if (!known || query !== undefined || delta === 'none') return []
  const tellsDeletions = deletedEvery > 0 && known.deletedAs !== undefined
  const deleted = tellsDeletions ? await deletedDueSince(fetch, division, deletedEvery) : undefined
  const versions = tellsDeletions || (delta === 'sync' && strategyFor(resource) === 'sync')
  const moved = versions ? moves.dueSince() : undefined
  return [
    ...(deleted === undefined ? [] : [{ turn: 'deleted', since: deleted } as const]),
    ...(moved === undefined ? [] : [{ turn: 'moved', since: moved } as const]),
  ]
}
