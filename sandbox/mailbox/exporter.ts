/** Transaction Manager's export: drops files for the business system to fetch. @see reference truecommerce.md §6, §11.3 */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '../../lib/environment'
import type { RecordBook } from './record'
import type { VirtualRoot } from './virtual-root'

export interface Exporter {
  /** In one go; a file of the same name is overwritten, as Transaction Manager does. `modified` puts files out of order. */
  exportFile(company: string, name: string, bytes: Buffer, modified?: Date): void
  /** Grows under its final name, in so many pieces over so many seconds. */
  exportSlowly(company: string, name: string, bytes: Buffer, pieces: number, seconds: number, signal?: AbortSignal): Promise<void>
  /** A user moved the transaction back to the Inbox: the same bytes once more, under the same or another name. */
  exportAgain(company: string, name: string, as: string): void
}

export function makeExporter(directory: string, root: VirtualRoot, record: RecordBook, environment: Environment): Exporter {
  const staging = path.join(directory, 'staging')
  const kept = path.join(directory, 'exported')
  mkdirSync(staging, { recursive: true })

  const note = (company: string, name: string, bytes: Buffer) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    record.write('exported', { direction: 'Export', company, name, size: bytes.length, sha256 })
  }
  const keep = (company: string, name: string, bytes: Buffer) => {
    mkdirSync(path.join(kept, company), { recursive: true })
    writeFileSync(path.join(kept, company, name), bytes)
  }
  const placeOf = (company: string, name: string) => {
    if (name !== path.basename(name) || name === '..') throw new Error(`${name} is not a file name`)
    if (!readdirSync(path.dirname(path.dirname(root.transactions('Export', company)))).includes(company))
      throw new Error(`the mailbox has no company ${company}`)
    return path.join(root.transactions('Export', company), name)
  }

  const exporter: Exporter = {
    exportFile(company, name, bytes, modified = environment.now()) {
      const place = placeOf(company, name)
      keep(company, name, bytes)
      const draft = path.join(staging, environment.uuid())
      writeFileSync(draft, bytes)
      utimesSync(draft, modified, modified)
      renameSync(draft, place)
      note(company, name, bytes)
    },
    async exportSlowly(company, name, bytes, pieces, seconds, signal) {
      const place = placeOf(company, name)
      keep(company, name, bytes)
      const length = Math.ceil(bytes.length / pieces)
      for (let from = 0; from < bytes.length; from += length) {
        appendFileSync(place, bytes.subarray(from, from + length))
        utimesSync(place, environment.now(), environment.now())
        if (from + length < bytes.length) await environment.sleep((seconds * 1000) / (pieces - 1), signal)
      }
      note(company, name, bytes)
    },
    exportAgain(company, name, as) {
      exporter.exportFile(company, as, readFileSync(path.join(kept, company, name)))
    },
  }
  return exporter
}
