/**
 * Cut, or killed, at each named step of writing and of reading, on a mailbox of any kind. Its own record is the judge: what it accepted,
 * what it rejected, what was taken from it.
 */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StoredOutput } from '../../../lib/ledger/outputs'
import { type MailboxPoll, readMailbox } from '../../../lib/loops/read-mailbox'
import { EdiError } from '../../../lib/error'
import { mailbox as arrange } from '../../../lib/truecommerce/mailbox'
import type { AfterRead } from '../../../lib/truecommerce/reading'
import type { Transport } from '../../../lib/truecommerce/transport'
import { type Delivery, deliver, settleDelivery, type Stage, type Temporary } from '../../../lib/truecommerce/writing'
import type { Cut } from '../../../sandbox/mailbox/switches'
import { aWorld } from '../loops/world'
import { company } from './mailbox-here'
import { x12File } from './x12-file'

export interface StepsMailbox {
  /** Path of `IntegrationFTP` after the login. */
  readonly base: string
  /** A client with a session of its own; after a cut it is of no use any more. */
  connect(): Transport
  /** As a partner's document comes. */
  exportFile(name: string, bytes: Buffer): void
  /** Plans one; it strikes once. */
  cutAt(cut: Cut | undefined): void
  /** Whether one is planned that has not struck. */
  isCutPlanned(): boolean
  /** The network takes what is there. */
  importNow(): void
  /** What became of files, in order. */
  record(): readonly SeenFile[]
  end(): Promise<void>
}

export interface SeenFile {
  readonly event: 'accepted' | 'rejected' | 'removed' | 'renamed'
  readonly name: string
  readonly sha256?: string
  readonly reason?: string
}

const size = x12File(1).length
const half = Math.floor(size / 2)

/** A stage instead of a cut: this side is killed when the stage is put on record, just before or just after. */
type Kill = { readonly stage: Stage; readonly when: 'before-record' | 'after-record' }

const writing: [words: string, at: Cut | Kill][] = [
  ['killed before the upload is on record', { stage: 'uploading', when: 'before-record' }],
  ['killed once the upload is on record', { stage: 'uploading', when: 'after-record' }],
  ['cut before the file is opened', { operation: 'open', moment: 'before' }],
  ['cut when it is opened, without answer', { operation: 'open', moment: 'after' }],
  ['cut before the first byte', { operation: 'data', moment: 'before', bytes: 0 }],
  ['cut after one byte', { operation: 'data', moment: 'before', bytes: 1 }],
  ['cut in the middle', { operation: 'data', moment: 'before', bytes: half }],
  ['cut before the last byte', { operation: 'data', moment: 'before', bytes: size - 1 }],
  ['cut before the close', { operation: 'close', moment: 'before' }],
  ['cut after the close, without answer', { operation: 'close', moment: 'after' }],
  ['cut between close and rename', { operation: 'stat', moment: 'before' }],
  ['killed before the rename is on record', { stage: 'renaming', when: 'before-record' }],
  ['killed once the rename is on record', { stage: 'renaming', when: 'after-record' }],
  ['cut before the rename', { operation: 'rename', moment: 'before' }],
  ['cut after the rename, without answer', { operation: 'rename', moment: 'after' }],
  ['killed before writing in place is on record', { stage: 'in-place', when: 'before-record' }],
  ['killed once writing in place is on record', { stage: 'in-place', when: 'after-record' }],
]
const taken: [words: string, visits: readonly ('after-cut' | 'after-settling')[]][] = [
  ['at once', ['after-cut', 'after-settling']],
  ['later', ['after-settling']],
]
const ways = (['extension', 'folder', 'direct'] as Temporary[]).flatMap(temporary =>
  taken.map(one => [temporary, ...one] as const),
)

type Moment = 'collected' | 'collected without answer' | 'handed on' | 'handed on without answer'

