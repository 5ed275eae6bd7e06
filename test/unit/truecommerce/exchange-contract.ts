/** What reading and writing promise on every transport, whatever is cut or refused. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isFault } from '../../../lib/truecommerce/mailbox-error'
import {
  type AfterRead,
  readIfComplete,
  type ReadingSettings,
  settleRead,
  type StoredFile,
  waitingFiles,
} from '../../../lib/truecommerce/reading'
import { around, below, type Transport } from '../../../lib/truecommerce/transport'
import { type Delivery, deliver, settleDelivery, type Stage, type Temporary } from '../../../lib/truecommerce/writing'
import type { Ground } from './contract'
import { type Death, dyingAt, refusing, visited } from './interruptions'
import { x12File } from './x12-file'

const temporaries: Temporary[] = ['extension', 'folder', 'direct']
const moments: Death['moment'][] = ['before', 'half', 'after']
/** What servers are known or likely to refuse. */
const refusals: { words: string; refused: (keyof Transport)[] }[] = [
  { words: 'nothing', refused: [] },
  { words: 'renaming', refused: ['rename'] },
  { words: 'making folders', refused: ['makeFolder'] },
  { words: 'renaming and making folders', refused: ['rename', 'makeFolder'] },
  { words: 'removing', refused: ['remove'] },
  { words: 'renaming and removing', refused: ['rename', 'remove'] },
]
const everything: ReadingSettings = { accepts: () => true, settleSeconds: 5, giveUpSeconds: 3_600, largest: 1_000_000 }

