/** The host key of the stand-in: made once, kept in the state directory, so that a pinned fingerprint stays good over restarts. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

// ssh2 comes with ssh2-sftp-client and is found from there, wherever npm has put it.
export const ssh2 = createRequire(require.resolve('ssh2-sftp-client'))('ssh2') as typeof import('ssh2')

export function hostKey(file: string): string {
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, newKeyPair().private, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  return readFileSync(file, 'utf8')
}

/** An ed25519 key pair. Now and then ssh2 makes one that it cannot read afterwards; then another is made. */
export function newKeyPair(passphrase?: string): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair =
      passphrase === undefined
        ? ssh2.utils.generateKeyPairSync('ed25519')
        : ssh2.utils.generateKeyPairSync('ed25519', { cipher: 'aes256-ctr', passphrase, rounds: 4 })
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair
  }
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey)
  if (key instanceof Error) throw key
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`
}
