/** The address of a PostgreSQL ledger: what libpq's URLs say, as far as a ledger needs it. The URL holds a password and is never shown. */
import type { ConnectionOptions } from 'node:tls'
import { EdiError } from '../error'

export interface PostgresSettings {
  /** `postgres://user:password@host:5432/database?sslmode=verify-full&schema=edi_loop` */
  readonly url: string
  /** PEM text of the authority that signed the server's certificate; without it those that Node.js knows. */
  readonly ca?: string
  /** What people call this instance; the name of the machine when left out. */
  readonly instance?: string
  /** Seconds without a sign of life after which others take over. */
  readonly leaseSeconds?: number
  /** Where this instance writes down the control numbers that it gives, so that a database put back from a backup is noticed. */
  readonly numbersFile?: string
}

export interface PostgresAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  readonly ssl: false | ConnectionOptions
  /** Where the tables are. */
  readonly schema: string
}

const MODES = ['disable', 'require', 'verify-ca', 'verify-full']

/** @throws EdiError `ledger-url` */
export function addressOf({ url, ca }: PostgresSettings): PostgresAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) throw unreadable('It does not begin with postgres://')
  const host = decodeURIComponent(parsed.hostname.replace(/^\[|\]$/g, ''))
  const database = decodeURIComponent(parsed.pathname.slice(1))
  if (host === '' || database === '') throw unreadable('It lacks the host or the database')
  const mode = parsed.searchParams.get('sslmode') ?? (isLoopback(host) ? 'disable' : 'verify-full')
  if (!MODES.includes(mode)) throw unreadable(`sslmode is none of ${MODES.join(', ')}`)
  const schema = parsed.searchParams.get('schema') ?? 'edi_loop'
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw unreadable('The schema is no plain name in small letters')
  return {
    host,
    port: Number(parsed.port || 5432),
    database,
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    ssl: tls(mode, host, ca),
    schema,
  }
}

/** For people: where it is, without user and password. */
export function placeOf({ host, port, database }: PostgresAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`
}

/** What libpq's modes mean. `require` encrypts but does not ask who the other side is. */
function tls(mode: string, host: string, ca: string | undefined): false | ConnectionOptions {
  if (mode === 'disable') return false
  if (mode === 'require') return { rejectUnauthorized: false }
  const trusted = ca ? { ca } : {}
  if (mode === 'verify-ca') return { ...trusted, checkServerIdentity: () => undefined }
  // The driver names the host for the check of the certificate only where it is no IP address.
  return { ...trusted, host }
}

/** Only there may a connection be in plain text without anybody having said so. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function unreadable(why: string): EdiError {
  return new EdiError({
    code: 'ledger-url',
    what: 'The URL of the ledger database cannot be read',
    why,
    remedy:
      'Write it as postgres://user:password@host:5432/database; special characters in the password are written as %40 and so on',
  })
}
