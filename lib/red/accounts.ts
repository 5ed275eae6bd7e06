/** Exact Online accounts as flow nodes get at them. */
import type { Division } from '../documents/value'
import type { Watch } from '../exact/budget'
import type { ExactClient } from '../exact/client'
import type { MasterData } from '../exact/directory'
import type { StateStore } from '../ledger/state-store'
import type { Remote } from './remote'
import type { SignIns } from './sign-ins'
import { EdiError } from '../error'
import type { Red, RedNode } from './types'

export interface ExactAccountNode extends RedNode {
  remote: Remote
  /** Its clients refuse to write. */
  isDryRun: boolean
  /** Where the sign-in and what belongs to it are kept. */
  store: StateStore
  /** A client of one's own over the shared connection and budget; `watch` hears when it has to wait. */
  clientFor(watch: Watch): ExactClient
  masterDataFor(watch: Watch): MasterData
  /** Divisions that the user may open and that are in use; asked for once. */
  divisions(watch: Watch): Promise<readonly Division[]>
  signIns: SignIns
}

/** @throws EdiError `no-exact-account` */
export function accountOf(RED: Red, id: string | undefined): ExactAccountNode {
  const account = id ? (RED.nodes.getNode(id) as ExactAccountNode | null | undefined) : undefined
  if (account) return account
  throw new EdiError({
    code: 'no-exact-account',
    what: 'This node has no Exact Online account',
    remedy: 'Choose or make one in the node under "Account"',
  })
}
