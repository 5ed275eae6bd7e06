/** Files of other people, kept beside the repository and not in it; without them there is nothing to test here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../lib/x12/decode'
import { errors, inShort, standard } from './builders'

const folder = join(__dirname, '../../../../shared/samples/x12')
const present = existsSync(join(folder, 'MANIFEST.md'))

/** Errors of each file whose envelope or content is not flawless; every other file must have none. */
const expected: Readonly<Record<string, readonly string[]>> = {
  '810_libedi_Sample_4010_810.txt': ['AK502:4 SE@68-01'],
  '850_ediengine_850.SyntaxNotes.ERR.edi': ['AK403:2 PO1@13-07', 'AK403:2 PO4@30-06', 'AK403:2 PO4@30-06'],
  '850_edinet_x12.850.edi': ['TA105:011 ISA@1-02', 'TA105:001 IEA@15-02'],
  '850_gozer_po850.txt': ['AK502:4 SE@21-01'],
  '850_stupidedi_PO850-fail_1.edi': ['TA105:008 ISA@1-08', 'TA105:011 ISA@1-02'],
  '855_stupidedi_PR855-fail_2.edi': ['TA105:015 ISA@1-10', 'TA105:011 ISA@1-02', 'AK403:5 PO1@5-03', 'AK403:5 SCH@7-02'],
  '860_stupidedi_PC860-fail_1.edi': ['TA105:011 ISA@1-02'],
  '865_x12parser_FromTyco.txt': ['TA105:001 IEA@20-02'],
  '997_staedi_empty997.edi': ['AK304:3 AK1@2', 'AK304:3 AK9@2'],
  '997_staedi_extraDelimiter997.edi': ['AK403:12 AK3@4-02', 'AK403:12 AK3@4-04'],
  '997_staedi_invalid997.edi': ['AK403:5 AK1@2-01', 'AK403:6 AK4@5-02'],
  // 97 seconds.
  '999_x12-parser_x12_999_accepted.txt': ['TA105:001 IEA@10-02', 'TA105:024 GS@2-05'],
  '999_x12_999-accept-with-errors.edi': ['AK403:5 IK3@4-03', 'AK502:4 SE@8-01'],
  '999_x12_999-reject-control-number-mismatch.edi': ['AK502:4 SE@6-01'],
}

