/** When the mailbox is looked at again. The service asks for moderation. @see reference truecommerce.md §9 */

/** Seconds: nobody polls more often. */
export const POLL_FLOOR = 30

export interface Looked {
  /** Files that were not whole yet. */
  readonly growing: number
  /** Whether one of them may be whole in a few seconds. */
  readonly soon: boolean
  /** Whether the node looks by itself later on. */
  readonly polls: boolean
  readonly settleSeconds: number
}

/**
 * Two listings a few seconds apart tell whether a file is whole. What then is not can wait: a file that stays half for a day would have
 * the mailbox listed every few seconds.
 * @returns seconds; undefined: as usual
 */
export function nextLook({ growing, soon, polls, settleSeconds }: Looked): number | undefined {
  if (soon) return settleSeconds
  return growing === 0 || polls ? undefined : POLL_FLOOR
}
