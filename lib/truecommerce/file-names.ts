/** Names of files in a mailbox: which may be used, how ours are made, which of theirs are asked for. */
import { mailboxError } from './mailbox-error'

/** The longest name the usual file systems keep. */
export const longestName = 255

/**
 * A name that is good everywhere: one path part, visible, at most 255 bytes of UTF-8.
 * @throws `file-name-refused` with the reason
 */
export function checkFileName(name: string): string {
  const why = refusalOf(name)
  if (why !== undefined) throw mailboxError('file-name-refused', { file: printable(name.slice(0, 300)), why })
  return name
}

/** Why a name cannot be used; undefined when it can. */
export function refusalOf(name: string): string | undefined {
  if (name === '') return 'It is empty'
  if (/[/\\]/.test(name)) return 'It has a path separator in it'
  if (controls.test(name)) return 'It has a control character in it'
  if (isGarbled(name)) return 'It has bytes in it that are no UTF-8, so that nobody could ask for it'
  if (name.startsWith('.')) return 'It begins with a dot'
  if (/^\s|[\s.]$/.test(name)) return 'It begins with a space or ends with a space or a dot'
  if (Buffer.byteLength(name) > longestName) return `It is longer than ${longestName} bytes`
  return undefined
}

/** Whether a listed name can be entered as one part of a path. People name folders more freely than files: `Example B.V.` ends with a dot. */
export function isFolderName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\]/.test(name) && !controls.test(name) && !isGarbled(name)
}

/** What is no UTF-8 is read as this character, and asked for with it would be another name. */
function isGarbled(name: string): boolean {
  return name.includes('\uFFFD') || !name.isWellFormed()
}

/**
 * Why a name of ours cannot be given in a folder that a Windows machine may see: it would mean a device, a stream or another name there.
 * Undefined when it can.
 */
export function reservedOnWindows(name: string): string | undefined {
  const device = /^(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])\s*(?:\.|$)/i.exec(name)
  if (device) return `Windows keeps the name ${device[1]} for a device`
  if (/[<>:"|?*\\]/.test(name)) return 'It has a character in it that Windows refuses'
  if (controls.test(name)) return 'It has a control character in it'
  if (/[ .]$/.test(name)) return 'It ends with a space or a dot, which Windows drops'
  return undefined
}

/**
 * A name from a template such as `{set}_{order}_{control}.x12`. Characters in the values that file systems refuse become `-`, so the
 * template must hold a value that is unique without them.
 * @throws `file-name-refused`
 */
export function fileName(template: string, values: Readonly<Record<string, string>>): string {
  const name = template.replace(/\{(\w+)\}/g, (placeholder, key: string) => {
    const value = values[key]
    if (value === undefined)
      throw mailboxError('file-name-refused', { file: template, why: `Nothing is known for ${placeholder}` })
    return value.trim().replace(refusedInValues, '-')
  })
  return checkFileName(name)
}

/** A test for names by patterns, a comma between them, in which `*` stands for any characters and `?` for one; letter case does not count. */
export function namesLike(patterns: string): (name: string) => boolean {
  const sources = patterns
    .split(',')
    .map(pattern => pattern.trim())
    .filter(pattern => pattern !== '')
    .map(pattern =>
      pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.'),
    )
  const expression = new RegExp(`^(?:${sources.join('|')})$`, 'isu')
  return name => expression.test(name)
}

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f]/
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const everyControl = /[\u0000-\u001f\u007f-\u009f]/g
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const refusedInValues = /[\u0000-\u001f\u007f-\u009f/\\:*?"<>|]/g

/** For messages and the ledger: control characters made visible, as `\\u0000`. */
export function printable(name: string): string {
  return name.replace(everyControl, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
