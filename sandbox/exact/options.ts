/** What a run of the offline Exact Online is given, and the switches for what is not known for certain about the real one. */
import type { Environment } from '../../lib/environment'
import type { World } from '../world'
import type { Fault } from './faults'

export interface ExactOptions {
  readonly world: World
  /** Holds the record; the same directory continues where an earlier run stopped. */
  readonly directory: string
  /** 0 picks a free one. */
  readonly port: number
  readonly environment: Environment
  /** Calls per client and division. */
  readonly limits: { readonly perMinute: number; readonly perDay: number }
  readonly client?: Client
  readonly log?: (line: string) => void
  readonly switches?: Partial<Switches>
  readonly faults?: readonly Fault[]
}

export interface Client {
  readonly id: string
  readonly secret: string
  /** Key of the signatures on webhook deliveries. */
  readonly webhookSecret: string
  /** Left out: any redirect URI is taken as the registered one. */
  readonly redirectUris?: readonly string[]
}

/** Not secrets: they open nothing but the sandbox. */
export const sandboxClient: Client = {
  id: '5a4d0b0e-7c1f-4e7b-9d51-0c8f5b1a2e3d',
  secret: 'sandbox-client-secret',
  webhookSecret: 'sandbox-webhook-secret',
}

export interface Switches {
  /** A browser that is already signed in: the authorize page passes straight through unless `force_login=1`. */
  autoApprove: boolean
  /** Some report that a refresh token stays good until its successor is first used. @see reference exact-online.md §1.5 */
  oldRefreshTokenUntilSuccessorUsed: boolean
  /** What an access token that is not accepted is answered with. @see reference exact-online.md §1.7 */
  tokenNotAccepted: 'status-401' | 'login-redirect'
  /** Language of validation texts. */
  language: 'EN' | 'NL'
  /** Seconds that the server's wall clock is ahead of UTC: 3600 in winter, 7200 in summer. */
  utcOffset: number
  /** Company that the user last opened in the browser; 0 is the first of the world. */
  currentDivision: number
  pageSize: number
  /** Of `sync/` and `bulk/`. */
  largePageSize: number
  /** Paths whose GET must carry a `$select` or `$top=1`. */
  selectRequired: readonly string[]
  /** Paths whose GET must carry a `$filter`. */
  filterRequired: readonly string[]
  postStatus: 200 | 201
  /** Whether a PUT with `Prefer: return=representation` answers the record. */
  putRepresentation: boolean
  /** 10 Draft or 20 Open after a POST of a purchase invoice. */
  invoiceStatus: 10 | 20
  /** The real service takes the same supplier and YourRef twice. */
  refuseDuplicateInvoice: boolean
  /** Nested lines of a PUT: dropped in silence, or taken in place of the old ones. */
  nestedLinesInPut: 'ignore' | 'replace'
  /** A GUID of another division: refused, or stored as null without a word. */
  foreignGuid: 'refuse' | 'null'
  /** Whether the company allows more to be received than was ordered. */
  overReceipt: boolean
  /** Whether a change by API puts an order back to awaiting approval. */
  changeResetsApproval: boolean
  /** `PurchaseOrderLines.Unit` padded to 8 or not. */
  paddedLineUnit: boolean
  /** Status of a call that the error limit blocks. */
  blockedStatus: 403 | 429
  /** Errors per client, division, endpoint and hour before the block. */
  errorsPerHour: number
  /** Path → `Reason` of a 403: a missing scope, right or licence. */
  forbidden: Readonly<Record<string, string>>
  /** Callback addresses must be HTTPS; off, because the sandbox lives on loopback. */
  httpsCallbacks: boolean
  webhookDuplicates: boolean
  /** Every other delivery waits for the one after it. */
  webhookDisorder: boolean
}

export const usualSwitches: Switches = {
  autoApprove: false,
  oldRefreshTokenUntilSuccessorUsed: false,
  tokenNotAccepted: 'status-401',
  language: 'EN',
  utcOffset: 3600,
  currentDivision: 0,
  pageSize: 60,
  largePageSize: 1000,
  selectRequired: [],
  filterRequired: [],
  postStatus: 201,
  putRepresentation: false,
  invoiceStatus: 10,
  refuseDuplicateInvoice: false,
  nestedLinesInPut: 'ignore',
  foreignGuid: 'refuse',
  overReceipt: false,
  changeResetsApproval: false,
  paddedLineUnit: true,
  blockedStatus: 429,
  errorsPerHour: 10,
  forbidden: {},
  httpsCallbacks: false,
  webhookDuplicates: false,
  webhookDisorder: false,
}
