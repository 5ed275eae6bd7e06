/** What the fictitious trade is made of: the names and codes from which `world` builds its companies, suppliers and items. */

export const companySeeds = [
  {
    division: 510001,
    name: 'Noorderlicht Machines B.V.',
    country: 'NL',
    id: 'NOORDERLICHTNL',
    city: 'Zwolle',
    postcode: '8011 PK',
    rates: ['0.21', '0.09'],
  },
  {
    division: 510002,
    name: 'Noorderlicht Machines N.V.',
    country: 'BE',
    id: 'NOORDERLICHTBE',
    city: 'Gent',
    postcode: '9000',
    rates: ['0.21', '0.06'],
  },
  {
    division: 510003,
    name: 'Noorderlicht Maschinen GmbH',
    country: 'DE',
    id: 'NOORDERLICHTDE',
    city: 'Münster',
    postcode: '48143',
    rates: ['0.19', '0.07'],
  },
] as const

export const supplierNames = [
  'Aalders Staal',
  'Bright Fasteners',
  'Cornelis Kunststoffen',
  'Delta Bearings',
  'Eifel Werkzeuge',
  'Fjord Hydraulics',
  'Gerritsen Elektro',
  'Hansa Verpackung',
  'Imperial Castings',
  'Jansen Coatings',
  'Kestrel Sensors',
  'Lindqvist Motors',
]

export const goods = [
  'Hex bolt',
  'Ball bearing',
  'Steel plate',
  'Hose',
  'Gasket',
  'Sensor',
  'Cable',
  'Paint',
  'Bracket',
  'Seal',
  'Bush',
  'Filter',
]
export const sizes = ['M6', 'M8', 'M10', '20 mm', '35 mm', '1/2 in', 'type A', 'type B', 'heavy', 'light']

export const unitSeeds = [
  { code: 'pc', description: 'Piece', x12: 'EA' },
  { code: 'box', description: 'Box', x12: 'BX' },
  { code: 'kg', description: 'Kilogram', x12: 'KG' },
  { code: 'm', description: 'Metre', x12: 'MR' },
]

export const costCentreNames = [
  'Production',
  'Assembly',
  'Maintenance',
  'Warehouse',
  'Quality',
  'Engineering',
  'Sales',
  'Office',
  'Facilities',
  'Projects',
]
export const otherAccounts = [
  { code: '1600', description: 'Trade creditors', type: 22, balanceSide: 'C', balanceType: 'B' },
  { code: '1520', description: 'Input VAT', type: 24, balanceSide: 'D', balanceType: 'B' },
  { code: '1300', description: 'Trade debtors', type: 20, balanceSide: 'D', balanceType: 'B' },
  { code: '1100', description: 'Bank', type: 12, balanceSide: 'D', balanceType: 'B' },
  { code: '3000', description: 'Stock', type: 32, balanceSide: 'D', balanceType: 'B' },
  { code: '7000', description: 'Cost of goods', type: 111, balanceSide: 'D', balanceType: 'W' },
  { code: '7900', description: 'Freight inward', type: 111, balanceSide: 'D', balanceType: 'W' },
  { code: '8000', description: 'Revenue', type: 110, balanceSide: 'C', balanceType: 'W' },
] as const
