import { describe, expect, it } from 'vitest'
import { world } from '../../../sandbox/world'

describe('the fictitious trade', () => {
  it('is the same for the same seed', () => {
    expect(world(7, 20)).toEqual(world(7, 20))
    expect(world(8, 20)).not.toEqual(world(7, 20))
  })

  it('begins with the same orders however many are asked for', () => {
    expect(world(7, 100).orders.slice(0, 10)).toEqual(world(7, 10).orders)
  })

  it('spreads the orders over three companies, each with two to six lines of the supplier’s own items', () => {
    const { companies, orders } = world(3, 300)
    expect(companies.map(({ division }) => orders.filter(order => order.division === division).length)).toEqual([100, 100, 100])
    for (const order of orders) {
      const company = companies.find(({ division }) => division === order.division)
      expect(order.lines.length).toBeGreaterThanOrEqual(2)
      expect(order.lines.length).toBeLessThanOrEqual(6)
      for (const line of order.lines) {
        expect(company?.items.find(item => item.id === line.itemId)?.supplier).toBe(order.supplier)
        expect(company?.costCentres.some(({ code }) => code === line.costCentre)).toBe(true)
      }
    }
  })

  it('has a GL account for every cost centre and no more than fifty accounts', () => {
    for (const { costCentres, glAccounts } of world(3, 0).companies) {
      expect(costCentres.every(centre => glAccounts.some(({ code }) => code === centre.glAccount))).toBe(true)
      expect(glAccounts.length).toBeLessThanOrEqual(50)
    }
  })

  it('gives no two records the same GUID', () => {
    const guids = JSON.stringify(world(1, 1000)).match(/"(?:id|addressId|supplierItemId)":"[0-9a-f-]{36}"/g) ?? []
    expect(new Set(guids.map(text => text.split(':')[1])).size).toBe(guids.length)
    expect(guids.length).toBeGreaterThan(4000)
  })

  it('keeps interchange ids within fifteen characters and apart from each other', () => {
    const { companies, suppliers } = world(5, 0)
    const ids = [...companies, ...suppliers].map(({ interchange }) => interchange.id)
    expect(ids.every(id => id.length <= 15)).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('trades in both versions and with more than one set of delimiters', () => {
    const { suppliers } = world(5, 0)
    expect(new Set(suppliers.map(({ version }) => version))).toEqual(new Set(['004010', '005010']))
    expect(new Set(suppliers.map(({ delimiters }) => delimiters.element)).size).toBe(2)
  })
})