const reading: [words: string, at: Cut | Moment][] = [
  ['cut before the listing', { operation: 'list', moment: 'before' }],
  ['cut after the listing, without answer', { operation: 'list', moment: 'after' }],
  ['cut before the file is opened', { operation: 'open', moment: 'before' }],
  ['cut when it is opened, without answer', { operation: 'open', moment: 'after' }],
  ['cut before the first byte', { operation: 'data', moment: 'before', bytes: 0 }],
  ['cut in the middle', { operation: 'data', moment: 'before', bytes: half }],
  ['cut before the last byte', { operation: 'data', moment: 'before', bytes: size - 1 }],
  ['cut before the close', { operation: 'close', moment: 'before' }],
  ['cut after the close, without answer', { operation: 'close', moment: 'after' }],
  ['killed before the bytes are stored', 'collected'],
  ['killed once the bytes are stored', 'collected without answer'],
  ['killed before it is handed on', 'handed on'],
  ['killed once it is handed on', 'handed on without answer'],
  ['cut before the removal', { operation: 'remove', moment: 'before' }],
  ['cut after the removal, without answer', { operation: 'remove', moment: 'after' }],
  ['cut before the move', { operation: 'rename', moment: 'before' }],
  ['cut after the move, without answer', { operation: 'rename', moment: 'after' }],
]

export function stepsContract(kind: string, prepare: () => Promise<StepsMailbox>): void {
  let box: StepsMailbox
  let transport: Transport
  let number = 0
  const folder = (direction: 'Export' | 'Import') => `${box.base}/${direction}/${company}/Transaction`
  beforeAll(async () => {
    box = await prepare()
    transport = box.connect()
  })
  afterAll(async () => {
    await transport.close()
    await box.end()
  })

  describe.each(ways)(`writing over ${kind} (temporary name: %s), files taken %s`, (temporary, _, visits) => {
    test.each(writing)('%s: accepted once and whole, nothing doubled, nothing in part', async (words, at) => {
      const delivery: Delivery = {
        folder: folder('Import'),
        name: `order ${++number}.x12`,
        bytes: x12File(number),
        temporary,
      }
      const mark = box.record().length
      const { stage, reached } = await interrupted(box, delivery, at)
      expect([words, reached]).toEqual([words, stepsOf(temporary, at)])
      if (visits.includes('after-cut')) box.importNow()

      const settled = stage === 'delivered' ? stage : await settleDelivery(transport, delivery, stage)
      if (settled === 'absent') await deliver(transport, delivery, async () => undefined)
      box.importNow()

      const seen = box.record().slice(mark)
      const accepted = seen.filter(one => one.event === 'accepted' && one.name === delivery.name).map(one => one.sha256)
      const rejected = seen.filter(one => one.event === 'rejected').map(one => one.reason)
      const sure = settled !== 'vanished'
      // In place a half file can be seen and thrown away, or never have begun: that is uncertain and waits for a person, never sent twice.
      if (!sure)
        expect([accepted.length + rejected.length <= 1, stage]).toEqual([true, temporary === 'direct' ? 'in-place' : 'renaming'])
      if (sure || temporary !== 'direct') expect(accepted).toEqual([sha256(delivery.bytes)])
      expect(rejected).not.toContain('duplicate-isa13')
      if (temporary !== 'direct') expect(rejected).toEqual([])
      if (sure) expect((await transport.list(delivery.folder)).map(one => one.name)).toEqual([])
    })
  })

  describe.each(['delete', 'move', 'leave'] as const)(`reading over ${kind}, and then: %s`, afterRead => {
    test.each(reading)('%s: the document is there once, and its file was never taken away unread', async (words, at) => {
      const world = await aWorld()
      const name = `answer ${++number}.x12`
      const bytes = x12File(number, '855')
      const profile = {
        basePath: box.base,
        company,
        exportPath: '{base}/Export/{company}/Transaction',
        importPath: '',
        archivePath: `{base}/Export/{company}/archive ${number}`,
      }
      const mark = box.record().length
      box.exportFile(name, bytes)
      const handedOn: string[] = []
      const poll = async (client: Transport, changes: Partial<MailboxPoll>) => {
        try {
          await client.stat('/')
          const arranged = arrange(client, profile)
          await arranged.exportFolder()
          if (typeof at === 'object' && client !== transport) box.cutAt(at)
          await readMailbox({
            mailbox: arranged,
            ledger: world.ledger,
            node: 'in',
            who: 'test',
            reading: { accepts: one => one === name, settleSeconds: 5, giveUpSeconds: 3_600, largest: 1_000_000, role: 'buyer' },
            afterRead,
            followed: true,
            sightings: new Map(),
            signal: new AbortController().signal,
            handOn: async (outputs: readonly StoredOutput[]) => void handedOn.push(...outputs.map(one => one.documentId)),
            progress: () => undefined,
            ...changes,
          })
        } catch (error) {
          if (!(error instanceof EdiError) || !/^(killed|mailbox-connection-lost)$/.test(error.code)) throw error
        }
      }
      const mortal = box.connect()
      await poll(mortal, dying(at, world.ledger, handedOn))
      // Nobody waits for the answer to a close; what is asked after it shows that it has come there.
      if (afterRead === 'leave') await mortal.stat(box.base).catch(() => undefined)
      const struck = !box.isCutPlanned()
      box.cutAt(undefined)
      await mortal.close()
      if (typeof at === 'object') expect([words, struck]).toEqual([words, stepsAfter(afterRead, at)])
      // What came until the kill was in memory alone; the next instance hands on what is stored, and polls.
      const stored = async () => (await world.ledger.waiting('in')).length
      const before = box.record().slice(mark)
      const gone = before.some(one => (one.event === 'removed' || one.event === 'renamed') && one.name === name)
      if (gone) expect(await stored()).toBe(1)
      await poll(transport, {})
      await poll(transport, {})

      expect(await stored()).toBe(1)
      expect(await world.ledger.knows('inbound-file', sha256(bytes))).toBe(true)
      expect(new Set(handedOn).size).toBeLessThanOrEqual(1)
      const record = box.record().slice(mark)
      expect(record.filter(one => one.event === 'removed' && one.name === name)).toHaveLength(afterRead === 'delete' ? 1 : 0)
      expect(record.filter(one => one.event === 'renamed' && one.name === name)).toHaveLength(afterRead === 'move' ? 1 : 0)
      const left = (await transport.list(folder('Export'))).filter(one => one.name === name)
      expect(left).toHaveLength(afterRead === 'leave' ? 1 : 0)
    })
  })
}

