import { changeAspects } from '../../../lib/mapping/order-content'

/** The settings each node stores, in the words of the runtime: what the editor registers must be exactly this. */
export const contract: Readonly<
  Record<string, { settings: string; version?: number; credentials?: string; ports?: readonly [number, number] }>
> = {
  'edi-ledger': { settings: 'store file logSteps dryRun retentionDays', credentials: 'ca url' },
  'exact-online-account': {
    settings: 'ledger region baseUrl redirectUri renewAfter',
    credentials: 'clientId clientSecret',
  },
  'truecommerce-account': {
    settings:
      'ledger transport host port folder hostKey basePath company role exportPath importPath afterRead archivePath temporary whenRefused pollSeconds settleSeconds giveUpHours largestMegabytes alarmDays',
    credentials: 'user password privateKey passphrase',
  },
  'edi-partners': { settings: 'directory' },
  'exact-online-fetch': {
    settings:
      'account ledger divisions resource select filter expand orderBy top raw delta deletedEvery approvedOnly approvalStatuses orderStatuses receiptStatuses invoiceStatuses',
    version: 2,
    ports: [1, 1],
  },
  'exact-online-post': { settings: 'account ledger operation divisionType division resource naturalKey', ports: [1, 1] },
  'exact-online-webhook': {
    settings: 'account topics divisions baseUrl quietSeconds',
    credentials: 'webhookSecret',
    ports: [0, 1],
  },
  'truecommerce-in': { settings: 'account ledger pattern poll', ports: [1, 1] },
  'truecommerce-out': { settings: 'account ledger fileName', ports: [1, 1] },
  'x12-decode': {
    settings: 'ledger partners mode rejects encoding largest acknowledgment technicalAcknowledgment',
    ports: [1, 3],
  },
  'x12-encode': { settings: 'ledger partners characters wrapLines', ports: [1, 1] },
  'edi-map': { settings: 'ledger partners account map changes profile overrides', version: 2, ports: [1, 1] },
  'edi-match': {
    settings:
      'ledger partners account matching charges pricePercent priceAmount quantityPercent quantityAmount linePercent lineAmount totalPercent totalAmount taxPercent taxAmount chargePercent chargeAmount',
    ports: [1, 2],
  },
  'edi-alarm': { settings: 'ledger kinds partners tell', ports: [0, 1] },
  'edi-report': {
    settings: 'ledger period fromType from toType to divisionType division partnerType partner format',
    ports: [1, 1],
  },
  'edi-replay': {
    settings:
      'ledger kind state reasonType reason documentKindType documentKind partnerType partner divisionType division orderType order olderThan perMinute inFlight',
    ports: [1, 1],
  },
}

/** What a new node starts with, where the runtime counts on it. */
export const startsWith: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'edi-ledger': { store: 'sqlite', file: '', logSteps: false, dryRun: false, retentionDays: '2555' },
  'exact-online-account': { region: 'nl', redirectUri: '', renewAfter: '570' },
  'truecommerce-account': {
    transport: 'sftp',
    host: 'integrationftp.truecommerce.com',
    port: '22',
    basePath: '/IntegrationFTP',
    exportPath: '{base}/Export/{company}/Transaction',
    importPath: '{base}/Import/{company}/Transaction',
    afterRead: 'delete',
    archivePath: '{base}/Export/{company}/archive',
    role: 'buyer',
    temporary: 'extension',
    whenRefused: 'next-best',
    pollSeconds: '300',
    settleSeconds: '5',
    giveUpHours: '24',
    largestMegabytes: '200',
    alarmDays: '3',
  },
  'exact-online-fetch': {
    divisions: 'all',
    resource: 'purchaseorder/PurchaseOrders',
    delta: 'sync',
    deletedEvery: '60',
    approvedOnly: true,
    approvalStatuses: ['1', '2'],
    orderStatuses: ['10', '20'],
    receiptStatuses: ['10', '20', '30', '40'],
    invoiceStatuses: ['10', '20', '30', '40'],
  },
  'edi-map': { map: 'exact-to-purchase-order', changes: [...changeAspects] },
  'exact-online-post': { operation: 'message' },
  'exact-online-webhook': { topics: ['PurchaseOrders'], divisions: 'all', quietSeconds: '5' },
  'edi-match': { matching: 'two-way', charges: 'mapped', priceAmount: '', chargePercent: '' },
  'edi-report': { period: 'this-month', format: 'object', fromType: 'str', from: '', division: '' },
  'edi-replay': { kind: 'read-again', state: 'both', olderThan: '0', perMinute: '30', inFlight: '5' },
  'truecommerce-in': { pattern: '*', poll: true },
  'truecommerce-out': { fileName: '{set}_{order}_{division}_{partner}_{control}.x12' },
  'x12-decode': {
    mode: 'standard',
    rejects: 'transaction',
    encoding: 'utf8',
    largest: '1000000',
    acknowledgment: '997',
    technicalAcknowledgment: 'when-asked',
  },
  'x12-encode': { characters: 'transliterate', wrapLines: false },
  'edi-alarm': { kinds: [], partners: '', tell: 'both' },
}
