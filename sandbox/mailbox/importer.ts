/** Transaction Manager's import: takes files from the Import folders, judges them and keeps what it accepts. No result file goes back. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '../../lib/environment'
import { type Interchange, judge, type Verdict } from './naive-x12'
import type { MailboxRecord, RecordBook } from './record'
import type { Switches } from './switches'
import type { VirtualRoot } from './virtual-root'

export interface Importer {
  /** Takes everything that waits now; the records of what it accepted and rejected. */
  importNow(): MailboxRecord[]
  /** Bytes of an accepted file, by the id in its record. */
  acceptedBytes(id: string): Buffer
}

export function makeImporter(
  directory: string,
  root: VirtualRoot,
  companies: readonly string[],
  acceptedSets: ReadonlySet<string>,
  record: RecordBook,
  switches: Switches,
  environment: Environment,
): Importer {
  const taken = path.join(directory, 'importing')
  const store = path.join(directory, 'accepted')
  mkdirSync(taken, { recursive: true })
  mkdirSync(store, { recursive: true })
  const settled = new Set(record.all().flatMap(one => one.id ?? []))
  const seen = new Set(record.all().flatMap(one => (one.event === 'accepted' ? (one.interchanges ?? []) : [])))

  /** A file is first moved out of the mailbox in one go, then judged: a kill in between leaves it to be judged once after the restart. */
  const settle = (id: string): MailboxRecord[] => {
    const place = path.join(taken, id)
    const { company, name } = note(`${place}.json`)
    const bytes = readIfThere(place)
    const results: MailboxRecord[] = []
    if (bytes && !settled.has(id)) {
      const verdict = withoutRepeats(judge(name, bytes, acceptedSets), seen)
      const facts = {
        id,
        direction: 'Import' as const,
        company,
        name,
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        isa13: verdict.interchanges.map(one => one.isa13),
        sets: verdict.interchanges.flatMap(one => one.sets),
        interchanges: verdict.interchanges.map(keyOf),
      }
      if (verdict.accepted) {
        writeFileSync(path.join(store, id), bytes)
        results.push(record.write('accepted', { ...facts, format: verdict.format }))
        for (const key of facts.interchanges) seen.add(key)
      } else results.push(record.write('rejected', { ...facts, reason: verdict.reason }))
    }
    rmSync(place, { force: true })
    rmSync(`${place}.json`)
    return results
  }

  for (const file of readdirSync(taken)) if (file.endsWith('.json')) settle(file.slice(0, -5))

  return {
    importNow() {
      const results: MailboxRecord[] = []
      for (const company of companies) {
        const folder = root.transactions('Import', company)
        for (const name of filesIn(folder)) {
          if (!switches.importTemporaryNames && /\.(part|tmp|filepart)$/i.test(name)) continue
          const id = environment.uuid()
          writeFileSync(path.join(taken, `${id}.json`), JSON.stringify({ company, name }))
          renameSync(path.join(folder, name), path.join(taken, id))
          results.push(...settle(id))
        }
      }
      return results
    },
    acceptedBytes: id => readFileSync(path.join(store, path.basename(id))),
  }
}

function withoutRepeats(verdict: Verdict, seen: ReadonlySet<string>): Verdict {
  if (!verdict.accepted) return verdict
  const keys = verdict.interchanges.map(keyOf)
  const repeated = keys.find((key, index) => seen.has(key) || keys.indexOf(key) !== index)
  return repeated === undefined ? verdict : { accepted: false, reason: 'duplicate-isa13', interchanges: verdict.interchanges }
}

function keyOf(interchange: Interchange): string {
  return `${interchange.sender} > ${interchange.receiver} ${interchange.isa13}`
}

/** Oldest first, as they came. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(one => one.isFile())
    .map(one => ({ name: one.name, modified: statSync(path.join(folder, one.name)).mtimeMs }))
    .sort((a, b) => a.modified - b.modified || (a.name < b.name ? -1 : 1))
    .map(one => one.name)
}

/** Whose file it is; the note is written before the file is taken, so one that a kill cut short has no file. */
function note(file: string): { company: string; name: string } {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { company: '', name: '' }
  }
}

function readIfThere(place: string): Buffer | undefined {
  try {
    return readFileSync(place)
  } catch {
    return undefined
  }
}
