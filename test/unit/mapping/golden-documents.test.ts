/** Every kind of document for three partner profiles: byte for byte, wherever and in whatever language the machine runs. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { orderConfirmationFrom } from '../../../lib/mapping/855-to-order-confirmation'
import { invoiceFrom } from '../../../lib/mapping/810-to-invoice'
import { decode } from '../../../lib/x12/decode'
import { expectGolden, findingsIn } from './golden'
import { partnerIn, profileNames } from './golden-bytes'
import { goldenDocument, goldenNames } from './golden-documents'

const root = join(__dirname, '..', '..', '..')

describe.each(profileNames)('for a partner of profile %s', profile => {
  test.each(goldenNames)('%s is these bytes, and a strict reader finds nothing', name => {
    const bytes = goldenDocument(name, profile)
    expect(findingsIn(bytes)).toEqual([])
    expectGolden(`${name}-${profile}.x12`, bytes)
  })

  test.each([
    ['855', orderConfirmationFrom],
    ['810', invoiceFrom],
    ['810-credit', invoiceFrom],
  ] as const)('%s is read as the same document', (name, read) => {
    const context = { partner: partnerIn(profile), componentSeparator: '>' }
    expect(read(segmentsIn(readFileSync(join(__dirname, 'golden', `${name}-${profile}.x12`))), context)).toEqual(
      read(segmentsIn(goldenDocument(name, '004010')), context),
    )
  })
})

test.each([
  ['Pacific/Kiritimati', 'tr_TR.UTF-8'],
  ['America/St_Johns', 'de_DE.UTF-8'],
  ['Asia/Kolkata', 'C'],
])('the same bytes come of a machine in %s that speaks %s', (TZ, language) => {
  const environment = { ...process.env, TZ, LANG: language, LC_ALL: language, LANGUAGE: language }
  const script = ['--no-warnings', '--import', './scripts/run-ts.mjs', 'test/unit/mapping/golden-print.ts']
  const printed = execFileSync(process.execPath, script, { cwd: root, env: environment, encoding: 'utf8' })
  const documents = JSON.parse(printed) as Record<string, string>
  expect(Object.keys(documents)).toHaveLength(goldenNames.length * profileNames.length)
  for (const [name, base64] of Object.entries(documents))
    expect([name, Buffer.from(base64, 'base64').toString('latin1')]).toEqual([
      name,
      readFileSync(join(__dirname, 'golden', name)).toString('latin1'),
    ])
})

function segmentsIn(bytes: Uint8Array) {
  const [interchange] = decode(bytes, { mode: 'strict', rejects: 'transaction', encoding: 'ascii' }).interchanges
  return interchange?.groups[0]?.transactions[0]?.segments ?? []
}
