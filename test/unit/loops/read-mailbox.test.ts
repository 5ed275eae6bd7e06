import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { LedgerEvent } from '../../../lib/ledger/events'
import { sha256 } from '../../../lib/ledger/message'
import { type MailboxPoll, readMailbox } from '../../../lib/loops/read-mailbox'
import { folderTransport } from '../../../lib/truecommerce/folder'
import { mailbox } from '../../../lib/truecommerce/mailbox'
import { mailboxError } from '../../../lib/truecommerce/mailbox-error'
import type { Transport } from '../../../lib/truecommerce/transport'
import { interchange } from '../x12/builders'
import { aWorld, type HandedOn, handedOn, type World } from './world'

const anOrder = interchange()
const another = interchange().replaceAll('PO-1', 'PO-2')

interface Place extends World {
  readonly root: string
  readonly transport: Transport
  readonly received: HandedOn[]
  put(name: string, text: string): Promise<void>
  files(folder?: string): Promise<string[]>
  poll(changes?: Partial<MailboxPoll>): ReturnType<typeof readMailbox>
  /** What the ledger still has to hand on. */
  waiting(): Promise<HandedOn[]>
}

/** A mailbox in a folder, and a node that polls it. */
async function aPlace(): Promise<Place> {
  const world = await aWorld()
  const root = await mkdtemp(path.join(tmpdir(), 'edi-poll-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(path.join(root, 'Export'))
  const transport = folderTransport(root)
  const profile = { basePath: '.', company: '', exportPath: 'Export', importPath: 'Import', archivePath: 'Archive' }
  const received: HandedOn[] = []
  const sightings = new Map()
  return {
    ...world,
    root,
    transport,
    received,
    put: (name, text) => writeFile(path.join(root, 'Export', name), text),
    files: async (folder = 'Export') => (await readdir(path.join(root, folder))).toSorted(),
    poll: (changes = {}) =>
      readMailbox({
        mailbox: mailbox(transport, profile),
        ledger: world.ledger,
        node: 'in',
        who: 'test',
        reading: { accepts: () => true, settleSeconds: 10, giveUpSeconds: 3_600, largest: 1_000_000 },
        afterRead: 'delete',
        followed: true,
        sightings,
        signal: new AbortController().signal,
        handOn: async outputs => {
          received.push(...(await handedOn(world.ledger, outputs)))
        },
        progress: () => undefined,
        ...changes,
      }),
    waiting: async () => handedOn(world.ledger, await world.ledger.waiting('in')),
  }
}

function names(received: readonly HandedOn[]): unknown[] {
  return received.map(({ message }) => message['filename'])
}

describe('a file in the mailbox', () => {
  test('is handed on with its bytes and name, and removed', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    expect(await place.poll()).toMatchObject({ read: 1, growing: 0, setAside: [], refused: [] })
    expect(place.received.map(({ message }) => message)).toMatchObject([
      { payload: Buffer.from(anOrder), topic: 'order.x12', filename: 'order.x12', edi: { kind: 'inbound-file', format: 'x12' } },
    ])
    expect(await place.files()).toEqual([])
  })

  test('is removed only when its bytes are stored and it has been handed on', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    const remove = place.transport.remove.bind(place.transport)
    const removed = vi.spyOn(place.transport, 'remove').mockImplementation(async file => {
      expect((await place.ledger.bytes(sha256(anOrder))).toString()).toBe(anOrder)
      expect(await place.ledger.knows('inbound-file', sha256(anOrder))).toBe(true)
      expect(names(place.received)).toEqual(['order.x12'])
      return remove(file)
    })
    await place.poll()
    expect(removed).toHaveBeenCalledOnce()
  })

  test('stays when the ledger cannot store it, and is taken by the next poll', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    for (const method of ['collect', 'collectAll'] as const)
      vi.spyOn(place.ledger, method).mockRejectedValueOnce(new Error('the disk is full'))
    await expect(place.poll()).rejects.toThrow('the disk is full')
    expect(await place.files()).toEqual(['order.x12'])
    await place.poll()
    expect(names(place.received)).toEqual(['order.x12'])
    expect(await place.files()).toEqual([])
  })

  test('that was stored and not removed, because everything ended in between, is handed on once', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    await expect(place.poll({ handOn: () => Promise.reject(new Error('killed')) })).rejects.toThrow('killed')
    expect(await place.files()).toEqual(['order.x12'])
    // The next instance of the node hands on what waits, and polls.
    expect(names(await place.waiting())).toEqual(['order.x12'])
    expect(await place.poll({ sightings: new Map() })).toMatchObject({ read: 1 })
    expect(place.received).toEqual([])
    expect(await place.files()).toEqual([])
    expect(await place.waiting()).toHaveLength(1)
  })

  test('whose removal got no answer is tried again, and handed on once', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    vi.spyOn(place.transport, 'remove').mockRejectedValueOnce(mailboxError('mailbox-connection-lost'))
    await expect(place.poll()).rejects.toMatchObject({ code: 'mailbox-connection-lost', prospect: 'passing' })
    expect(await place.files()).toEqual(['order.x12'])
    await place.poll()
    expect(names(place.received)).toEqual(['order.x12'])
    expect(await place.files()).toEqual([])
  })

  test('that holds the bytes of another is taken once, and both are removed', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    await place.put('order (2).x12', anOrder)
    const events: LedgerEvent[] = []
    place.ledger.onEvent(event => events.push(event))
    expect(await place.poll()).toMatchObject({ read: 2 })
    expect(place.received).toHaveLength(1)
    expect(events.map(({ what }) => what)).toEqual(['taken from the mailbox', 'delivered again, the same bytes, not taken twice'])
    expect(await place.files()).toEqual([])
  })

  test('with other bytes under a name that was read before is another file', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    await place.poll()
    await place.put('order.x12', another)
    await place.poll()
    expect(place.received.map(({ message }) => String(message.payload))).toEqual([anOrder, another])
  })

  test('that is replaced after it was read is left for the next poll', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    const handOn: MailboxPoll['handOn'] = async outputs => {
      place.received.push(...(await handedOn(place.ledger, outputs)))
      await place.put('order.x12', another)
    }
    await place.poll({ handOn })
    expect(await place.files()).toEqual(['order.x12'])
    await place.poll()
    expect(place.received.map(({ message }) => String(message.payload))).toEqual([anOrder, another])
    expect(await place.files()).toEqual([])
  })

  test('that is not whole yet is waited for', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder.slice(0, -20))
    expect(await place.poll()).toMatchObject({ read: 0, growing: 1, soon: true })
    expect(await place.ledger.tally()).toEqual([])
    await place.put('order.x12', anOrder)
    expect(await place.poll()).toMatchObject({ read: 1, growing: 0 })
    expect(place.received).toHaveLength(1)
  })
})

