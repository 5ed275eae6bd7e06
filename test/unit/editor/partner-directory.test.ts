/** The dialog's rules for the supplier directory and the runtime's are two programs: they must judge every directory alike. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePartnerDirectory } from '../../../lib/mapping/partners'
import { catalogue, load } from './editor-files'

const { ediLoop } = load('edi-partners')
const problemsOf = ediLoop['directoryProblems'] as unknown as (
  text: string,
  say: (key: string, values?: object) => string,
) => string[]
const texts = catalogue('edi-partners')

describe('a directory that is sound for both', () => {
  it('is empty', () => expect(verdicts('')).toEqual({ dialog: true, runtime: true }))
  it('has companies, suppliers and cross-references', () => expect(verdicts(sound())).toEqual({ dialog: true, runtime: true }))
  it('has one supplier twice, for test and for production', () => {
    const directory = sound()
    directory.partners.push({ ...structuredClone(directory.partners[0]), key: 'acme-live', usage: 'P', accounts: [] })
    expect(verdicts(directory)).toEqual({ dialog: true, runtime: true })
  })
})

const mistakes: [string, (directory: Directory) => void][] = [
  ['a company without division', d => delete d.companies[0].division],
  ['a division as text', d => (d.companies[0].division = '100')],
  ['two companies of one division', d => d.companies.push(structuredClone(d.companies[0]))],
  ['an ISA qualifier in small letters', d => (d.partners[0].interchange.qualifier = 'zz')],
  ['an ISA id of 16 characters', d => (d.partners[0].interchange.id = '1234567890123456')],
  ['no interchange', d => delete d.partners[0].interchange],
  ['a GS code of one character', d => (d.partners[0].application = 'X')],
  ['an account without code', d => delete d.partners[0].accounts[0].code],
  ['an account with a third field', d => (d.partners[0].accounts[0].name = 'x')],
  ['accounts that are no list', d => (d.partners[0].accounts = {})],
  ['one account of two suppliers', d => d.partners.push({ ...structuredClone(d.partners[0]), key: 'b', usage: 'P' })],
  ['two suppliers with one key', d => d.partners.push({ ...structuredClone(d.partners[0]), usage: 'P', accounts: [] })],
  ['two suppliers that send alike', d => d.partners.push({ ...structuredClone(d.partners[0]), key: 'b', accounts: [] })],
  ['a version that is not written', d => (d.partners[0].version = '003040')],
  ['005010 without a repetition separator', d => (d.partners[0].version = '005010')],
  ['usage I', d => (d.partners[0].usage = 'I')],
  ['a letter as separator', d => (d.partners[0].delimiters.element = 'A')],
  ['two equal separators', d => (d.partners[0].delimiters.component = '*')],
  ['no segment terminator', d => (d.partners[0].delimiters.segment = '')],
  ['a separator of its own', d => (d.partners[0].delimiters.release = '?')],
  ['another way of changing', d => (d.partners[0].change = '860')],
  ['an answer that is not offered', d => (d.partners[0].acknowledge = 'sometimes')],
  ['a deadline before today', d => (d.partners[0].acknowledgmentDeadlineHours = -1)],
  ['a silence of zero hours', d => (d.partners[0].silentAfterHours = 0)],
  ['a way of counting that is not offered', d => (d.partners[0].inboundNumbers = 'backwards')],
  ['a calendar that is not among them', d => (d.partners[0].calendar = 'office')],
  ['calendars that are no list', d => (d['calendars'] = {})],
  ['one calendar twice', d => (d['calendars'] = [anOffice(), anOffice()])],
  ['a calendar without a day', d => (d['calendars'] = [{ ...anOffice(), days: [] }])],
  ['a calendar with a day in Dutch', d => (d['calendars'] = [{ ...anOffice(), days: ['maandag'] }])],
  ['a calendar nowhere on earth', d => (d['calendars'] = [{ ...anOffice(), timeZone: 'Europe/Atlantis' }])],
  ['a calendar that ends before it begins', d => (d['calendars'] = [{ ...anOffice(), from: '17:00', to: '09:00' }])],
  ['a calendar with a time of 9:00', d => (d['calendars'] = [{ ...anOffice(), from: '9:00' }])],
  ['a calendar with a holiday written 25-12-2026', d => (d['calendars'] = [{ ...anOffice(), holidays: ['25-12-2026'] }])],
  ['a calendar with a field nobody knows', d => (d['calendars'] = [{ ...anOffice(), colour: 'red' }])],
  ['a calendar without holidays, not even none', d => (d['calendars'] = [{ ...anOffice(), holidays: undefined }])],
  ['a tolerance as number', d => (d.partners[0].tolerances.pricePercent = 1)],
  ['days before today', d => (d.partners[0].tolerances.dateDays = -1)],
  ['a name with a blank at its end', d => (d.partners[0].name = 'Acme ')],
  ['a field nobody knows', d => (d.partners[0].colour = 'red')],
  ['a unit of three characters', d => (d.crossReferences.units[0].x12 = 'PCE')],
  ['one unit twice', d => d.crossReferences.units.push(structuredClone(d.crossReferences.units[0]))],
  ['a cost centre without account', d => delete d.crossReferences.costCentres[0].glAccount],
  ['a rate in percent', d => (d.crossReferences.taxes[0].rate = '21')],
  ['one rate in two spellings', d => d.crossReferences.taxes.push({ ...d.crossReferences.taxes[0], rate: '0.210' })],
  ['a row for a partner that is not there', d => (d.crossReferences.units[0].partner = 'nobody')],
  [
    'a row that ends before it begins',
    d => Object.assign(d.crossReferences.units[0], { from: '2026-02-01', until: '2026-01-31' }),
  ],
  ['a row from a day that is none', d => (d.crossReferences.units[0].from = '2026-02-30')],
  ['a row until 31-1-2026', d => (d.crossReferences.units[0].until = '31-1-2026')],
  [
    'one unit twice on one day',
    d =>
      (d.crossReferences.units = [
        { ...d.crossReferences.units[0], until: '2026-01-31' },
        { ...d.crossReferences.units[0], from: '2026-01-31' },
      ]),
  ],
  [
    'one tax twice, without a code',
    d =>
      (d.crossReferences.taxes = [
        { rate: '0', vatCode: '0' },
        { rate: '0.0', vatCode: '1' },
      ]),
  ],
  ['an item without another number', d => (d.crossReferences['items'] = [{ item: 'B-1' }])],
  ['an item with a GTIN of ten digits', d => (d.crossReferences['items'] = [{ item: 'B-1', gtin: '1234567890' }])],
  ['an item group in a table that knows none', d => (d.crossReferences.units[0].itemGroup = 'RAW')],
  ['a booking by guess', d => (d.crossReferences.booking[0].accounts = 'guess')],
  ['a charge that nothing carries', d => delete d.crossReferences.charges[0].item],
  ['a division without a journal', d => delete d.crossReferences.booking[0].journal],
  ['a division booked in two ways', d => d.crossReferences.booking.push(structuredClone(d.crossReferences.booking[0]))],
  ['a list nobody knows', d => (d.crossReferences['colours'] = [])],
  ['a part nobody knows', d => (d['carriers'] = [])],
  ['no companies', d => delete d.companies],
  ['no cross-references', d => delete d.crossReferences],
  ['no taxes', d => delete d.crossReferences.taxes],
  ['companies that are no list', d => (d.companies = 'none')],
  ['a supplier that is no object', d => (d.partners = [null])],
]

function anOffice(): Directory {
  return { name: 'office', timeZone: 'Europe/Amsterdam', days: ['monday'], from: '09:00', to: '24:00', holidays: ['2026-12-25'] }
}

const dated: [string, (d: Directory) => void][] = [
  [
    'one after the other',
    d =>
      (d.crossReferences.units = [
        { erp: 'pc', x12: 'EA', until: '2025-12-31' },
        { erp: 'pc', x12: 'PC', from: '2026-01-01' },
      ]),
  ],
  ['for one supplier', d => d.crossReferences.units.push({ erp: 'pc', x12: 'PC', partner: 'acme' })],
  [
    'for an item group',
    d => d.crossReferences.costCentres.push({ division: 100, costCentre: 'CC1', itemGroup: 'RAW', glAccount: '4100' }),
  ],
  ['for all other cost centres', d => d.crossReferences.costCentres.push({ glAccount: '4999' })],
  [
    'for all other taxes of a rate and all other charges',
    d => (d.crossReferences.taxes.push({ rate: '0.21', vatCode: '5' }), d.crossReferences.charges.push({ glAccount: '7900' })),
  ],
  [
    'for items',
    d =>
      (d.crossReferences['items'] = [
        { partner: 'acme', item: 'B-1', supplierCode: 'X', gtin: '4006381333931', from: '2026-01-01' },
      ]),
  ],
  ['with the accounts of Exact Online after them', d => (d.crossReferences.booking[0].accounts = 'item-or-supplier')],
]

describe('rows of the cross-references', () => {
  it.each(dated)('are sound %s', (_name, change) => {
    const directory = sound()
    change(directory)
    expect(verdicts(directory)).toEqual({ dialog: true, runtime: true })
  })
})

const watched: [string, (d: Directory) => void][] = [
  ['that acknowledges nothing', d => (d.partners[0].acknowledgmentDeadlineHours = 0)],
  ['whose silence is borne for a day', d => (d.partners[0].silentAfterHours = 24)],
  ['that counts for all its customers', d => (d.partners[0].inboundNumbers = 'unique')],
  [
    'that works in office hours',
    d => {
      d['calendars'] = [anOffice()]
      d.partners[0].calendar = 'office'
    },
  ],
]

describe('a supplier', () => {
  it.each(watched)('%s is sound', (_name, change) => {
    const directory = sound()
    change(directory)
    expect(verdicts(directory)).toEqual({ dialog: true, runtime: true })
  })
})

const guides: [string, (guides: Directory[]) => void][] = [
  ['guides for two sets', guides => guides.push({ ...guides[0], set: '850' })],
  ['guides for two versions', guides => guides.push({ ...guides[0], version: '005010' })],
]
const faultyGuides: [string, (guides: Directory[]) => void][] = [
  ['two guides for one set and version', guides => guides.push({ ...guides[0] })],
  ['a guide of nobody', guides => delete guides[0].partner],
  ['a guide without version', guides => delete guides[0].version],
  ['a guide for a set of two digits', guides => (guides[0].set = '81')],
  ['a guide that is none', guides => (guides[0] = null)],
]

describe('the guides of a supplier', () => {
  it.each([...guides.map(each => [...each, true] as const), ...faultyGuides.map(each => [...each, false] as const)])(
    '%s',
    (_name, change, expected) => {
      const directory = sound()
      directory.partners[0].guides = [
        { partner: 'Acme', set: '810', version: '004010', heading: [{ segment: 'CUR', use: 'mandatory' }] },
      ]
      change(directory.partners[0].guides)
      expect(verdicts(directory)).toEqual({ dialog: expected, runtime: expected })
    },
  )

  it('are read against the dictionary by the runtime, which names the place', () => {
    const directory = sound()
    directory.partners[0].guides = [{ partner: 'Acme', set: '810', version: '004010', detail: [{ segment: 'CUR' }] }]
    expect(() => parsePartnerDirectory(JSON.stringify(directory))).toThrow(
      'partners[0].guides[0].detail[0].segment: CUR is not in the detail of the 810 of 004010',
    )
  })
})

const matchings: [string, Directory, boolean][] = [
  ['nothing', {}, true],
  ['a way and a source', { matching: 'three-way', receipts: 'ship-notices' }, true],
  ['tolerances', { tolerances: { price: { percent: '2', amount: '0.5' }, tax: { amount: '1' } } }, true],
  ['no charges', { charges: [] }, true],
  ['charges', { charges: [{ charge: 'D240', percent: '10' }, { charge: 'D500' }] }, true],
  [
    'items',
    {
      items: [
        { item: 'B-1', gtin: '4006381333931' },
        { item: 'B-1', supplierCode: 'X' },
      ],
    },
    true,
  ],
  ['no object', [], false],
  ['a field nobody knows', { tolerance: {} }, false],
  ['another way', { matching: 'four-way' }, false],
  ['another source', { receipts: 'exact' }, false],
  ['a tolerance nobody knows', { tolerances: { weight: { percent: '1' } } }, false],
  ['a tolerance without a bound', { tolerances: { price: {} } }, false],
  ['a tolerance as number', { tolerances: { price: { percent: 1 } } }, false],
  ['a tolerance below nothing', { tolerances: { price: { amount: '-1' } } }, false],
  ['a charge without code', { charges: [{ amount: '5' }] }, false],
  ['one charge twice', { charges: [{ charge: 'D240' }, { charge: 'D240', amount: '5' }] }, false],
  ['an item without its code', { items: [{ supplierCode: 'X' }] }, false],
  ['an item without another number', { items: [{ item: 'B-1' }] }, false],
  ['a GTIN of ten digits', { items: [{ item: 'B-1', gtin: '1234567890' }] }, false],
]

describe('the matching of a supplier', () => {
  it.each(matchings)('has %s', (_name, matching, expected) => {
    const directory = sound()
    directory.partners[0].matching = matching
    expect(verdicts(directory)).toEqual({ dialog: expected, runtime: expected })
  })
})

describe('a directory that is wrong for both', () => {
  it.each(mistakes)('has %s', (_name, spoil) => {
    const directory = sound()
    spoil(directory)
    expect(verdicts(directory)).toEqual({ dialog: false, runtime: false })
  })

  it('is not JSON', () => expect(verdicts('{"companies": [}')).toEqual({ dialog: false, runtime: false }))
})

it.each([
  ['{\n  "companies": [}\n}', 2, 17],
  ['{\n  "companies": [', 2, 17],
  ['{"a": 01}', 1, 8],
  ["{'a': 1}", 1, 2],
  ['{"a": 1,}', 1, 9],
  ['{"a": 1} x', 1, 10],
  ['{"a": "b\n"}', 1, 7],
  ['\n\n', 3, 1],
])('%j stops being JSON at line %i, column %i', (text, line, column) => {
  expect(plain((ediLoop['jsonPlace'] as unknown as (text: string) => object)(text))).toEqual({ line, column })
})

it('a place is found in exactly those texts that are not JSON', () => {
  const jsonPlace = ediLoop['jsonPlace'] as unknown as (text: string) => object | undefined
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('', '{', ']', ',', '"', '0', '\\', 'e', '\n', '.'), (json, place, extra) => {
      const text = json.slice(0, place % (json.length + 1)) + extra + json.slice(place % (json.length + 1))
      expect(jsonPlace(text) === undefined).toBe(isJson(text))
    }),
  )
})

it('a field is named by section, row and column', () => {
  const directory = sound()
  directory.partners[0].interchange.qualifier = 'z'
  expect(problemsOf(JSON.stringify(directory), words)).toEqual([
    'Suppliers, row 1, ISA qualifier: must be two capital letters or digits, such as ZZ',
  ])
})

it('a new row of each table differs from a sound one only in what a person has to fill in', () => {
  const { partnerSections, freshRow, rowProblems } = ediLoop as unknown as Shape
  const open = partnerSections.flatMap(section =>
    rowProblems(section, freshRow(section)).map(({ column, rule }) => `${section.path} ${column?.path ?? rule}`),
  )
  expect(open).toEqual([
    'companies division',
    'companies name',
    'companies interchange.id',
    'partners key',
    'partners name',
    'partners interchange.id',
    'crossReferences.units erp',
    'crossReferences.units x12',
    'crossReferences.items item',
    'crossReferences.costCentres glAccount',
    'crossReferences.taxes rate',
    'crossReferences.taxes vatCode',
    'crossReferences.charges item-or-account',
    'crossReferences.booking division',
    'crossReferences.booking journal',
    'calendars name',
  ])
})

it('every section, column, choice and rule has its words', () => {
  const { partnerSections } = ediLoop as unknown as Shape
  const needed = partnerSections.flatMap(({ path, columns }) => [
    `section.${path}`,
    `add.${path.split('.').pop()}`,
    ...columns.flatMap(column => [
      `column.${column.name ?? column.path}`,
      ...(column.rule ? [`rule.${column.rule}`] : []),
      ...(column.choices && column.choices.length > 1
        ? column.choices.map(choice => `choice.${column.name ?? column.path}.${choice}`)
        : []),
    ]),
  ])
  expect([...new Set(needed)].filter(name => !texts.has(name))).toEqual([])
})

describe('what is typed in a field', () => {
  const { shown, typed } = ediLoop['partnerField'] as unknown as Record<
    'shown' | 'typed',
    (column: object, value: unknown) => unknown
  >

  it.each([
    [{ rule: 'division' }, '123456', 123456],
    [{ rule: 'division', optional: true }, '', undefined],
    [
      { rule: 'accounts' },
      '1:20010, 2:A-7',
      [
        { division: 1, code: '20010' },
        { division: 2, code: 'A-7' },
      ],
    ],
    [{ rule: 'accounts' }, '', []],
    [{ rule: 'delimiter' }, '\\n', '\n'],
    [{ rule: 'filled' }, 'Acme', 'Acme'],
  ])('%o takes "%s" and shows it again', (column, text, value) => {
    expect(plain(typed(column, text))).toEqual(value)
    expect(shown(column, value)).toBe(text)
  })

  it('keeps text where a number belongs, so that it can be called wrong', () => {
    expect(typed({ rule: 'division' }, 'abc')).toBe('abc')
  })
})

interface Shape {
  readonly partnerSections: readonly {
    path: string
    columns: readonly { path: string; name?: string; rule?: string; choices?: string[] }[]
  }[]
  readonly freshRow: (section: object) => object
  readonly rowProblems: (section: object, row: object) => { column?: { path: string }; rule: string }[]
}

// biome-ignore lint: the mistakes are made on purpose, so nothing narrower fits
type Directory = any

function verdicts(directory: Directory): { dialog: boolean; runtime: boolean } {
  const text = typeof directory === 'string' ? directory : JSON.stringify(directory)
  return { dialog: problemsOf(text, key).length === 0, runtime: accepts(text) }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function accepts(text: string): boolean {
  try {
    parsePartnerDirectory(text)
    return true
  } catch {
    return false
  }
}

function key(name: string, values?: object): string {
  return values ? `${name} ${JSON.stringify(values)}` : name
}

function words(name: string, values: object = {}): string {
  return (texts.get(name) ?? name).replace(/__(\w+)__/g, (_, value: string) => String((values as Record<string, unknown>)[value]))
}

/** Objects of another realm are equal to nothing: copied into this one. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

function sound(): Directory {
  return {
    companies: [{ division: 100, name: 'Buyer', interchange: { qualifier: 'ZZ', id: 'BUYER' } }],
    partners: [
      {
        key: 'acme',
        name: 'Acme',
        accounts: [{ division: 100, code: '20010' }],
        interchange: { qualifier: '01', id: 'ACME' },
        version: '004010',
        usage: 'T',
        delimiters: { element: '*', component: '>', repetition: '', segment: '~' },
        change: 'replace-850',
        acknowledge: 'never',
        taxRate: 'percent',
        acknowledgmentDeadlineHours: 24,
        tolerances: { pricePercent: '0.5', dateDays: 2 },
      },
    ],
    crossReferences: {
      units: [{ erp: 'pc', x12: 'EA' }],
      costCentres: [{ division: 100, costCentre: 'CC1', glAccount: '4000' }],
      taxes: [{ tax: 'VA', rate: '0.21', vatCode: '5' }],
      charges: [{ charge: 'D240', item: 'FREIGHT' }],
      booking: [{ division: 100, as: 'purchase-invoice', journal: '70' }],
    },
  }
}
