import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { folderTransport } from '../../../lib/truecommerce/folder'
import { mailboxError } from '../../../lib/truecommerce/mailbox-error'
import type { Transport } from '../../../lib/truecommerce/transport'
import { type Delivery, deliver, settleDelivery, type Stage } from '../../../lib/truecommerce/writing'
import { refusing } from './interruptions'
import { x12File } from './x12-file'

let root: string
let transport: Transport
let delivery: Delivery

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'edi-writing-'))
  transport = folderTransport(root)
  await transport.makeFolder('Transaction')
  delivery = { folder: 'Transaction', name: 'order.x12', bytes: x12File(1), temporary: 'extension' }
})
afterEach(() => rm(root, { recursive: true }))

const names = () => readdir(path.join(root, 'Transaction'))

async function stagesOf(server: Transport, one: Delivery): Promise<string> {
  const stages: Stage[] = []
  await deliver(server, one, async begun => {
    stages.push(begun)
  })
  return stages.join(', ')
}

describe('a delivery', () => {
  test('tells each stage before it begins', async () => {
    expect(await stagesOf(transport, delivery)).toBe('uploading, renaming')
    expect(await stagesOf(transport, { ...delivery, name: 'b', temporary: 'folder' })).toBe('uploading, renaming')
    expect(await stagesOf(transport, { ...delivery, name: 'c', temporary: 'direct' })).toBe('in-place')
    expect(await stagesOf(refusing(transport, 'rename'), { ...delivery, name: 'd' })).toBe(
      'uploading, renaming, uploading, in-place',
    )
  })

  test('does not begin a stage that could not be put on record', async () => {
    const full = new Error('the ledger is full')
    await expect(deliver(transport, delivery, () => Promise.reject(full))).rejects.toBe(full)
    expect(await names()).toEqual([])
  })

  test('that arrives short is not shown', async () => {
    const short: Transport = { ...transport, write: (path, bytes) => transport.write(path, bytes.subarray(0, -1)) }
    await expect(deliver(short, delivery, async () => undefined)).rejects.toMatchObject({ code: 'mailbox-size-differs' })
    expect(await names()).toEqual(['order.x12.part'])
    await expect(deliver(short, { ...delivery, temporary: 'direct' }, async () => undefined)).rejects.toMatchObject({
      code: 'mailbox-size-differs',
    })
  })

  test.each(['../order.x12', '..', '.order', 'a/b', 'a\\b', 'n'.repeat(256)])(
    'under the name %s is refused before anything is sent',
    async name => {
      const silent = refusing(transport, 'stat', 'write', 'rename', 'read', 'remove', 'makeFolder', 'list')
      await expect(deliver(silent, { ...delivery, name }, async () => undefined)).rejects.toMatchObject({
        code: 'file-name-refused',
      })
      await expect(settleDelivery(silent, { ...delivery, name }, 'renaming')).rejects.toMatchObject({ code: 'file-name-refused' })
    },
  )

  test('uses a whole draft that an earlier attempt left, and replaces a half one', async () => {
    await transport.write('Transaction/order.x12.part', delivery.bytes)
    await deliver(refusing(transport, 'remove'), delivery, async () => undefined)
    expect(await names()).toEqual(['order.x12'])
    const next = { ...delivery, name: 'next.x12' }
    await transport.write('Transaction/next.x12.part', next.bytes.subarray(0, 50))
    await deliver(transport, next, async () => undefined)
    expect((await transport.read('Transaction/next.x12')).equals(next.bytes)).toBe(true)
  })

  test.each([
    ['extension', ['rename']],
    ['folder', ['rename']],
    ['folder', ['makeFolder']],
  ] as const)(
    'that is to stop when refused (temporary name: %s, refused: %j) sends nothing and says so',
    async (temporary, refused) => {
      const strict: Delivery = { ...delivery, temporary, whenRefused: 'stop' }
      await expect(deliver(refusing(transport, ...refused), strict, async () => undefined)).rejects.toMatchObject({
        code: 'mailbox-no-safe-way',
        prospect: 'permanent',
      })
      expect(await names()).toEqual([])
      await deliver(transport, strict, async () => undefined)
      expect(await names()).toEqual(['order.x12'])
    },
  )

  test('whose mailbox may be written but not read is settled by its size', async () => {
    const writeOnly = refusing(transport, 'read')
    await deliver(writeOnly, delivery, async () => undefined)
    expect(await settleDelivery(writeOnly, delivery, 'renaming')).toBe('delivered')
    expect(await settleDelivery(writeOnly, { ...delivery, name: 'other.x12' }, undefined)).toBe('absent')
  })
})

