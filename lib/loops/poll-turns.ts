/**
 * What a poll asks a company for. Calls are scarce, so a poll that finds nothing costs one: what has changed, what was deleted and
 * whether the company moved to another database are asked for in turns, never together.
 * @see docs/decisions/0008
 */
import type { Division } from '../documents/value'

export type Turn = 'changes' | 'deleted' | 'moved'

/** Something other than changes that is to be asked for, and since when (milliseconds). */
export interface Due {
  readonly turn: Exclude<Turn, 'changes'>
  readonly since: number
}

/** `asked`: by a message, or a message is still to be served. `own`: the node looks again by itself, for what is due and nothing else. */
export type Poll = 'asked' | 'own'

export interface PollTurns {
  /** Undefined: this poll has nothing to ask for. */
  next(division: Division, poll: Poll, due: readonly Due[]): Turn | undefined
  /** The turn came to its end. */
  served(division: Division, turn: Turn): void
}

/**
 * Changes wait for another turn only when they were looked at in the poll before, at most `patience` ago: where polls are rare,
 * what is due has polls of its own.
 * @param patience milliseconds
 */
export function pollTurns(now: () => number, patience: number): PollTurns {
  const looked = new Map<Division, number>()
  return {
    next(division, poll, due) {
      const longest = due.toSorted((a, b) => a.since - b.since)[0]?.turn
      if (poll === 'own') return longest
      const before = looked.get(division)
      return longest !== undefined && before !== undefined && now() - before <= patience ? longest : 'changes'
    },
    served(division, turn) {
      if (turn === 'changes') looked.set(division, now())
      else looked.delete(division)
    },
  }
}
