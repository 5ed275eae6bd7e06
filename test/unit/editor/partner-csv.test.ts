/** Tables of the supplier directory as CSV: what is exported comes back as it was, and what is wrong is named by row and column. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogue, load } from './editor-files'

const { ediLoop } = load('edi-partners')
const texts = catalogue('edi-partners')
const words = (name: string, values: object = {}) =>
  (texts.get(name) ?? name).replace(/__([\w-]+)__/g, (_, value: string) => String((values as Record<string, unknown>)[value]))

type Row = Record<string, unknown>
interface Section {
  readonly path: string
}
interface Csv {
  write(section: Section, rows: readonly Row[]): string
  read(section: Section, text: string, known: readonly Row[], say: typeof words): { rows: Row[]; problems: string[] }
}
const csv = ediLoop['partnerCsv'] as unknown as Csv
const sections = ediLoop['partnerSections'] as unknown as readonly Section[]
const section = (path: string) => sections.find(one => one.path === path) as Section
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const read = (path: string, text: string, known: readonly Row[] = []) => plain(csv.read(section(path), text, known, words))

function aSupplier(n: number): Row {
  return {
    key: `s${n}`,
    name: `Supplier "${n}"; ltd`,
    accounts: [
      { division: 100, code: `${20_000 + n}` },
      { division: 200, code: `A ${n}` },
    ],
    interchange: { qualifier: 'ZZ', id: `SUPPLIER${n}` },
    version: n % 2 === 0 ? '004010' : '005010',
    usage: 'P',
    delimiters: { element: '*', component: ':', repetition: '^', segment: n % 3 === 0 ? '\n' : '~' },
    change: 'change-860',
    acknowledge: 'never',
    acknowledgmentDeadlineHours: n,
    taxRate: 'percent',
    tolerances: { pricePercent: '0.5', dateDays: 2 },
    ...(n % 4 === 0 && {
      guides: [{ partner: 'S', set: '810', version: '004010', heading: [{ segment: 'CUR', use: 'mandatory' }] }],
    }),
    ...(n % 5 === 0 && { matching: { matching: 'two-way', charges: [{ charge: 'D240', amount: '5' }] } }),
  }
}

const forty = Array.from({ length: 40 }, (_, n) => aSupplier(n + 1))

describe('forty suppliers', () => {
  it('come back as they were exported, guides and all', () => {
    expect(read('partners', csv.write(section('partners'), forty))).toEqual({ rows: forty, problems: [] })
  })

  it('with mistakes in some are refused, with row and column of each', () => {
    const lines = csv.write(section('partners'), forty).split('\r\n')
    lines[7] = (lines[7] ?? '').replace('005010', '5010')
    lines[12] = (lines[12] ?? '').replace(';ZZ;', ';zz;')
    lines[21] = (lines[21] ?? '').replace(/100:20021/, '20021')
    lines[40] = (lines[40] ?? '').replace(/^s40;/, 's39;')
    expect(read('partners', lines.join('\r\n')).problems).toEqual([
      'row 8, X12 version: must be 004010 or 005010',
      'row 13, ISA qualifier: must be two capital letters or digits, such as ZZ',
      'row 22, Exact accounts: must be division:account code, with commas between several, such as 123456:20010',
      'row 41: says again what an earlier row says for the same time',
    ])
  })

  it('keep what the file has no columns for, and new ones get what is usual', () => {
    const { rows, problems } = read('partners', 'Short key,Name,ISA id\r\ns4,Renamed,SUPPLIER4\r\nnew,New one,NEW\r\n', forty)
    expect(problems).toEqual([])
    expect(rows).toEqual([
      { ...aSupplier(4), name: 'Renamed' },
      expect.objectContaining({ key: 'new', version: '004010', usage: 'T', accounts: [] }),
    ])
  })
})

describe('a file', () => {
  it.each([
    ['with commas', 'erp,x12\npc,EA\n'],
    ['with tabs and another order', 'x12\terp\nEA\tpc'],
    ['with a byte order mark, quotes and old line ends', '\ufeff"erp";"x12"\r"pc";"EA"\r'],
    ['with names as the dialog shows them and an empty line', 'Unit in Exact;Unit in X12\n\n;\npc;EA\n'],
  ])('%s is read', (_name, text) => {
    expect(read('crossReferences.units', text)).toEqual({ rows: [{ erp: 'pc', x12: 'EA' }], problems: [] })
  })

  it.each([
    ['', 'The first row must name the columns: division, partner, erp, x12, from, until'],
    ['erp;colour\n', '"colour" is no column here. There are: division, partner, erp, x12, from, until'],
    ['erp;ERP\n', 'column "ERP" is there twice'],
    ['erp;x12\npc;EA;more\n', 'row 2: has more cells than the first row has names'],
    ['erp;x12;from\npc;EA;1-2-2026\n', 'row 2, From: must be a date such as 2026-01-15'],
    ['erp;x12;from;until\npc;EA;2026-02-01;2026-01-01\n', 'row 2: "Until" is before "From"'],
  ])('%j is refused', (text, problem) => {
    expect(read('crossReferences.units', text).problems).toEqual([problem])
  })

  it('may hold the same unit for one time after the other, but not twice at once', () => {
    const head = 'erp;x12;from;until\n'
    expect(read('crossReferences.units', `${head}pc;EA;;2026-01-31\npc;PC;2026-02-01;\n`).problems).toEqual([])
    expect(read('crossReferences.units', `${head}pc;EA;;2026-02-01\npc;PC;2026-02-01;\n`).problems).toHaveLength(1)
  })
})

const filled = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter(text => /^\S(.*\S)?$/.test(text))
const date = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map(day => day.toISOString().slice(0, 10))
const rows: Readonly<Record<string, fc.Arbitrary<Row>>> = {
  'crossReferences.costCentres': fc.record(
    { division: fc.integer({ min: 1 }), partner: filled, costCentre: filled, itemGroup: filled, glAccount: filled, from: date },
    { requiredKeys: ['glAccount'] },
  ),
  'crossReferences.charges': fc.record(
    { charge: filled, item: filled, glAccount: filled, until: date },
    { requiredKeys: ['item'] },
  ),
  calendars: fc.record({
    name: filled,
    timeZone: fc.constantFrom('Europe/Amsterdam', 'UTC'),
    days: fc.uniqueArray(fc.constantFrom('monday', 'sunday'), { minLength: 1 }),
    from: fc.constant('09:00'),
    to: fc.constantFrom('17:00', '24:00'),
    holidays: fc.array(date, { maxLength: 3 }),
  }),
}

it.each(Object.entries(rows))('any sound row of %s comes back as it was', (path, some) => {
  fc.assert(
    fc.property(some, row => {
      expect(read(path, csv.write(section(path), [row]))).toEqual({ rows: [plain(row)], problems: [] })
    }),
    { seed: Number(process.env.SEED ?? 7002), numRuns: 300 },
  )
})
