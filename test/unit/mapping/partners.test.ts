import { describe, expect, test } from 'vitest'
import {
  companyOf,
  companyOfInterchange,
  emptyDirectory,
  parsePartnerDirectory,
  partnerOfInterchange,
  partnerOfSupplier,
  tradesByEdi,
} from '../../../lib/mapping/partners'
import { aDirectory, aPartner, company, division, errorOf, references } from './builders'

describe('a supplier directory', () => {
  test('is read back as it was written', () => {
    expect(parsePartnerDirectory(JSON.stringify(aDirectory()))).toEqual(aDirectory())
  })
  test('may end segments with a line break for readers of the file', () => {
    const broken = aDirectory({
      partners: [aPartner({ delimiters: { element: '*', component: '>', repetition: '', segment: '~\n' } })],
    })
    expect(parsePartnerDirectory(JSON.stringify(broken))).toEqual(broken)
  })
  test('is empty where the text is', () => {
    expect(parsePartnerDirectory(' ')).toBe(emptyDirectory)
    expect(parsePartnerDirectory(JSON.stringify(emptyDirectory))).toEqual(emptyDirectory)
  })

  const refused = (directory: unknown) => {
    const { code, why } = errorOf(() =>
      parsePartnerDirectory(typeof directory === 'string' ? directory : JSON.stringify(directory)),
    )
    expect(code).toBe('partner-directory-invalid')
    return why
  }
  test('that is not JSON is refused', () => {
    expect(refused('{')).toBe('It is not JSON')
  })
  test('names every field that is wrong, by its path', () => {
    const { version: _, ...partner } = aPartner()
    expect(
      refused(aDirectory({ partners: [{ ...partner, usage: 'X', interchange: { qualifier: 'Z', id: 'A' } } as never] })),
    ).toBe(
      'partners[0].interchange.qualifier: must be two capital letters or digits, such as ZZ; ' +
        'partners[0].version: is missing; partners[0].usage: must be one of "P", "T"',
    )
  })
  test.each([
    [
      'a misspelt field',
      { ...aDirectory(), crossReferences: { ...references, units: [{ divsion: 1, erp: 'pc', x12: 'EA' }] } },
      'units[0].divsion: is not a field here',
    ],
    [
      'a tax rate in percent',
      { ...aDirectory(), crossReferences: { ...references, taxes: [{ tax: 'VA', rate: '21', vatCode: '2' }] } },
      'taxes[0].rate: must be a fraction',
    ],
    [
      'a charge that leads nowhere',
      { ...aDirectory(), crossReferences: { ...references, charges: [{ charge: 'D240' }] } },
      'charges[0]: must name an item or a GL account',
    ],
    [
      'two rows for one unit',
      { ...aDirectory(), crossReferences: { ...references, units: [...references.units, { erp: 'pc', x12: 'PC' }] } },
      'units[2]: says again',
    ],
    [
      'two rates that are the same number',
      {
        ...aDirectory(),
        crossReferences: { ...references, taxes: [...references.taxes, { division, tax: 'VA', rate: '0.210', vatCode: '3' }] },
      },
      'taxes[2]: says again',
    ],
    [
      'two ways of booking for one division',
      {
        ...aDirectory(),
        crossReferences: { ...references, booking: [...references.booking, { division, as: 'purchase-entry', journal: '61' }] },
      },
      'booking[1]: is the second row',
    ],
    ['two companies of one division', aDirectory({ companies: [company, company] }), 'companies[1]: is the second company'],
    [
      'two partners with one key',
      aDirectory({ partners: [aPartner(), aPartner({ usage: 'P', accounts: [] })] }),
      'partners[1]: has the key',
    ],
    [
      'two partners behind one interchange id',
      aDirectory({ partners: [aPartner(), aPartner({ key: 'b', accounts: [] })] }),
      'partners[1]: has the interchange id',
    ],
    [
      'an account of two partners',
      aDirectory({ partners: [aPartner(), aPartner({ key: 'b', usage: 'P' })] }),
      'has account 510001 4711',
    ],
    [
      'delimiters that are the same',
      aDirectory({ partners: [aPartner({ delimiters: { element: '*', component: '*', repetition: '', segment: '~' } })] }),
      'must all be different',
    ],
    [
      'a letter as delimiter',
      aDirectory({ partners: [aPartner({ delimiters: { element: 'x', component: '>', repetition: '', segment: '~' } })] }),
      'delimiters.element: must be one character',
    ],
    [
      'no repetition separator for 005010',
      aDirectory({
        partners: [aPartner({ version: '005010', delimiters: { element: '*', component: '>', repetition: '', segment: '~' } })],
      }),
      'repetition: must be given',
    ],
    [
      'a number where text is due',
      aDirectory({ partners: [aPartner({ tolerances: { pricePercent: 1 as never, dateDays: 0 } })] }),
      'tolerances.pricePercent: must be a number as text',
    ],
  ])('is refused for %s', (_, directory, words) => {
    expect(refused(directory)).toContain(words)
  })
})

describe('the directory finds', () => {
  const directory = aDirectory({ partners: [aPartner(), aPartner({ key: 'live', usage: 'P', accounts: [] })] })

  test('a supplier by division and account code', () => {
    expect(partnerOfSupplier(directory, division, '4711').key).toBe('seller')
    expect(tradesByEdi(directory, division, '4711')).toBe(true)
  })
  test('no supplier of another division or code', () => {
    expect(errorOf(() => partnerOfSupplier(directory, 1, '4711'))).toMatchObject({ code: 'supplier-unknown', prospect: 'held' })
    expect(tradesByEdi(directory, division, '0')).toBe(false)
  })
  test('a sender by its padded id, told apart by usage', () => {
    expect(partnerOfInterchange(directory, { qualifier: 'ZZ', id: 'SELLERCO       ', usage: 'P' }).key).toBe('live')
  })
  test('no single sender where usage is not told', () => {
    expect(errorOf(() => partnerOfInterchange(directory, { qualifier: 'ZZ', id: 'SELLERCO' }))).toMatchObject({
      code: 'sender-ambiguous',
      prospect: 'held',
    })
  })
  test('no sender it does not know', () => {
    expect(errorOf(() => partnerOfInterchange(directory, { qualifier: '01', id: 'SELLERCO' }))).toMatchObject({
      code: 'sender-unknown',
      prospect: 'held',
    })
  })
  test('our company by division and by interchange id', () => {
    expect(companyOf(directory, division)).toBe(company)
    expect(companyOfInterchange(directory, { qualifier: 'ZZ', id: 'BUYERCO', applications: ['ELSEWHERE'] })).toBe(company)
    expect(errorOf(() => companyOf(directory, 1)).code).toBe('company-unknown')
    expect(errorOf(() => companyOfInterchange(directory, { qualifier: 'ZZ', id: 'X', applications: ['BUYERCO'] }))).toMatchObject(
      {
        code: 'receiver-unknown',
        prospect: 'held',
      },
    )
  })
})
