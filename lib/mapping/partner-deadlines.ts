/** What was agreed with a partner about time, as the ledger keeps it. */
import type { Within } from '../calendar/business-hours'
import type { Partner, PartnerDirectory } from './partners'

const SILENT_AFTER = 48

/** No `due` where the partner acknowledges nothing; then its silence says nothing either. */
export function deadlinesOf(
  { calendars = [] }: PartnerDirectory,
  { acknowledgmentDeadlineHours, silentAfterHours = SILENT_AFTER, calendar: name }: Partner,
): { readonly due?: Within; readonly silentAfter?: Within } {
  if (acknowledgmentDeadlineHours === 0) return {}
  const calendar = calendars.find(known => known.name === name)
  const within = (hours: number): Within => ({ hours, ...(calendar && { calendar }) })
  return { due: within(acknowledgmentDeadlineHours), silentAfter: within(silentAfterHours) }
}
