/**
 * Which documents the buyer has to hold and under which reason, as the suppliers meant it, against what the ledger holds: document by
 * document, by the numbers of their envelopes. One sentence for each that is not so.
 */
import { createHash } from 'node:crypto'
import type { SentFile } from './suppliers/entries'
import type { World } from './world'

/** A held document as the ledger lists it. */
export interface HeldDocument {
  readonly id: string
  readonly kind: string
  readonly business_key: string
  readonly subject: string
  readonly reason: string | null
}

interface Seeded {
  readonly reason: string
  /** For people. */
  readonly words: string
}

export function holdsAstray(world: World, sent: readonly SentFile[], held: readonly HeldDocument[]): readonly string[] {
  const seeded = seededHolds(world, sent)
  const found = new Set<string>()
  const strayed = held.flatMap(({ kind, business_key, subject, reason }) => {
    const name = kind === 'inbound-file' ? business_key : withoutHash(business_key)
    const meant = seeded.get(name)
    found.add(name)
    if (meant === undefined) return [`${subject} (${kind}) is held as ${reason} and should pass`]
    return meant.reason === reason ? [] : [`${meant.words} is held as ${reason} and should be held as ${meant.reason}`]
  })
  const missing = [...seeded].filter(([name]) => !found.has(name))
  return [...strayed, ...missing.map(([, { reason, words }]) => `${words} is not held and should be held as ${reason}`)]
}

export function seededHolds(world: World, sent: readonly SentFile[]): ReadonlyMap<string, Seeded> {
  return new Map(sent.flatMap(file => (file.heldAs === undefined ? ofSets(world, file) : ofFile(file, file.heldAs))))
}

/** A file that is held unread is known by its bytes. */
function ofFile({ file, text }: SentFile, reason: string): (readonly [string, Seeded])[] {
  return [[createHash('sha256').update(text, 'utf8').digest('hex'), { reason, words: file }]]
}

/** Sender, receiver, interchange, group and set, as the ledger writes them. */
function ofSets(
  world: World,
  { file, division, supplier, controlNumber, sender, documents }: SentFile,
): (readonly [string, Seeded])[] {
  const [from, to] = [world.suppliers.find(({ key }) => key === supplier), world.companies.find(one => one.division === division)]
  if (!from || !to) return []
  const parties = `${from.interchange.qualifier} ${sender ?? from.interchange.id} > ${to.interchange.qualifier} ${to.interchange.id}`
  return documents.flatMap((document, n) => {
    if (document.set === '997' || document.heldAs === undefined) return []
    const set = String(n + 1).padStart(4, '0')
    const group = `${functionalIds[document.set]} ${controlNumber}`
    const name = `${parties} ${String(controlNumber).padStart(9, '0')} ${group} ${set}`
    const words = `${document.set} ${'number' in document ? document.number : document.order} in ${file}`
    return [[name, { reason: document.heldAs, words }] as const]
  })
}

const functionalIds = { '855': 'PR', '865': 'CA', '856': 'SH', '810': 'IN' } as const

function withoutHash(businessKey: string): string {
  return businessKey.slice(0, businessKey.lastIndexOf(' '))
}
