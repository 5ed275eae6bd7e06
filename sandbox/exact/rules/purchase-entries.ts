/** Purchase entries, the ledger booking, and their lines. @see reference exact-online.md §7.7 */
import { decimal } from '../../../lib/documents/value'
import { cents, product, total } from '../amounts'
import { dayLength } from '../clock'
import type { Draft } from '../draft'
import type { Given } from '../input'
import type { Row, Value } from '../store'
import { addDocument } from './documents'
import { withoutKey } from './plain'
import { demand, referred, withReferences } from './references'
import type { Rules } from './rules'
import { invalid, mandatory } from './texts'

const entries = 'purchaseentry/PurchaseEntries'
const entryLines = 'purchaseentry/PurchaseEntryLines'

export const purchaseEntries: Rules = {
  create: (draft, given) => {
    const row = withReferences(draft, withoutKey(given, 'EntryID'))
    const nested = given.nested['PurchaseEntryLines'] ?? []
    demand(draft, row, ['Journal', 'Supplier'])
    if (nested.length === 0) draft.complain(mandatory(draft, 'PurchaseEntryLines'))
    const journal = referred(draft, row, 'Journal')
    if (journal && journal['Type'] !== 22) draft.complain('Invalid journal. The journal must be a purchase journal.')
    const made = nested.map((line, n) => newLine(draft, line, n + 1))
    draft.insist()
    return put(draft, row, made)
  },
  update: (draft, entry, given) => {
    refuseProcessed(draft, entry)
    const patch = withReferences(draft, withoutKey(given, 'EntryID'))
    draft.insist()
    draft.set(entries, String(entry['EntryID']), patch)
  },
  remove: (draft, entry) => {
    refuseProcessed(draft, entry)
    draft.insist()
    for (const line of draft.lines(entryLines, String(entry['EntryID']))) draft.remove(entryLines, String(line['ID']))
    draft.remove(entries, String(entry['EntryID']))
  },
}

export const purchaseEntryLines: Rules = {
  create: (draft, given) => {
    const id = String(given.row['EntryID'])
    demand(draft, given.row, ['EntryID'])
    const before = draft.lines(entryLines, id)
    const made = newLine(draft, given, before.length + 1)
    draft.insist()
    const line = draft.add(entryLines, { ...made, EntryID: id })
    draft.set(entries, id, totals([...before, line]))
    return line
  },
  update: (draft, line, given) => {
    const changed = newLine(draft, { ...given, row: { ...writable(line), ...given.row } }, Number(line['LineNumber']))
    draft.insist()
    draft.set(entryLines, String(line['ID']), changed)
    afterLineChange(draft, line)
  },
  remove: (draft, line) => {
    if (draft.lines(entryLines, String(line['EntryID'])).length < 2)
      draft.complain("Can't delete: the last line. Delete the entry instead.")
    draft.insist()
    draft.remove(entryLines, String(line['ID']))
    afterLineChange(draft, line)
  },
}

/** The financial entry that processing a purchase invoice makes. */
export function addEntry(draft: Draft, invoice: Row, lines: readonly Row[]): void {
  const costs = draft.find('financial/GLAccounts', 'Code', '7000')
  const sign = invoice['Type'] === 8031 || invoice['Type'] === 8034 ? -1 : 1
  const booked = lines.map((line): Row => {
    const [amount, tax] = [line['Amount'], line['VATAmount']].map(value => product(sign, value))
    const copied = Object.fromEntries(
      ['LineNumber', 'VATCode', 'CostCenter', 'CostUnit', 'Description', 'Quantity'].map(name => [name, line[name] ?? null]),
    )
    return {
      ...copied,
      GLAccount: costs?.['ID'] ?? null,
      GLAccountCode: '7000',
      AmountFC: amount ?? 0,
      AmountDC: amount ?? 0,
      VATAmountFC: tax ?? 0,
      Type: sign < 0 ? 31 : 30,
    }
  })
  const copied = Object.fromEntries(
    ['Journal', 'Supplier', 'YourRef', 'DueDate', 'PaymentCondition', 'Currency', 'Description'].map(name => [
      name,
      invoice[name] ?? null,
    ]),
  )
  put(draft, { ...copied, EntryDate: invoice['InvoiceDate'] ?? null }, booked)
}

/** Year, journal code, four digits: 24600006. */
export function nextEntryNumber(draft: Draft, resource: string, journal: string, date: number): number {
  const first = Number(`${new Date(date).getUTCFullYear() % 100}${journal}0000`)
  const used = draft.rows(resource).map(row => Number(row['EntryNumber']))
  return 1 + Math.max(first, ...used.filter(number => number >= first && number < first + 10_000))
}

