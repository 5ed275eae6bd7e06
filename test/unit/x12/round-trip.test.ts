/** What decode prints goes back through encode: not a byte is lost where the reader itself can give the bytes back. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Decoded, decode } from '../../../lib/x12/decode'
import { dictionaries } from '../../../lib/x12/dictionary/index'
import { encode } from '../../../lib/x12/encode'
import { outgoingFrom } from '../../../lib/x12/encode-json'
import { jsonOf, jsonText } from '../../../lib/x12/report'
import { rewrite } from './rewrite'
import { madeSet } from '../../fuzz/made-sets'
import { interchange, read, standard } from './builders'

const moment = { date: '2030-02-03', time: '04:05' }
const order = interchange()

function written(document: object): string {
  return Buffer.concat(outgoingFrom(JSON.stringify(document), moment).map(encode)).toString('latin1')
}

/** `decode --json` and `encode`, in both forms in which the JSON is made. */
function again(decoded: Decoded): string {
  const [whole, inPieces] = [JSON.stringify(jsonOf(decoded)), [...jsonText(decoded, {})].join('')]
  expect(JSON.parse(inPieces)).toEqual(JSON.parse(whole))
  return Buffer.concat(outgoingFrom(whole, moment).map(each => encode({ ...each, characters: 'utf8' }))).toString('latin1')
}

describe('decode and encode again', () => {
  it.each([
    [
      'application ids that are not those of the interchange',
      order.replace('GS*PO*BUYERCO*SELLERCO', 'GS*PO*BUYER-APP*SELLER-APP'),
    ],
    [
      'dates and times of its own',
      order.replace('260115*0930*U', '251231*2359*U').replace('20260115*0930*101', '20251230*235959*101'),
    ],
    ['a GS date of six digits', order.replace('20260115*0930*101', '260115*0930*101')],
    ['the responsible agency T', order.replace('*101*X*', '*101*T*')],
    ['a TA1 asked for', order.replace('*000000101*0*T', '*000000101*1*T')],
    ['a password', order.replace('*00*          *ZZ*BUYERCO', '*01*SECRET-PW *ZZ*BUYERCO')],
    ['an authorization', order.replace('ISA*00*          ', 'ISA*03*ACCOUNT-1 ')],
    ['another standards id', order.replace('*U*00401', '*X*00401')],
    ['an older version', order.replace('*U*00401', '*U*00304').replace('X*004010', 'X*003040')],
    ['a later version', interchange({ version: '005010' }).replace('*00501*', '*00601*').replace('X*005010', 'X*006010')],
    [
      'numbers with leading zeros',
      order
        .replaceAll('*101*X', '*0101*X')
        .replace('GE*1*101', 'GE*01*0101')
        .replace('SE*5', 'SE*0005')
        .replace('IEA*1', 'IEA*00001'),
    ],
    ['a TA1 before the group', order.replace('GS*', 'TA1*000000001*260115*0930*A*000~GS*')],
    ['a TA1 alone', `${order.slice(0, 106)}TA1*000000001*260115*0930*A*000~IEA*0*000000101~`],
    ['ISB and ISE', order.replace('GS*', 'ISB*1~ISE*20260116*12*AA~GS*')],
    ['a line for each segment', order.replaceAll('~', '~\n')],
    ['a line for each segment, CR LF, but for the last', order.replaceAll('~', '~\r\n').slice(0, -2)],
    ['a line for each segment, CR', order.replaceAll('~', '~\r')],
    ['lines after the end', `${order}\n\n`],
    ['two interchanges', order + order.replaceAll('000000101', '000000102')],
  ])('keeps %s', (_, text) => {
    expect(again(read(text))).toBe(text)
  })

  it('a field that was changed goes before what was read', () => {
    const { interchanges } = JSON.parse(JSON.stringify(jsonOf(read(order)))) as { interchanges: object[] }
    const changed = { ...interchanges[0], controlNumber: '000000777', sender: 'OTHERCO', usage: 'P', date: '2026-03-04' }
    const text = written(changed)
    expect(text.slice(0, 105)).toBe(
      'ISA*00*          *00*          *ZZ*OTHERCO        *ZZ*SELLERCO       *260304*0405*U*00401*000000777*0*P*>',
    )
    expect(text).toContain('GS*PO*BUYERCO*SELLERCO*20260304*0405*101*X*004010~')
    expect(text).toMatch(/IEA\*1\*000000777~$/)
  })

  it('a version that is named without an envelope is written in ISA12', () => {
    const parties = { senderQualifier: 'ZZ', sender: 'BUYERCO', receiverQualifier: 'ZZ', receiver: 'SELLERCO', controlNumber: 1 }
    const isa12 = (version: string) => written({ ...parties, version }).slice(84, 89)
    expect(['00304', '00401', '00501', '00601'].map(isa12)).toEqual(['00304', '00401', '00501', '00601'])
    expect(() => isa12('1')).toThrow(expect.objectContaining({ code: 'x12-envelope' }))
  })

  it('a password is in no finding', () => {
    const text = order.replace('*00*          *ZZ*BUYERCO', '*01*SECRET-PW*ZZ*BUYERCO')
    expect(JSON.stringify(read(text).interchanges[0]?.findings)).not.toContain('SECRET')
  })

  it.each([21, 22])('made files come back to the byte, seed %i', seed => {
    let state = seed
    const chance = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
    for (const version of ['004010', '005010'] as const) {
      for (const entry of dictionaries[version].sets) {
        const body = madeSet(dictionaries[version], entry, chance)
        const text = interchange({ version, set: entry.set, functionalId: entry.functionalId, body })
        expect(again(read(text))).toBe(text)
      }
    }
  })
})

const folder = join(__dirname, '../../../../shared/samples/x12')
const present = existsSync(join(folder, 'MANIFEST.md'))

describe.skipIf(!present)(
  'the development samples (skipped where the folder shared/samples/x12 is not beside the repository)',
  () => {
    const files = present ? readdirSync(folder).filter(name => /\.(edi|txt)$/.test(name) && !name.includes('NonEdi')) : []
    /** Accepted, and in a form of which no byte lies outside of what is printed. */
    const exact = files.flatMap(file => {
      const bytes = readFileSync(join(folder, file))
      const decoded = decode(bytes, standard)
      const isAccepted = decoded.interchanges.every(({ status }) => status === 'accepted')
      const isCanonical = !JSON.stringify(decoded).includes('"trailing-separators"')
      return isAccepted && isCanonical && rewrite(decoded, 'utf8').equals(bytes) ? [{ file, bytes, decoded }] : []
    })

    it('are accepted and canonical for the most part', () => {
      expect(exact.length).toBeGreaterThan(10)
    })

    for (const { file, bytes, decoded } of exact)
      it(`${file} comes back to the byte`, () => {
        expect(again(decoded)).toBe(bytes.toString('latin1'))
      })
  },
)
