/** The folder on disk that the account sees as `/`. A path of the client, whatever it holds, never leads out of it. */
import { mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'

export interface VirtualRoot {
  readonly disk: string
  /** Where TrueCommerce keeps the exchange, as the client sees it. */
  readonly base: string
  /** Folder of a company as a place on disk. */
  transactions(direction: 'Export' | 'Import', company: string): string
  /** What the client means: normalised, with the letter case of the disk when asked so. */
  visible(asked: string, ignoreCase: boolean): string
  onDisk(visible: string): string
  /** The company and file a path belongs to, for the record. */
  about(visible: string): { direction?: 'Export' | 'Import'; company?: string; name: string }
}

/** @see reference truecommerce.md §3, §11.1, §11.2 */
export function makeVirtualRoot(disk: string, companies: readonly string[], accountFolder?: string): VirtualRoot {
  const base = accountFolder === undefined ? '/IntegrationFTP' : `/${accountFolder}/IntegrationFTP`
  const onDisk = (visible: string) => path.join(disk, ...visible.split('/'))
  const transactions = (direction: 'Export' | 'Import', company: string) => onDisk(`${base}/${direction}/${company}/Transaction`)

  mkdirSync(onDisk(`${base}/Definitions`), { recursive: true })
  for (const company of companies)
    for (const direction of ['Export', 'Import'] as const) mkdirSync(transactions(direction, company), { recursive: true })

  return {
    disk,
    base,
    transactions,
    onDisk,
    visible(asked, ignoreCase) {
      const clean = path.posix.normalize(`/${asked}`).replace(/(?<=.)\/$/, '')
      return ignoreCase ? inCaseOfDisk(clean, onDisk) : clean
    },
    about(visible) {
      const found = visible.startsWith(`${base}/`) ? visible.slice(base.length + 1).split('/') : []
      const [direction, company] = found
      const name = path.posix.basename(visible)
      return direction === 'Export' || direction === 'Import'
        ? { direction, ...(company !== undefined && { company }), name }
        : { name }
    },
  }
}

function inCaseOfDisk(clean: string, onDisk: (visible: string) => string): string {
  let found = ''
  for (const part of clean.split('/').slice(1)) {
    let names: string[] = []
    try {
      names = readdirSync(onDisk(found))
    } catch {
      // The rest does not exist: as asked.
    }
    const same = names.includes(part) ? part : names.find(name => name.toLowerCase() === part.toLowerCase())
    found += `/${same ?? part}`
  }
  return found
}
