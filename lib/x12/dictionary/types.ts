// biome-ignore-all format: written by scripts/x12-dictionary.mjs
/** The dictionary for the compiler: transaction sets, segments, elements, and codes where the list is complete. Both releases in one. */

export type TransactionSetId =
  | '810'
  | '850'
  | '855'
  | '856'
  | '860'
  | '865'
  | '997'
  | '999'

export type SegmentId =
  | 'ACK'
  | 'ADV'
  | 'AK1'
  | 'AK2'
  | 'AK3'
  | 'AK4'
  | 'AK5'
  | 'AK9'
  | 'AMT'
  | 'AT9'
  | 'BAK'
  | 'BAL'
  | 'BCA'
  | 'BCH'
  | 'BEG'
  | 'BIG'
  | 'BSN'
  | 'CAD'
  | 'CB1'
  | 'CLD'
  | 'CN1'
  | 'CRC'
  | 'CSH'
  | 'CTB'
  | 'CTP'
  | 'CTT'
  | 'CTX'
  | 'CUR'
  | 'DIS'
  | 'DMG'
  | 'DTM'
  | 'DTP'
  | 'EFI'
  | 'ETD'
  | 'FA1'
  | 'FA2'
  | 'FOB'
  | 'G53'
  | 'G61'
  | 'GE'
  | 'GF'
  | 'GS'
  | 'HL'
  | 'IEA'
  | 'IK3'
  | 'IK4'
  | 'IK5'
  | 'IN2'
  | 'INC'
  | 'ISA'
  | 'ISS'
  | 'IT1'
  | 'IT3'
  | 'IT8'
  | 'ITD'
  | 'L7'
  | 'LDT'
  | 'LE'
  | 'LEP'
  | 'LFH'
  | 'LH1'
  | 'LH2'
  | 'LH3'
  | 'LH4'
  | 'LHE'
  | 'LHR'
  | 'LHT'
  | 'LIN'
  | 'LM'
  | 'LQ'
  | 'LS'
  | 'MAN'
  | 'MEA'
  | 'MSG'
  | 'MTX'
  | 'N1'
  | 'N2'
  | 'N3'
  | 'N4'
  | 'N9'
  | 'NTE'
  | 'NX2'
  | 'PAL'
  | 'PAM'
  | 'PCT'
  | 'PD'
  | 'PDD'
  | 'PER'
  | 'PID'
  | 'PKG'
  | 'PO1'
  | 'PO3'
  | 'PO4'
  | 'POC'
  | 'PRF'
  | 'PWK'
  | 'QTY'
  | 'R4'
  | 'REF'
  | 'SAC'
  | 'SCH'
  | 'SDQ'
  | 'SE'
  | 'SI'
  | 'SLN'
  | 'SN1'
  | 'SPI'
  | 'SR'
  | 'ST'
  | 'TA1'
  | 'TAX'
  | 'TC2'
  | 'TD1'
  | 'TD3'
  | 'TD4'
  | 'TD5'
  | 'TDS'
  | 'TSD'
  | 'TXI'
  | 'V1'
  | 'YNQ'

/** Element 248, Allowance or Charge Indicator. */
export type Code248 =
  | 'A'
  | 'C'
  | 'N'
  | 'P'
  | 'Q'
  | 'R'
  | 'S'
/** Element 349, Item Description Type. */
export type Code349 =
  | 'F'
  | 'S'
  | 'X'
/** Element 353, Transaction Set Purpose Code. */
export type Code353 =
  | '10'
  | '11'
  | '12'
  | '13'
  | '14'
  | '15'
  | '16'
  | '17'
  | '18'
  | '19'
  | '20'
  | '21'
  | '22'
  | '24'
  | '25'
  | '26'
  | '27'
  | '28'
  | '30'
  | '31'
  | '32'
  | '33'
  | '34'
  | '35'
  | '36'
  | '37'
  | '38'
  | '39'
  | '40'
  | '41'
  | '42'
  | '43'
  | '44'
  | '45'
  | '46'
  | '47'
  | '48'
  | '49'
  | '50'
  | '51'
  | '52'
  | '53'
  | '54'
  | '55'
  | '56'
  | '77'
  | '00'
  | '01'
  | '02'
  | '03'
  | '04'
  | '05'
  | '06'
  | '07'
  | '08'
  | '5C'
  | 'CN'
  | 'CO'
  | 'EX'
  | 'GR'
  | 'PR'
  | 'RH'
  | 'RV'
  | 'SU'
  | 'ZZ'
/** Element 455, Responsible Agency Code. */
export type Code455 =
  | 'T'
  | 'X'
/** Element 587, Acknowledgment Type. */
export type Code587 =
  | 'AC'
  | 'AD'
  | 'AE'
  | 'AH'
  | 'AK'
  | 'AP'
  | 'AT'
  | 'NA'
  | 'RD'
  | 'RF'
  | 'RJ'
  | 'RN'
  | 'RO'
  | 'RV'
  | 'ZZ'
/** Element 620, Implementation Segment Syntax Error Code. */
export type Code620 =
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | 'I4'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
/** Element 621, Implementation Data Element Syntax Error Code. */
export type Code621 =
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | '10'
  | '12'
  | '13'
  | 'I6'
  | 'I9'
  | 'I10'
  | 'I11'
  | 'I12'
  | 'I13'
/** Element 662, Relationship Code. */
export type Code662 =
  | 'A'
  | 'D'
  | 'I'
  | 'O'
  | 'S'
/** Element 668, Line Item Status Code. */
export type Code668 =
  | 'AA'
  | 'AC'
  | 'AR'
  | 'BP'
  | 'DR'
  | 'IA'
  | 'IB'
  | 'IC'
  | 'ID'
  | 'IE'
  | 'IF'
  | 'IH'
  | 'IP'
  | 'IQ'
  | 'IR'
  | 'IS'
  | 'IW'
  | 'SP'
  | 'R1'
  | 'R2'
  | 'R3'
  | 'R4'
  | 'R5'
  | 'R6'
  | 'R7'
  | 'R8'
/** Element 670, Change or Response Type Code. */
export type Code670 =
  | 'AI'
  | 'CA'
  | 'CB'
  | 'CC'
  | 'CE'
  | 'CF'
  | 'CG'
  | 'CH'
  | 'CI'
  | 'CT'
  | 'DI'
  | 'MU'
  | 'NC'
  | 'OA'
  | 'OC'
  | 'PC'
  | 'PQ'
  | 'PR'
  | 'QD'
  | 'QI'
  | 'RA'
  | 'RB'
  | 'RC'
  | 'RE'
  | 'RM'
  | 'RQ'
  | 'RS'
  | 'RZ'
  | 'TI'
  | 'AA'
/** Element 715, Functional Group Acknowledge Code. */
export type Code715 =
  | 'A'
  | 'E'
  | 'M'
  | 'P'
  | 'R'
  | 'W'
  | 'X'
/** Element 716, Functional Group Syntax Error Code. */
export type Code716 =
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '10'
  | '11'
  | '12'
  | '13'
  | '14'
  | '15'
  | '16'
  | '17'
  | '18'
  | '19'
  | '20'
  | '21'
  | '22'
  | '23'
  | '24'
  | '25'
  | '26'
/** Element 717, Transaction Set Acknowledgment Code. */
export type Code717 =
  | 'A'
  | 'E'
  | 'M'
  | 'R'
  | 'W'
  | 'X'
/** Element 718, Transaction Set Syntax Error Code. */
export type Code718 =
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | '10'
  | '11'
  | '12'
  | '13'
  | '15'
  | '16'
  | '17'
  | '18'
  | '19'
  | '20'
  | '21'
  | '22'
  | '23'
  | '24'
  | '25'
  | '26'
  | '27'
/** Element 720, Segment Syntax Error Code. */
export type Code720 =
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
/** Element 723, Data Element Syntax Error Code. */
export type Code723 =
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | '10'
  | '12'
  | '13'
/** Element 736, Hierarchical Child Code. */
export type Code736 =
  | '0'
  | '1'
/** Element I13, Acknowledgment Requested. */
export type CodeI13 =
  | '0'
  | '1'
/** Element I14, Usage Indicator. */
export type CodeI14 =
  | 'P'
  | 'T'
  | 'I'
/** Element I17, Interchange Acknowledgment Code. */
export type CodeI17 =
  | 'A'
  | 'E'
  | 'R'
/** Element I18, Interchange Note Code. */
export type CodeI18 =
  | '000'
  | '001'
  | '002'
  | '003'
  | '004'
  | '005'
  | '006'
  | '007'
  | '008'
  | '009'
  | '010'
  | '011'
  | '012'
  | '013'
  | '014'
  | '015'
  | '016'
  | '017'
  | '018'
  | '019'
  | '020'
  | '021'
  | '022'
  | '023'
  | '024'
  | '025'
  | '026'
  | '027'
  | '028'
  | '029'
  | '030'
  | '031'

