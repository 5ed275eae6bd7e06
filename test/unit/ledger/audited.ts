/** A ledger with a history, and ways to tamper with its file behind its back. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Ledger } from '../../../lib/ledger/ledger'
import type { Noted, Verified } from '../../../lib/ledger/verify'
import { type TestEnvironment, testEnvironment } from '../../support/environment'

export interface Audited {
  /** Verifies a copy of the file after it was tampered with. */
  after(tamper: (database: DatabaseSync) => void, noted?: Noted): Promise<Verified>
  end(): void
}

export type Row = Record<string, SQLInputValue>

/** @param history what happens in the ledger; it is sealed afterwards */
export async function anAudited(history: (ledger: Ledger, environment: TestEnvironment) => Promise<void>): Promise<Audited> {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-audit-'))
  const file = join(directory, 'base.sqlite')
  const environment = testEnvironment()
  const ledger = await Ledger.open({ file, environment })
  await history(ledger, environment)
  await ledger.audit.seal()
  await ledger.close()
  let copies = 0
  return {
    after: async (tamper, noted) => {
      copies += 1
      const copy = join(directory, `copy-${copies}.sqlite`)
      copyFileSync(file, copy)
      const database = new DatabaseSync(copy)
      database.exec('PRAGMA foreign_keys = OFF')
      tamper(database)
      database.close()
      const altered = await Ledger.open({ file: copy, environment: testEnvironment() })
      try {
        return await altered.audit.verify(noted)
      } finally {
        await altered.close()
        rmSync(copy)
      }
    },
    end: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** A document that came with bytes and went through a step, which made a business document. */
export async function passed(ledger: Ledger, number: string, environment: TestEnvironment): Promise<string> {
  environment.advance(1_000)
  const begun = await ledger.begin({
    node: 'map',
    who: 'edi-map',
    message: { payload: Buffer.from(`bytes of ${number}`), topic: number },
    document: { kind: 'purchase-order', businessKey: number, subject: `Purchase order ${number}`, division: 1, partner: 'delta' },
  })
  if (begun.verdict !== 'run') throw new Error(begun.verdict)
  environment.advance(1_000)
  await ledger.complete(begun.stepId, { who: 'edi-map', what: 'mapped', content: { number, total: '12.50' }, outputs: [] })
  return begun.documentId
}
