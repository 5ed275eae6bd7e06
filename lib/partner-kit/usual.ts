/** What an everyday document has in its segments: the values that samples are made of, before a guide changes them. */

/** By tag, the elements of the first, second … of its kind; what comes after the last is like the last. */
export const usualSegments: Readonly<Record<string, readonly (readonly string[])[]>> = {
  BEG: [['00', 'SA', 'PO-1001', '', '20260115']],
  BCH: [['04', 'SA', 'PO-1001', '', '2', '20260115', '', '', '', '', '20260119']],
  BAK: [['00', 'AC', 'PO-1001', '20260115', '', '', '', 'SO-77', '20260116']],
  BCA: [['00', 'AC', 'PO-1001', '', '2', '20260115', '', '', 'SO-77', '20260120']],
  BSN: [['00', 'SHP-501', '20260122', '1430']],
  BIG: [['20260123', 'INV-7001', '20260115', 'PO-1001', '', '', 'DI']],
  AK1: [['PO', '101']],
  AK9: [['A', '1', '1', '1']],
  NTE: [['GEN', 'Deliver between 08:00 and 12:00']],
  CUR: [['SE', 'EUR']],
  REF: [['IA', 'V4711']],
  PER: [['BD', 'A Buyer', 'TE', '555-0100']],
  N1: [['ST', 'Buyer DC Utrecht', '92', 'DC01']],
  N2: [['Building B']],
  N3: [['Havenweg 1']],
  N4: [['Utrecht', '', '3542AB', 'NL']],
  ITD: [['05', '3', '', '', '', '', '30']],
  DTM: [['002', '20260126']],
  FOB: [['PP']],
  N9: [['L1', 'NOTE']],
  MSG: [['Handle with care']],
  MTX: [['', 'Handle with care']],
  PO1: [
    ['1', '24', 'EA', '12.5', 'PE', 'VN', 'SKU-RED', 'BP', 'B-778'],
    ['2', '10', 'CA', '48.75', 'PE', 'VN', 'SKU-BLUE', 'BP', 'B-779'],
  ],
  POC: [
    ['1', 'QI', '30', '30', 'EA', '12.5', 'PE', 'VN', 'SKU-RED'],
    ['2', 'PC', '10', '10', 'CA', '47.5', 'PE', 'VN', 'SKU-BLUE'],
  ],
  IT1: [
    ['1', '24', 'EA', '12.5', 'PE', 'VN', 'SKU-RED', 'BP', 'B-778'],
    ['2', '10', 'CA', '48.75', 'PE', 'VN', 'SKU-BLUE', 'BP', 'B-779'],
  ],
  ACK: [['IA', '24', 'EA', '067', '20260126']],
  PID: [['F', '', '', '', 'Widget, red']],
  PO4: [['12', '1', 'EA']],
  SAC: [['C', 'D240', '', '', '700']],
  TXI: [['VA', '144.9', '0.21']],
  TDS: [['78750']],
  AMT: [['TT', '787.5']],
  CAD: [['M', '', '', 'ABCD']],
  CTT: [['2']],
  TD1: [['CTN25', '4']],
  TD5: [['O', '2', 'ABCD', 'M']],
  PRF: [['PO-1001', '', '', '20260115']],
  LIN: [['1', 'VN', 'SKU-RED', 'BP', 'B-778']],
  SN1: [['1', '24', 'EA']],
  MAN: [['GM', '00387123451234567890']],
}

/** Whoever an N101 says. */
export const parties: Readonly<Record<string, readonly string[]>> = {
  ST: ['Buyer DC Utrecht', '92', 'DC01'],
  BT: ['Buyer Head Office', '92', '100'],
  BY: ['Buyer Head Office', '92', '100'],
  SE: ['Seller BV', '91', '4711'],
  SU: ['Seller BV', '91', '4711'],
  VN: ['Seller BV', '91', '4711'],
  SF: ['Seller Warehouse', '91', 'W1'],
  RI: ['Seller Finance', '91', '4712'],
}

/** An id as its qualifier (elements 235 and 66) calls for it. */
export const idsByQualifier: Readonly<Record<string, string>> = {
  UP: '012345678905',
  EN: '4006381333931',
  UK: '00012345678905',
  UI: '01234567890',
  VN: 'SKU-RED',
  BP: 'B-778',
  IN: 'B-778',
  SK: 'SKU-RED',
  '1': '123456789',
  '9': '1234567890000',
  UL: '8712345000004',
}

/** By number of the element: what a person would write there. */
export const usualValues: Readonly<Record<string, string>> = {
  '19': 'Utrecht',
  '26': 'NL',
  '67': 'DC01',
  '76': 'INV-7001',
  '81': '120',
  '92': 'SA',
  '93': 'Buyer DC Utrecht',
  '100': 'EUR',
  '116': '3542AB',
  '118': '7.5',
  '127': 'REF-1001',
  '140': 'ABCD',
  '166': 'Havenweg 1',
  '212': '12.5',
  '234': 'SKU-RED',
  '324': 'PO-1001',
  '327': '2',
  '328': '1',
  '330': '24',
  '350': '1',
  '352': 'Widget, red',
  '355': 'EA',
  '358': '24',
  '364': '555-0100',
  '380': '24',
  '382': '24',
  '386': '30',
  '396': 'SHP-501',
  '610': '78750',
  '782': '787.5',
  '933': 'Handle with care',
  '1551': 'Handle with care',
}

/** Segments that a complete document has though neither the standard nor the guide calls for them; in an 856 by level. */
export const usualPlaces: Readonly<Record<string, readonly string[]>> = {
  '810': ['IT1', 'CTT'],
  '850': ['CTT'],
  '855': ['PO1', 'PO1/ACK', 'CTT'],
  '856': ['CTT'],
  '860': ['POC', 'CTT'],
  '865': ['POC', 'CTT'],
}

export const usualOfLevel: Readonly<Record<string, readonly string[]>> = {
  S: ['TD5', 'DTM'],
  O: ['PRF'],
  P: ['MAN'],
  I: ['LIN', 'SN1'],
}

/** Loops of lines: a sample has two of them. */
export const lineLoops: readonly string[] = ['PO1', 'POC', 'IT1']
