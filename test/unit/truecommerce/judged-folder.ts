/** Somebody who drops files into a mailbox on this disk and takes what comes, and judges it, whoever serves the folder. */
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { system } from '../../../lib/environment'
import { type Exporter, makeExporter } from '../../../sandbox/mailbox/exporter'
import { type Importer, makeImporter } from '../../../sandbox/mailbox/importer'
import { openRecord, type RecordBook } from '../../../sandbox/mailbox/record'
import { noFaults } from '../../../sandbox/mailbox/switches'
import { makeVirtualRoot } from '../../../sandbox/mailbox/virtual-root'

export interface JudgedFolder extends Exporter, Importer {
  readonly record: RecordBook
}

/**
 * @param disk what the login sees as `/`
 * @param directory for the notes, on the same file system
 */
export function judgedFolder(disk: string, directory: string, companies: readonly string[]): JudgedFolder {
  mkdirSync(directory, { recursive: true })
  const record = openRecord(path.join(directory, 'record.jsonl'), system, existsSync)
  const root = makeVirtualRoot(disk, companies)
  const sets = new Set(['850', '860'])
  return {
    record,
    ...makeExporter(directory, root, record, system),
    ...makeImporter(directory, root, companies, sets, record, { ...noFaults }, system),
  }
}
