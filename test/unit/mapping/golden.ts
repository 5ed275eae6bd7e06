/** Bytes of our documents held against files kept beside this one, and what the strict reader finds in them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { decode } from '../../../lib/x12/decode'

/** The findings of the strict reader: none, for whatever we send. */
export function findingsIn(bytes: Uint8Array): readonly unknown[] {
  const { interchanges, findings } = decode(bytes, { mode: 'strict', rejects: 'transaction', encoding: 'ascii' })
  return [
    ...findings,
    ...interchanges.flatMap(interchange => [
      ...interchange.findings,
      ...interchange.groups.flatMap(({ findings: ofGroup, transactions }) => [
        ...ofGroup,
        ...transactions.flatMap(transaction => transaction.findings),
      ]),
    ]),
  ]
}

/** Set `GOLDEN=write` to make the files anew, and read the difference before it is committed. */
export function expectGolden(name: string, bytes: Uint8Array): void {
  const file = join(__dirname, 'golden', name)
  if (process.env['GOLDEN'] === 'write') writeFileSync(file, bytes)
  expect(Buffer.from(bytes).toString('latin1')).toBe(readFileSync(file).toString('latin1'))
}
