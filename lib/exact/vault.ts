/**
 * The token vault: one row per connection in the state store. Tokens are sealed with AES-256-GCM; what is no secret (when they were
 * received, what is under way) stands beside them in the clear. The generation before is kept for diagnosis.
 * @see reference node-red.md §9.3
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Instant } from '../documents/value'
import type { Environment } from '../environment'
import { EdiError } from '../error'
import type { StateStore } from '../ledger/state-store'
import type { VaultKeys } from './key-source'
import type { SignInReason } from './oauth'

export interface TokenRecord {
  /** Counts the token pairs of this connection, one up with each. */
  readonly generation: number
  readonly accessToken: string
  readonly refreshToken: string
  readonly receivedAt: Instant
  readonly expiresAt: Instant
  /** No token call is made before this moment. */
  readonly renewableFrom: Instant
  /** A token call that was begun and whose result is not known. */
  readonly attemptAt?: Instant | undefined
  readonly signInNeeded?: { readonly since: Instant; readonly reason: SignInReason | 'answer-lost' } | undefined
}

export interface TokenVault {
  /** @throws EdiError `exact-sign-in-needed` when no secret at hand opens the row */
  read(connectionId: string): Promise<TokenRecord | undefined>
  /** Durable when it resolves; sealed under the preferred secret. Only inside `exclusively`. */
  write(connectionId: string, record: TokenRecord): Promise<void>
  clear(connectionId: string): Promise<void>
  /** Generation of the stored row, also of one that cannot be opened; 0 without one. */
  generation(connectionId: string): Promise<number>
  /** Whether the row is sealed under another secret than the preferred one. */
  isOutdated(connectionId: string): Promise<boolean>
  exclusively<T>(connectionId: string, work: () => Promise<T>): Promise<T>
}

type Secrets = Pick<TokenRecord, 'accessToken' | 'refreshToken'>
type Row = Omit<TokenRecord, keyof Secrets> &
  Sealed & { readonly schema: typeof schema; readonly previous?: Sealed & { readonly generation: number } }

interface Sealed {
  readonly salt: string
  readonly keyId: string
  /** Nonce, tag and ciphertext, in base64. */
  readonly sealed: string
}

const schema = 1
const nonceLength = 12
const tagLength = 16

export function tokenVault(store: StateStore, keys: VaultKeys, environment: Environment): TokenVault {
  const readRow = async (connectionId: string): Promise<Row | undefined> => {
    const text = await store.read(nameOf(connectionId))
    return text ? (JSON.parse(text) as Row) : undefined
  }

  const seal = (connectionId: string, generation: number, secrets: Secrets): Sealed => {
    const salt = environment.bytes(16)
    const { key, keyId } = keys.preferred(salt)
    const nonce = environment.bytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(connectionId, generation))
    const ciphertext = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()])
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64')
    return { salt: salt.toString('base64'), keyId, sealed }
  }

  const open = (connectionId: string, { generation, salt, keyId, sealed }: Row): Secrets => {
    const found = keys.named(keyId, Buffer.from(salt, 'base64'))
    if (!found)
      throw cannotOpen('The secret that protects the tokens was changed', 'Put the former secret back, or sign in again')
    const bytes = Buffer.from(sealed, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, nonceLength), { authTagLength: tagLength })
    decipher.setAAD(boundTo(connectionId, generation)).setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()])
      return JSON.parse(text.toString('utf8')) as Secrets
    } catch {
      throw cannotOpen('The stored tokens were altered or damaged', 'Sign in again')
    }
  }

  return {
    async read(connectionId) {
      const row = await readRow(connectionId)
      if (!row) return undefined
      const { generation, receivedAt, expiresAt, renewableFrom, attemptAt, signInNeeded } = row
      return { generation, receivedAt, expiresAt, renewableFrom, attemptAt, signInNeeded, ...open(connectionId, row) }
    },
    async write(connectionId, { accessToken, refreshToken, ...plain }) {
      const before = await readRow(connectionId)
      const previous = before && before.generation < plain.generation ? keptOf(before) : before?.previous
      const sealed = seal(connectionId, plain.generation, { accessToken, refreshToken })
      const row: Row = { schema, ...plain, ...sealed, ...(previous && { previous }) }
      await store.write(nameOf(connectionId), JSON.stringify(row))
    },
    clear: connectionId => store.write(nameOf(connectionId), ''),
    generation: async connectionId => (await readRow(connectionId))?.generation ?? 0,
    async isOutdated(connectionId) {
      const row = await readRow(connectionId)
      return row !== undefined && row.keyId !== keys.preferred(Buffer.from(row.salt, 'base64')).keyId
    },
    exclusively: (connectionId, work) => store.exclusively(nameOf(connectionId), work),
  }
}

function nameOf(connectionId: string): string {
  return `exact-vault:${connectionId}`
}

/** A row moved to another connection, or an older one put back, does not open. */
function boundTo(connectionId: string, generation: number): Buffer {
  return Buffer.from(`${connectionId}\n${schema}\n${generation}`)
}

function keptOf({ generation, salt, keyId, sealed }: Row) {
  return { generation, salt, keyId, sealed }
}

function cannotOpen(why: string, remedy: string): EdiError {
  return new EdiError({ code: 'exact-sign-in-needed', what: 'The stored sign-in to Exact Online cannot be opened', why, remedy })
}
