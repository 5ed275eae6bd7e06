/** A file that waits in the mailbox for too long, told before the mailbox removes it. */
import type { Ledger } from '../ledger/ledger'

const DAY = 86_400_000

/**
 * Files live seven days in the mailbox; nobody should learn of it on the last. @see reference truecommerce.md §3
 * @param oldest when the oldest file that still waits was put there
 * @param alarmDays age in days above which it is told
 */
export async function tellOfAge(ledger: Ledger, mailbox: string, oldest: Date | undefined, alarmDays: number): Promise<void> {
  const alarm = { kind: 'oldest-file-age', about: mailbox } as const
  if (!oldest || ledger.environment.now().getTime() - oldest.getTime() <= alarmDays * DAY) {
    await ledger.clear(alarm, 'no old file waits any more')
    return
  }
  await ledger.raise({
    ...alarm,
    subject: mailbox,
    words: `A file has waited in the ${mailbox} since ${oldest.toISOString()}; after seven days it is removed there`,
    remedy: 'See why it is not read: the file names of truecommerce-in, or a file that never becomes whole',
    detail: { oldest: oldest.toISOString() },
  })
}
