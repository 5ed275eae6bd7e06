/** Comma-separated values as spreadsheets and auditors' tools read them. */

/** What a spreadsheet would take for a formula. A plain negative amount is a number, and stays one. */
const FORMULA = /^(?!-\d+(\.\d+)?$)[=+\-@\t\r\n]/

/** One line of CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell => `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')}\r\n`
}