/** Elements by segment. What is mandatory in both releases must be given. */
export interface Elements {
  /** Line Item Acknowledgment. */
  readonly ACK: {
    /** Line Item Status Code (668), ID 2 to 2. */
    readonly ACK01: Code668
    /** Quantity (380), R 1 to 15. */
    readonly ACK02?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly ACK03?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly ACK04?: string
    /** Date (373), DT 8 to 8. */
    readonly ACK05?: string
    /** Request Reference Number (326), AN 1 to 45. */
    readonly ACK06?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK07?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK08?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK09?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK10?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK11?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK12?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK13?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK14?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK15?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK16?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK17?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK18?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK19?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK20?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK21?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK22?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK23?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK24?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly ACK25?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly ACK26?: string
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly ACK27?: string
    /** Source Subqualifier (822), AN 1 to 15. */
    readonly ACK28?: string
    /** Industry Code (1271), AN 1 to 30. */
    readonly ACK29?: string
  }
  /** Advertising Demographic Information. */
  readonly ADV: {
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly ADV01: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly ADV02: string
    /** Range Minimum (740), R 1 to 20. */
    readonly ADV03?: string
    /** Range Maximum (741), R 1 to 20. */
    readonly ADV04?: string
    /** Category (729), AN 1 to 6. */
    readonly ADV05?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly ADV06?: string
    /** Measurement Value (739), R 1 to 20. */
    readonly ADV07?: string
  }
  /** Functional Group Response Header. */
  readonly AK1: {
    /** Functional Identifier Code (479), ID 2 to 2. */
    readonly AK101: string
    /** Group Control Number (28), N0 1 to 9. */
    readonly AK102: string
    /** Version / Release / Industry Identifier Code (480), AN 1 to 12; 005010 only. */
    readonly AK103?: string
  }
  /** Transaction Set Response Header. */
  readonly AK2: {
    /** Transaction Set Identifier Code (143), ID 3 to 3. */
    readonly AK201: string
    /** Transaction Set Control Number (329), AN 4 to 9. */
    readonly AK202: string
    /** Implementation Convention Preference (1705), AN 1 to 35; 005010 only. */
    readonly AK203?: string
  }
  /** Data Segment Note. */
  readonly AK3: {
    /** Segment ID Code (721), ID 2 to 3. */
    readonly AK301: string
    /** Segment Position in Transaction Set (719), N0 1 to 6. */
    readonly AK302: string
    /** Loop Identifier Code (447), AN 1 to 6. */
    readonly AK303?: string
    /** Segment Syntax Error Code (720), ID 1 to 3. */
    readonly AK304?: Code720
  }
  /** Data Element Note. */
  readonly AK4: {
    /** Position in Segment (C030), a composite. */
    readonly AK401: string
    /** Data Element Reference Number (725), N0 1 to 4. */
    readonly AK402?: string
    /** Data Element Syntax Error Code (723), ID 1 to 3. */
    readonly AK403: Code723
    /** Copy of Bad Data Element (724), AN 1 to 99. */
    readonly AK404?: string
  }
  /** Transaction Set Response Trailer. */
  readonly AK5: {
    /** Transaction Set Acknowledgment Code (717), ID 1 to 1. */
    readonly AK501: Code717
    /** Transaction Set Syntax Error Code (718), ID 1 to 3. */
    readonly AK502?: Code718
    /** Transaction Set Syntax Error Code (718), ID 1 to 3. */
    readonly AK503?: Code718
    /** Transaction Set Syntax Error Code (718), ID 1 to 3. */
    readonly AK504?: Code718
    /** Transaction Set Syntax Error Code (718), ID 1 to 3. */
    readonly AK505?: Code718
    /** Transaction Set Syntax Error Code (718), ID 1 to 3. */
    readonly AK506?: Code718
  }
  /** Functional Group Response Trailer. */
  readonly AK9: {
    /** Functional Group Acknowledge Code (715), ID 1 to 1. */
    readonly AK901: Code715
    /** Number of Transaction Sets Included (97), N0 1 to 6. */
    readonly AK902: string
    /** Number of Received Transaction Sets (123), N0 1 to 6. */
    readonly AK903: string
    /** Number of Accepted Transaction Sets (2), N0 1 to 6. */
    readonly AK904: string
    /** Functional Group Syntax Error Code (716), ID 1 to 3. */
    readonly AK905?: Code716
    /** Functional Group Syntax Error Code (716), ID 1 to 3. */
    readonly AK906?: Code716
    /** Functional Group Syntax Error Code (716), ID 1 to 3. */
    readonly AK907?: Code716
    /** Functional Group Syntax Error Code (716), ID 1 to 3. */
    readonly AK908?: Code716
    /** Functional Group Syntax Error Code (716), ID 1 to 3. */
    readonly AK909?: Code716
  }
  /** Monetary Amount. */
  readonly AMT: {
    /** Amount Qualifier Code (522), ID 1 to 3. */
    readonly AMT01: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly AMT02: string
    /** Credit/Debit Flag Code (478), ID 1 to 1. */
    readonly AMT03?: string
  }
  /** Trailer or Container Dimension and Weight; 005010 only. */
  readonly AT9: {
    /** Equipment Length (567), N0 4 to 5. */
    readonly AT901?: string
    /** Height (65), R 1 to 8. */
    readonly AT902?: string
    /** Width (189), R 1 to 8. */
    readonly AT903?: string
    /** Weight Qualifier (187), ID 1 to 2. */
    readonly AT904?: string
    /** Weight Unit Code (188), ID 1 to 1. */
    readonly AT905?: string
    /** Weight (81), R 1 to 10. */
    readonly AT906?: string
    /** Volume Unit Qualifier (184), ID 1 to 1. */
    readonly AT907?: string
    /** Volume (183), R 1 to 8. */
    readonly AT908?: string
  }
  /** Beginning Segment for Purchase Order Acknowledgment. */
  readonly BAK: {
    /** Transaction Set Purpose Code (353), ID 2 to 2. */
    readonly BAK01: Code353
    /** Acknowledgment Type (587), ID 2 to 2. */
    readonly BAK02: Code587
    /** Purchase Order Number (324), AN 1 to 22. */
    readonly BAK03: string
    /** Date (373), DT 8 to 8. */
    readonly BAK04: string
    /** Release Number (328), AN 1 to 30. */
    readonly BAK05?: string
    /** Request Reference Number (326), AN 1 to 45. */
    readonly BAK06?: string
    /** Contract Number (367), AN 1 to 30. */
    readonly BAK07?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly BAK08?: string
    /** Date (373), DT 8 to 8. */
    readonly BAK09?: string
    /** Transaction Type Code (640), ID 2 to 2. */
    readonly BAK10?: string
  }
  /** Balance Detail. */
  readonly BAL: {
    /** Balance Type Code (951), ID 1 to 2. */
    readonly BAL01: string
    /** Amount Qualifier Code (522), ID 1 to 3. */
    readonly BAL02: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly BAL03: string
  }
  /** Beginning Segment for Purchase Order Change Acknowledgment. */
  readonly BCA: {
    /** Transaction Set Purpose Code (353), ID 2 to 2. */
    readonly BCA01: Code353
    /** Acknowledgment Type (587), ID 2 to 2. */
    readonly BCA02?: Code587
    /** Purchase Order Number (324), AN 1 to 22. */
    readonly BCA03: string
    /** Release Number (328), AN 1 to 30. */
    readonly BCA04?: string
    /** Change Order Sequence Number (327), AN 1 to 8. */
    readonly BCA05?: string
    /** Date (373), DT 8 to 8. */
    readonly BCA06: string
    /** Request Reference Number (326), AN 1 to 45. */
    readonly BCA07?: string
    /** Contract Number (367), AN 1 to 30. */
    readonly BCA08?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly BCA09?: string
    /** Date (373), DT 8 to 8. */
    readonly BCA10?: string
    /** Date (373), DT 8 to 8. */
    readonly BCA11?: string
    /** Date (373), DT 8 to 8. */
    readonly BCA12?: string
    /** Purchase Order Type Code (92), ID 2 to 2. */
    readonly BCA13?: string
    /** Security Level Code (786), ID 2 to 2. */
    readonly BCA14?: string
    /** Transaction Type Code (640), ID 2 to 2. */
    readonly BCA15?: string
  }
  /** Beginning Segment for Purchase Order Change. */
  readonly BCH: {
    /** Transaction Set Purpose Code (353), ID 2 to 2. */
    readonly BCH01: Code353
    /** Purchase Order Type Code (92), ID 2 to 2. */
    readonly BCH02: string
    /** Purchase Order Number (324), AN 1 to 22. */
    readonly BCH03: string
    /** Release Number (328), AN 1 to 30. */
    readonly BCH04?: string
    /** Change Order Sequence Number (327), AN 1 to 8. */
    readonly BCH05?: string
    /** Date (373), DT 8 to 8. */
    readonly BCH06: string
    /** Request Reference Number (326), AN 1 to 45. */
    readonly BCH07?: string
    /** Contract Number (367), AN 1 to 30. */
    readonly BCH08?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly BCH09?: string
    /** Date (373), DT 8 to 8. */
    readonly BCH10?: string
    /** Date (373), DT 8 to 8. */
    readonly BCH11?: string
    /** Contract Type Code (1166), ID 2 to 2. */
    readonly BCH12?: string
    /** Security Level Code (786), ID 2 to 2. */
    readonly BCH13?: string
    /** Acknowledgment Type (587), ID 2 to 2. */
    readonly BCH14?: Code587
    /** Transaction Type Code (640), ID 2 to 2. */
    readonly BCH15?: string
    /** Purchase Category (1232), ID 2 to 2. */
    readonly BCH16?: string
  }
  /** Beginning Segment for Purchase Order. */
  readonly BEG: {
    /** Transaction Set Purpose Code (353), ID 2 to 2. */
    readonly BEG01: Code353
    /** Purchase Order Type Code (92), ID 2 to 2. */
    readonly BEG02: string
    /** Purchase Order Number (324), AN 1 to 22. */
    readonly BEG03: string
    /** Release Number (328), AN 1 to 30. */
    readonly BEG04?: string
    /** Date (373), DT 8 to 8. */
    readonly BEG05: string
    /** Contract Number (367), AN 1 to 30. */
    readonly BEG06?: string
    /** Acknowledgment Type (587), ID 2 to 2. */
    readonly BEG07?: Code587
    /** Invoice Type Code (1019), ID 3 to 3. */
    readonly BEG08?: string
    /** Contract Type Code (1166), ID 2 to 2. */
    readonly BEG09?: string
    /** Purchase Category (1232), ID 2 to 2. */
    readonly BEG10?: string
    /** Security Level Code (786), ID 2 to 2. */
    readonly BEG11?: string
    /** Transaction Type Code (640), ID 2 to 2. */
    readonly BEG12?: string
  }
  /** Beginning Segment for Invoice. */
  readonly BIG: {
    /** Date (373), DT 8 to 8. */
    readonly BIG01: string
    /** Invoice Number (76), AN 1 to 22. */
    readonly BIG02: string
    /** Date (373), DT 8 to 8. */
    readonly BIG03?: string
    /** Purchase Order Number (324), AN 1 to 22. */
    readonly BIG04?: string
    /** Release Number (328), AN 1 to 30. */
    readonly BIG05?: string
    /** Change Order Sequence Number (327), AN 1 to 8. */
    readonly BIG06?: string
    /** Transaction Type Code (640), ID 2 to 2. */
    readonly BIG07?: string
    /** Transaction Set Purpose Code (353), ID 2 to 2. */
    readonly BIG08?: Code353
    /** Action Code (306), ID 1 to 2. */
    readonly BIG09?: string
    /** Invoice Number (76), AN 1 to 22. */
    readonly BIG10?: string
    /** Hierarchical Structure Code (1005), ID 4 to 4; 005010 only. */
    readonly BIG11?: string
  }
  /** Beginning Segment for Ship Notice. */
  readonly BSN: {
    /** Transaction Set Purpose Code (353), ID 2 to 2. */
    readonly BSN01: Code353
    /** Shipment Identification (396), AN 2 to 30. */
    readonly BSN02: string
    /** Date (373), DT 8 to 8. */
    readonly BSN03: string
    /** Time (337), TM 4 to 8. */
    readonly BSN04: string
    /** Hierarchical Structure Code (1005), ID 4 to 4. */
    readonly BSN05?: string
    /** Transaction Type Code (640), ID 2 to 2. */
    readonly BSN06?: string
    /** Status Reason Code (641), ID 3 to 3. */
    readonly BSN07?: string
  }
  /** Carrier Detail. */
  readonly CAD: {
    /** Transportation Method/Type Code (91), ID 1 to 2. */
    readonly CAD01?: string
    /** Equipment Initial (206), AN 1 to 4. */
    readonly CAD02?: string
    /** Equipment Number (207), AN 1 to 10. */
    readonly CAD03?: string
    /** Standard Carrier Alpha Code (140), ID 2 to 4. */
    readonly CAD04?: string
    /** Routing (387), AN 1 to 35. */
    readonly CAD05?: string
    /** Shipment/Order Status Code (368), ID 2 to 2. */
    readonly CAD06?: string
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly CAD07?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly CAD08?: string
    /** Service Level Code (284), ID 2 to 2. */
    readonly CAD09?: string
  }
  /** Contract and Cost Accounting Standards Data. */
  readonly CB1: {
    /** Acquisition Data Code (1309), ID 2 to 2. */
    readonly CB101: string
    /** Financing Type Code (1310), ID 1 to 1. */
    readonly CB102?: string
  }
  /** Load Detail. */
  readonly CLD: {
    /** Number of Loads (622), N0 1 to 5. */
    readonly CLD01: string
    /** Number of Units Shipped (382), R 1 to 10. */
    readonly CLD02: string
    /** Packaging Code (103), AN 3 to 5. */
    readonly CLD03?: string
    /** Size (357), R 1 to 8. */
    readonly CLD04?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly CLD05?: string
  }
  /** Contract Information. */
  readonly CN1: {
    /** Contract Type Code (1166), ID 2 to 2. */
    readonly CN101: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly CN102?: string
    /** Percent (332), R 1 to 6. */
    readonly CN103?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly CN104?: string
    /** Terms Discount Percent (338), R 1 to 6. */
    readonly CN105?: string
    /** Version Identifier (799), AN 1 to 30. */
    readonly CN106?: string
  }
  /** Conditions Indicator. */
  readonly CRC: {
    /** Code Category (1136), ID 2 to 2. */
    readonly CRC01: string
    /** Yes/No Condition or Response Code (1073), ID 1 to 1. */
    readonly CRC02: string
    /** Condition Indicator (1321), ID 2 to 2. */
    readonly CRC03: string
    /** Condition Indicator (1321), ID 2 to 2. */
    readonly CRC04?: string
    /** Condition Indicator (1321), ID 2 to 2. */
    readonly CRC05?: string
    /** Condition Indicator (1321), ID 2 to 2. */
    readonly CRC06?: string
    /** Condition Indicator (1321), ID 2 to 2. */
    readonly CRC07?: string
  }
  /** Sales Requirements. */
  readonly CSH: {
    /** Sales Requirement Code (563), ID 1 to 2. */
    readonly CSH01?: string
    /** Action Code (306), ID 1 to 2. */
    readonly CSH02?: string
    /** Amount (610), N2 1 to 15. */
    readonly CSH03?: string
    /** Account Number (508), AN 1 to 35. */
    readonly CSH04?: string
    /** Date (373), DT 8 to 8. */
    readonly CSH05?: string
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly CSH06?: string
    /** Special Services Code (560), ID 2 to 10. */
    readonly CSH07?: string
    /** Product/Service Substitution Code (566), ID 1 to 2. */
    readonly CSH08?: string
    /** Percent (954), R 1 to 10. */
    readonly CSH09?: string
    /** Percent Qualifier (1004), ID 1 to 2. */
    readonly CSH10?: string
  }
  /** Restrictions/Conditions. */
  readonly CTB: {
    /** Restrictions/Conditions Qualifier (688), ID 2 to 2. */
    readonly CTB01: string
    /** Description (352), AN 1 to 80. */
    readonly CTB02?: string
    /** Quantity Qualifier (673), ID 2 to 2. */
    readonly CTB03?: string
    /** Quantity (380), R 1 to 15. */
    readonly CTB04?: string
    /** Amount Qualifier Code (522), ID 1 to 3. */
    readonly CTB05?: string
    /** Amount (610), N2 1 to 15. */
    readonly CTB06?: string
    /** Composite Unit of Measure (C001), a composite; 005010 only. */
    readonly CTB07?: string
  }
  /** Pricing Information. */
  readonly CTP: {
    /** Class of Trade Code (687), ID 2 to 2. */
    readonly CTP01?: string
    /** Price Identifier Code (236), ID 3 to 3. */
    readonly CTP02?: string
    /** Unit Price (212), R 1 to 17. */
    readonly CTP03?: string
    /** Quantity (380), R 1 to 15. */
    readonly CTP04?: string
    /** Composite Unit of Measure (C001), a composite. */
    readonly CTP05?: string
    /** Price Multiplier Qualifier (648), ID 3 to 3. */
    readonly CTP06?: string
    /** Multiplier (649), R 1 to 10. */
    readonly CTP07?: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly CTP08?: string
    /** Basis of Unit Price Code (639), ID 2 to 2. */
    readonly CTP09?: string
    /** Condition Value (499), AN 1 to 10. */
    readonly CTP10?: string
    /** Multiple Price Quantity (289), N0 1 to 2. */
    readonly CTP11?: string
  }
  /** Transaction Totals. */
  readonly CTT: {
    /** Number of Line Items (354), N0 1 to 6. */
    readonly CTT01: string
    /** Hash Total (347), R 1 to 10. */
    readonly CTT02?: string
    /** Weight (81), R 1 to 10. */
    readonly CTT03?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly CTT04?: string
    /** Volume (183), R 1 to 8. */
    readonly CTT05?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly CTT06?: string
    /** Description (352), AN 1 to 80. */
    readonly CTT07?: string
  }
  /** Context; 005010 only. */
  readonly CTX: {
    /** Context Identification (C998), a composite. */
    readonly CTX01: string
    /** Segment ID Code (721), ID 2 to 3. */
    readonly CTX02?: string
    /** Segment Position in Transaction Set (719), N0 1 to 6. */
    readonly CTX03?: string
    /** Loop Identifier Code (447), AN 1 to 6. */
    readonly CTX04?: string
    /** Position in Segment (C030), a composite. */
    readonly CTX05?: string
    /** Reference in Segment (C999), a composite. */
    readonly CTX06?: string
  }
  /** Currency. */
  readonly CUR: {
    /** Entity Identifier Code (98), ID 2 to 3. */
    readonly CUR01: string
    /** Currency Code (100), ID 3 to 3. */
    readonly CUR02: string
    /** Exchange Rate (280), R 4 to 10. */
    readonly CUR03?: string
    /** Entity Identifier Code (98), ID 2 to 3. */
    readonly CUR04?: string
    /** Currency Code (100), ID 3 to 3. */
    readonly CUR05?: string
    /** Currency Market/Exchange Code (669), ID 3 to 3. */
    readonly CUR06?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly CUR07?: string
    /** Date (373), DT 8 to 8. */
    readonly CUR08?: string
    /** Time (337), TM 4 to 8. */
    readonly CUR09?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly CUR10?: string
    /** Date (373), DT 8 to 8. */
    readonly CUR11?: string
    /** Time (337), TM 4 to 8. */
    readonly CUR12?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly CUR13?: string
    /** Date (373), DT 8 to 8. */
    readonly CUR14?: string
    /** Time (337), TM 4 to 8. */
    readonly CUR15?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly CUR16?: string
    /** Date (373), DT 8 to 8. */
    readonly CUR17?: string
    /** Time (337), TM 4 to 8. */
    readonly CUR18?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly CUR19?: string
    /** Date (373), DT 8 to 8. */
    readonly CUR20?: string
    /** Time (337), TM 4 to 8. */
    readonly CUR21?: string
  }
  /** Discount Detail. */
  readonly DIS: {
    /** Discount Terms Type Code (653), ID 3 to 3. */
    readonly DIS01: string
    /** Discount Base Qualifier (654), ID 2 to 2. */
    readonly DIS02: string
    /** Discount Base Value (655), R 1 to 10. */
    readonly DIS03: string
    /** Discount Control Limit Qualifier (656), ID 2 to 3. */
    readonly DIS04: string
    /** Discount Control Limit (657), N0 1 to 10. */
    readonly DIS05: string
    /** Discount Control Limit (657), N0 1 to 10. */
    readonly DIS06?: string
  }
  /** Demographic Information. */
  readonly DMG: {
    /** Date Time Period Format Qualifier (1250), ID 2 to 3. */
    readonly DMG01?: string
    /** Date Time Period (1251), AN 1 to 35. */
    readonly DMG02?: string
    /** Gender Code (1068), ID 1 to 1. */
    readonly DMG03?: string
    /** Marital Status Code (1067), ID 1 to 1. */
    readonly DMG04?: string
    /** Race or Ethnicity Code (1109), ID 1 to 1. */
    readonly DMG05?: string
    /** Citizenship Status Code (1066), ID 1 to 2. */
    readonly DMG06?: string
    /** Country Code (26), ID 2 to 3. */
    readonly DMG07?: string
    /** Basis of Verification Code (659), ID 1 to 2. */
    readonly DMG08?: string
    /** Quantity (380), R 1 to 15. */
    readonly DMG09?: string
    /** Code List Qualifier Code (1270), ID 1 to 3; 005010 only. */
    readonly DMG10?: string
    /** Industry Code (1271), AN 1 to 30; 005010 only. */
    readonly DMG11?: string
  }
  /** Date/Time Reference. */
  readonly DTM: {
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly DTM01: string
    /** Date (373), DT 8 to 8. */
    readonly DTM02?: string
    /** Time (337), TM 4 to 8. */
    readonly DTM03?: string
    /** Time Code (623), ID 2 to 2. */
    readonly DTM04?: string
    /** Date Time Period Format Qualifier (1250), ID 2 to 3. */
    readonly DTM05?: string
    /** Date Time Period (1251), AN 1 to 35. */
    readonly DTM06?: string
  }
  /** Date or Time or Period. */
  readonly DTP: {
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly DTP01: string
    /** Date Time Period Format Qualifier (1250), ID 2 to 3. */
    readonly DTP02: string
    /** Date Time Period (1251), AN 1 to 35. */
    readonly DTP03: string
  }
  /** Electronic Format Identification; 005010 only. */
  readonly EFI: {
    /** Security Level Code (786), ID 2 to 2. */
    readonly EFI01: string
    /** Free-Form Message Text (933), AN 1 to 264. */
    readonly EFI02?: string
    /** Security Technique Code (797), ID 2 to 2. */
    readonly EFI03?: string
    /** Version Identifier (799), AN 1 to 30. */
    readonly EFI04?: string
    /** Program Identifier (802), AN 1 to 30. */
    readonly EFI05?: string
    /** Version Identifier (799), AN 1 to 30. */
    readonly EFI06?: string
    /** Interchange Format (801), AN 1 to 30. */
    readonly EFI07?: string
    /** Version Identifier (799), AN 1 to 30. */
    readonly EFI08?: string
    /** Compression Technique (800), AN 1 to 30. */
    readonly EFI09?: string
    /** Drawing Sheet Size Code (789), AN 2 to 2. */
    readonly EFI10?: string
    /** File Name (803), AN 1 to 64. */
    readonly EFI11?: string
    /** Block Type (804), AN 1 to 4. */
    readonly EFI12?: string
    /** Record Length (787), N0 1 to 15. */
    readonly EFI13?: string
    /** Block Length (788), N0 1 to 5. */
    readonly EFI14?: string
    /** Version Identifier (799), AN 1 to 30. */
    readonly EFI15?: string
    /** Filter ID Code (1570), ID 3 to 3. */
    readonly EFI16?: string
  }
  /** Excess Transportation Detail. */
  readonly ETD: {
    /** Excess Transportation Reason Code (626), ID 1 to 2. */
    readonly ETD01: string
    /** Excess Transportation Responsibility Code (627), ID 1 to 1. */
    readonly ETD02: string
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly ETD03?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly ETD04?: string
    /** Returnable Container Freight Payment Responsibility Code (743), ID 1 to 2. */
    readonly ETD05?: string
  }
  /** Type of Financial Accounting Data. */
  readonly FA1: {
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly FA101: string
    /** Service, Promotion, Allowance, or Charge Code (1300), ID 4 to 4. */
    readonly FA102?: string
    /** Allowance or Charge Indicator (248), ID 1 to 1. */
    readonly FA103?: Code248
  }
  /** Accounting Data. */
  readonly FA2: {
    /** Breakdown Structure Detail Code (1196), ID 2 to 2. */
    readonly FA201: string
    /** Financial Information Code (1195), AN 1 to 80. */
    readonly FA202: string
  }
  /** F.O.B. Related Instructions. */
  readonly FOB: {
    /** Shipment Method of Payment (146), ID 2 to 2. */
    readonly FOB01: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly FOB02?: string
    /** Description (352), AN 1 to 80. */
    readonly FOB03?: string
    /** Transportation Terms Qualifier Code (334), ID 2 to 2. */
    readonly FOB04?: string
    /** Transportation Terms Code (335), ID 3 to 3. */
    readonly FOB05?: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly FOB06?: string
    /** Description (352), AN 1 to 80. */
    readonly FOB07?: string
    /** Risk of Loss Code (54), ID 2 to 2. */
    readonly FOB08?: string
    /** Description (352), AN 1 to 80. */
    readonly FOB09?: string
  }
  /** Maintenance Type. */
  readonly G53: {
    /** Maintenance Type Code (875), ID 3 to 3. */
    readonly G5301: string
  }
  /** Contact. */
  readonly G61: {
    /** Contact Function Code (366), ID 2 to 2. */
    readonly G6101: string
    /** Name (93), AN 1 to 60. */
    readonly G6102: string
    /** Communication Number Qualifier (365), ID 2 to 2. */
    readonly G6103?: string
    /** Communication Number (364), AN 1 to 80. */
    readonly G6104?: string
    /** Contact Inquiry Reference (443), AN 1 to 20. */
    readonly G6105?: string
  }
  /** Functional Group Trailer. */
  readonly GE: {
    /** Number of Transaction Sets Included (97), N0 1 to 6. */
    readonly GE01: string
    /** Group Control Number (28), N0 1 to 9. */
    readonly GE02: string
  }
  /** Furnished Goods and Services. */
  readonly GF: {
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly GF01?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly GF02?: string
    /** Contract Number (367), AN 1 to 30. */
    readonly GF03?: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly GF04?: string
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly GF05?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly GF06?: string
    /** Release Number (328), AN 1 to 30. */
    readonly GF07?: string
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly GF08?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly GF09?: string
  }
  /** Functional Group Header. */
  readonly GS: {
    /** Functional Identifier Code (479), ID 2 to 2. */
    readonly GS01: string
    /** Application Sender's Code (142), AN 2 to 15. */
    readonly GS02: string
    /** Application Receiver's Code (124), AN 2 to 15. */
    readonly GS03: string
    /** Date (373), DT 8 to 8. */
    readonly GS04: string
    /** Time (337), TM 4 to 8. */
    readonly GS05: string
    /** Group Control Number (28), N0 1 to 9. */
    readonly GS06: string
    /** Responsible Agency Code (455), ID 1 to 2. */
    readonly GS07: Code455
    /** Version / Release / Industry Identifier Code (480), AN 1 to 12. */
    readonly GS08: string
  }
  /** Hierarchical Level. */
  readonly HL: {
    /** Hierarchical ID Number (628), AN 1 to 12. */
    readonly HL01: string
    /** Hierarchical Parent ID Number (734), AN 1 to 12. */
    readonly HL02?: string
    /** Hierarchical Level Code (735), ID 1 to 2. */
    readonly HL03: string
    /** Hierarchical Child Code (736), ID 1 to 1. */
    readonly HL04?: Code736
  }
  /** Interchange Control Trailer. */
  readonly IEA: {
    /** Number of Included Functional Groups (I16), N0 1 to 5. */
    readonly IEA01: string
    /** Interchange Control Number (I12), N0 9 to 9. */
    readonly IEA02: string
  }
  /** Implementation Data Segment Note; 005010 only. */
  readonly IK3: {
    /** Segment ID Code (721), ID 2 to 3. */
    readonly IK301: string
    /** Segment Position in Transaction Set (719), N0 1 to 6. */
    readonly IK302: string
    /** Loop Identifier Code (447), AN 1 to 6. */
    readonly IK303?: string
    /** Implementation Segment Syntax Error Code (620), ID 1 to 3. */
    readonly IK304?: Code620
  }
  /** Implementation Data Element Note; 005010 only. */
  readonly IK4: {
    /** Position in Segment (C030), a composite. */
    readonly IK401: string
    /** Data Element Reference Number (725), N0 1 to 4. */
    readonly IK402?: string
    /** Implementation Data Element Syntax Error Code (621), ID 1 to 3. */
    readonly IK403: Code621
    /** Copy of Bad Data Element (724), AN 1 to 99. */
    readonly IK404?: string
  }
  /** Implementation Transaction Set Response Trailer; 005010 only. */
  readonly IK5: {
    /** Transaction Set Acknowledgment Code (717), ID 1 to 1. */
    readonly IK501: Code717
    /** Implementation Transaction Set Syntax Error Code (618), ID 1 to 3. */
    readonly IK502?: string
    /** Implementation Transaction Set Syntax Error Code (618), ID 1 to 3. */
    readonly IK503?: string
    /** Implementation Transaction Set Syntax Error Code (618), ID 1 to 3. */
    readonly IK504?: string
    /** Implementation Transaction Set Syntax Error Code (618), ID 1 to 3. */
    readonly IK505?: string
    /** Implementation Transaction Set Syntax Error Code (618), ID 1 to 3. */
    readonly IK506?: string
  }
  /** Individual Name Structure Components; 005010 only. */
  readonly IN2: {
    /** Name Component Qualifier (1104), ID 2 to 2. */
    readonly IN201: string
    /** Name (93), AN 1 to 60. */
    readonly IN202: string
    /** Name (93), AN 1 to 60. */
    readonly IN203?: string
  }
  /** Installment Information. */
  readonly INC: {
    /** Terms Type Code (336), ID 2 to 2. */
    readonly INC01: string
    /** Composite Unit of Measure (C001), a composite. */
    readonly INC02: string
    /** Quantity (380), R 1 to 15. */
    readonly INC03: string
    /** Quantity (380), R 1 to 15. */
    readonly INC04?: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly INC05?: string
    /** Amount Qualifier Code (522), ID 1 to 3; 005010 only. */
    readonly INC06?: string
  }
  /** Interchange Control Header. */
  readonly ISA: {
    /** Authorization Information Qualifier (I01), ID 2 to 2. */
    readonly ISA01: string
    /** Authorization Information (I02), AN 10 to 10. */
    readonly ISA02: string
    /** Security Information Qualifier (I03), ID 2 to 2. */
    readonly ISA03: string
    /** Security Information (I04), AN 10 to 10. */
    readonly ISA04: string
    /** Interchange ID Qualifier (I05), ID 2 to 2. */
    readonly ISA05: string
    /** Interchange Sender ID (I06), AN 15 to 15. */
    readonly ISA06: string
    /** Interchange ID Qualifier (I05), ID 2 to 2. */
    readonly ISA07: string
    /** Interchange Receiver ID (I07), AN 15 to 15. */
    readonly ISA08: string
    /** Interchange Date (YYMMDD) (I08), DT 6 to 6. */
    readonly ISA09: string
    /** Interchange Time (HHMM) (I09), TM 4 to 4. */
    readonly ISA10: string
    /** Interchange Control Standards Identifier (I10), ID 1 to 1. */
    readonly ISA11: string
    /** Interchange Control Version Number (I11), ID 5 to 5. */
    readonly ISA12: string
    /** Interchange Control Number (I12), N0 9 to 9. */
    readonly ISA13: string
    /** Acknowledgment Requested (I13), ID 1 to 1. */
    readonly ISA14: CodeI13
    /** Usage Indicator (I14), ID 1 to 1. */
    readonly ISA15: CodeI14
    /** Component Element Separator (I15), AN 1 to 1. */
    readonly ISA16: string
  }
  /** Invoice Shipment Summary. */
  readonly ISS: {
    /** Number of Units Shipped (382), R 1 to 10. */
    readonly ISS01?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly ISS02?: string
    /** Weight (81), R 1 to 10. */
    readonly ISS03?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly ISS04?: string
    /** Volume (183), R 1 to 8. */
    readonly ISS05?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly ISS06?: string
    /** Quantity (380), R 1 to 15. */
    readonly ISS07?: string
    /** Weight (81), R 1 to 10. */
    readonly ISS08?: string
  }
  /** Baseline Item Data (Invoice). */
  readonly IT1: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly IT101?: string
    /** Quantity Invoiced (358), R 1 to 10. */
    readonly IT102?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly IT103?: string
    /** Unit Price (212), R 1 to 17. */
    readonly IT104?: string
    /** Basis of Unit Price Code (639), ID 2 to 2. */
    readonly IT105?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT106?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT107?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT108?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT109?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT110?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT111?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT112?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT113?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT114?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT115?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT116?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT117?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT118?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT119?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT120?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT121?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT122?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT123?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT124?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT125?: string
  }
  /** Additional Item Data. */
  readonly IT3: {
    /** Number of Units Shipped (382), R 1 to 10. */
    readonly IT301?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly IT302?: string
    /** Shipment/Order Status Code (368), ID 2 to 2. */
    readonly IT303?: string
    /** Quantity Difference (383), R 1 to 9. */
    readonly IT304?: string
    /** Change Reason Code (371), ID 2 to 2. */
    readonly IT305?: string
  }
  /** Conditions of Sale. */
  readonly IT8: {
    /** Sales Requirement Code (563), ID 1 to 2. */
    readonly IT801?: string
    /** Action Code (306), ID 1 to 2. */
    readonly IT802?: string
    /** Amount (610), N2 1 to 15. */
    readonly IT803?: string
    /** Account Number (508), AN 1 to 35. */
    readonly IT804?: string
    /** Date (373), DT 8 to 8. */
    readonly IT805?: string
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly IT806?: string
    /** Product/Service Substitution Code (566), ID 1 to 2. */
    readonly IT807?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT808?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT809?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT810?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT811?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT812?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT813?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT814?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT815?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT816?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT817?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT818?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT819?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT820?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT821?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT822?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT823?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT824?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT825?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly IT826?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly IT827?: string
  }
  /** Terms of Sale/Deferred Terms of Sale. */
  readonly ITD: {
    /** Terms Type Code (336), ID 2 to 2. */
    readonly ITD01?: string
    /** Terms Basis Date Code (333), ID 1 to 2. */
    readonly ITD02?: string
    /** Terms Discount Percent (338), R 1 to 6. */
    readonly ITD03?: string
    /** Terms Discount Due Date (370), DT 8 to 8. */
    readonly ITD04?: string
    /** Terms Discount Days Due (351), N0 1 to 3. */
    readonly ITD05?: string
    /** Terms Net Due Date (446), DT 8 to 8. */
    readonly ITD06?: string
    /** Terms Net Days (386), N0 1 to 3. */
    readonly ITD07?: string
    /** Terms Discount Amount (362), N2 1 to 10. */
    readonly ITD08?: string
    /** Terms Deferred Due Date (388), DT 8 to 8. */
    readonly ITD09?: string
    /** Deferred Amount Due (389), N2 1 to 10. */
    readonly ITD10?: string
    /** Percent of Invoice Payable (342), R 1 to 5. */
    readonly ITD11?: string
    /** Description (352), AN 1 to 80. */
    readonly ITD12?: string
    /** Day of Month (765), N0 1 to 2. */
    readonly ITD13?: string
    /** Payment Method Code (107), ID 1 to 2. */
    readonly ITD14?: string
    /** Percent (954), R 1 to 10. */
    readonly ITD15?: string
  }
  /** Tariff Reference. */
  readonly L7: {
    /** Lading Line Item Number (213), N0 1 to 3. */
    readonly L701?: string
    /** Tariff Agency Code (168), ID 1 to 4. */
    readonly L702?: string
    /** Tariff Number (171), AN 1 to 7. */
    readonly L703?: string
    /** Tariff Section (172), AN 1 to 2. */
    readonly L704?: string
    /** Tariff Item Number (169), AN 1 to 16. */
    readonly L705?: string
    /** Tariff Item Part (170), N0 1 to 2. */
    readonly L706?: string
    /** Freight Class Code (59), AN 2 to 5. */
    readonly L707?: string
    /** Tariff Supplement Identifier (173), AN 1 to 4. */
    readonly L708?: string
    /** Ex Parte (46), AN 4 to 4. */
    readonly L709?: string
    /** Date (373), DT 8 to 8. */
    readonly L710?: string
    /** Rate Basis Number (119), AN 1 to 6. */
    readonly L711?: string
    /** Tariff Column (227), AN 1 to 2. */
    readonly L712?: string
    /** Tariff Distance (294), N0 1 to 5. */
    readonly L713?: string
    /** Distance Qualifier (295), ID 1 to 1. */
    readonly L714?: string
    /** City Name (19), AN 2 to 30. */
    readonly L715?: string
    /** State or Province Code (156), ID 2 to 2. */
    readonly L716?: string
  }
  /** Lead Time. */
  readonly LDT: {
    /** Lead Time Code (345), ID 2 to 2. */
    readonly LDT01: string
    /** Quantity (380), R 1 to 15. */
    readonly LDT02: string
    /** Unit of Time Period or Interval (344), ID 2 to 2. */
    readonly LDT03: string
    /** Date (373), DT 8 to 8. */
    readonly LDT04?: string
  }
  /** Loop Trailer. */
  readonly LE: {
    /** Loop Identifier Code (447), AN 1 to 6. */
    readonly LE01: string
  }
  /** EPA Required Data. */
  readonly LEP: {
    /** EPA Waste Stream Number Code (806), ID 4 to 6. */
    readonly LEP01?: string
    /** Waste Characteristics Code (807), ID 12 to 16. */
    readonly LEP02?: string
    /** State or Province Code (156), ID 2 to 2. */
    readonly LEP03?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly LEP04?: string
  }
  /** Freeform Hazardous Material Information. */
  readonly LFH: {
    /** Hazardous Material Shipment Information Qualifier (808), ID 3 to 3. */
    readonly LFH01: string
    /** Hazardous Material Shipment Information (809), AN 1 to 25. */
    readonly LFH02: string
    /** Hazardous Material Shipment Information (809), AN 1 to 25. */
    readonly LFH03?: string
    /** Hazard Zone Code (1023), ID 1 to 1. */
    readonly LFH04?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly LFH05?: string
    /** Quantity (380), R 1 to 15. */
    readonly LFH06?: string
    /** Quantity (380), R 1 to 15. */
    readonly LFH07?: string
    /** Date (373), DT 8 to 8; 005010 only. */
    readonly LFH08?: string
  }
  /** Hazardous Identification Information. */
  readonly LH1: {
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly LH101: string
    /** Lading Quantity (80), N0 1 to 7. */
    readonly LH102: string
    /** UN/NA Identification Code (277), ID 6 to 6. */
    readonly LH103?: string
    /** Hazardous Materials Page (200), AN 1 to 6. */
    readonly LH104?: string
    /** Commodity Code (22), AN 1 to 30. */
    readonly LH105?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly LH106?: string
    /** Quantity (380), R 1 to 15. */
    readonly LH107?: string
    /** Compartment ID Code (595), ID 1 to 1. */
    readonly LH108?: string
    /** Residue Indicator Code (665), ID 1 to 1. */
    readonly LH109?: string
    /** Packing Group Code (254), ID 1 to 3. */
    readonly LH110?: string
    /** Interim Hazardous Material Regulatory Number (1375), AN 1 to 5. */
    readonly LH111?: string
  }
  /** Hazardous Classification Information. */
  readonly LH2: {
    /** Hazardous Classification (215), ID 1 to 30. */
    readonly LH201?: string
    /** Hazardous Class Qualifier (983), ID 1 to 1. */
    readonly LH202?: string
    /** Hazardous Placard Notation (218), ID 14 to 40. */
    readonly LH203?: string
    /** Hazardous Endorsement (222), ID 4 to 25. */
    readonly LH204?: string
    /** Reportable Quantity Code (759), ID 2 to 2. */
    readonly LH205?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly LH206?: string
    /** Temperature (408), R 1 to 4. */
    readonly LH207?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly LH208?: string
    /** Temperature (408), R 1 to 4. */
    readonly LH209?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly LH210?: string
    /** Temperature (408), R 1 to 4. */
    readonly LH211?: string
    /** Weight Unit Code (188), ID 1 to 1; 005010 only. */
    readonly LH212?: string
    /** Net Explosive Quantity (267), N0 1 to 6; 005010 only. */
    readonly LH213?: string
  }
  /** Hazardous Material Shipping Name. */
  readonly LH3: {
    /** Hazardous Material Shipping Name (224), AN 1 to 25. */
    readonly LH301?: string
    /** Hazardous Material Shipping Name Qualifier (984), ID 1 to 1. */
    readonly LH302?: string
    /** N.O.S. Indicator Code (985), ID 3 to 3. */
    readonly LH303?: string
    /** Yes/No Condition or Response Code (1073), ID 1 to 1. */
    readonly LH304?: string
  }
  /** Canadian Dangerous Requirements. */
  readonly LH4: {
    /** Emergency Response Plan Number (238), AN 1 to 12. */
    readonly LH401?: string
    /** Communication Number (364), AN 1 to 80. */
    readonly LH402?: string
    /** Packing Group Code (254), ID 1 to 3. */
    readonly LH403?: string
    /** Subsidiary Classification (230), ID 1 to 3. */
    readonly LH404?: string
    /** Subsidiary Classification (230), ID 1 to 3. */
    readonly LH405?: string
    /** Subsidiary Classification (230), ID 1 to 3. */
    readonly LH406?: string
    /** Subsidiary Risk Indicator (271), ID 1 to 2. */
    readonly LH407?: string
    /** Net Explosive Quantity (267), N0 1 to 6. */
    readonly LH408?: string
    /** Canadian Hazardous Notation (805), AN 1 to 25. */
    readonly LH409?: string
    /** Special Commodity Indicator Code (986), ID 1 to 1. */
    readonly LH410?: string
    /** Communication Number (364), AN 1 to 80. */
    readonly LH411?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly LH412?: string
  }
  /** Empty Equipment Hazardous Material Information. */
  readonly LHE: {
    /** Hazardous Material Shipping Name (224), AN 1 to 25. */
    readonly LHE01: string
    /** Hazardous Placard Notation (218), ID 14 to 40. */
    readonly LHE02: string
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly LHE03: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly LHE04: string
    /** Reportable Quantity Code (759), ID 2 to 2. */
    readonly LHE05?: string
  }
  /** Hazardous Material Identifying Reference Numbers. */
  readonly LHR: {
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly LHR01: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly LHR02: string
    /** Date (373), DT 8 to 8. */
    readonly LHR03?: string
  }
  /** Transborder Hazardous Requirements. */
  readonly LHT: {
    /** Hazardous Classification (215), ID 1 to 30. */
    readonly LHT01?: string
    /** Hazardous Placard Notation (218), ID 14 to 40. */
    readonly LHT02?: string
    /** Hazardous Endorsement (222), ID 4 to 25. */
    readonly LHT03?: string
  }
  /** Item Identification. */
  readonly LIN: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly LIN01?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN02: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN03: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN04?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN05?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN06?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN07?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN08?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN09?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN10?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN11?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN12?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN13?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN14?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN15?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN16?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN17?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN18?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN19?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN20?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN21?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN22?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN23?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN24?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN25?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN26?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN27?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN28?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN29?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly LIN30?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly LIN31?: string
  }
  /** Code Source Information. */
  readonly LM: {
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly LM01: string
    /** Source Subqualifier (822), AN 1 to 15. */
    readonly LM02?: string
  }
  /** Industry Code. */
  readonly LQ: {
    /** Code List Qualifier Code (1270), ID 1 to 3. */
    readonly LQ01?: string
    /** Industry Code (1271), AN 1 to 30. */
    readonly LQ02?: string
  }
  /** Loop Header. */
  readonly LS: {
    /** Loop Identifier Code (447), AN 1 to 6. */
    readonly LS01: string
  }
  /** Marks and Numbers. */
  readonly MAN: {
    /** Marks and Numbers Qualifier (88), ID 1 to 2. */
    readonly MAN01: string
    /** Marks and Numbers (87), AN 1 to 48. */
    readonly MAN02: string
    /** Marks and Numbers (87), AN 1 to 48. */
    readonly MAN03?: string
    /** Marks and Numbers Qualifier (88), ID 1 to 2. */
    readonly MAN04?: string
    /** Marks and Numbers (87), AN 1 to 48. */
    readonly MAN05?: string
    /** Marks and Numbers (87), AN 1 to 48. */
    readonly MAN06?: string
  }
  /** Measurements. */
  readonly MEA: {
    /** Measurement Reference ID Code (737), ID 2 to 2. */
    readonly MEA01?: string
    /** Measurement Qualifier (738), ID 1 to 3. */
    readonly MEA02?: string
    /** Measurement Value (739), R 1 to 20. */
    readonly MEA03?: string
    /** Composite Unit of Measure (C001), a composite. */
    readonly MEA04?: string
    /** Range Minimum (740), R 1 to 20. */
    readonly MEA05?: string
    /** Range Maximum (741), R 1 to 20. */
    readonly MEA06?: string
    /** Measurement Significance Code (935), ID 2 to 2. */
    readonly MEA07?: string
    /** Measurement Attribute Code (936), ID 2 to 2. */
    readonly MEA08?: string
    /** Surface/Layer/Position Code (752), ID 2 to 2. */
    readonly MEA09?: string
    /** Measurement Method or Device (1373), ID 2 to 4. */
    readonly MEA10?: string
    /** Code List Qualifier Code (1270), ID 1 to 3; 005010 only. */
    readonly MEA11?: string
    /** Industry Code (1271), AN 1 to 30; 005010 only. */
    readonly MEA12?: string
  }
  /** Message Text. */
  readonly MSG: {
    /** Free-Form Message Text (933), AN 1 to 264. */
    readonly MSG01: string
    /** Printer Carriage Control Code (934), ID 2 to 2. */
    readonly MSG02?: string
    /** Number (1470), N0 1 to 9. */
    readonly MSG03?: string
  }
  /** Text. */
  readonly MTX: {
    /** Note Reference Code (363), ID 3 to 3. */
    readonly MTX01?: string
    /** Message Text (1551), AN 1 to 4096. */
    readonly MTX02?: string
    /** Message Text (1551), AN 1 to 4096. */
    readonly MTX03?: string
    /** Printer Carriage Control Code (934), ID 2 to 2. */
    readonly MTX04?: string
    /** Number (1470), N0 1 to 9; 005010 only. */
    readonly MTX05?: string
    /** Language Code (819), ID 2 to 3; 005010 only. */
    readonly MTX06?: string
  }
  /** Name. */
  readonly N1: {
    /** Entity Identifier Code (98), ID 2 to 3. */
    readonly N101: string
    /** Name (93), AN 1 to 60. */
    readonly N102?: string
    /** Identification Code Qualifier (66), ID 1 to 2. */
    readonly N103?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly N104?: string
    /** Entity Relationship Code (706), ID 2 to 2. */
    readonly N105?: string
    /** Entity Identifier Code (98), ID 2 to 3. */
    readonly N106?: string
  }
  /** Additional Name Information. */
  readonly N2: {
    /** Name (93), AN 1 to 60. */
    readonly N201: string
    /** Name (93), AN 1 to 60. */
    readonly N202?: string
  }
  /** Address Information. */
  readonly N3: {
    /** Address Information (166), AN 1 to 55. */
    readonly N301: string
    /** Address Information (166), AN 1 to 55. */
    readonly N302?: string
  }
  /** Geographic Location. */
  readonly N4: {
    /** City Name (19), AN 2 to 30. */
    readonly N401?: string
    /** State or Province Code (156), ID 2 to 2. */
    readonly N402?: string
    /** Postal Code (116), ID 3 to 15. */
    readonly N403?: string
    /** Country Code (26), ID 2 to 3. */
    readonly N404?: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly N405?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly N406?: string
    /** Country Subdivision Code (1715), ID 1 to 3; 005010 only. */
    readonly N407?: string
  }
  /** Reference Identification. */
  readonly N9: {
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly N901: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly N902?: string
    /** Free-form Description (369), AN 1 to 45. */
    readonly N903?: string
    /** Date (373), DT 8 to 8. */
    readonly N904?: string
    /** Time (337), TM 4 to 8. */
    readonly N905?: string
    /** Time Code (623), ID 2 to 2. */
    readonly N906?: string
    /** Reference Identifier (C040), a composite. */
    readonly N907?: string
  }
  /** Note/Special Instruction. */
  readonly NTE: {
    /** Note Reference Code (363), ID 3 to 3. */
    readonly NTE01?: string
    /** Description (352), AN 1 to 80. */
    readonly NTE02: string
  }
  /** Location ID Component. */
  readonly NX2: {
    /** Address Component Qualifier (1106), ID 2 to 2. */
    readonly NX201: string
    /** Address Information (166), AN 1 to 55. */
    readonly NX202: string
    /** County Designator (1096), ID 5 to 5. */
    readonly NX203?: string
    /** Address Component Qualifier (1106), ID 2 to 2; 005010 only. */
    readonly NX204?: string
    /** Address Information (166), AN 1 to 55; 005010 only. */
    readonly NX205?: string
  }
  /** Pallet Information. */
  readonly PAL: {
    /** Pallet Type Code (883), ID 1 to 2. */
    readonly PAL01?: string
    /** Pallet Tiers (884), N0 1 to 3. */
    readonly PAL02?: string
    /** Pallet Blocks (885), N0 1 to 3. */
    readonly PAL03?: string
    /** Pack (356), N0 1 to 6. */
    readonly PAL04?: string
    /** Unit Weight (395), R 1 to 8. */
    readonly PAL05?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PAL06?: string
    /** Length (82), R 1 to 8. */
    readonly PAL07?: string
    /** Width (189), R 1 to 8. */
    readonly PAL08?: string
    /** Height (65), R 1 to 8. */
    readonly PAL09?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PAL10?: string
    /** Gross Weight per Pack (384), R 1 to 9. */
    readonly PAL11?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PAL12?: string
    /** Gross Volume per Pack (385), R 1 to 9. */
    readonly PAL13?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PAL14?: string
    /** Pallet Exchange Code (399), ID 1 to 1. */
    readonly PAL15?: string
    /** Inner Pack (810), N0 1 to 6. */
    readonly PAL16?: string
    /** Pallet Structure Code (1699), ID 1 to 1; 005010 only. */
    readonly PAL17?: string
  }
  /** Period Amount. */
  readonly PAM: {
    /** Quantity Qualifier (673), ID 2 to 2. */
    readonly PAM01?: string
    /** Quantity (380), R 1 to 15. */
    readonly PAM02?: string
    /** Composite Unit of Measure (C001), a composite. */
    readonly PAM03?: string
    /** Amount Qualifier Code (522), ID 1 to 3. */
    readonly PAM04?: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly PAM05?: string
    /** Unit of Time Period or Interval (344), ID 2 to 2. */
    readonly PAM06?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly PAM07?: string
    /** Date (373), DT 8 to 8. */
    readonly PAM08?: string
    /** Time (337), TM 4 to 8. */
    readonly PAM09?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly PAM10?: string
    /** Date (373), DT 8 to 8. */
    readonly PAM11?: string
    /** Time (337), TM 4 to 8. */
    readonly PAM12?: string
    /** Percent Qualifier (1004), ID 1 to 2. */
    readonly PAM13?: string
    /** Percent (954), R 1 to 10. */
    readonly PAM14?: string
    /** Yes/No Condition or Response Code (1073), ID 1 to 1. */
    readonly PAM15?: string
  }
  /** Percent Amounts. */
  readonly PCT: {
    /** Percent Qualifier (1004), ID 1 to 2. */
    readonly PCT01: string
    /** Percent (954), R 1 to 10. */
    readonly PCT02: string
  }
  /** Pricing Data. */
  readonly PD: {
    /** Unit of Time Period or Interval (344), ID 2 to 2. */
    readonly PD01: string
    /** Date (373), DT 8 to 8. */
    readonly PD02: string
    /** Composite Unit of Measure (C001), a composite. */
    readonly PD03: string
    /** Quantity (380), R 1 to 15. */
    readonly PD04: string
    /** Name (93), AN 1 to 60. */
    readonly PD05: string
    /** Description (352), AN 1 to 80. */
    readonly PD06?: string
    /** Breakdown Structure Detail Code (1196), ID 2 to 2. */
    readonly PD07?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly PD08?: string
    /** Description (352), AN 1 to 80. */
    readonly PD09?: string
    /** Proposal Data Detail Identifier Code (1401), ID 1 to 3. */
    readonly PD10?: string
  }
  /** Pricing Data Detail. */
  readonly PDD: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly PDD01: string
    /** Quantity (380), R 1 to 15. */
    readonly PDD02?: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly PDD03?: string
    /** Percent (954), R 1 to 10. */
    readonly PDD04?: string
    /** Proposal Data Detail Identifier Code (1401), ID 1 to 3. */
    readonly PDD05?: string
  }
  /** Administrative Communications Contact. */
  readonly PER: {
    /** Contact Function Code (366), ID 2 to 2. */
    readonly PER01: string
    /** Name (93), AN 1 to 60. */
    readonly PER02?: string
    /** Communication Number Qualifier (365), ID 2 to 2. */
    readonly PER03?: string
    /** Communication Number (364), AN 1 to 80. */
    readonly PER04?: string
    /** Communication Number Qualifier (365), ID 2 to 2. */
    readonly PER05?: string
    /** Communication Number (364), AN 1 to 80. */
    readonly PER06?: string
    /** Communication Number Qualifier (365), ID 2 to 2. */
    readonly PER07?: string
    /** Communication Number (364), AN 1 to 80. */
    readonly PER08?: string
    /** Contact Inquiry Reference (443), AN 1 to 20. */
    readonly PER09?: string
  }
  /** Product/Item Description. */
  readonly PID: {
    /** Item Description Type (349), ID 1 to 1. */
    readonly PID01: Code349
    /** Product/Process Characteristic Code (750), ID 2 to 3. */
    readonly PID02?: string
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly PID03?: string
    /** Product Description Code (751), AN 1 to 12. */
    readonly PID04?: string
    /** Description (352), AN 1 to 80. */
    readonly PID05?: string
    /** Surface/Layer/Position Code (752), ID 2 to 2. */
    readonly PID06?: string
    /** Source Subqualifier (822), AN 1 to 15. */
    readonly PID07?: string
    /** Yes/No Condition or Response Code (1073), ID 1 to 1. */
    readonly PID08?: string
    /** Language Code (819), ID 2 to 3. */
    readonly PID09?: string
  }
  /** Marking, Packaging, Loading. */
  readonly PKG: {
    /** Item Description Type (349), ID 1 to 1. */
    readonly PKG01?: Code349
    /** Packaging Characteristic Code (753), ID 1 to 5. */
    readonly PKG02?: string
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly PKG03?: string
    /** Packaging Description Code (754), AN 1 to 7. */
    readonly PKG04?: string
    /** Description (352), AN 1 to 80. */
    readonly PKG05?: string
    /** Unit Load Option Code (400), ID 2 to 2. */
    readonly PKG06?: string
  }
  /** Baseline Item Data. */
  readonly PO1: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly PO101?: string
    /** Quantity Ordered (330), R 1 to 15. */
    readonly PO102?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PO103?: string
    /** Unit Price (212), R 1 to 17. */
    readonly PO104?: string
    /** Basis of Unit Price Code (639), ID 2 to 2. */
    readonly PO105?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO106?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO107?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO108?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO109?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO110?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO111?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO112?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO113?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO114?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO115?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO116?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO117?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO118?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO119?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO120?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO121?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO122?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO123?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly PO124?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly PO125?: string
  }
  /** Additional Item Detail. */
  readonly PO3: {
    /** Change Reason Code (371), ID 2 to 2. */
    readonly PO301: string
    /** Date (373), DT 8 to 8. */
    readonly PO302?: string
    /** Price Identifier Code (236), ID 3 to 3. */
    readonly PO303?: string
    /** Unit Price (212), R 1 to 17. */
    readonly PO304?: string
    /** Basis of Unit Price Code (639), ID 2 to 2. */
    readonly PO305?: string
    /** Quantity (380), R 1 to 15. */
    readonly PO306: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PO307: string
    /** Description (352), AN 1 to 80. */
    readonly PO308?: string
  }
  /** Item Physical Details. */
  readonly PO4: {
    /** Pack (356), N0 1 to 6. */
    readonly PO401?: string
    /** Size (357), R 1 to 8. */
    readonly PO402?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PO403?: string
    /** Packaging Code (103), AN 3 to 5. */
    readonly PO404?: string
    /** Weight Qualifier (187), ID 1 to 2. */
    readonly PO405?: string
    /** Gross Weight per Pack (384), R 1 to 9. */
    readonly PO406?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PO407?: string
    /** Gross Volume per Pack (385), R 1 to 9. */
    readonly PO408?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PO409?: string
    /** Length (82), R 1 to 8. */
    readonly PO410?: string
    /** Width (189), R 1 to 8. */
    readonly PO411?: string
    /** Height (65), R 1 to 8. */
    readonly PO412?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly PO413?: string
    /** Inner Pack (810), N0 1 to 6. */
    readonly PO414?: string
    /** Surface/Layer/Position Code (752), ID 2 to 2. */
    readonly PO415?: string
    /** Assigned Identification (350), AN 1 to 20. */
    readonly PO416?: string
    /** Assigned Identification (350), AN 1 to 20. */
    readonly PO417?: string
    /** Number (1470), N0 1 to 9. */
    readonly PO418?: string
  }
  /** Line Item Change. */
  readonly POC: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly POC01?: string
    /** Change or Response Type Code (670), ID 2 to 2. */
    readonly POC02: Code670
    /** Quantity Ordered (330), R 1 to 15. */
    readonly POC03?: string
    /** Quantity Left to Receive (671), R 1 to 9. */
    readonly POC04?: string
    /** Composite Unit of Measure (C001), a composite. */
    readonly POC05?: string
    /** Unit Price (212), R 1 to 17. */
    readonly POC06?: string
    /** Basis of Unit Price Code (639), ID 2 to 2. */
    readonly POC07?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC08?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC09?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC10?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC11?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC12?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC13?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC14?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC15?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC16?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC17?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC18?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC19?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC20?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC21?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC22?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC23?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC24?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC25?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly POC26?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly POC27?: string
  }
  /** Purchase Order Reference. */
  readonly PRF: {
    /** Purchase Order Number (324), AN 1 to 22. */
    readonly PRF01: string
    /** Release Number (328), AN 1 to 30. */
    readonly PRF02?: string
    /** Change Order Sequence Number (327), AN 1 to 8. */
    readonly PRF03?: string
    /** Date (373), DT 8 to 8. */
    readonly PRF04?: string
    /** Assigned Identification (350), AN 1 to 20. */
    readonly PRF05?: string
    /** Contract Number (367), AN 1 to 30. */
    readonly PRF06?: string
    /** Purchase Order Type Code (92), ID 2 to 2. */
    readonly PRF07?: string
  }
  /** Paperwork. */
  readonly PWK: {
    /** Report Type Code (755), ID 2 to 2. */
    readonly PWK01: string
    /** Report Transmission Code (756), ID 1 to 2. */
    readonly PWK02?: string
    /** Report Copies Needed (757), N0 1 to 2. */
    readonly PWK03?: string
    /** Entity Identifier Code (98), ID 2 to 3. */
    readonly PWK04?: string
    /** Identification Code Qualifier (66), ID 1 to 2. */
    readonly PWK05?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly PWK06?: string
    /** Description (352), AN 1 to 80. */
    readonly PWK07?: string
    /** Actions Indicated (C002), a composite. */
    readonly PWK08?: string
    /** Request Category Code (1525), ID 1 to 2. */
    readonly PWK09?: string
  }
  /** Quantity. */
  readonly QTY: {
    /** Quantity Qualifier (673), ID 2 to 2. */
    readonly QTY01: string
    /** Quantity (380), R 1 to 15. */
    readonly QTY02?: string
    /** Composite Unit of Measure (C001), a composite. */
    readonly QTY03?: string
    /** Free-Form Message (61), AN 1 to 30. */
    readonly QTY04?: string
  }
  /** Port or Terminal. */
  readonly R4: {
    /** Port or Terminal Function Code (115), ID 1 to 1. */
    readonly R401: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly R402?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly R403?: string
    /** Port Name (114), AN 2 to 24. */
    readonly R404?: string
    /** Country Code (26), ID 2 to 3. */
    readonly R405?: string
    /** Terminal Name (174), AN 2 to 30. */
    readonly R406?: string
    /** Pier Number (113), AN 1 to 4. */
    readonly R407?: string
    /** State or Province Code (156), ID 2 to 2. */
    readonly R408?: string
  }
  /** Reference Identification. */
  readonly REF: {
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly REF01: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly REF02?: string
    /** Description (352), AN 1 to 80. */
    readonly REF03?: string
    /** Reference Identifier (C040), a composite. */
    readonly REF04?: string
  }
  /** Service, Promotion, Allowance, or Charge Information. */
  readonly SAC: {
    /** Allowance or Charge Indicator (248), ID 1 to 1. */
    readonly SAC01: Code248
    /** Service, Promotion, Allowance, or Charge Code (1300), ID 4 to 4. */
    readonly SAC02?: string
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly SAC03?: string
    /** Agency Service, Promotion, Allowance, or Charge Code (1301), AN 1 to 10. */
    readonly SAC04?: string
    /** Amount (610), N2 1 to 15. */
    readonly SAC05?: string
    /** Allowance/Charge Percent Qualifier (378), ID 1 to 1. */
    readonly SAC06?: string
    /** Percent (332), R 1 to 6. */
    readonly SAC07?: string
    /** Rate (118), R 1 to 9. */
    readonly SAC08?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly SAC09?: string
    /** Quantity (380), R 1 to 15. */
    readonly SAC10?: string
    /** Quantity (380), R 1 to 15. */
    readonly SAC11?: string
    /** Allowance or Charge Method of Handling Code (331), ID 2 to 2. */
    readonly SAC12?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly SAC13?: string
    /** Option Number (770), AN 1 to 20. */
    readonly SAC14?: string
    /** Description (352), AN 1 to 80. */
    readonly SAC15?: string
    /** Language Code (819), ID 2 to 3. */
    readonly SAC16?: string
  }
  /** Line Item Schedule. */
  readonly SCH: {
    /** Quantity (380), R 1 to 15. */
    readonly SCH01: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly SCH02: string
    /** Entity Identifier Code (98), ID 2 to 3. */
    readonly SCH03?: string
    /** Name (93), AN 1 to 60. */
    readonly SCH04?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly SCH05: string
    /** Date (373), DT 8 to 8. */
    readonly SCH06: string
    /** Time (337), TM 4 to 8. */
    readonly SCH07?: string
    /** Date/Time Qualifier (374), ID 3 to 3. */
    readonly SCH08?: string
    /** Date (373), DT 8 to 8. */
    readonly SCH09?: string
    /** Time (337), TM 4 to 8. */
    readonly SCH10?: string
    /** Request Reference Number (326), AN 1 to 45. */
    readonly SCH11?: string
    /** Assigned Identification (350), AN 1 to 20. */
    readonly SCH12?: string
  }
  /** Destination Quantity. */
  readonly SDQ: {
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly SDQ01: string
    /** Identification Code Qualifier (66), ID 1 to 2. */
    readonly SDQ02?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ03: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ04: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ05?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ06?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ07?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ08?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ09?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ10?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ11?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ12?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ13?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ14?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ15?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ16?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ17?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ18?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ19?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ20?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly SDQ21?: string
    /** Quantity (380), R 1 to 15. */
    readonly SDQ22?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly SDQ23?: string
  }
  /** Transaction Set Trailer. */
  readonly SE: {
    /** Number of Included Segments (96), N0 1 to 10. */
    readonly SE01: string
    /** Transaction Set Control Number (329), AN 4 to 9. */
    readonly SE02: string
  }
  /** Service Characteristic Identification. */
  readonly SI: {
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly SI01: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI02: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI03: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI04?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI05?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI06?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI07?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI08?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI09?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI10?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI11?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI12?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI13?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI14?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI15?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI16?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI17?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI18?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI19?: string
    /** Service Characteristics Qualifier (1000), AN 2 to 2. */
    readonly SI20?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SI21?: string
  }
  /** Subline Item Detail. */
  readonly SLN: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly SLN01: string
    /** Assigned Identification (350), AN 1 to 20. */
    readonly SLN02?: string
    /** Relationship Code (662), ID 1 to 1. */
    readonly SLN03: Code662
    /** Quantity (380), R 1 to 15. */
    readonly SLN04?: string
    /** Composite Unit of Measure (C001), a composite. */
    readonly SLN05?: string
    /** Unit Price (212), R 1 to 17. */
    readonly SLN06?: string
    /** Basis of Unit Price Code (639), ID 2 to 2. */
    readonly SLN07?: string
    /** Relationship Code (662), ID 1 to 1. */
    readonly SLN08?: Code662
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN09?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN10?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN11?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN12?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN13?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN14?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN15?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN16?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN17?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN18?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN19?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN20?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN21?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN22?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN23?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN24?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN25?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN26?: string
    /** Product/Service ID Qualifier (235), ID 2 to 2. */
    readonly SLN27?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SLN28?: string
  }
  /** Item Detail (Shipment). */
  readonly SN1: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly SN101?: string
    /** Number of Units Shipped (382), R 1 to 10. */
    readonly SN102: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly SN103: string
    /** Quantity Shipped to Date (646), R 1 to 15. */
    readonly SN104?: string
    /** Quantity Ordered (330), R 1 to 15. */
    readonly SN105?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly SN106?: string
    /** Returnable Container Load Make-Up Code (728), ID 1 to 2. */
    readonly SN107?: string
    /** Line Item Status Code (668), ID 2 to 2. */
    readonly SN108?: Code668
  }
  /** Specification Identifier. */
  readonly SPI: {
    /** Security Level Code (786), ID 2 to 2. */
    readonly SPI01: string
    /** Reference Identification Qualifier (128), ID 2 to 3. */
    readonly SPI02?: string
    /** Reference Identification (127), AN 1 to 30. */
    readonly SPI03?: string
    /** Entity Title (790), AN 1 to 132. */
    readonly SPI04?: string
    /** Entity Purpose (791), AN 1 to 80. */
    readonly SPI05?: string
    /** Entity Status Code (792), ID 1 to 1. */
    readonly SPI06?: string
    /** Transaction Set Purpose Code (353), ID 2 to 2. */
    readonly SPI07?: Code353
    /** Report Type Code (755), ID 2 to 2. */
    readonly SPI08?: string
    /** Security Level Code (786), ID 2 to 2. */
    readonly SPI09?: string
    /** Agency Qualifier Code (559), ID 2 to 2. */
    readonly SPI10?: string
    /** Source Subqualifier (822), AN 1 to 15. */
    readonly SPI11?: string
    /** Assigned Number (554), N0 1 to 6. */
    readonly SPI12?: string
    /** Certification Type Code (1322), ID 1 to 1. */
    readonly SPI13?: string
    /** Proposal Data Detail Identifier Code (1401), ID 1 to 3. */
    readonly SPI14?: string
    /** Hierarchical Structure Code (1005), ID 4 to 4. */
    readonly SPI15?: string
  }
  /** Requested Service Schedule. */
  readonly SR: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly SR01?: string
    /** Day Rotation (1430), AN 1 to 7. */
    readonly SR02?: string
    /** Time (337), TM 4 to 8. */
    readonly SR03?: string
    /** Time (337), TM 4 to 8. */
    readonly SR04?: string
    /** Free Form Message (3), AN 1 to 60. */
    readonly SR05?: string
    /** Unit Price (212), R 1 to 17. */
    readonly SR06?: string
    /** Quantity (380), R 1 to 15. */
    readonly SR07?: string
    /** Date (373), DT 8 to 8. */
    readonly SR08?: string
    /** Date (373), DT 8 to 8. */
    readonly SR09?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SR10?: string
    /** Product/Service ID (234), AN 1 to 48. */
    readonly SR11?: string
  }
  /** Transaction Set Header. */
  readonly ST: {
    /** Transaction Set Identifier Code (143), ID 3 to 3. */
    readonly ST01: string
    /** Transaction Set Control Number (329), AN 4 to 9. */
    readonly ST02: string
    /** Implementation Convention Preference (1705), AN 1 to 35; 005010 only. */
    readonly ST03?: string
  }
  /** Interchange Acknowledgment. */
  readonly TA1: {
    /** Interchange Control Number (I12), N0 9 to 9. */
    readonly TA101: string
    /** Interchange Date (YYMMDD) (I08), DT 6 to 6. */
    readonly TA102: string
    /** Interchange Time (HHMM) (I09), TM 4 to 4. */
    readonly TA103: string
    /** Interchange Acknowledgment Code (I17), ID 1 to 1. */
    readonly TA104: CodeI17
    /** Interchange Note Code (I18), ID 3 to 3. */
    readonly TA105: CodeI18
  }
  /** Tax Reference. */
  readonly TAX: {
    /** Tax Identification Number (325), AN 1 to 20. */
    readonly TAX01?: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly TAX02?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly TAX03?: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly TAX04?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly TAX05?: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly TAX06?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly TAX07?: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly TAX08?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly TAX09?: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly TAX10?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly TAX11?: string
    /** Tax Exempt Code (441), ID 1 to 1. */
    readonly TAX12?: string
    /** Customs Entry Type Group Code (1179), ID 1 to 1. */
    readonly TAX13?: string
  }
  /** Commodity. */
  readonly TC2: {
    /** Commodity Code Qualifier (23), ID 1 to 1. */
    readonly TC201: string
    /** Commodity Code (22), AN 1 to 30. */
    readonly TC202: string
  }
  /** Carrier Details (Quantity and Weight). */
  readonly TD1: {
    /** Packaging Code (103), AN 3 to 5. */
    readonly TD101?: string
    /** Lading Quantity (80), N0 1 to 7. */
    readonly TD102?: string
    /** Commodity Code Qualifier (23), ID 1 to 1. */
    readonly TD103?: string
    /** Commodity Code (22), AN 1 to 30. */
    readonly TD104?: string
    /** Lading Description (79), AN 1 to 50. */
    readonly TD105?: string
    /** Weight Qualifier (187), ID 1 to 2. */
    readonly TD106?: string
    /** Weight (81), R 1 to 10. */
    readonly TD107?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly TD108?: string
    /** Volume (183), R 1 to 8. */
    readonly TD109?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly TD110?: string
  }
  /** Carrier Details (Equipment). */
  readonly TD3: {
    /** Equipment Description Code (40), ID 2 to 2. */
    readonly TD301?: string
    /** Equipment Initial (206), AN 1 to 4. */
    readonly TD302?: string
    /** Equipment Number (207), AN 1 to 10. */
    readonly TD303?: string
    /** Weight Qualifier (187), ID 1 to 2. */
    readonly TD304?: string
    /** Weight (81), R 1 to 10. */
    readonly TD305?: string
    /** Unit or Basis for Measurement Code (355), ID 2 to 2. */
    readonly TD306?: string
    /** Ownership Code (102), ID 1 to 1. */
    readonly TD307?: string
    /** Seal Status Code (407), ID 2 to 2. */
    readonly TD308?: string
    /** Seal Number (225), AN 2 to 15. */
    readonly TD309?: string
    /** Equipment Type (24), ID 4 to 4. */
    readonly TD310?: string
  }
  /** Carrier Details (Special Handling, or Hazardous Materials, or Both). */
  readonly TD4: {
    /** Special Handling Code (152), ID 2 to 3. */
    readonly TD401?: string
    /** Hazardous Material Code Qualifier (208), ID 1 to 1. */
    readonly TD402?: string
    /** Hazardous Material Class Code (209), AN 1 to 4. */
    readonly TD403?: string
    /** Description (352), AN 1 to 80. */
    readonly TD404?: string
    /** Yes/No Condition or Response Code (1073), ID 1 to 1. */
    readonly TD405?: string
  }
  /** Carrier Details (Routing Sequence/Transit Time). */
  readonly TD5: {
    /** Routing Sequence Code (133), ID 1 to 2. */
    readonly TD501?: string
    /** Identification Code Qualifier (66), ID 1 to 2. */
    readonly TD502?: string
    /** Identification Code (67), AN 2 to 80. */
    readonly TD503?: string
    /** Transportation Method/Type Code (91), ID 1 to 2. */
    readonly TD504?: string
    /** Routing (387), AN 1 to 35. */
    readonly TD505?: string
    /** Shipment/Order Status Code (368), ID 2 to 2. */
    readonly TD506?: string
    /** Location Qualifier (309), ID 1 to 2. */
    readonly TD507?: string
    /** Location Identifier (310), AN 1 to 30. */
    readonly TD508?: string
    /** Transit Direction Code (731), ID 2 to 2. */
    readonly TD509?: string
    /** Transit Time Direction Qualifier (732), ID 2 to 2. */
    readonly TD510?: string
    /** Transit Time (733), R 1 to 4. */
    readonly TD511?: string
    /** Service Level Code (284), ID 2 to 2. */
    readonly TD512?: string
    /** Service Level Code (284), ID 2 to 2. */
    readonly TD513?: string
    /** Service Level Code (284), ID 2 to 2. */
    readonly TD514?: string
    /** Country Code (26), ID 2 to 3. */
    readonly TD515?: string
  }
  /** Total Monetary Value Summary. */
  readonly TDS: {
    /** Amount (610), N2 1 to 15. */
    readonly TDS01: string
    /** Amount (610), N2 1 to 15. */
    readonly TDS02?: string
    /** Amount (610), N2 1 to 15. */
    readonly TDS03?: string
    /** Amount (610), N2 1 to 15. */
    readonly TDS04?: string
  }
  /** Trailer Shipment Details. */
  readonly TSD: {
    /** Assigned Identification (350), AN 1 to 20. */
    readonly TSD01?: string
    /** Position (219), AN 1 to 3. */
    readonly TSD02?: string
  }
  /** Tax Information. */
  readonly TXI: {
    /** Tax Type Code (963), ID 2 to 2. */
    readonly TXI01: string
    /** Monetary Amount (782), R 1 to 18. */
    readonly TXI02?: string
    /** Percent (954), R 1 to 10. */
    readonly TXI03?: string
    /** Tax Jurisdiction Code Qualifier (955), ID 2 to 2. */
    readonly TXI04?: string
    /** Tax Jurisdiction Code (956), AN 1 to 10. */
    readonly TXI05?: string
    /** Tax Exempt Code (441), ID 1 to 1. */
    readonly TXI06?: string
    /** Relationship Code (662), ID 1 to 1. */
    readonly TXI07?: Code662
    /** Dollar Basis For Percent (828), R 1 to 9. */
    readonly TXI08?: string
    /** Tax Identification Number (325), AN 1 to 20. */
    readonly TXI09?: string
    /** Assigned Identification (350), AN 1 to 20. */
    readonly TXI10?: string
  }
  /** Vessel Identification. */
  readonly V1: {
    /** Vessel Code (597), ID 1 to 8. */
    readonly V101?: string
    /** Vessel Name (182), AN 2 to 28. */
    readonly V102?: string
    /** Country Code (26), ID 2 to 3. */
    readonly V103?: string
    /** Flight/Voyage Number (55), AN 2 to 10. */
    readonly V104?: string
    /** Standard Carrier Alpha Code (140), ID 2 to 4. */
    readonly V105?: string
    /** Vessel Requirement Code (249), ID 1 to 1. */
    readonly V106?: string
    /** Vessel Type Code (854), ID 2 to 2. */
    readonly V107?: string
    /** Vessel Code Qualifier (897), ID 1 to 1. */
    readonly V108?: string
    /** Transportation Method/Type Code (91), ID 1 to 2. */
    readonly V109?: string
  }
  /** Yes/No Question. */
  readonly YNQ: {
    /** Condition Indicator (1321), ID 2 to 2. */
    readonly YNQ01?: string
    /** Yes/No Condition or Response Code (1073), ID 1 to 1. */
    readonly YNQ02: string
    /** Date Time Period Format Qualifier (1250), ID 2 to 3. */
    readonly YNQ03?: string
    /** Date Time Period (1251), AN 1 to 35. */
    readonly YNQ04?: string
    /** Free-Form Message Text (933), AN 1 to 264. */
    readonly YNQ05?: string
    /** Free-Form Message Text (933), AN 1 to 264. */
    readonly YNQ06?: string
    /** Free-Form Message Text (933), AN 1 to 264. */
    readonly YNQ07?: string
    /** Code List Qualifier Code (1270), ID 1 to 3. */
    readonly YNQ08?: string
    /** Industry Code (1271), AN 1 to 30. */
    readonly YNQ09?: string
    /** Free-Form Message Text (933), AN 1 to 264. */
    readonly YNQ10?: string
  }
}
