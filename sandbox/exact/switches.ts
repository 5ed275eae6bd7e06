/**
 * Switches for what is not known for certain about the real Exact Online, and for what differs from one account to another. Each is
 * listed in docs/offline-exact-online.md.
 */
import type { Scope } from './scopes'

export interface Switches {
  /** A browser that is already signed in: the authorize page passes straight through unless `force_login=1`. */
  autoApprove: boolean
  /** Which redirect addresses an app may register. @see reference exact-online.md §1.1 */
  redirectUris: 'https-or-loopback' | 'https' | 'any'
  /** How long a code is good. */
  codeSeconds: number
  /** Some report that a refresh token stays good until its successor is first used. @see reference exact-online.md §1.5 */
  oldRefreshTokenUntilSuccessorUsed: boolean
  /** What a refresh that is refused as too early does to its token. @see reference exact-online.md §1.4 */
  earlyRefresh: 'keeps-token' | 'consumes-token' | 'gives-successor'
  /** Token calls of an app and user in a day; 0: no limit. @see reference exact-online.md §1.6 */
  tokenCallsPerDay: number
  /** What an access token that is not accepted is answered with. @see reference exact-online.md §1.7 */
  tokenNotAccepted: 'status-401' | 'login-redirect' | 'login-page'
  /** Scopes that the app does not have. @see reference exact-online.md §1.8 */
  missingScopes: readonly Scope[]
  /** Scopes that the app may read but not manage. */
  readOnlyScopes: readonly Scope[]
  /** Path → `Reason` of a 403: a missing right or licence. */
  forbidden: Readonly<Record<string, string>>
  /** Language of validation texts. */
  language: 'EN' | 'NL'
  /** Seconds that the server's wall clock is ahead of UTC: 3600 in winter, 7200 in summer. */
  utcOffset: number
  /** Company that the user last opened in the browser; 0 is the first of the world. */
  currentDivision: number
  pageSize: number
  /** Of `sync/` and `bulk/`. */
  largePageSize: number
  /** Shape of a collection asked for with a `$top` that fits on one page. @see reference exact-online.md §4.2 */
  smallTop: 'bare' | 'results'
  /** What comes when JSON was not asked for. @see reference exact-online.md §4.1 */
  withoutJson: 'atom' | 'status-406'
  /** `$inlinecount`. @see reference exact-online.md §4.3 */
  inlineCount: 'counts' | 'refused' | 'ignored'
  /** Functions that `$filter` knows. @see reference exact-online.md §4.3 */
  filterFunctions: readonly string[]
  /** Paths whose GET must carry a `$select` or `$top=1`. */
  selectRequired: readonly string[]
  /** Paths whose GET must carry a `$filter`. */
  filterRequired: readonly string[]
  /** A date that is sent with a `Z` at its end. @see reference exact-online.md §4.6 */
  trailingZ: 'shifted' | 'as-is' | 'refused'
  postStatus: 200 | 201
  /** Whether a PUT with `Prefer: return=representation` answers the record. */
  putRepresentation: boolean
  /** Longest text of a property whose length is not known; 0: any. @see reference exact-online.md §7.12 */
  longestText: number
  /** Bytes of an attachment; 0: any. @see reference exact-online.md §7.10 */
  largestAttachment: number
  /** 10 Draft or 20 Open after a POST of a purchase invoice. */
  invoiceStatus: 10 | 20
  /** The real service takes the same supplier and YourRef twice. */
  refuseDuplicateInvoice: boolean
  /** Nested lines of a PUT: dropped in silence, or taken in place of the old ones. */
  nestedLinesInPut: 'ignore' | 'replace'
  /** PUT on single order lines is new: whether the service has it. @see reference exact-online.md §7.4 */
  putOnOrderLines: boolean
  /** Another item on a line by PUT. @see reference exact-online.md §7.4 */
  itemChange: 'taken' | 'refused'
  /** An ordered quantity below what was received or invoiced. @see reference exact-online.md §7.4 */
  quantityBelowSettled: 'refused' | 'taken'
  /** A unit price that is sent without its net price, or the other way round. @see reference exact-online.md §7.4 */
  priceAlone: 'moves-the-other' | 'refused'
  /** A GUID of another division: refused, or stored as null without a word. */
  foreignGuid: 'refuse' | 'null'
  /** Whether the company allows more to be received than was ordered. */
  overReceipt: boolean
  /** Whether a change by API puts an order back to awaiting approval. */
  changeResetsApproval: boolean
  /** A change by API of an order of which something was received. @see reference exact-online.md §7.4 */
  changeOfReceived: 'taken' | 'refused'
  /** `PurchaseOrderLines.Unit` padded to 8 or not. */
  paddedLineUnit: boolean
  /** Calls of a company in a minute and on a day; 0: as it was started. @see reference exact-online.md §5.1 */
  callsPerMinute: number
  callsPerDay: number
  /** The minute of the limit: a full minute of the clock, or the sixty seconds before a call. */
  minuteWindow: 'fixed' | 'sliding'
  /** Calls of other apps in each company that count towards the day, if all apps share it. @see reference exact-online.md §5.1 */
  callsOfOtherApps: number
  /** Calls that a company takes at the same time; 0: any number. */
  concurrentCalls: number
  /** Whether a 429 says `Retry-After`. */
  retryAfter: boolean
  /** Status of a call that the error limit blocks. */
  blockedStatus: 403 | 429
  /** Errors per client, division, endpoint and hour before the block. */
  errorsPerHour: number
  /** Callback addresses must be HTTPS; off, because the sandbox lives on loopback. */
  httpsCallbacks: boolean
  /** Callback addresses must have the host of a redirect address that a sign-in used. @see reference exact-online.md §8.1 */
  callbackHostOfApp: boolean
  webhookDuplicates: boolean
  /** Every other delivery waits for the one after it. */
  webhookDisorder: boolean
  /** How long a callback may take to answer. @see reference exact-online.md §8.6 */
  webhookSeconds: number
  /** How often a delivery is repeated that was not answered with 2xx. @see reference exact-online.md §8.6 */
  webhookRetries: number
  /** Deliveries in a row that fail before a subscription is removed; 0: never. */
  webhookGivesUpAfter: number
  /** Form of `EventCreatedOn`. @see reference exact-online.md §8.3 */
  eventMoment: 'wall-clock' | 'utc-with-z'
}

