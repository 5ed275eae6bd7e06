/** The two pauses that a call budget imposes, in words. */
import type { Division } from '../documents/value'
import { ExactPause } from './pause'

export function dayIsSpent(division: Division | 'current', until: Date): ExactPause {
  return new ExactPause({
    code: 'exact-limit-reached',
    what: 'All calls that Exact Online allows today are spent',
    where: placeOf(division),
    remedy: `Calls go on by themselves at ${until.toISOString()}; poll less often if this happens again`,
    until,
  })
}

export function endpointResting(endpoint: string, division: Division | 'current', until: Date): ExactPause {
  return new ExactPause({
    code: 'exact-endpoint-resting',
    what: 'Too many calls were refused, so no more are made for a while',
    where: { ...placeOf(division), address: endpoint },
    why: 'Exact Online blocks an app for an hour after ten refused calls',
    remedy: `Put right what the earlier errors name; calls go on at ${until.toISOString()}`,
    until,
  })
}

function placeOf(division: Division | 'current') {
  return typeof division === 'number' ? { division } : {}
}
