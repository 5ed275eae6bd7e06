/** What an SFTP mailbox keeps when the wire is cut at any byte, on a real server of any make. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EdiError } from '../../../lib/error'
import { isFault } from '../../../lib/truecommerce/mailbox-error'
import { sftpTransport } from '../../../lib/truecommerce/sftp'
import type { SftpSettings } from '../../../lib/truecommerce/sftp-session'
import { readIfComplete, settleRead, waitingFiles } from '../../../lib/truecommerce/reading'
import { below, type Transport } from '../../../lib/truecommerce/transport'
import { deliver, settleDelivery, type Stage, type Temporary } from '../../../lib/truecommerce/writing'
import { type CuttingProxy, cuttingProxy } from './cutting-proxy'
import { x12File } from './x12-file'

const everything = { accepts: () => true, settleSeconds: 5, giveUpSeconds: 3_600, largest: 1_000_000 }

export interface Server {
  readonly settings: SftpSettings
  /** An empty folder of the mailbox. */
  readonly folder: string
  end(): Promise<void>
}

/** @param stride bytes between one cut and the next: small finds more, large is quick */
export function wireContract(kind: string, stride: number, prepare: () => Promise<Server>): void {
  describe(`the wire to ${kind}`, () => {
    let server: Server
    let proxy: CuttingProxy
    beforeAll(async () => {
      server = await prepare()
      proxy = await cuttingProxy(server.settings.port)
    })
    afterAll(async () => {
      await proxy.close()
      await server.end()
    })

    test.each(['extension', 'folder', 'direct'] as Temporary[])(
      'cut at any byte of a delivery (temporary name: %s), the file is there once and whole, or held as uncertain',
      { timeout: 120_000 },
      async temporary => {
        const steady = sftpTransport(server.settings)
        const wrong: string[] = []
        let cuts = 0
        for (const direction of ['up', 'down'] as const)
          for (let bytes = 1, more = true; more; bytes += stride) {
            const place = `${direction} after ${bytes} bytes`
            const folder = below(server.folder, `${temporary} ${direction} ${bytes}`)
            await steady.makeFolder(folder)
            await steady.makeFolder(`${folder}/Transaction`)
            const delivery = { folder: `${folder}/Transaction`, name: 'order.x12', bytes: x12File(1), temporary }
            const wire = sftpTransport({ ...server.settings, port: proxy.port })
            await wire.list(folder)
            proxy.cutAfter(direction, bytes)
            let stage: Stage | undefined
            const outcome = await deliver(wire, delivery, async begun => {
              stage = begun
            }).catch((error: unknown) => error)
            more = proxy.wasCut()
            proxy.spare()
            cuts += more ? 1 : 0
            if (outcome instanceof EdiError && !isFault(outcome, 'mailbox-connection-lost', 'mailbox-delivery-unsettled'))
              throw outcome
            await wire.close()
            const settled = outcome === 'delivered' ? outcome : await settleDelivery(steady, delivery, stage)
            if (settled === 'absent') await deliver(steady, delivery, async () => undefined)
            if (settled === 'vanished' && stage === 'in-place') continue
            const names = (await steady.list(delivery.folder)).map(one => one.name).join(' ')
            const whole =
              settled !== 'vanished' && (await steady.read(below(delivery.folder, 'order.x12'))).equals(delivery.bytes)
            if (!whole || names !== 'order.x12') wrong.push(`${place}, ${stage}, settled as ${settled}: ${names}`)
          }
        await steady.close()
        expect(wrong).toEqual([])
        expect(cuts).toBeGreaterThan(4)
      },
    )

    test.each(['delete', 'move'] as const)(
      'cut at any byte of a reading (and then: %s), the file is stored once and whole, and never gone before it is stored',
      { timeout: 120_000 },
      async action => {
        const steady = sftpTransport(server.settings)
        const wrong: string[] = []
        let cuts = 0
        for (const direction of ['up', 'down'] as const)
          for (let bytes = 1, more = true; more; bytes += stride) {
            const folder = below(server.folder, `read ${action} ${direction} ${bytes}`)
            const file = x12File(bytes)
            await steady.makeFolder(folder)
            await steady.makeFolder(`${folder}/archive`)
            await steady.write(below(folder, 'ack.x12'), file)
            const wire = sftpTransport({ ...server.settings, port: proxy.port })
            await wire.list(folder)
            proxy.cutAfter(direction, bytes)
            const store: Buffer[] = []
            const outcome = await readInto(store, wire, folder, action).catch((error: unknown) => error)
            more = proxy.wasCut()
            proxy.spare()
            cuts += more ? 1 : 0
            if (outcome instanceof Error && !isFault(outcome, 'mailbox-connection-lost')) throw outcome
            await wire.close()
            const stored = store.length
            await readInto(store, steady, folder, action)
            const names = (await steady.list(folder)).map(one => one.name).join(' ')
            const archived = (await steady.list(`${folder}/archive`)).map(one => one.name).join(' ')
            const place = `${direction} after ${bytes} bytes: ${stored} stored before, ${store.length} after, ${names}, ${archived}`
            const distinct = new Set(store.map(String))
            const right = distinct.size === 1 && distinct.has(String(file))
            if (!right || names !== 'archive' || archived !== (action === 'move' ? 'ack.x12' : '')) wrong.push(place)
          }
        await steady.close()
        expect(wrong).toEqual([])
        expect(cuts).toBeGreaterThan(4)
      },
    )
  })
}

/** One poll: each file into the store, and only then out of the mailbox. */
async function readInto(store: Buffer[], transport: Transport, folder: string, action: 'delete' | 'move'): Promise<void> {
  const now = new Date('2026-01-05T08:00:00Z')
  const { files } = await waitingFiles(transport, folder, new Map(), now, everything)
  for (const file of files) {
    const found = await readIfComplete(transport, file, new Map(), everything)
    if (found.state !== 'complete') continue
    store.push(found.bytes)
    const after = action === 'move' ? { action, folder: `${folder}/archive` } : { action }
    await settleRead(transport, { ...file, sha256: found.sha256 }, after)
  }
}