describe('another look soon', () => {
  test('is worth it until the file was seen twice with one size, and for half a minute of growing', async () => {
    const place = await aPlace()
    const after = async (seconds: number) => {
      place.environment.advance(seconds * 1000)
      const { growing, soon } = await place.poll()
      return [growing, soon]
    }
    await place.put('half.x12', anOrder.slice(0, -20))
    expect(await after(0)).toEqual([1, true])
    expect(await after(9)).toEqual([1, true])
    expect(await after(1)).toEqual([1, false])
    await place.put('half.x12', anOrder.slice(0, -10))
    expect(await after(10)).toEqual([1, true])
    await place.put('half.x12', anOrder.slice(0, -5))
    expect(await after(10)).toEqual([1, false])
  })
})

describe('a file that is to stay', () => {
  test('by setting is read once, and again only when it has changed', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    const read = vi.spyOn(place.transport, 'read')
    await place.poll({ afterRead: 'leave' })
    expect(await place.poll({ afterRead: 'leave' })).toMatchObject({ read: 0 })
    expect(read).toHaveBeenCalledOnce()
    await place.put('order.x12', `${another}\n`)
    await place.poll({ afterRead: 'leave' })
    expect(place.received).toHaveLength(2)
    expect(await place.files()).toEqual(['order.x12'])
  })

  test('by setting is moved to the archive', async () => {
    const place = await aPlace()
    await place.put('order.x12', anOrder)
    await place.poll({ afterRead: 'move' })
    expect(await place.files()).toEqual([])
    expect(await place.files('Archive')).toEqual(['order.x12'])
    expect(place.received).toHaveLength(1)
  })

  test('because the mailbox refuses to delete it is remembered, and said once', async () => {
    const place = await aPlace()
    await place.put('a.x12', anOrder)
    await place.put('b.x12', another)
    const read = vi.spyOn(place.transport, 'read')
    const remove = vi.spyOn(place.transport, 'remove').mockRejectedValue(mailboxError('mailbox-permission-denied'))
    const first = await place.poll()
    expect(first.refused.map(({ code }) => code)).toEqual(['mailbox-permission-denied', 'mailbox-permission-denied'])
    read.mockClear()
    // A restart forgets what was seen, not what was refused.
    expect(await place.poll({ sightings: new Map() })).toMatchObject({ read: 0, refused: [] })
    expect(read).not.toHaveBeenCalled()
    expect(remove).toHaveBeenCalledTimes(2)
    expect(place.received).toHaveLength(2)
  })
})

