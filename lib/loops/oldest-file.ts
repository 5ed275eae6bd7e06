/** A file that waits in the mailbox for too long, told before the mailbox removes it. */
import type { Ledger } from '../ledger/ledger'

const DAY = 86_400_000

/** A mailbox as one node reads it: another node on the same mailbox may ask for other files. */
export interface WatchedMailbox {
  /** For people. */
  readonly name: string
  readonly node: string
}

/**
 * Files live seven days in the mailbox; nobody should learn of it on the last. @see reference truecommerce.md §3
 * @param oldest when the oldest file that still waits was put there
 * @param alarmDays age in days above which it is told
 * @returns the words, when they are news
 */
export async function tellOfAge(
  ledger: Ledger,
  { name, node }: WatchedMailbox,
  oldest: Date | undefined,
  alarmDays: number,
): Promise<string | undefined> {
  const alarm = { kind: 'oldest-file-age', about: `${name} ${node}` } as const
  if (!oldest || ledger.environment.now().getTime() - oldest.getTime() <= alarmDays * DAY) {
    await ledger.clear(alarm, 'no old file waits any more')
    return undefined
  }
  const words = `A file has waited in the ${name} since ${oldest.toISOString()}; after seven days it is removed there`
  const isNews = await ledger.raise({
    ...alarm,
    subject: name,
    words,
    remedy: 'See why it is not read: the file names of truecommerce-in, or a file that never becomes whole',
    detail: { oldest: oldest.toISOString() },
  })
  return isNews ? words : undefined
}
