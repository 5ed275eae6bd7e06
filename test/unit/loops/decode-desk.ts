/** A file as a supplier sends it, and the node that decodes it. */
import { decodeFile } from '../../../lib/loops/decode-file'
import type { DecodedTransaction } from '../../../lib/loops/decoded-transaction'
import { decodeSettings, type StoredDecodeSettings } from '../../../lib/loops/decode-settings'
import { encodeSettings, encodeTransaction } from '../../../lib/loops/encode-transaction'
import type { Partner, PartnerDirectory } from '../../../lib/mapping/partners'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { aDirectory, anOrder, aPartner, company, division, references } from '../mapping/builders'
import { type HandedOn, runStep, type World } from './world'

export const DOCUMENTS = 0
export const ACKNOWLEDGMENTS = 1
export const REJECTS = 2

export const anInvoice = ['BIG*20260123*INV-7001**PO-1001', 'IT1*1*24*EA*12.5**VN*SKU-RED', 'TDS*30000', 'CTT*1']
/** BIG02, the invoice number, is missing. */
export const aBrokenInvoice = ['BIG*20260123***PO-1001', 'IT1*1*24*EA*12.5**VN*SKU-RED', 'TDS*30000', 'CTT*1']
/** BIG02 is longer than 22 characters: an error that does not stop the invoice. */
export const anOddInvoice = [
  'BIG*20260123*INV-7001-2026-01-23-EUR**PO-1001',
  'IT1*1*24*EA*12.5**VN*SKU-RED',
  'TDS*30000',
  'CTT*1',
]
export const acceptance = ['AK1*PO*1', 'AK2*850*0001', 'AK5*A', 'AK9*A*1*1*1']
export const rejection = ['AK1*PO*1', 'AK2*850*0001', 'AK3*BEG*2**8', 'AK4*3**1', 'AK5*R*5', 'AK9*R*1*1*0']

export interface Group {
  readonly id: string
  readonly set: string
  readonly bodies: readonly (readonly string[])[]
}

export const invoices = (...bodies: readonly (readonly string[])[]): Group => ({ id: 'IN', set: '810', bodies })
export const answers = (...bodies: readonly (readonly string[])[]): Group => ({ id: 'FA', set: '997', bodies })

export interface File {
  /** TA1 segments before the first group. */
  readonly technical?: readonly string[]
  /** ISA14. */
  readonly asks?: '0' | '1'
  readonly version?: '004010' | '005010'
  readonly from?: string
  readonly to?: string
  readonly usage?: 'P' | 'T'
  readonly number?: number
  readonly groups: readonly Group[]
}

/** One interchange, counts and control numbers right; the groups are numbered from 1. */
export function aFile({
  technical = [],
  asks = '0',
  version = '004010',
  from = 'SELLERCO',
  to = 'BUYERCO',
  usage = 'T',
  number = 201,
  groups,
}: File): Buffer {
  const controls = version === '004010' ? 'U*00401' : '^*00501'
  const isa13 = String(number).padStart(9, '0')
  const segments = [
    `ISA*00*          *00*          *ZZ*${from.padEnd(15)}*ZZ*${to.padEnd(15)}*260115*0930*${controls}*${isa13}*${asks}*${usage}*>`,
    ...technical,
    ...groups.flatMap(({ id, set, bodies }, n) => [
      `GS*${id}*${from}*${to}*20260115*0930*${n + 1}*X*${version}`,
      ...bodies.flatMap((body, m) => {
        const st02 = String(m + 1).padStart(4, '0')
        return [`ST*${set}*${st02}`, ...body, `SE*${body.length + 2}*${st02}`]
      }),
      `GE*${bodies.length}*${n + 1}`,
    ]),
    `IEA*${groups.length}*${isa13}`,
  ]
  return Buffer.from(segments.map(segment => `${segment}~`).join(''), 'latin1')
}

interface Decoding {
  readonly partner?: Partial<Partner>
  readonly partners?: PartnerDirectory | undefined
  readonly settings?: StoredDecodeSettings
}

let files = 0

/** Each file is a document of its own, as its bytes are. */
export function decoded(world: World, payload: unknown, decoding: Decoding = {}) {
  files += 1
  const partners = 'partners' in decoding ? decoding.partners : aDirectory({ partners: [aPartner(decoding.partner)] })
  const message = { payload, topic: 'in.edi', filename: 'in.edi', edi: { kind: 'inbound-file', format: 'x12' } }
  return runStep(world, { key: `file ${files}`, message }, (each, documentId) =>
    decodeFile(each, {
      ledger: world.ledger,
      documentId,
      partners,
      settings: decodeSettings(decoding.settings ?? {}),
      who: 'test',
    }),
  )
}

export function at(
  port: number,
  { outputs }: { readonly outputs: readonly HandedOn[] },
): (DecodedTransaction & { refusal?: string })[] {
  return outputs.filter(output => output.port === port).map(({ message }) => message.payload as DecodedTransaction)
}

/** An 850 on its way to the partner: interchange 1, group 1, set 0001. */
export async function orderSent(world: World): Promise<string> {
  const payload = x850From(anOrder(), { partner: aPartner(), company, references })
  const message = { payload, edi: { kind: 'purchase-order', division, partner: 'seller' } }
  const ran = await runStep(world, { key: 'order', message }, (each, documentId) =>
    encodeTransaction(each, { ledger: world.ledger, documentId }, aDirectory(), encodeSettings({})),
  )
  return ran.documentId
}
