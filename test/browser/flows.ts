/** One of each node, filled in so that the editor has nothing to object to. */

const directory = JSON.stringify({
  companies: [{ division: 123456, name: 'Example Works', interchange: { qualifier: 'ZZ', id: 'EXAMPLEWORKS' } }],
  partners: [
    {
      key: 'acme',
      name: 'Acme Fasteners & Sons',
      accounts: [{ division: 123456, code: '20010' }],
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
    costCentres: [{ division: 123456, costCentre: 'CC1', glAccount: '4000' }],
    taxes: [],
    charges: [],
    booking: [{ division: 123456, as: 'purchase-invoice', journal: '70' }],
  },
})

export const configs = [
  { id: 'c1', type: 'edi-ledger', version: 1, name: 'Ledger', store: 'memory', file: '', logSteps: false, retentionDays: '2555' },
  {
    id: 'c2',
    type: 'exact-online-account',
    version: 1,
    name: '',
    ledger: 'c1',
    region: 'nl',
    baseUrl: '',
    redirectUri: '',
    renewAfter: '570',
    credentials: { clientId: 'client', clientSecret: 'secret' },
  },
  {
    id: 'c3',
    type: 'truecommerce-account',
    version: 1,
    name: '',
    ledger: 'c1',
    transport: 'folder',
    host: 'integrationftp.truecommerce.com',
    port: '22',
    folder: '/nonexistent/mailbox',
    hostKey: '',
    basePath: '/IntegrationFTP',
    company: 'Example Works',
    exportPath: '{base}/Export/{company}/Transaction',
    importPath: '{base}/Import/{company}/Transaction',
    afterRead: 'delete',
    archivePath: '{base}/Export/{company}/archive',
    temporary: 'extension',
    pollSeconds: '300',
    settleSeconds: '5',
    credentials: { user: 'someone', password: 'secret' },
  },
  { id: 'c4', type: 'edi-partners', version: 1, name: 'Suppliers', directory },
] as const

export const flowNodes = [
  {
    id: 'n1',
    type: 'exact-online-fetch',
    account: 'c2',
    divisions: 'all',
    resource: 'purchaseorder/PurchaseOrders',
    select: '',
    filter: '',
    expand: '',
    delta: 'sync',
    approvedOnly: true,
  },
  { id: 'n2', type: 'edi-map', partners: 'c4', account: 'c2', map: 'exact-to-purchase-order' },
  { id: 'n3', type: 'x12-encode', partners: 'c4' },
  { id: 'n4', type: 'truecommerce-out', account: 'c3', fileName: '{set}_{order}_{control}.x12' },
  { id: 'n5', type: 'truecommerce-in', account: 'c3', pattern: '*', poll: false },
  { id: 'n6', type: 'x12-decode', partners: 'c4', mode: 'standard' },
  {
    id: 'n7',
    type: 'exact-online-post',
    account: 'c2',
    operation: 'message',
    divisionType: 'msg',
    division: 'edi.division',
    resource: '',
    naturalKey: '',
  },
] as const

export function allNodes(): object[] {
  return [
    { id: 't1', type: 'tab', label: 'All nodes' },
    ...structuredClone(configs),
    ...flowNodes.map((node, n) => ({
      ...node,
      version: 1,
      name: '',
      ledger: 'c1',
      z: 't1',
      x: 200,
      y: 60 + 60 * n,
      wires: node.type === 'x12-decode' ? [[], [], []] : [[]],
    })),
  ]
}
