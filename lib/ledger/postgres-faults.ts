/** What PostgreSQL and the network say, in plain words, and whether it passes. No message has the URL or the password in it. */
import { EdiError, type Facts } from '../error'

export interface Fault {
  /** `soon`: met another transaction. `later`: the database is away; nothing was stored. */
  readonly passes: 'soon' | 'later' | 'never'
  readonly error: unknown
}

/** A transaction whose commit was asked for and not answered, and whose fate the database could not tell either. */
export class CommitUnknown extends Error {
  readonly told: EdiError

  constructor(cause: unknown) {
    super('the fate of a commit is not known')
    this.told = new EdiError({
      code: 'ledger-commit-unknown',
      what: 'The connection to the ledger broke while it stored, and it could not be asked since whether it had',
      remedy: 'Nothing: what was to be stored is stored again, and what was stored already is recognised',
      prospect: 'passing',
      cause,
    })
  }
}

/** Anything thrown by the driver; what is ours already stays as it is. */
export function fault(thrown: unknown): Fault {
  if (thrown instanceof EdiError) return { passes: thrown.code === 'ledger-unreachable' ? 'later' : 'never', error: thrown }
  const { code = '', message = '' } = (thrown ?? {}) as { readonly code?: string; readonly message?: string }
  if (MEETINGS.has(code)) return { passes: 'soon', error: thrown }
  const known = told(code, message)
  if (!known) return { passes: 'never', error: thrown }
  return { passes: known.code === 'ledger-unreachable' ? 'later' : 'never', error: new EdiError({ ...known, cause: thrown }) }
}

/** Whether the connection is of no more use. */
export function isLost(thrown: unknown): boolean {
  if (thrown instanceof EdiError) return thrown.code === UNREACHABLE.code
  const { code = '', message = '' } = (thrown ?? {}) as { readonly code?: string; readonly message?: string }
  return told(code, message)?.code === UNREACHABLE.code
}

/** Serialization failure, deadlock, and a lock that could not be had. */
const MEETINGS = new Set(['40001', '40P01', '55P03'])

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
function told(code: string, message: string): Facts | undefined {
  if (code.startsWith('28')) return LOGIN_REFUSED
  if (code === '3D000') return DATABASE_MISSING
  if (code === '42501') return RIGHTS_MISSING
  if (code === '25006') return READ_ONLY
  if (code === '53100') return FULL
  if (/self.signed|certificate|does not support SSL|SSL|TLS|altname/i.test(message) && !/^[0-9A-Z]{5}$/.test(code)) return TLS
  if (NETWORK.has(code) || /^(08|57P|53300)/.test(code) || AWAY.test(message)) return UNREACHABLE
  return undefined
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const AWAY = /Connection terminated|Connection ended|timeout exceeded|Query read timeout|not queryable|Client was closed/i

const UNREACHABLE: Facts = {
  code: 'ledger-unreachable',
  what: 'The ledger database cannot be reached',
  remedy: 'See that PostgreSQL runs and that host and port are right; work goes on by itself when it answers',
  prospect: 'passing',
}
const LOGIN_REFUSED: Facts = {
  code: 'ledger-login-refused',
  what: 'The ledger database refuses the user or the password',
  remedy: 'Put the right ones into the URL in the ledger node, and see that pg_hba.conf lets this machine in',
}
const DATABASE_MISSING: Facts = {
  code: 'ledger-database-missing',
  what: 'The server has no database of the name in the URL',
  remedy: 'Make it, for instance with createdb, or correct the name at the end of the URL',
}
const RIGHTS_MISSING: Facts = {
  code: 'ledger-rights-missing',
  what: 'The user of the ledger database may not do what the ledger needs',
  remedy: 'Grant it CREATE on the database, or make the schema edi_loop and let the user own it',
}
const READ_ONLY: Facts = {
  code: 'ledger-read-only',
  what: 'The ledger database is read-only, as a standby is',
  remedy: 'Give the address of the primary server',
}
const FULL: Facts = {
  code: 'ledger-full',
  what: 'The disk of the ledger database is full',
  remedy: 'Make room on the server; work goes on by itself',
  prospect: 'passing',
}
const TLS: Facts = {
  code: 'ledger-tls',
  what: 'No encrypted connection that can be trusted came about with the ledger database',
  remedy:
    'Give the certificate of its authority, or another sslmode at the end of the URL: verify-full, verify-ca, require or disable',
}