function put(draft: Draft, row: Row, lines: readonly Row[]): Row {
  const supplier = referred(draft, row, 'Supplier')
  const date = Number(row['EntryDate'] ?? draft.circumstances.today)
  const code = row['PaymentCondition'] ?? supplier?.['PaymentConditionPurchase'] ?? null
  const days = Number(referred(draft, { PaymentCondition: code }, 'PaymentCondition')?.['PaymentDays'] ?? 0)
  const number = nextEntryNumber(draft, entries, String(row['Journal']), date)
  const subject = String(row['Description'] ?? `Purchase entry ${number}`)
  const document =
    row['Document'] ?? addDocument(draft, { Subject: subject, Type: 20, Account: row['Supplier'] ?? null })['ID'] ?? null
  const entry = draft.add(entries, {
    EntryNumber: number,
    InvoiceNumber: number,
    Currency: supplier?.['PurchaseCurrency'] ?? 'EUR',
    Rate: 1,
    ReportingYear: new Date(date).getUTCFullYear(),
    ReportingPeriod: new Date(date).getUTCMonth() + 1,
    DueDate: date + days * dayLength,
    ...row,
    EntryDate: date,
    PaymentCondition: code,
    Document: document,
    SupplierName: supplier?.['Name'] ?? null,
    JournalDescription: referred(draft, row, 'Journal')?.['Description'] ?? null,
    Status: 20,
    StatusDescription: 'Open',
    ...totals(lines),
  })
  for (const line of lines) draft.add(entryLines, { ...line, EntryID: entry['EntryID'] ?? null })
  return entry
}

/** `AmountDC` is read-only and falls away, so a line that carries only that is a line of 0. */
function newLine(draft: Draft, given: Given, lineNumber: number): Row {
  const row = withReferences(draft, withoutKey(given, 'ID'))
  demand(draft, row, ['GLAccount'])
  const account = referred(draft, row, 'GLAccount')
  if (account?.['UseCostcenter'] === 1) demand(draft, row, ['CostCenter'])
  const code = row['VATCode'] ?? account?.['VATCode'] ?? null
  const vat = referred(draft, { VATCode: code }, 'VATCode')
  const amount = row['AmountFC'] ?? 0
  const fraction = Number(vat?.['Percentage'] ?? 0)
  const tax = row['VATAmountFC'] ?? (vat?.['Type'] === 'I' ? cents(taxWithin(amount, fraction)) : product(amount, fraction))
  const net = vat?.['Type'] === 'I' ? total([amount, -Number(tax)]) : amount
  return {
    ...row,
    LineNumber: lineNumber,
    GLAccountCode: account?.['Code'] ?? null,
    GLAccountDescription: account?.['Description'] ?? null,
    AmountFC: net,
    AmountDC: net,
    VATCode: code,
    VATPercentage: fraction,
    VATAmountFC: tax,
    CostCenterDescription: referred(draft, row, 'CostCenter')?.['Description'] ?? null,
    CostUnitDescription: referred(draft, row, 'CostUnit')?.['Description'] ?? null,
    Type: Number(amount) < 0 ? 31 : 30,
  }
}

function taxWithin(amount: Value, fraction: number): string {
  const gross = decimal(Number(amount))
  return gross.minus(gross.dividedBy(1 + fraction)).toFixed()
}

function writable(line: Row): Row {
  const names = [
    'GLAccount',
    'AmountFC',
    'VATCode',
    'CostCenter',
    'CostUnit',
    'Description',
    'Notes',
    'Quantity',
    'Project',
    'From',
    'To',
  ]
  return Object.fromEntries(names.map(name => [name, line[name] ?? null]))
}

function totals(lines: readonly Row[]): Row {
  const tax = total(lines.map(line => line['VATAmountFC']))
  const amount = total([...lines.map(line => line['AmountFC']), tax])
  const type =
    amount < 0 ? { Type: 31, TypeDescription: 'Purchase credit note' } : { Type: 30, TypeDescription: 'Purchase entry' }
  return { AmountFC: amount, AmountDC: amount, VATAmountFC: tax, VATAmountDC: tax, ...type }
}

function afterLineChange(draft: Draft, line: Row): void {
  const id = String(line['EntryID'])
  draft.set(entries, id, totals(draft.lines(entryLines, id)))
}

function refuseProcessed(draft: Draft, entry: Row): void {
  if (entry['Status'] === 50) draft.complain(invalid(draft, 'The entry has been processed'))
}