export function exchangeContract(kind: string, prepare: () => Promise<Ground>): void {
  describe(`reading and writing over ${kind}`, () => {
    let ground: Ground
    let transport: Transport
    let used = 0

    beforeAll(async () => {
      ground = await prepare()
      transport = ground.transport
    })
    afterAll(() => ground.end())

    const fresh = async () => {
      const company = below(ground.folder, `company ${++used}`)
      await transport.makeFolder(company)
      await transport.makeFolder(`${company}/Transaction`)
      return `${company}/Transaction`
    }
    const names = async (folder: string) => (await transport.list(folder)).map(one => one.name).sort()

    describe.each(temporaries)('a delivery written with temporary name: %s', temporary => {
      test('appears once under its final name, with nothing beside it', async () => {
        const delivery = { folder: await fresh(), name: 'order & 1.x12', bytes: x12File(1), temporary }
        expect(await deliver(transport, delivery, async () => undefined)).toBe('delivered')
        expect(await names(delivery.folder)).toEqual(['order & 1.x12'])
        expect((await transport.read(below(delivery.folder, delivery.name))).equals(delivery.bytes)).toBe(true)
        expect(await deliver(transport, delivery, async () => undefined)).toBe('delivered')
        expect(await names(delivery.folder)).toEqual(['order & 1.x12'])
      })

      test('never replaces other bytes of the same name', async () => {
        const delivery = { folder: await fresh(), name: 'order.x12', bytes: x12File(1), temporary }
        const other = x12File(2)
        await transport.write(below(delivery.folder, delivery.name), other)
        await expect(deliver(transport, delivery, async () => undefined)).rejects.toMatchObject({ code: 'mailbox-name-taken' })
        expect((await transport.read(below(delivery.folder, delivery.name))).equals(other)).toBe(true)
      })

      test('with a name of 255 bytes appears as well', async () => {
        const delivery = { folder: await fresh(), name: `${'o'.repeat(251)}.x12`, bytes: x12File(1), temporary }
        await deliver(transport, delivery, async () => undefined)
        expect(await names(delivery.folder)).toEqual([delivery.name])
      })

      test.each(refusals)('gets through where the server refuses $words', async ({ refused }) => {
        const delivery = { folder: await fresh(), name: 'order.x12', bytes: x12File(1), temporary }
        await deliver(refusing(transport, ...refused), delivery, async () => undefined)
        expect((await transport.read(below(delivery.folder, delivery.name))).equals(delivery.bytes)).toBe(true)
        const drafts = (await names(delivery.folder)).filter(name => name !== 'order.x12')
        expect(refused.includes('remove') ? [] : drafts).toEqual([])
      })

      test('to a folder that is not there says so and leaves nothing', async () => {
        const folder = await fresh()
        const delivery = { folder: `${folder}/nowhere`, name: 'order.x12', bytes: x12File(1), temporary }
        await expect(deliver(transport, delivery, async () => undefined)).rejects.toMatchObject({
          code: 'mailbox-folder-missing',
        })
        expect(await names(folder)).toEqual(temporary === 'folder' ? ['Uploading'] : [])
      })

      test.each(refusals)(
        'cut anywhere and settled is there once and whole, where the server refuses $words',
        async ({ refused }) => {
          const server = refusing(transport, ...refused)
          const wrong: string[] = []
          for (const moment of moments)
            for (let at = 1, more = true; more; at++) {
              const delivery = { folder: await fresh(), name: 'order.x12', bytes: x12File(1), temporary }
              const mortal = dyingAt(server, { at, moment })
              const { stage } = await attempt(mortal.transport, delivery)
              more = mortal.died()
              const settled = await settleAndFinish(server, delivery, stage)
              // A half file that may not be removed is for a person.
              if (settled === 'refused' && moment === 'half' && refused.includes('remove')) continue
              // A stage is on record before it begins, so a cut in between looks like a file that was taken away.
              if (settled === 'vanished' && stage === 'in-place') continue
              const there = await transport.stat(below(delivery.folder, 'order.x12'))
              const whole = there && (await transport.read(there.path)).equals(delivery.bytes)
              const alone = refused.includes('remove') || (await names(delivery.folder)).length === 1
              if (!whole || !alone || settled !== 'delivered')
                wrong.push(`${moment} operation ${at}, ${stage}, settled as ${settled}`)
            }
          expect(wrong).toEqual([])
        },
      )

      test.each(refusals)(
        'cut anywhere while the other side takes files at once never comes twice, where the server refuses $words',
        async ({ refused }) => {
          const wrong: string[] = []
          for (const moment of moments)
            for (let at = 1, more = true; more; at++) {
              const delivery = { folder: await fresh(), name: 'order.x12', bytes: x12File(1), temporary }
              const taken: Buffer[] = []
              const server = visited(refusing(transport, ...refused), async () => {
                const path = below(delivery.folder, 'order.x12')
                if (!(await transport.stat(path))) return
                taken.push(await transport.read(path))
                await transport.remove(path)
              })
              const mortal = dyingAt(server, { at, moment })
              const { stage } = await attempt(mortal.transport, delivery)
              more = mortal.died()
              const settled = await settleAndFinish(server, delivery, stage)
              const whole = taken.filter(bytes => bytes.equals(delivery.bytes)).length
              const halves = taken.length - whole
              const inPlace = temporary === 'direct' || refused.includes('rename')
              if (whole > 1 || (whole === 0 && settled !== 'vanished' && settled !== 'refused') || (halves > 0 && !inPlace))
                wrong.push(`${moment} operation ${at}, ${stage}, settled as ${settled}: ${whole} whole, ${halves} half`)
            }
          expect(wrong).toEqual([])
        },
      )
    })

    test('waiting files come oldest first, each once, and only whole ones', async () => {
      const folder = await fresh()
      const whole = [x12File(1), x12File(2), x12File(3)]
      for (const [index, bytes] of whole.entries()) await transport.write(below(folder, `${index}.x12`), bytes)
      await transport.write(below(folder, 'half.x12'), x12File(4).subarray(0, 150))
      await transport.write(below(folder, 'list.csv'), Buffer.from('a;b\n'))
      await transport.write(below(folder, 'empty.x12'), Buffer.alloc(0))
      await transport.makeFolder(below(folder, 'archive'))
      const sightings = new Map()
      const read = async (now: Date) => {
        const waiting = await waitingFiles(transport, folder, sightings, now, everything)
        const complete: string[] = []
        for (const file of waiting.files) {
          const reading = await readIfComplete(transport, file, sightings, everything)
          if (reading.state === 'complete') complete.push(`${file.name} ${reading.format}`)
        }
        return { complete, setAside: waiting.setAside.map(one => `${one.file.name}: ${one.reason}`) }
      }
      const first = await read(new Date('2026-01-05T08:00:00Z'))
      expect(first).toEqual({ complete: ['0.x12 x12', '1.x12 x12', '2.x12 x12'], setAside: [] })
      const second = await read(new Date('2026-01-05T08:00:06Z'))
      expect(second.complete.sort()).toEqual(['0.x12 x12', '1.x12 x12', '2.x12 x12', 'list.csv text'])
      expect(second.setAside).toEqual(['empty.x12: It is empty'])
    })

    test.each(['delete', 'move', 'leave'] as const)(
      'after reading: %s, cut anywhere, the bytes are always on one side',
      async action => {
        const wrong: string[] = []
        for (const moment of ['before', 'after'] as const)
          for (let at = 1, more = true; more; at++) {
            const folder = await fresh()
            const bytes = x12File(at)
            await transport.write(below(folder, 'ack.x12'), bytes)
            const archive = `${around(folder)}/archive`
            await transport.makeFolder(archive)
            const after: AfterRead = action === 'move' ? { action, folder: archive } : { action }
            const store = new Map<string, StoredFile>()
            const mortal = dyingAt(transport, { at, moment })
            await readOnce(mortal.transport, folder, after, store)
            more = mortal.died()
            const place = `${moment} operation ${at}`
            if (store.size === 0 && !(await transport.stat(below(folder, 'ack.x12')))) wrong.push(`${place}: on neither side`)
            for (const one of store.values()) await settleRead(transport, { ...one, unchangedSeconds: 0 }, after)
            if (store.size === 0) await readOnce(transport, folder, after, store)
            const left = [...store.keys(), ...(await names(folder)), ...(await names(archive))].join(' ')
            if (left !== [sha256(bytes), ...(action === 'delete' ? [] : ['ack.x12'])].join(' ')) wrong.push(`${place}: ${left}`)
          }
        expect(wrong).toEqual([])
      },
    )

    test('moving to the archive where the server refuses renaming, cut anywhere, ends there once and whole', async () => {
      const server = refusing(transport, 'rename')
      const wrong: string[] = []
      for (const moment of moments)
        for (let at = 1, more = true; more; at++) {
          const folder = await fresh()
          const archive = `${around(folder)}/archive`
          await transport.makeFolder(archive)
          const bytes = x12File(at)
          await transport.write(below(folder, 'ack.x12'), bytes)
          const after: AfterRead = { action: 'move', folder: archive }
          const store = new Map<string, StoredFile>()
          const mortal = dyingAt(server, { at, moment })
          await readOnce(mortal.transport, folder, after, store)
          more = mortal.died()
          for (const one of store.values()) await settleRead(server, { ...one, unchangedSeconds: 0 }, after)
          if (store.size === 0) await readOnce(server, folder, after, store)
          const [archived = '', ...others] = await names(archive)
          const whole = archived !== '' && (await transport.read(below(archive, archived))).equals(bytes)
          if (!whole || others.length > 0 || (await names(folder)).length > 0)
            wrong.push(`${moment} operation ${at}: ${archived} ${others.join(' ')}`)
        }
      expect(wrong).toEqual([])
    })

    test('another file that came under the same name is not removed unread', async () => {
      const folder = await fresh()
      const path = below(folder, 'ack.x12')
      await transport.write(path, x12File(1))
      const store = new Map<string, StoredFile>()
      await readOnce(transport, folder, { action: 'leave' }, store)
      await transport.remove(path)
      // Same size and, over SFTP, the same second: only the content tells.
      await transport.write(path, x12File(2))
      const [stored] = [...store.values()] as [StoredFile]
      expect(await settleRead(transport, stored, { action: 'delete' })).toBe('changed')
      expect((await transport.read(path)).equals(x12File(2))).toBe(true)
    })

    test('moving onto a taken name in the archive keeps both', async () => {
      const folder = await fresh()
      const archive = below(folder, 'archive')
      for (const number of [1, 2, 2]) {
        await transport.write(below(folder, 'ack.x12'), x12File(number))
        await readOnce(transport, folder, { action: 'move', folder: archive }, new Map())
      }
      expect(await names(folder)).toEqual(['archive'])
      expect(await names(archive)).toHaveLength(2)
    })

    test('a file that somebody else took is no fault', async () => {
      const folder = await fresh()
      await transport.write(below(folder, 'ack.x12'), x12File(1))
      const store = new Map<string, StoredFile>()
      await readOnce(transport, folder, { action: 'leave' }, store)
      await transport.remove(below(folder, 'ack.x12'))
      const [stored] = [...store.values()] as [StoredFile]
      expect(await settleRead(transport, stored, { action: 'delete' })).toBe('gone')
      const file = { ...stored, folder: false, unchangedSeconds: 0 }
      expect(await readIfComplete(transport, file, new Map(), everything)).toEqual({ state: 'gone' })
    })
  })
}