describe('settling', () => {
  test.each([
    [undefined, 'absent'],
    ['uploading', 'absent'],
    ['renaming', 'vanished'],
    ['in-place', 'vanished'],
  ] as const)('with nothing there after %s is %s', async (recorded, expected) => {
    expect(await settleDelivery(transport, delivery, recorded)).toBe(expected)
  })

  test('with the whole draft still there after renaming was begun makes the rename', async () => {
    await transport.write('Transaction/order.x12.part', delivery.bytes)
    expect(await settleDelivery(transport, delivery, 'renaming')).toBe('delivered')
    expect(await names()).toEqual(['order.x12'])
  })

  test('that was killed at any point of settling is settled the next time: what never appeared is never called vanished', async () => {
    const kills = ['stat', 'read', 'rename', 'remove'] as const
    for (const operation of kills)
      for (let spared = 0; spared < 4; spared += 1) {
        await transport.write('Transaction/order.x12.part', delivery.bytes)
        await settleDelivery(killedIn(operation, spared), delivery, 'renaming').catch(() => undefined)
        expect(await settleDelivery(transport, delivery, 'renaming')).toBe('delivered')
        expect(await names()).toEqual(['order.x12'])
        await transport.remove('Transaction/order.x12')
      }

    /** Dies before it does the operation, after so many of them. */
    function killedIn(operation: (typeof kills)[number], spared: number): Transport {
      let left = spared
      const dying = async (...given: never[]) => {
        left -= 1
        if (left < 0) throw mailboxError('mailbox-connection-lost')
        return (transport[operation] as (...given: never[]) => Promise<unknown>)(...given)
      }
      return { ...transport, [operation]: dying }
    }
  })

  test('with a draft that cannot be renamed is absent, and clears it away', async () => {
    await transport.write('Transaction/order.x12.part', delivery.bytes)
    expect(await settleDelivery(refusing(transport, 'rename'), delivery, 'renaming')).toBe('absent')
    expect(await names()).toEqual([])
  })

  test('with a draft there after writing in place was begun proves nothing', async () => {
    await transport.write('Transaction/order.x12.part', delivery.bytes)
    expect(await settleDelivery(transport, delivery, 'in-place')).toBe('vanished')
  })

  test('sees a rename that was still on its way when the connection was lost', async () => {
    const late: Transport = {
      ...transport,
      rename: async (from, to) => {
        await transport.rename(from, to)
        throw mailboxError('mailbox-file-missing')
      },
    }
    await transport.write('Transaction/order.x12.part', delivery.bytes)
    expect(await settleDelivery(late, delivery, 'renaming')).toBe('delivered')
  })

  test('takes away the half of a file that was being written in place, and no other', async () => {
    await transport.write('Transaction/order.x12', delivery.bytes.subarray(0, 50))
    expect(await settleDelivery(transport, delivery, 'in-place')).toBe('absent')
    expect(await names()).toEqual([])
    await transport.write('Transaction/order.x12', Buffer.from('somebody else wrote this'))
    await expect(settleDelivery(transport, delivery, 'in-place')).rejects.toMatchObject({ code: 'mailbox-name-taken' })
    expect(await names()).toEqual(['order.x12'])
  })

  test('does not take away a half file when it was not writing in place', async () => {
    await transport.write('Transaction/order.x12', delivery.bytes.subarray(0, 50))
    await expect(settleDelivery(transport, delivery, 'renaming')).rejects.toMatchObject({ code: 'mailbox-name-taken' })
  })
})
