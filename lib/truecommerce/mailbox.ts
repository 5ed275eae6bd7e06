/** TrueCommerce's arrangement of folders over any transport: where to read, where to write, which companies there are. */
import { isFolderName, refusalOf } from './file-names'
import { isFault, mailboxError } from './mailbox-error'
import { around, below, type Entry, nameOf, type Transport } from './transport'

/** Templates may hold `{base}`, `{company}` and `{type}`. @see reference truecommerce.md §3 */
export interface MailboxProfile {
  /** Such as `/IntegrationFTP` or `/<account>/IntegrationFTP`; empty: looked for after the login. */
  readonly basePath: string
  /** Folder name as in Transaction Manager; letter case does not count, nor how an accent is encoded. */
  readonly company: string
  /** Read here: `{base}/Export/{company}/Transaction`. */
  readonly exportPath: string
  /** Written here: `{base}/Import/{company}/Transaction`. */
  readonly importPath: string
  /** Moved here after reading, when so set. */
  readonly archivePath: string
}

export interface Mailbox {
  /** What the mailbox lies on. A folder that is missing there is looked for anew the next time. */
  readonly transport: Transport
  /** Company folders on both sides, each once, for the dialog. */
  companies(): Promise<string[]>
  /** Where partners' documents wait. `type` fills `{type}`. */
  exportFolder(type?: string): Promise<string>
  /** All of them: one, or with `{type}` in the template each that is there. */
  exportFolders(): Promise<readonly string[]>
  /** Where our documents go. */
  importFolder(type?: string): Promise<string>
  archiveFolder(): Promise<string>
}

export function mailbox(transport: Transport, profile: MailboxProfile): Mailbox {
  const known = new Map<string, string>()

  const once = async (key: string, find: () => Promise<Found>): Promise<string> => {
    const before = known.get(key)
    if (before !== undefined) return before
    const { path, there } = await find()
    if (there) known.set(key, path)
    return path
  }
  const base = () =>
    once('base', async () => {
      if (profile.basePath.trim() === '') return { path: await findBase(transport), there: true }
      const found = await lookFor(transport, profile.basePath)
      if (found.there) return found
      const other = await findBase(transport).catch(() => undefined)
      throw mailboxError('mailbox-folder-missing', {
        file: profile.basePath,
        ...(other !== undefined && { why: `After the login there is ${other}` }),
      })
    })
  const folder = (template: string, type = '') =>
    once(`${template} ${type}`, async () => lookFor(transport, fillPath(template, await base(), profile.company, type)))

  return {
    transport: noticing(transport, () => known.clear()),
    async companies() {
      const names = new Map<string, string>()
      for (const template of [profile.exportPath, profile.importPath]) {
        const before = template.split('{company}')[0] ?? ''
        const filled = fillPath(before, await base(), '', '')
        const parent = before.endsWith('/') ? filled : around(filled)
        const entries = await transport.list(await resolve(transport, parent)).catch(error => {
          if (isFault(error, 'mailbox-folder-missing')) return []
          throw error
        })
        for (const one of entries) if (isFolder(one) && !names.has(folded(one.name))) names.set(folded(one.name), one.name)
      }
      return [...names.values()].sort((a, b) => a.localeCompare(b, 'en'))
    },
    exportFolder: type => folder(profile.exportPath, type),
    async exportFolders() {
      if (!profile.exportPath.includes('{type}')) return [await folder(profile.exportPath)]
      const archive = await folder(profile.archivePath)
      const found: string[] = []
      for (const type of await typesIn(transport, fillPath(profile.exportPath, await base(), profile.company, wildcard))) {
        const one = await lookFor(transport, fillPath(profile.exportPath, await base(), profile.company, type))
        if (one.there && one.path !== archive) found.push(one.path)
      }
      return found
    },
    importFolder: type => folder(profile.importPath, type),
    archiveFolder: () => folder(profile.archivePath),
  }
}

/**
 * A template filled in, for use and for the preview.
 * @throws `mailbox-path-outside` when a part would lead upwards
 */
export function fillPath(template: string, base: string, company: string, type: string): string {
  if (/[/\\]/.test(company + type))
    throw mailboxError('mailbox-path-outside', { file: company + type, why: 'A folder name has no separator in it' })
  const path = template
    .replaceAll('{base}', base.replace(/\/+$/, ''))
    .replaceAll('{company}', company)
    .replaceAll('{type}', type)
    .replace(/\/{2,}/g, '/')
  if (path.split('/').includes('..')) throw mailboxError('mailbox-path-outside', { file: path })
  return path.length > 1 ? path.replace(/\/$/, '') : path
}

