/** Which dictionary reads a group, for every kind of version that partners write. */
import { describe, expect, it } from 'vitest'
import { releaseOf } from '../../../lib/x12/release'
import { allFindings, errors, interchange, onlyGroup, onlySet, read } from './builders'

describe('the dictionary of a version', () => {
  it.each([
    ['004010', '00401', '004010', true],
    ['004010VICS', '00401', '004010', true],
    ['004010UCS', '00401', '004010', true],
    ['005010', '00501', '005010', true],
    ['005010X231A1', '00501', '005010', true],
    ['003010', '00301', '004010', false],
    ['003020', '00302', '004010', false],
    ['003040', '00304', '004010', false],
    ['003060', '00306', '004010', false],
    ['003070', '00307', '004010', false],
    ['002001', '00200', '004010', false],
    ['004020', '00402', '004010', false],
    ['004030VICS', '00403', '004010', false],
    ['004040', '00404', '004010', false],
    ['004050', '00405', '005010', false],
    ['004060', '00406', '005010', false],
    ['005020', '00502', '005010', false],
    ['005030', '00503', '005010', false],
    ['006040', '00604', '005010', false],
    ['007060', '00706', '005010', false],
    ['008010', '00801', '005010', false],
  ])('%s is read with %s', (gs08, isa12, release, exact) => {
    expect(releaseOf(gs08, isa12)).toEqual({ release, exact, version: gs08.slice(0, 6) })
  })

  it.each([
    ['', '00401', '004010', '004010'],
    ['', '00501', '005010', '005010'],
    ['4010', '00501', '005010', '005010'],
    ['VICS', '00403', '004010', '004030'],
    ['', '', '004010', ''],
    ['', 'ABCDE', '004010', ''],
  ])('GS08 %j says nothing, so ISA12 %j decides: %s, and never exactly', (gs08, isa12, release, version) => {
    expect(releaseOf(gs08, isa12)).toEqual({ release, exact: false, version })
  })

  it.each(['00400', '00200', '00040', '00501'])('GS08 004010 goes before an ISA12 %s', isa12 => {
    expect(releaseOf('004010', isa12)).toMatchObject({ release: '004010', exact: true })
  })
})

describe('a group of a version without a dictionary', () => {
  const faulty = ['BEG*00*SA*PO-1**20260115', 'PO1*1*24*EACH', 'CTT*1']
  const inVersion = (version: string, body: readonly string[] = faulty) =>
    read(interchange({ body }).replace('X*004010', `X*${version}`))

  it.each([
    ['003040', '004010'],
    ['004030', '004010'],
    ['004060', '005010'],
    ['005030', '005010'],
  ])('%s is read with the nearest one, %s, and what that finds is noted only', (version, release) => {
    const decoded = inVersion(version)
    expect(errors(decoded)).toEqual([])
    expect([onlySet(decoded).status, onlyGroup(decoded).version]).toEqual(['accepted', version])
    const [note, ...found] = allFindings(decoded)
    expect(note).toMatchObject({
      level: 'note',
      segment: 'GS',
      element: 8,
      message: expect.stringContaining(`that of ${release}`),
    })
    expect(found).toMatchObject([{ code: 'AK403:5', level: 'note', segment: 'PO1' }])
  })

  it.each(['004010VICS', '005010X231A1'])('a suffix narrows a release, so that its dictionary holds: %s', version => {
    expect(errors(inVersion(version))).toEqual(['AK403:5 PO1@3-03'])
  })

  it('its envelope is checked all the same', () => {
    const decoded = read(interchange().replace('X*004010', 'X*003040').replace('SE*5', 'SE*6'))
    expect([errors(decoded), onlySet(decoded).status]).toEqual([['AK502:4 SE@5-01'], 'rejected'])
  })

  it.each([
    ['003040', '260115', []],
    ['004010', '260115', ['AK403:8 BEG@2-05']],
  ])('%s has dates of six digits before 004010 only', (version, date, expected) => {
    const decoded = inVersion(version, [`BEG*00*SA*PO-1**${date}`, 'PO1*1*1*EA'])
    expect(
      allFindings(decoded)
        .filter(({ segment }) => segment === 'BEG')
        .map(({ code }) => `${code} BEG@2-05`),
    ).toEqual(expected)
  })
})
