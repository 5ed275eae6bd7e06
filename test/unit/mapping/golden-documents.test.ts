/** Every kind of document for three partner profiles: byte for byte, wherever and in whatever language the machine runs. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { orderConfirmationFrom } from '../../../lib/mapping/855-to-order-confirmation'
import { shipNoticeFrom } from '../../../lib/mapping/856-to-ship-notice'
import { changeConfirmationFrom } from '../../../lib/mapping/865-to-order-confirmation'
import { functionalAcknowledgmentFrom } from '../../../lib/mapping/997-to-functional-acknowledgment'
import { invoiceFrom } from '../../../lib/mapping/810-to-invoice'
import type { InboundContext } from '../../../lib/mapping/x12-reading'
import type { Segment } from '../../../lib/x12/segment'
import { decode } from '../../../lib/x12/decode'
import { expectGolden, findingsIn } from './golden'
import { partnerIn, profileNames } from './golden-bytes'
import { goldenDocument, goldenNames, inboundNames } from './golden-documents'

const root = join(__dirname, '..', '..', '..')

/** How each set of a supplier is read. */
const readers: Readonly<Record<string, (segments: readonly Segment[], context: InboundContext) => unknown>> = {
  '855': orderConfirmationFrom,
  '865': changeConfirmationFrom,
  '856': shipNoticeFrom,
  '810': invoiceFrom,
  '997': functionalAcknowledgmentFrom,
  '999': functionalAcknowledgmentFrom,
}

describe.each(profileNames)('for a partner of profile %s', profile => {
  test.each(goldenNames(profile))('%s is these bytes, and a strict reader finds nothing', name => {
    const bytes = goldenDocument(name, profile)
    expect(findingsIn(bytes)).toEqual([])
    expectGolden(`${name}-${profile}.x12`, bytes)
  })

  test.each(inboundNames(profile))('%s is read as the same document as from any other', name => {
    const context = { partner: partnerIn(profile), componentSeparator: partnerIn(profile).delimiters.component }
    const read = readers[name.slice(0, 3)]
    const kept = readFileSync(join(__dirname, 'golden', `${name}-${profile}.x12`))
    const plain = goldenDocument(name, name.startsWith('999') ? '005010' : '004010')
    expect(read?.(segmentsIn(kept), context)).toEqual(read?.(segmentsIn(plain), { ...context, componentSeparator: '>' }))
    expect(read?.(segmentsIn(kept), context)).toMatchObject({ kind: expect.any(String) as string })
  })
})

test('there is a file for every set in each direction that has it, and no file that nothing is held against', () => {
  const names = profileNames.flatMap(profile => goldenNames(profile).map(name => `${name}-${profile}.x12`))
  const others = ['850-drop-ship', '856-cartons', '860-cancel', '860-change', '865-answer']
  const kept = readdirSync(join(__dirname, 'golden'))
  expect(kept.toSorted()).toEqual(
    [...names, ...others.flatMap(name => profileNames.map(profile => `${name}-${profile}.x12`))].toSorted(),
  )
  for (const profile of profileNames) {
    const out = goldenNames(profile).filter(name => !inboundNames(profile).includes(name))
    const sets = (all: readonly string[]) => new Set(all.map(name => name.slice(0, 3)))
    const has999 = profile === '005010' ? ['999'] : []
    expect(sets(out)).toEqual(new Set(['850', '860', '997', 'TA1', ...has999]))
    expect(sets(inboundNames(profile))).toEqual(new Set(['855', '865', '856', '810', '997', ...has999]))
  }
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
  expect(Object.keys(documents)).toHaveLength(profileNames.flatMap(goldenNames).length)
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