describe('a poll', () => {
  test('sets aside what cannot be read, and takes the others', async () => {
    const place = await aPlace()
    await place.put('a.x12', anOrder)
    await place.put('b.x12', another)
    const read = place.transport.read.bind(place.transport)
    vi.spyOn(place.transport, 'read').mockImplementation(file =>
      file.endsWith('a.x12') ? Promise.reject(mailboxError('mailbox-permission-denied', { file })) : read(file),
    )
    const result = await place.poll()
    expect(result.setAside.map(({ file, reason }) => [file.name, reason.split('.')[0]])).toEqual([
      ['a.x12', expect.stringContaining('does not allow')],
    ])
    expect(names(place.received)).toEqual(['b.x12'])
    expect(await place.files()).toEqual(['a.x12'])
  })

  test('of a mailbox that is lost on the way says so and keeps what it had taken', async () => {
    const place = await aPlace()
    await place.put('a.x12', anOrder)
    await place.put('b.x12', another)
    const read = place.transport.read.bind(place.transport)
    const lost = vi
      .spyOn(place.transport, 'read')
      .mockImplementation(file => (file.endsWith('b.x12') ? Promise.reject(mailboxError('mailbox-connection-lost')) : read(file)))
    await expect(place.poll()).rejects.toMatchObject({ code: 'mailbox-connection-lost' })
    expect(names(place.received)).toEqual(['a.x12'])
    lost.mockImplementation(read)
    await place.poll()
    expect(names(place.received)).toEqual(['a.x12', 'b.x12'])
  })

  test('that is stopped ends after the file in hand', async () => {
    const place = await aPlace()
    await place.put('a.x12', anOrder)
    await place.put('b.x12', another)
    const stopping = new AbortController()
    expect(await place.poll({ signal: stopping.signal, handOn: async () => stopping.abort() })).toMatchObject({ read: 1 })
    expect(await place.files()).toHaveLength(1)
  })

  test('takes many files in the order of their times, wherever they lie, with few waits for the disk', async () => {
    const place = await aPlace()
    for (const type of ['855', '810']) await mkdir(path.join(place.root, 'Export', type))
    const wanted: string[] = []
    for (let number = 1; number <= 70; number++) {
      const name = `${number % 2 === 0 ? '855' : '810'}/answer ${String(number).padStart(2, '0')}.x12`
      await place.put(name, interchange().replaceAll('PO-1', `PO-${number}`))
      const at = new Date(Date.UTC(2026, 0, 5, 8, 0, number))
      await utimes(path.join(place.root, 'Export', name), at, at)
      wanted.push(path.basename(name))
    }
    const stored = vi.spyOn(place.ledger, 'collectAll')
    const profile = { basePath: '.', company: '', exportPath: 'Export/{type}', importPath: 'Import', archivePath: 'Archive' }
    expect(await place.poll({ mailbox: mailbox(place.transport, profile) })).toMatchObject({ read: 70 })
    expect(names(place.received)).toEqual(wanted)
    expect(stored.mock.calls.map(([requests]) => requests.length)).toEqual([32, 32, 6])
    expect([...(await place.files('Export/855')), ...(await place.files('Export/810'))]).toEqual([])
  })

  test('holds no more in memory at a time than some megabytes', async () => {
    const place = await aPlace()
    for (const number of [1, 2, 3])
      await place.put(
        `${number}.x12`,
        interchange()
          .replace('PO-1', `PO-${number}`)
          .replace('~', `~${' '.repeat(5_000_000)}`),
      )
    const stored = vi.spyOn(place.ledger, 'collectAll')
    await place.poll({ reading: { accepts: () => true, settleSeconds: 0, giveUpSeconds: 60, largest: 9_000_000 } })
    expect(stored.mock.calls.map(([requests]) => requests.length)).toEqual([2, 1])
  })

  test('whose files cannot be stored together stores each for itself', async () => {
    const place = await aPlace()
    await place.put('a.x12', anOrder)
    await place.put('b.x12', another)
    vi.spyOn(place.ledger, 'collectAll').mockRejectedValueOnce(new Error('one of them cannot be stored'))
    const collect = place.ledger.collect.bind(place.ledger)
    vi.spyOn(place.ledger, 'collect').mockImplementation(request =>
      request.outputs[0]?.document.subject === 'b.x12' ? Promise.reject(new Error('this one')) : collect(request),
    )
    await expect(place.poll()).rejects.toThrow('this one')
    expect(names(place.received)).toEqual(['a.x12'])
    expect(await place.files()).toEqual(['b.x12'])
  })

  test('that is stopped has stored no file whose message nobody would hand on later', async () => {
    const place = await aPlace()
    await place.put('a.x12', anOrder)
    await place.put('b.x12', another)
    const stopping = new AbortController()
    const handOn = async (outputs: Parameters<MailboxPoll['handOn']>[0]) => {
      place.received.push(...(await handedOn(place.ledger, outputs)))
      stopping.abort()
    }
    await place.poll({ followed: false, signal: stopping.signal, handOn })
    expect(names(place.received)).toEqual(['a.x12'])
    expect(await place.ledger.knows('inbound-file', sha256(another))).toBe(false)
    const stopped = new AbortController()
    const read = place.transport.read.bind(place.transport)
    vi.spyOn(place.transport, 'read').mockImplementation(file => {
      stopped.abort()
      return read(file)
    })
    await place.poll({ followed: false, signal: stopped.signal })
    expect(await place.ledger.knows('inbound-file', sha256(another))).toBe(false)
    expect(await place.files()).toEqual(['b.x12'])
  })

  test('tells since when the oldest file waits that is not read, and counts none that was read', async () => {
    const place = await aPlace()
    const put = async (name: string, text: string, hour: number) => {
      await place.put(name, text)
      const at = new Date(Date.UTC(2026, 0, 5, hour))
      await utimes(path.join(place.root, 'Export', name), at, at)
      return at
    }
    await put('read.x12', anOrder, 6)
    const half = await put('half.x12', another.slice(0, -20), 8)
    expect((await place.poll({ afterRead: 'leave' })).oldest).toEqual(half)
    const hidden = await put('.hidden', another, 7)
    expect((await place.poll({ afterRead: 'leave' })).oldest).toEqual(hidden)
    await place.transport.remove('Export/.hidden')
    await put('half.x12', another, 8)
    expect((await place.poll({ afterRead: 'leave' })).oldest).toBeUndefined()
    const accepts = (name: string) => name.endsWith('.csv')
    const reading = { accepts, settleSeconds: 10, giveUpSeconds: 3_600, largest: 1_000_000 }
    expect((await place.poll({ reading, afterRead: 'leave' })).oldest).toBeUndefined()
    // One that nobody asks for ages as well, and is not read for it.
    const unasked = await put('unasked.edi', another, 5)
    expect(await place.poll({ reading })).toMatchObject({ read: 0, oldest: unasked })
  })

  test('tells how far it is', async () => {
    const place = await aPlace()
    await place.put('a.x12', anOrder)
    await place.put('b.x12', another)
    const told: number[][] = []
    await place.poll({ progress: (done, of) => told.push([done, of]) })
    expect(told).toEqual([
      [0, 2],
      [1, 2],
    ])
  })

  test('whose output leads to no step of ours leaves nothing waiting', async () => {
    const place = await aPlace()
    await place.put('a.x12', anOrder)
    await place.poll({ followed: false })
    expect(place.received).toHaveLength(1)
    expect(await place.waiting()).toEqual([])
  })
})
