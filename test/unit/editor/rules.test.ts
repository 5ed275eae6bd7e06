/** What the dialogs accept for each setting, and what they say when they do not. */
import { describe, expect, it } from 'vitest'
import { load, types } from './editor-files'

const cases: Readonly<Record<string, Readonly<Record<string, { good: unknown[]; bad: unknown[]; with?: object }>>>> = {
  'edi-ledger': { retentionDays: { good: ['1', '2555', 30], bad: ['0', '', '2.5', 'a year'] } },
  'exact-online-account': {
    ledger: { good: ['known'], bad: ['', '_ADD_', 'gone', 'faulty'] },
    renewAfter: { good: ['480', '570', '590'], bad: ['479', '591', '', '9 min'] },
    redirectUri: { good: ['', 'https://edi.example/edi-loop/exact/callback'], bad: ['edi.example', 'http://edi.example/'] },
    baseUrl: {
      with: { region: 'custom' },
      good: ['https://exact.example', 'http://127.0.0.1:8088'],
      bad: ['', 'http://exact.example', 'https://exact.example?x=1'],
    },
  },
  'truecommerce-account': {
    ledger: { good: ['known'], bad: [''] },
    host: {
      with: { transport: 'sftp' },
      good: ['integrationftp.truecommerce.com', '127.0.0.1'],
      bad: ['', 'sftp://host', 'user@host'],
    },
    port: { with: { transport: 'sftp' }, good: ['22', '65535'], bad: ['0', '65536', 'ssh'] },
    hostKey: {
      with: { transport: 'sftp' },
      good: ['', `SHA256:${'a'.repeat(43)}`],
      bad: ['SHA256:short', `MD5:${'a'.repeat(43)}`],
    },
    folder: { with: { transport: 'folder' }, good: ['/srv/edi'], bad: ['', ' '] },
    company: {
      with: { exportPath: '{base}/{company}', importPath: '/in' },
      good: ['Some Company Inc', 'Example B.V.'],
      bad: ['', 'a/b', '..'],
    },
    exportPath: {
      good: ['{base}/Export/{company}/Transaction', '/out/{type}', '${ROOT}/out', 'a..b'],
      bad: ['', ' ', '{base}/../x', '..', '{base}/{supplier}', '{base'],
    },
    importPath: { good: ['{base}/Import/{company}/{type}'], bad: ['', '{base}/..'] },
    archivePath: { with: { afterRead: 'move' }, good: ['/archive'], bad: ['', '/../archive'] },
    pollSeconds: { good: ['30', '300'], bad: ['29', '', '1e3'] },
    settleSeconds: { good: ['1', '5'], bad: ['0', ''] },
    giveUpHours: { good: [undefined, '1', '24', '160'], bad: ['0', '161', '', '1.5'] },
    largestMegabytes: { good: [undefined, '1', '1000'], bad: ['0', '1001', ''] },
    alarmDays: { good: [undefined, '1', '6'], bad: ['0', '7', ''] },
  },
  'edi-replay': {
    ledger: { good: ['known'], bad: ['', 'gone', 'faulty'] },
    division: { with: { divisionType: 'str' }, good: ['', '123456'], bad: ['x', '0'] },
    olderThan: { good: ['0', '60'], bad: ['', '-1', '1.5'] },
    perMinute: { good: ['1', '600'], bad: ['0', '', 'many'] },
    inFlight: { good: ['1', '100'], bad: ['0', '101', ''] },
  },
  'edi-report': {
    ledger: { good: ['known'], bad: ['', 'gone', 'faulty'] },
    from: {
      with: { period: 'days', fromType: 'str' },
      good: ['2026-01-31', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00+01:00', '${FROM}'],
      bad: ['', '31-01-2026', '2026-13-01', '2026-01-31T12:00:00', 'yesterday'],
    },
    to: { with: { period: 'days', toType: 'msg' }, good: ['payload.to'], bad: [] },
    division: { with: { divisionType: 'str' }, good: ['', '123456'], bad: ['x', '0'] },
  },
  'edi-partners': { directory: { good: [''], bad: ['{}', '[]', '{', '{"companies": 1}'] } },
  'exact-online-fetch': {
    account: { good: ['known'], bad: ['', 'gone'] },
    divisions: { good: ['all', '123', '123, 456'], bad: ['', 'all, 123', '12a'] },
    resource: {
      good: ['crm/Accounts', 'sync/PurchaseOrder/PurchaseOrders'],
      bad: ['', 'Accounts', '/crm/Accounts', 'crm/Accounts?$top=1'],
    },
    approvalStatuses: {
      with: { approvedOnly: true },
      good: [undefined, ['1'], ['0', '1', '2']],
      bad: [[], '', ['3'], ['1', '1'], [1]],
    },
    orderStatuses: { with: { approvedOnly: true }, good: [['10', '30']], bad: [[], ['40'], ['10', '15']] },
    receiptStatuses: { with: { approvedOnly: true }, good: [['40']], bad: [[]] },
    deletedEvery: { good: [undefined, '0', '60', '1440'], bad: ['', '1441', 'hourly'] },
    top: { good: ['', '1', '5000'], bad: ['0', '-1', 'all'] },
  },
  'exact-online-post': {
    resource: { with: { operation: 'create' }, good: ['crm/Accounts'], bad: [''] },
    division: { with: { operation: 'create', divisionType: 'num' }, good: ['123456'], bad: ['', 'x', '0'] },
    naturalKey: { good: ['', 'YourRef', 'Supplier, YourRef'], bad: ['Supplier YourRef', ',', 'a-b'] },
  },
  'truecommerce-in': { pattern: { good: ['*', '*.x12', '810_?.txt'], bad: ['', 'in/*'] } },
  'truecommerce-out': {
    fileName: {
      good: ['{set}_{order}_{control}.x12', '{document}'],
      bad: ['', 'order.x12', '{set}_{order}', '{control}_{number}', '../{control}'],
    },
  },
  'x12-decode': { largest: { good: ['', '1', '1000000', '${MOST}'], bad: ['0', '-1', 'many', '1e6', '50000001'] } },
  'x12-encode': { partners: { good: ['known'], bad: ['', 'faulty'] } },
  'edi-map': {
    partners: { good: ['known'], bad: [''] },
    account: { with: { map: 'invoice-to-exact' }, good: ['known'], bad: ['', 'gone'] },
    changes: { good: [undefined, [], ['price', 'date']], bad: ['price', ['colour'], ['price', 'price']] },
    profile: { with: { map: 'flat-to-document' }, good: ['{"header": []}'], bad: ['', '{', '{}', 'null'] },
  },
  'edi-match': {
    partners: { good: ['known'], bad: [''] },
    account: { with: { matching: 'three-way' }, good: ['known'], bad: ['', 'gone'] },
    pricePercent: { good: ['', '0', '0.5', '12', '${PRICE}'], bad: ['-1', '1,5', '5 %', 'none', '1e3'] },
    chargeAmount: { good: ['', '50'], bad: ['-50', 'EUR 50'] },
  },
}

describe.each(types.filter(type => cases[type]))('%s', type => {
  const { definition, nodes } = load(type)
  nodes.set('known', { valid: true }).set('faulty', { valid: false })

  describe.each(Object.entries(cases[type] ?? {}))('%s', (name, { good, bad, with: settings }) => {
    const judge = (value: unknown) =>
      definition.defaults[name]?.validate?.call({ ...settings, _def: definition, _: (key: string) => key }, value, {})

    it.each(good.map(value => [value]))('accepts %j', value => expect(judge(value)).toBe(true))
    it.each(bad.map(value => [value]))('refuses %j with words', value =>
      expect(judge(value)).toMatch(/^(error|fault|rule|problem)\./),
    )
  })
})

it.each([
  ['exact-online-account', 'baseUrl', { region: 'nl' }],
  ['truecommerce-account', 'hostKey', { transport: 'folder' }],
  ['truecommerce-account', 'folder', { transport: 'sftp' }],
  ['truecommerce-account', 'archivePath', { afterRead: 'delete' }],
  ['truecommerce-account', 'company', { exportPath: '/out', importPath: '/in' }],
  ['exact-online-post', 'resource', { operation: 'message' }],
  ['edi-map', 'account', { map: '855-to-order-confirmation' }],
  ['edi-match', 'account', { matching: 'two-way' }],
  ['exact-online-fetch', 'orderStatuses', { approvedOnly: false }],
  ['edi-report', 'from', { period: 'last-month', fromType: 'str' }],
])('%s asks for no %s where it is not used', (type, name, settings) => {
  const { definition } = load(type)
  expect(definition.defaults[name]?.validate?.call({ ...settings, _: (key: string) => key }, '', {})).toBe(true)
})

it.each([
  ['/IntegrationFTP/', '{base}/Export/{company}/Transaction', '/IntegrationFTP/Export/Some Company Inc/Transaction'],
  ['/123', '{base}/x/{base}', '/123/x//123'],
])('a base path %s fills in the template %s', (base, template, path) => {
  const pathOf = load('truecommerce-account').ediLoop['pathOf'] as unknown as (
    template: string,
    base: string,
    company: string,
  ) => string
  expect(pathOf(template, base, 'Some Company Inc')).toBe(path)
})

it.each([
  ['/', 'https://edi.example/edi-loop/exact/callback'],
  ['/admin/', 'https://edi.example/admin/edi-loop/exact/callback'],
  ['/a/b/index.html', 'https://edi.example/a/b/edi-loop/exact/callback'],
])('an editor at %s is called back at %s', (pathname, address) => {
  const callbackAddress = load('exact-online-account').ediLoop['callbackAddress'] as unknown as (place: object) => string
  expect(callbackAddress({ origin: 'https://edi.example', pathname })).toBe(address)
})
