/** What a run of the offline Exact Online is given. */
import type { Environment } from '../../lib/environment'
import type { World } from '../world'
import type { Fault } from './faults'
import type { Switches } from './switches'

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
