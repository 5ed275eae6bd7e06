/**
 * What a mailbox can be asked to do, whatever carries it. `sftp.ts` and `folder.ts` implement it and pass the same contract suite;
 * another way in (an HTTP exchange, say) is one more file that implements `Transport` and runs that suite.
 *
 * Paths have `/` between their parts and start at the login folder of the account (or at its root, with a leading `/`).
 * Every failure is an EdiError of mailbox-error.ts.
 */

export interface Entry {
  /** As the other side lists it. Not to be trusted: it may hold `/` or be `..`; `refusalOf` and `isFolderName` in file-names.ts tell. */
  readonly name: string
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** As the server says; whole seconds over SFTP. */
  readonly modified: Date
  readonly folder: boolean
  /** A symbolic link that leads to no folder of the mailbox. */
  readonly link?: true
}

export interface Transport {
  /** What lies in a folder, in no promised order. @throws `mailbox-folder-missing` */
  list(path: string): Promise<Entry[]>
  /**
   * All bytes of a file.
   * @param listed its size as a listing gave it: where the bytes that come agree, the mailbox is asked less
   * @throws `mailbox-file-missing`
   */
  read(path: string, listed?: number): Promise<Buffer>
  /** Makes a new file. Never overwrites. @throws `mailbox-name-taken`, `mailbox-folder-missing` */
  write(path: string, bytes: Buffer): Promise<void>
  /** Gives a file another name in one go. Never overwrites. @throws `mailbox-name-taken`, `mailbox-file-missing` */
  rename(from: string, to: string): Promise<void>
  stat(path: string): Promise<Entry | undefined>
  /** Deletes a file. @throws `mailbox-file-missing` */
  remove(path: string): Promise<void>
  /** Makes one folder; one that is there already is fine. @throws `mailbox-folder-missing` when the folder around it is not there */
  makeFolder(path: string): Promise<void>
  /** Ends the session. What has not begun is refused with `mailbox-closed`; a later call opens a new session. */
  close(): Promise<void>
}

/** A name below a folder, also below the login folder itself (`''` or `.`). */
export function below(folder: string, name: string): string {
  if (folder === '' || folder === '.') return name
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
}

/** The folder around a path: `''` for a name in the login folder, `/` for one in the root. */
export function around(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash > 0 ? path.slice(0, slash) : slash === 0 ? '/' : ''
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
