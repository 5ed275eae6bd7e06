/**
 * Keys of the token vault, derived from the secrets that the installation has, most preferred first: a setting of its own, Node-RED's
 * credential secret, the one Node-RED made by itself, a key file. @see reference node-red.md §9.3
 */
import { hkdfSync } from 'node:crypto'
import { EdiError } from '../error'

export interface VaultKey {
  readonly key: Buffer
  /** Short name that tells keys apart and gives nothing away. */
  readonly keyId: string
}

export interface VaultKeys {
  /** The key under which everything new is sealed. */
  preferred(salt: Buffer): VaultKey
  /** The key with this name, when one of the secrets still yields it. */
  named(keyId: string, salt: Buffer): VaultKey | undefined
}

/** @throws EdiError `exact-vault-secret` when there is no secret at all */
export function vaultKeys(secrets: readonly string[]): VaultKeys {
  const [first, ...others] = secrets.filter(secret => secret !== '')
  if (first === undefined)
    throw new EdiError({
      code: 'exact-vault-secret',
      what: 'There is no secret to protect the Exact Online tokens with',
      remedy: 'Set credentialSecret in the settings file of Node-RED',
    })
  const derived = new Map<string, VaultKey>()
  const keyOf = (secret: string, salt: Buffer): VaultKey => {
    const name = `${salt.toString('base64')} ${secret}`
    const known = derived.get(name) ?? keyFrom(secret, salt)
    // Each call opens the row, and the row keeps its salt for ten minutes; what is older is not asked for again.
    if (derived.size >= MOST_KEPT) derived.clear()
    derived.set(name, known)
    return known
  }
  return {
    preferred: salt => keyOf(first, salt),
    named: (keyId, salt) => [first, ...others].map(secret => keyOf(secret, salt)).find(key => key.keyId === keyId),
  }
}

const MOST_KEPT = 16

function keyFrom(secret: string, salt: Buffer): VaultKey {
  const derive = (purpose: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `edi-loop exact vault ${purpose}`, length))
  return { key: derive('key', 32), keyId: derive('key id', 8).toString('hex') }
}
