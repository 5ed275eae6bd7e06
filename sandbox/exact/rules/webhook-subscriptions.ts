/** Webhook subscriptions: one for each division, topic and client. @see reference exact-online.md §8.1, §8.2 */
import type { Draft } from '../draft'
import type { Row } from '../store'
import { topics } from '../webhooks'
import { withoutKey } from './plain'
import { demand } from './references'
import type { Rules } from './rules'
import { alreadyExists, invalid } from './texts'

const path = 'webhooks/WebhookSubscriptions'

/** The callback has been pinged before these rules are asked. */
export const webhookSubscriptions: Rules = {
  create: (draft, given) => {
    const row = withoutKey(given, 'ID')
    check(draft, row)
    const { client, user } = draft.circumstances
    const same = draft.rows(path).some(each => each['Topic'] === row['Topic'] && each['ClientID'] === client)
    if (same) draft.complain(alreadyExists(draft))
    draft.insist()
    return draft.add(path, { UserID: user, ...row, ClientID: client, Description: row['Topic'] ?? null })
  },
  update: (draft, subscription, given) => {
    const patch = withoutKey(given, 'ID')
    check(draft, { ...subscription, ...patch })
    draft.insist()
    draft.set(path, String(subscription['ID']), patch)
  },
  remove: (draft, subscription) => draft.remove(path, String(subscription['ID'])),
}

function check(draft: Draft, row: Row): void {
  demand(draft, row, ['Topic', 'CallbackURL'])
  const address = String(row['CallbackURL'] ?? '')
  const topic = row['Topic'] ?? null
  if (topic !== null && !Object.values(topics).some(each => each.topic === topic)) draft.complain(invalid(draft, 'Topic'))
  if (address && !URL.canParse(address)) draft.complain(invalid(draft, 'CallbackURL'))
  else if (draft.switches.httpsCallbacks && !address.startsWith('https:'))
    draft.complain(invalid(draft, 'CallbackURL must be HTTPS'))
  else if (draft.switches.callbackHostOfApp && !hostsOfApp(draft).has(new URL(address).hostname))
    draft.complain(invalid(draft, 'CallbackURL must be of the domain of the redirect URI'))
}

/** Of the redirect addresses that sign-ins have used. */
function hostsOfApp({ circumstances: { store } }: Draft): ReadonlySet<string> {
  return new Set(store.rows(0, 'oauth/codes').map(row => new URL(String(row['redirect'])).hostname))
}
