/** The partner directory that fits the world: what an integration engineer would have typed for it. */
import type { CrossReferences } from '../lib/mapping/cross-reference'
import type { PartnerMatching } from '../lib/mapping/matching-rules'
import type { Partner, PartnerDirectory } from '../lib/mapping/partners'
import { habitsOf, type Matching } from './suppliers/habits'
import type { Company, Supplier, World } from './world'

export function partnerDirectory(world: World): PartnerDirectory {
  return {
    companies: world.companies.map(({ division, name, interchange }) => ({ division, name, interchange })),
    partners: world.suppliers.map(supplier => partnerOf(world, supplier)),
    crossReferences: crossReferences(world.companies),
  }
}

function partnerOf(world: World, supplier: Supplier): Partner {
  const { key, name, interchange, application, version, delimiters } = supplier
  const { taxRate, takesChanges, matching } = habitsOf(world, supplier)
  return {
    key,
    name,
    accounts: supplier.accounts.map(({ division, code }) => ({ division, code })),
    interchange,
    ...(application === interchange.id ? {} : { application }),
    version,
    usage: 'T',
    delimiters,
    change: takesChanges ? 'change-860' : 'replace-850',
    acknowledge: 'always',
    taxRate,
    acknowledgmentDeadlineHours: 24,
    // The suppliers move dates by at most twelve days and raise prices by at least six percent: the first may pass, the second not.
    tolerances: { pricePercent: '5', dateDays: 14 },
    // Freight of up to 95 is agreed, which the suppliers keep to unless they are up to something.
    matching: { ...agreedMatching[matching], charges: agreedCharges },
    shipNotice: matching === 'goods-receipts' ? 'goods-receipt' : 'record',
  }
}

function crossReferences(companies: readonly Company[]): CrossReferences {
  return {
    units: companies.flatMap(({ division, units }) => units.map(({ code, x12 }) => ({ division, erp: code, x12 }))),
    costCentres: companies.flatMap(({ division, costCentres }) =>
      costCentres.map(({ code, glAccount }) => ({ division, costCentre: code, glAccount })),
    ),
    taxes: companies.flatMap(({ division, vatCodes }) =>
      vatCodes.map(({ tax, fraction, code }) => ({ division, tax, rate: fraction, vatCode: code })),
    ),
    charges: companies.flatMap(({ division, items }) =>
      items.flatMap(({ code, charge }) =>
        charge === undefined ? [] : [{ division, charge, item: code, glAccount: freightInward }],
      ),
    ),
    booking: companies.flatMap(({ division, journals }) => {
      const journal = journals.find(({ type }) => type === purchaseJournal)
      return journal ? [{ division, as: 'purchase-invoice' as const, journal: journal.code }] : []
    }),
  }
}

const agreedMatching: Readonly<Record<Matching, PartnerMatching>> = {
  'two-way': { matching: 'two-way' },
  'ship-notices': { matching: 'three-way', receipts: 'ship-notices' },
  'goods-receipts': { matching: 'three-way', receipts: 'goods-receipts' },
}

/** Per document. */
const agreedCharges = [
  { charge: 'D240', amount: '100' },
  { charge: 'D500', amount: '100' },
]

/** The account that takes charges where invoices are booked as purchase entries. */
const freightInward = '7900'

/** @see reference exact-online.md §7.9, financial/Journals */
const purchaseJournal = 22
