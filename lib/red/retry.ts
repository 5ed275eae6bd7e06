/** Whether and when something that failed is tried again, the same for steps and sources. */
import type { Environment } from '../environment'
import type { EdiError } from '../error'
import { ExactPause } from '../exact/pause'
import type { StopOutcome } from '../ledger/steps'

const FIRST = 1_000
const MOST = 5 * 60_000

/** No document's fault: what waits goes on by itself when the account or the settings are put right. */
const SETUP_FAULTS: ReadonlySet<string> = new Set([
  'dry-run-half-on',
  'exact-app-refused',
  'exact-base-url',
  'exact-sign-in-needed',
  'mailbox-base-missing',
  'mailbox-folder-missing',
  'mailbox-host-key-changed',
  'mailbox-host-key-unconfirmed',
  'mailbox-key-unreadable',
  'mailbox-login-refused',
  'mailbox-permission-denied',
  'no-exact-account',
  'no-mailbox',
  'no-partner-directory',
  'partner-directory-invalid',
])

export function isSetupFault({ code }: EdiError): boolean {
  return SETUP_FAULTS.has(code)
}

/** @param canLook the next attempt begins by looking what became of this one, so that an effect without an answer may be tried again */
export function stateAfter(error: EdiError, canLook: boolean): StopOutcome['state'] {
  if (isSetupFault(error)) return 'retrying'
  // Only what looking cannot tell stays uncertain.
  if (error.prospect === 'uncertain' && canLook) return 'retrying'
  return error.prospect === 'passing' ? 'retrying' : error.prospect === 'permanent' ? 'failed' : error.prospect
}

/** Ever longer pauses with jitter; an error that knows when trying again makes sense is believed. @param attempt the one that failed, from 1 */
export function nextAttempt(
  environment: Environment,
  attempt: number,
  error: EdiError,
): { readonly wait: number; readonly at: Date } {
  const now = environment.now().getTime()
  const spaced = Math.min(MOST, FIRST * 2 ** (attempt - 1)) * (0.5 + environment.random())
  const wait = error instanceof ExactPause ? Math.max(0, error.until.getTime() - now) : spaced
  return { wait, at: new Date(now + wait) }
}