export const usualSwitches: Switches = {
  autoApprove: false,
  redirectUris: 'https-or-loopback',
  codeSeconds: 180,
  oldRefreshTokenUntilSuccessorUsed: false,
  earlyRefresh: 'keeps-token',
  tokenCallsPerDay: 0,
  tokenNotAccepted: 'status-401',
  missingScopes: [],
  readOnlyScopes: [],
  forbidden: {},
  language: 'EN',
  utcOffset: 3600,
  currentDivision: 0,
  pageSize: 60,
  largePageSize: 1000,
  smallTop: 'bare',
  withoutJson: 'atom',
  inlineCount: 'counts',
  filterFunctions: ['trim', 'substringof', 'startswith', 'tolower'],
  selectRequired: [],
  filterRequired: [],
  trailingZ: 'shifted',
  postStatus: 201,
  putRepresentation: false,
  longestText: 0,
  largestAttachment: 0,
  invoiceStatus: 10,
  refuseDuplicateInvoice: false,
  nestedLinesInPut: 'ignore',
  putOnOrderLines: true,
  itemChange: 'taken',
  quantityBelowSettled: 'refused',
  priceAlone: 'moves-the-other',
  foreignGuid: 'refuse',
  overReceipt: false,
  changeResetsApproval: false,
  changeOfReceived: 'taken',
  paddedLineUnit: true,
  callsPerMinute: 0,
  callsPerDay: 0,
  minuteWindow: 'fixed',
  callsOfOtherApps: 0,
  concurrentCalls: 0,
  retryAfter: false,
  blockedStatus: 429,
  errorsPerHour: 10,
  httpsCallbacks: false,
  callbackHostOfApp: false,
  webhookDuplicates: false,
  webhookDisorder: false,
  webhookSeconds: 5,
  webhookRetries: 0,
  webhookGivesUpAfter: 0,
  eventMoment: 'wall-clock',
}

/** The values of switches that are one of a few words or numbers. */
export const choices: { readonly [Name in keyof Switches]?: readonly Switches[Name][] } = {
  redirectUris: ['https-or-loopback', 'https', 'any'],
  earlyRefresh: ['keeps-token', 'consumes-token', 'gives-successor'],
  tokenNotAccepted: ['status-401', 'login-redirect', 'login-page'],
  language: ['EN', 'NL'],
  smallTop: ['bare', 'results'],
  withoutJson: ['atom', 'status-406'],
  inlineCount: ['counts', 'refused', 'ignored'],
  trailingZ: ['shifted', 'as-is', 'refused'],
  postStatus: [201, 200],
  invoiceStatus: [10, 20],
  nestedLinesInPut: ['ignore', 'replace'],
  itemChange: ['taken', 'refused'],
  quantityBelowSettled: ['refused', 'taken'],
  priceAlone: ['moves-the-other', 'refused'],
  foreignGuid: ['refuse', 'null'],
  changeOfReceived: ['taken', 'refused'],
  minuteWindow: ['fixed', 'sliding'],
  blockedStatus: [429, 403],
  eventMoment: ['wall-clock', 'utc-with-z'],
}

/** @throws RangeError for a switch that does not exist or does not take the value */
export function checkedSwitches(given: Readonly<Record<string, unknown>>): Partial<Switches> {
  for (const [name, value] of Object.entries(given)) {
    const usual: unknown = Object.hasOwn(usualSwitches, name) ? usualSwitches[name as keyof Switches] : undefined
    if (usual === undefined) throw new RangeError(`there is no switch ${name}`)
    const some: readonly unknown[] | undefined = choices[name as keyof Switches]
    if (some && !some.includes(value)) throw new RangeError(`the switch ${name} takes one of ${some.join(', ')}`)
    if (typeof value !== typeof usual || Array.isArray(value) !== Array.isArray(usual) || value === null)
      throw new RangeError(`the switch ${name} takes a ${Array.isArray(usual) ? 'list' : typeof usual}`)
  }
  return given
}