describe.skipIf(!present)(
  'the development samples (skipped where the folder shared/samples/x12 is not beside the repository)',
  () => {
    const x12 = present ? manifest().filter(({ interchanges }) => interchanges > 0) : []
    for (const { file, sets, versions, interchanges, groups } of x12) {
      it(`${file} reads as its manifest says`, () => {
        const decoded = read(file)
        expect(decoded.interchanges).toHaveLength(interchanges)
        expect(decoded.interchanges.flatMap(each => each.groups)).toHaveLength(groups)
        expect(setsIn(decoded)).toEqual(sets)
        expect([...new Set(decoded.interchanges.flatMap(each => each.groups.map(group => group.version)))].toSorted()).toEqual(
          versions,
        )
      })
    }

    for (const { file } of x12.filter(each => !severallyFlawed.test(each.file))) {
      it(`${file} has no other errors than are listed here`, () => {
        expect(errors(read(file))).toEqual(expected[file] ?? [])
      })
    }

    it('an invoice whose ISS stands before its TDS, and a state of eight letters, are noted; strict rejects them', () => {
      const placed = (file: string, mode: 'standard' | 'strict') => {
        const { interchanges } = decode(readFileSync(join(folder, file)), { ...standard, mode })
        const set = interchanges[0]?.groups[0]?.transactions[0]
        return [set?.status, set?.findings.map(finding => `${finding.level} ${inShort(finding)}`)]
      }
      const [walmart, state] = ['810_x12parser_Example5_Walmart.txt', '856_x12parser_Example4.txt']
      expect(placed(walmart, 'standard')).toEqual(['accepted', ['note AK304:7 ISS@16']])
      expect(placed(walmart, 'strict')).toEqual(['rejected', ['error AK304:7 ISS@16']])
      expect(placed(state, 'standard')).toEqual(['accepted', ['note AK403:5 N4@14-02']])
      expect(placed(state, 'strict')).toEqual(['rejected', ['error AK403:5 N4@14-02']])
    })

    it('text that is no X12 is refused', () => {
      expect(() => read('other_ediengine_NonEdi.edi')).toThrow(expect.objectContaining({ code: 'not-x12' }))
    })

    it('sets without a dictionary have their envelope checked, each defect at its place', () => {
      expect(errorsIn('940_ediengine_ControlNumbersMismatch.edi')).toEqual([
        'TA105:001 IEA@9-02',
        'AK905:4 GE@8-02',
        'AK502:1 ST@1-01',
        'AK502:3 SE@5-02',
      ])
      expect(errorsIn('940_ediengine_WrongGroupsAndTranCount.edi')).toEqual(
        expect.arrayContaining(['TA105:021 IEA@9-01', 'TA105:001 IEA@9-02', 'AK905:5 GE@8-01']),
      )
      expect(
        errorsIn('940_ediengine_MultipleInterchangesAndGroups.edi').filter(each => each.startsWith('TA105:001')),
      ).toHaveLength(2)
    })

    it('two files with faults in many places have each of them named', () => {
      expect(errorsIn('856_libedi_Sample_4010_856.txt')).toEqual(
        expect.arrayContaining([
          'TA105:015 ISA@1-10',
          'TA105:024 GS@2-02',
          'TA105:024 GS@2-03',
          'AK304:7 DTP@7',
          'AK502:3 SE@18-02',
        ]),
      )
      expect(errorsIn('856_stupidedi_SH856-fail_2.edi')).toEqual(
        expect.arrayContaining(['AK403:3 N1@11-07', 'AK403:6 N1@11-05', 'AK403:5 N1@11-06', 'AK502:4 SE@22-01']),
      )
    })
  },
)

/** Files of which the tests at the end name the faults. */
const severallyFlawed = /^(940_|856_libedi|856_stupidedi)/

function read(file: string) {
  return decode(readFileSync(join(folder, file)), standard)
}

function errorsIn(file: string): string[] {
  return errors(read(file))
}

interface Row {
  readonly file: string
  readonly sets: Readonly<Record<string, number>>
  readonly versions: readonly string[]
  readonly interchanges: number
  readonly groups: number
}

function manifest(): Row[] {
  const rows = readFileSync(join(folder, 'MANIFEST.md'), 'utf8')
    .split('\n')
    .filter(line => /^\| \w+_/.test(line))
  const listed = rows.map(row => row.split(/(?<!\\)\|/).map(cell => cell.trim()))
  expect(listed.map(([, file]) => file).toSorted()).toEqual(
    readdirSync(folder)
      .filter(name => /\.(edi|txt)$/.test(name))
      .toSorted(),
  )
  return listed.map(([, file = '', , , , , sets = '', versions = '', , , counts = '']) => {
    const [interchanges = 0, groups = 0] = counts.split('/').map(Number)
    const byNumber = Object.fromEntries(
      sets
        .split(', ')
        .map(each => each.split('×'))
        .map(([set = '', count]) => [set, Number(count)]),
    )
    return { file, sets: byNumber, versions: versions === '-' ? [] : versions.split(', ').toSorted(), interchanges, groups }
  })
}

function setsIn({ interchanges }: ReturnType<typeof decode>): Record<string, number> {
  const counts: Record<string, number> = {}
  const count = (set: string) => (counts[set] = (counts[set] ?? 0) + 1)
  for (const each of interchanges) {
    each.technicalAcknowledgments.forEach(() => count('TA1'))
    for (const group of each.groups) for (const { set } of group.transactions) count(set)
  }
  return counts
}