/** Stands where a type will be; no folder is called so. */
const wildcard = '\u0000'

/** What fills `{type}`: taken from the names of the folders that are there. @param path with the wildcard in one of its parts */
async function typesIn(transport: Transport, path: string): Promise<readonly string[]> {
  const parts = path.split('/')
  const at = parts.findIndex(part => part.includes(wildcard))
  const [start = '', end = ''] = (parts[at] ?? '').toLowerCase().split(wildcard)
  const parent = await resolve(transport, parts.slice(0, at).join('/') || (path.startsWith('/') ? '/' : '.'))
  return (await transport.list(parent))
    .filter(one => one.folder && refusalOf(one.name) === undefined)
    .map(one => one.name)
    .filter(name => name.length > start.length + end.length)
    .filter(name => name.toLowerCase().startsWith(start) && name.toLowerCase().endsWith(end))
    .map(name => name.slice(start.length, name.length - end.length))
    .toSorted()
}

/**
 * The path as the mailbox spells it: each part found whatever its letter case, the exact one first. Parts that are not there stay as
 * they were given, so that what is missing is named by the operation that needs it.
 * @throws `mailbox-folder-ambiguous`
 */
export async function resolve(transport: Transport, path: string): Promise<string> {
  return (await lookFor(transport, path)).path
}

interface Found {
  readonly path: string
  readonly there: boolean
}

async function lookFor(transport: Transport, path: string): Promise<Found> {
  if (path === '' || path === '/' || (await transport.stat(path))) return { path, there: true }
  const parent = await lookFor(transport, around(path))
  const wanted = nameOf(path)
  if (!parent.there) return { path: below(parent.path, wanted), there: false }
  const entries = await transport.list(parent.path === '' ? '.' : parent.path).catch((error): Entry[] => {
    // A parent that may not be listed may still be entered.
    if (isFault(error, 'mailbox-folder-missing', 'mailbox-permission-denied')) return []
    throw error
  })
  const alike = entries.filter(one => folded(one.name) === folded(wanted)).map(one => one.name)
  if (alike.length > 1 && !alike.includes(wanted))
    throw mailboxError('mailbox-folder-ambiguous', { file: path, why: `There are ${alike.join(' and ')}` })
  const name = alike.includes(wanted) ? wanted : alike[0]
  return { path: below(parent.path, name ?? wanted), there: name !== undefined }
}

/** Some logins start inside the account folder, some above it. @see reference truecommerce.md §3 */
export async function findBase(transport: Transport): Promise<string> {
  const isBase = (one: Entry) => one.folder && one.name.toLowerCase() === 'integrationftp'
  for (const start of ['.', '/']) {
    const top = await transport.list(start)
    const bases = top.filter(isBase)
    if (bases.length === 0)
      for (const account of top.filter(isFolder).slice(0, 50))
        bases.push(
          ...(
            await transport.list(account.path).catch(error => {
              if (isFault(error, 'mailbox-permission-denied', 'mailbox-folder-missing')) return []
              throw error
            })
          ).filter(isBase),
        )
    if (bases.length > 1)
      throw mailboxError('mailbox-base-missing', { why: `There are several: ${bases.map(one => one.path).join(', ')}` })
    if (bases[0]) return bases[0].path
  }
  throw mailboxError('mailbox-base-missing')
}

/** Names that are equal so look alike to a person: letter case does not count, nor whether an accent is part of its letter or follows it. */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC')
}

/** A folder whose name leads nowhere else. */
function isFolder({ folder, name }: Entry): boolean {
  return folder && isFolderName(name)
}

/** Makes what is missing of a path. @throws the refusal of the mailbox */
export async function ensureFolder(transport: Transport, path: string): Promise<void> {
  if (path === '' || path === '.' || path === '/' || (await transport.stat(path))) return
  await ensureFolder(transport, around(path))
  await transport.makeFolder(path)
}

/** The same transport, telling when a folder turns out to be missing. */
function noticing(transport: Transport, missing: () => void): Transport {
  const watch = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      if (isFault(error, 'mailbox-folder-missing')) missing()
      throw error
    }
  }
  return {
    list: path => watch(transport.list(path)),
    read: (path, listed) => transport.read(path, listed),
    write: (path, bytes) => watch(transport.write(path, bytes)),
    rename: (from, to) => watch(transport.rename(from, to)),
    stat: path => transport.stat(path),
    remove: path => transport.remove(path),
    makeFolder: path => watch(transport.makeFolder(path)),
    close: () => transport.close(),
  }
}
