/**
 * What reading and writing keep while a mailbox has one of the faults of reference truecommerce.md §11.6, really switched on at its side, and
 * each operation is cut on top of it: nothing lost, nothing twice, nothing in part, and all of it done once the fault is over.
 */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EdiError } from '../../../lib/error'
import type { StoredOutput } from '../../../lib/ledger/outputs'
import { readMailbox } from '../../../lib/loops/read-mailbox'
import { mailbox as arrange } from '../../../lib/truecommerce/mailbox'
import { below, type Transport } from '../../../lib/truecommerce/transport'
import { type Delivery, deliver, settleDelivery, type Stage } from '../../../lib/truecommerce/writing'
import { aWorld } from '../loops/world'
import { type Death, dyingAt } from './interruptions'
import { x12File } from './x12-file'

/** `cuts`: whether operations are reached at all, so that each can be cut. */
export const mailboxFaults = {
  'a second session refused': { cuts: false },
  'the connection dropped in the middle of a file': { cuts: false },
  'the session ended when idle': { cuts: false },
  'renaming denied': { cuts: true },
  'making folders denied': { cuts: true },
  'removing denied': { cuts: true },
  'another host key': { cuts: false },
  'the login refused': { cuts: false },
  'Export denied': { cuts: true },
  'a slow listing': { cuts: true },
  'a listing of 5,000 entries': { cuts: false },
  'an empty file': { cuts: true },
} as const

export type MailboxFault = keyof typeof mailboxFaults

export interface FaultyMailbox {
  readonly transport: Transport
  readonly exportFolder: string
  readonly importFolder: string
  /** As a partner's document comes, without the transport. */
  put(name: string, bytes: Buffer): void
  /** Switches a fault on; what it gives switches it off. Left out: this kind of mailbox cannot have it. */
  readonly faults: Readonly<Partial<Record<MailboxFault, () => Promise<() => Promise<void> | void>>>>
  end(): Promise<void>
}

export function faultsContract(kind: string, prepare: () => Promise<FaultyMailbox>, has: readonly MailboxFault[]): void {
  describe(`faults of a mailbox over ${kind}`, () => {
    let box: FaultyMailbox
    let number = 0
    beforeAll(async () => {
      box = await prepare()
    })
    afterAll(() => box.end())

    test.each(has)('%s: nothing is lost, doubled or taken in part', { timeout: 120_000 }, async fault => {
      const wrong: string[] = []
      const deaths: (Death | undefined)[] = [undefined]
      for (const death of deaths) {
        const { words, died } = await exchange(fault, death)
        if (words !== '') wrong.push(`${death ? `${death.moment} operation ${death.at}` : 'not cut'}: ${words}`)
        // The next operation is cut as well, for as long as there is one.
        if (mailboxFaults[fault].cuts && (death === undefined || died))
          for (const moment of ['before', 'half', 'after'] as const)
            if (death === undefined || death.moment === moment) deaths.push({ at: (death?.at ?? 0) + 1, moment })
      }
      expect(wrong).toEqual([])
      expect(deaths.length).toBeGreaterThan(mailboxFaults[fault].cuts ? 12 : 0)
    })

    async function exchange(fault: MailboxFault, death: Death | undefined): Promise<{ words: string; died: boolean }> {
      const world = await aWorld()
      number += 1
      const names = { whole: `answer ${number}.x12`, half: `half ${number}.x12`, empty: `empty ${number}.x12` }
      const answer = x12File(number, '855')
      const delivery: Delivery = {
        folder: box.importFolder,
        name: `order ${number}.x12`,
        bytes: x12File(number),
        temporary: 'folder',
      }
      box.put(names.whole, answer)
      box.put(names.half, answer.subarray(0, 150))
      if (fault === 'an empty file') box.put(names.empty, Buffer.alloc(0))
      const handedOn: StoredOutput[] = []
      const poll = (transport: Transport) =>
        readMailbox({
          mailbox: arrange(transport, {
            basePath: '.',
            company: '',
            exportPath: box.exportFolder,
            importPath: '',
            archivePath: '',
          }),
          ledger: world.ledger,
          node: 'in',
          who: 'test',
          reading: {
            accepts: name => Object.values(names).includes(name),
            settleSeconds: 5,
            giveUpSeconds: 3_600,
            largest: 1_000_000,
            role: 'buyer',
          },
          afterRead: 'delete',
          followed: true,
          sightings: new Map(),
          signal: new AbortController().signal,
          handOn: async outputs => void handedOn.push(...outputs),
          progress: () => undefined,
        })
      let stage: Stage | 'delivered' | undefined
      let uncertain: Stage | undefined
      const send = async (transport: Transport) => {
        if (stage === 'delivered') return
        if (stage !== undefined) {
          const found = await settleDelivery(transport, delivery, stage)
          if (found === 'vanished') return void (uncertain = stage)
          if (found === 'delivered') return void (stage = found)
        }
        stage = await deliver(transport, delivery, async begun => {
          stage = begun
        })
      }
      const off = await box.faults[fault]?.()
      const mortal = death ? dyingAt(box.transport, death) : undefined
      const said: unknown[] = []
      for (const work of [poll, send]) await work(mortal?.transport ?? box.transport).catch((error: unknown) => said.push(error))
      await off?.()
      for (const work of [poll, send, poll]) await work(box.transport)

      const waiting = await world.ledger.waiting('in')
      const arrived = await box.transport.list(box.importFolder)
      const left = (await box.transport.list(box.exportFolder)).filter(one => Object.values(names).includes(one.name))
      const sent = arrived.filter(one => one.name === delivery.name)
      const inPart = arrived.filter(one => !one.folder && one.name.endsWith('.part'))
      const problems = [
        said.some(error => !(error instanceof EdiError)) && `an error without words: ${said.map(String).join('; ')}`,
        waiting.length !== 1 && `${waiting.length} documents from the mailbox`,
        handedOn.length > 1 && `handed on ${handedOn.length} times`,
        !(await world.ledger.knows('inbound-file', createHash('sha256').update(answer).digest('hex'))) && 'lost',
        !left.some(one => one.name === names.half) && 'the half file was taken',
        // What may not be removed stays, and is not taken again.
        left.some(one => one.name === names.whole) && fault !== 'removing denied' && 'the whole file was left',
        // In place it may have begun and been taken away, which only a person can tell; with a draft it is always known here.
        uncertain !== undefined && uncertain !== 'in-place' && `uncertain after ${uncertain}`,
        uncertain === undefined &&
          (sent.length !== 1 || !(await box.transport.read(below(box.importFolder, delivery.name))).equals(delivery.bytes)) &&
          'not delivered',
        inPart.length > 0 && fault !== 'removing denied' && `drafts left: ${inPart.map(one => one.name).join(' ')}`,
      ]
      for (const one of [...left, ...inPart]) await box.transport.remove(one.path)
      return { words: problems.filter(one => one !== false).join('; '), died: mortal?.died() ?? false }
    }
  })
}