/** One attempt as the ledger makes it: the stage is on record before it begins. */
async function attempt(transport: Transport, delivery: Delivery): Promise<{ stage: Stage | 'delivered' | undefined }> {
  let stage: Stage | undefined
  try {
    return {
      stage: await deliver(transport, delivery, async begun => {
        stage = begun
      }),
    }
  } catch (error) {
    if (isFault(error, 'mailbox-connection-lost', 'mailbox-delivery-unsettled', 'mailbox-size-differs')) return { stage }
    throw error
  }
}

/** What comes after a restart: look, and send again only what never appeared. */
async function settleAndFinish(
  server: Transport,
  delivery: Delivery,
  stage: Stage | 'delivered' | undefined,
): Promise<'delivered' | 'vanished' | 'refused'> {
  try {
    const settled = stage === 'delivered' ? stage : await settleDelivery(server, delivery, stage)
    return settled === 'absent' ? await deliver(server, delivery, async () => undefined) : settled
  } catch (error) {
    if (isFault(error, 'mailbox-permission-denied')) return 'refused'
    throw error
  }
}

/** List, read, store, settle: until the transport dies. */
async function readOnce(transport: Transport, folder: string, after: AfterRead, store: Map<string, StoredFile>): Promise<void> {
  const sightings = new Map()
  try {
    const { files } = await waitingFiles(transport, folder, sightings, new Date('2026-01-05T08:00:00Z'), everything)
    for (const file of files) {
      const reading = await readIfComplete(transport, file, sightings, everything)
      if (reading.state !== 'complete') continue
      const { path, name, size, modified, unchangedSeconds } = file
      const stored = { path, name, size, modified, unchangedSeconds, sha256: reading.sha256 }
      store.set(reading.sha256, stored)
      await settleRead(transport, stored, after)
    }
  } catch (error) {
    if (!isFault(error, 'mailbox-connection-lost')) throw error
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
