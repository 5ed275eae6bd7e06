/** Which secret protects the tokens, of those that an installation has. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { vaultSecrets } from '../../../lib/red/vault-secrets'
import type { Red } from '../../../lib/red/types'

let userDir: string
let before: string | undefined
const warned: string[] = []

beforeEach(() => {
  userDir = mkdtempSync(join(tmpdir(), 'edi-loop-secrets-'))
  before = process.env['EDI_LOOP_VAULT_SECRET']
  delete process.env['EDI_LOOP_VAULT_SECRET']
  warned.splice(0)
})
afterEach(() => {
  rmSync(userDir, { recursive: true, force: true })
  if (before !== undefined) process.env['EDI_LOOP_VAULT_SECRET'] = before
})

function aRuntime(settings: Readonly<Record<string, unknown>>): Red {
  return {
    settings: { userDir, get: (name: string) => settings[name] },
    log: { warn: (words: string) => void warned.push(words) },
  } as unknown as Red
}

const keyFile = () => join(userDir, 'edi-loop/vault.key')

it('a setting of its own comes first, then the variable, then Node-RED’s secret, then the one it made by itself', () => {
  process.env['EDI_LOOP_VAULT_SECRET'] = 'of the environment'
  const settings = { exactOnlineAccountVaultSecret: 'own', credentialSecret: 'given', _credentialSecret: 'generated' }
  expect(vaultSecrets(aRuntime(settings))).toEqual(['own', 'of the environment', 'given', 'generated'])
  expect(existsSync(keyFile())).toBe(false)
})

it('where there is none, or encryption is off, a key file that its owner alone may read, and a warning that says so', () => {
  const RED = aRuntime({ credentialSecret: false })
  const [secret] = vaultSecrets(RED)
  expect(secret).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  expect(readFileSync(keyFile(), 'utf8')).toBe(secret)
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  expect(warned).toEqual([expect.stringContaining('set credentialSecret')])
  expect(vaultSecrets(RED)).toEqual([secret])
  expect(warned).toHaveLength(1)
})

it('the key file stays a candidate when a better secret appears, so that what it sealed is opened and sealed anew', () => {
  const [file] = vaultSecrets(aRuntime({}))
  expect(vaultSecrets(aRuntime({ _credentialSecret: 'generated' }))).toEqual(['generated', file])
  expect(vaultSecrets(aRuntime({ credentialSecret: 'given', _credentialSecret: 'generated' }))).toEqual([
    'given',
    'generated',
    file,
  ])
})
