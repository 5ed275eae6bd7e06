/**
 * Secrets from which the token vault may derive its key, most preferred first: a setting or environment variable of our own,
 * Node-RED's credential secret, the one it generated, a key file of our own. @see reference node-red.md §9.3
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Red } from './types'

export function vaultSecrets(RED: Red): string[] {
  const settings = ['exactOnlineAccountVaultSecret', 'credentialSecret', '_credentialSecret'].map(name => setting(RED, name))
  const [own, ...given] = settings
  const known = [own, process.env['EDI_LOOP_VAULT_SECRET'], ...given].filter(
    secret => typeof secret === 'string' && secret !== '',
  )
  const file = join(RED.settings.userDir ?? process.cwd(), 'edi-loop', 'vault.key')
  // The file stays a candidate once it exists: rows sealed with it are sealed anew under a better secret when one appears.
  if (known.length > 0 && !existsSync(file)) return known as string[]
  return [...(known as string[]), keyFile(RED, file)]
}

function setting(RED: Red, name: string): unknown {
  try {
    return RED.settings.get(name)
  } catch {
    // Node-RED throws while its settings are not loaded (in the test helper they never are): then there is no such secret.
    return undefined
  }
}

function keyFile(RED: Red, file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8')
  const secret = randomBytes(32).toString('base64')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, secret, { mode: 0o600, flag: 'wx' })
  RED.log.warn(
    `[edi-loop] Exact Online tokens are protected by ${file}; set credentialSecret in the settings file to keep the key apart from the data`,
  )
  return secret
}