/** One attempt with the stage on record before it begins, as the ledger does it, until the cut or the kill. */
async function interrupted(
  box: StepsMailbox,
  delivery: Delivery,
  at: Cut | Kill,
): Promise<{ stage: Stage | 'delivered' | undefined; reached: boolean }> {
  let stage: Stage | 'delivered' | undefined
  let reached = false
  const client = box.connect()
  await client.list(delivery.folder)
  if ('operation' in at) box.cutAt(at)
  try {
    stage = await deliver(client, delivery, async begun => {
      if ('stage' in at && at.stage === begun && at.when === 'before-record') throw killed()
      stage = begun
      if ('stage' in at && at.stage === begun) throw killed()
    })
  } catch (error) {
    reached = true
    if (!(error instanceof EdiError) || !/^(killed|mailbox-connection-lost|mailbox-delivery-unsettled)$/.test(error.code))
      throw error
  }
  // A cut that the writer does not need an answer to is no failure, but a cut all the same.
  if ('operation' in at) reached = !box.isCutPlanned()
  box.cutAt(undefined)
  await client.close()
  return { stage, reached }
}

/** Whether the way of writing has this step at all. */
function stepsOf(temporary: Temporary, at: Cut | Kill): boolean {
  const drafts = temporary !== 'direct'
  if ('stage' in at) return drafts === (at.stage !== 'in-place')
  return at.operation === 'rename' ? drafts : true
}

/** Whether reading with this aftermath has this step at all. */
function stepsAfter(afterRead: AfterRead['action'], { operation }: Cut): boolean {
  if (operation === 'remove') return afterRead === 'delete'
  return operation === 'rename' ? afterRead === 'move' : true
}

/** What a poll is given so that it dies at a moment of this side. */
function dying(at: Cut | Moment, ledger: MailboxPoll['ledger'], handedOn: string[]): Partial<MailboxPoll> {
  if (at === 'collected' || at === 'collected without answer') {
    const collectAll: typeof ledger.collectAll = async given => {
      if (at === 'collected without answer') await ledger.collectAll(given)
      throw killed()
    }
    const collect = () => Promise.reject(killed())
    const dying = { collect, collectAll }
    return { ledger: new Proxy(ledger, { get: (one, key) => Reflect.get(dying, key) ?? bound(one, key) }) }
  }
  if (at === 'handed on' || at === 'handed on without answer')
    return {
      handOn: async outputs => {
        if (at === 'handed on without answer') handedOn.push(...outputs.map(one => one.documentId))
        throw killed()
      },
    }
  return {}
}

function bound(one: object, key: string | symbol): unknown {
  const value = Reflect.get(one, key)
  return typeof value === 'function' ? value.bind(one) : value
}

function killed(): EdiError {
  return new EdiError({ code: 'killed', what: 'This side was killed' })
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
