/** Everything that can go wrong with a mailbox, once: code, words, remedy, and whether trying again can help. */
import { EdiError, type Prospect } from '../error'

const faults = {
  'mailbox-unreachable': [
    'The mailbox cannot be reached',
    'Check host, port and firewall, or whether the folder is there and mounted; it is tried again',
    'passing',
  ],
  'mailbox-connection-lost': ['The connection to the mailbox was lost', 'It is tried again', 'passing'],
  'mailbox-closed': ['The mailbox session was closed before this began', undefined, 'passing'],
  'mailbox-session-refused': ['The mailbox refused the session', 'Only one session may be open; end the other one', 'passing'],
  'mailbox-full': ['The mailbox has no space left', 'Make space at the receiving side; it is tried again', 'passing'],
  'mailbox-login-refused': ['The mailbox refused the login', 'Check user, password or key in the account', 'permanent'],
  'mailbox-key-unreadable': ['The private key cannot be read', 'Give an OpenSSH or PEM key and its passphrase', 'permanent'],
  'mailbox-host-key-changed': [
    'The mailbox shows another host key than the one confirmed, so nothing was sent',
    'Ask TrueCommerce whether the key was changed; confirm the new one with the test button',
    'held',
  ],
  'mailbox-host-key-unconfirmed': [
    'No host key has been confirmed for the mailbox, so nothing was sent',
    'Press the test button and confirm the host key',
    'held',
  ],
  'mailbox-permission-denied': ['The mailbox does not allow this', 'Ask TrueCommerce for the right to do it', 'permanent'],
  'mailbox-refused': ['The mailbox refused this', undefined, 'permanent'],
  'mailbox-folder-missing': [
    'The folder is not in the mailbox',
    'Check base path, company folder and path template',
    'permanent',
  ],
  'mailbox-folder-ambiguous': [
    'Several folders differ from the one asked for only in letter case, or in how an accent is encoded',
    'Spell the folder exactly as it is in the mailbox',
    'permanent',
  ],
  'mailbox-file-missing': ['The file is not in the mailbox', undefined, 'permanent'],
  'mailbox-file-too-large': ['The file is larger than can be read at once', undefined, 'permanent'],
  'mailbox-name-taken': [
    'Another file has this name already; nothing was overwritten',
    'Use a file-name template that never gives a name twice',
    'permanent',
  ],
  'mailbox-size-differs': [
    'The file in the mailbox does not have the size that was sent',
    'Look at the file in the mailbox',
    'held',
  ],
  'mailbox-delivery-unsettled': [
    'The mailbox did not answer the last step of a delivery, so it may or may not have been made',
    'It is settled by looking before anything is sent again',
    'uncertain',
  ],
  'mailbox-no-safe-way': [
    'The server does not let the file be written under another name first, so nothing was sent',
    'Ask TrueCommerce for the right to rename and to make folders, or choose another way under "While writing" in the account',
    'permanent',
  ],
  'mailbox-path-outside': ['The path leads outside the mailbox folder', 'Use a path below the folder', 'permanent'],
  'mailbox-base-missing': ['No IntegrationFTP folder was found after the login', 'Set the base path in the account', 'permanent'],
  'file-name-refused': ['The file name cannot be used', undefined, 'permanent'],
} as const satisfies Record<string, readonly [what: string, remedy: string | undefined, prospect: Prospect]>

export type MailboxFault = keyof typeof faults

export interface FaultDetail {
  readonly file?: string
  readonly address?: string
  readonly why?: string
  readonly cause?: unknown
}

export function mailboxError(code: MailboxFault, { file, address, why, cause }: FaultDetail = {}): EdiError {
  const [what, remedy, prospect] = faults[code]
  return new EdiError({
    code,
    what,
    prospect,
    ...(file !== undefined || address !== undefined
      ? { where: { ...(file !== undefined && { file }), ...(address !== undefined && { address }) } }
      : {}),
    ...(why !== undefined && { why }),
    ...(remedy !== undefined && { remedy }),
    ...(cause !== undefined && { cause }),
  })
}

export function isFault(thrown: unknown, ...codes: MailboxFault[]): thrown is EdiError {
  return thrown instanceof EdiError && codes.some(code => code === thrown.code)
}
