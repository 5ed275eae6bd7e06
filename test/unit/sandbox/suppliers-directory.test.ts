import { describe, expect, test } from 'vitest'
import { partnerDirectory } from '../../../sandbox/directory'
import { world } from '../../../sandbox/world'

const trade = world(3, 300)
const directory = partnerDirectory(trade)
const { crossReferences } = directory

describe('the partner directory of the world', () => {
  test('knows both sides of every order: the company, and the supplier by its account in that division', () => {
    for (const order of trade.orders) {
      const code = trade.suppliers
        .find(({ key }) => key === order.supplier)
        ?.accounts.find(({ division }) => division === order.division)?.code
      const partners = directory.partners.filter(({ accounts }) =>
        accounts.some(account => account.division === order.division && account.code === code),
      )
      expect(partners.map(({ key }) => key)).toEqual([order.supplier])
      expect(directory.companies.filter(({ division }) => division === order.division)).toHaveLength(1)
    }
  })

  test('tells all parties apart by their interchange ids', () => {
    const ids = [...directory.companies, ...directory.partners].map(({ interchange: { qualifier, id } }) => `${qualifier} ${id}`)
    expect(new Set(ids).size).toBe(trade.companies.length + trade.suppliers.length)
  })

  test('marks everything as test traffic and answers it', () => {
    for (const partner of directory.partners) expect(partner).toMatchObject({ usage: 'T', acknowledge: 'always' })
  })

  test('has partners who want changes whole and partners who want what changed', () => {
    expect(new Set(directory.partners.map(({ change }) => change))).toEqual(new Set(['replace-850', 'change-860']))
  })

  test('resolves unit, VAT code and cost centre of every order line, each in its own division', () => {
    for (const { division, lines } of trade.orders) {
      const company = trade.companies.find(one => one.division === division)
      for (const line of lines) {
        const item = company?.items.find(({ id }) => id === line.itemId)
        const rate = company?.vatCodes.find(({ code }) => code === line.vatCode)?.fraction
        expect(crossReferences.units.filter(row => row.division === division && row.erp === item?.purchaseUnit)).toHaveLength(1)
        expect(crossReferences.taxes.filter(row => row.division === division && row.rate === rate)).toEqual([
          { division, tax: 'VA', rate, vatCode: line.vatCode },
        ])
        const accounts = crossReferences.costCentres.filter(
          row => row.division === division && row.costCentre === line.costCentre,
        )
        expect(accounts.map(({ glAccount }) => company?.glAccounts.some(({ code }) => code === glAccount))).toEqual([true])
      }
    }
  })

  test('has for freight and for no tax at all what an invoice with freight needs', () => {
    for (const { division, items, glAccounts } of trade.companies) {
      const freight = crossReferences.charges.find(row => row.division === division && row.charge === 'D240')
      expect(items.map(({ code }) => code)).toContain(freight?.item)
      expect(glAccounts.map(({ code }) => code)).toContain(freight?.glAccount)
      expect(crossReferences.taxes).toContainEqual({ division, tax: 'VA', rate: '0', vatCode: '0' })
    }
  })

  test('books every division in a purchase journal that it has', () => {
    for (const { division, journals } of trade.companies) {
      const [booking] = crossReferences.booking.filter(row => row.division === division)
      expect(booking?.as).toBe('purchase-invoice')
      expect(journals.find(({ code }) => code === booking?.journal)?.type).toBe(22)
    }
  })
})
