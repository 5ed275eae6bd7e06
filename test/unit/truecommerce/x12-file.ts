/** A small, whole X12 file; its number is in the interchange, so that files of different numbers differ in bytes and not in size. */
export function x12File(number: number, set = '850', sender = 'BUYER'): Buffer {
  const control = String(number).padStart(9, '0')
  const segments = [
    [
      'ISA',
      '00',
      ' '.repeat(10),
      '00',
      ' '.repeat(10),
      'ZZ',
      sender.padEnd(15),
      'ZZ',
      'SUPPLIER'.padEnd(15),
      '260105',
      '0800',
      'U',
      '00401',
      control,
      '0',
      'T',
      '>',
    ],
    ['GS', 'PO', sender, 'SUPPLIER', '20260105', '0800', String(number), 'X', '004010'],
    ['ST', set, '0001'],
    ['BEG', '00', 'SA', `PO-${control}`, '', '20260105'],
    ['SE', '3', '0001'],
    ['GE', '1', String(number)],
    ['IEA', '1', control],
  ]
  return Buffer.from(`${segments.map(segment => segment.join('*')).join('~\n')}~\n`)
}
