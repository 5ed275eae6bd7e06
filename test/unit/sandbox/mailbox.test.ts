import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
  appendFileSync,
  mkdirSync,
  readdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Environment, system } from '../../../lib/environment'
import { sftpTransport } from '../../../lib/truecommerce/sftp'
import type { Transport } from '../../../lib/truecommerce/transport'
import { deliver, settleDelivery, type Stage, type Temporary } from '../../../lib/truecommerce/writing'
import type { MailboxRecord } from '../../../sandbox/mailbox/record'
import { type Mailbox, type MailboxOptions, startMailbox } from '../../../sandbox/mailbox/start'
import type { Cut } from '../../../sandbox/mailbox/switches'
import { company, companies, settingsFor } from '../truecommerce/mailbox-here'
import { x12File } from '../truecommerce/x12-file'

let directory: string
let mailbox: Mailbox
let running: boolean

async function start(options: Partial<MailboxOptions> = {}): Promise<Mailbox> {
  mailbox = await startMailbox({
    directory,
    port: 0,
    companies,
    user: '4015550123',
    password: 'correct horse',
    environment: system,
    importSeconds: 0,
    ...options,
  })
  running = true
  return mailbox
}
async function stop(): Promise<void> {
  if (running) await mailbox.close()
  running = false
}
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'edi-stand-in-'))
})
afterEach(async () => {
  await stop()
  rmSync(directory, { recursive: true })
})

const importFolder = (base = '/IntegrationFTP') => `${base}/Import/${company}/Transaction`
const exportFolder = (base = '/IntegrationFTP') => `${base}/Export/${company}/Transaction`
const onDisk = (folder: string) => path.join(mailbox.disk, folder)
const events = (event: MailboxRecord['event']) => mailbox.record().filter(one => one.event === event)
const at = (moment: string): Environment => ({ ...system, now: () => new Date(moment) })

/** Puts a file where a client would have put it. */
const put = (name: string, bytes: Buffer) => writeFileSync(path.join(onDisk(importFolder()), name), bytes)
const verdicts = (records: readonly MailboxRecord[]) =>
  records.map(one => `${one.name}: ${one.event} ${one.reason ?? one.format}`)

describe('the stand-in mailbox', () => {
  test('has the folders of TrueCommerce, below the account folder or not', async () => {
    await start({ accountFolder: '4015550123' })
    expect(mailbox.base).toBe('/4015550123/IntegrationFTP')
    const transport = sftpTransport(settingsFor(mailbox))
    expect((await transport.list('/4015550123/IntegrationFTP')).map(one => one.name).sort()).toEqual([
      'Definitions',
      'Export',
      'Import',
    ])
    expect((await transport.list(importFolder(mailbox.base))).length).toBe(0)
    await transport.close()
  })

  test('keeps host key, files and record over a restart, without a line that a kill cut short', async () => {
    await start()
    const { hostKey } = mailbox
    mailbox.exportFile(company, 'ack.x12', x12File(1))
    const before = mailbox.record().length
    await stop()
    appendFileSync(path.join(directory, 'mailbox-record.jsonl'), '{"at":"2026-01-05T08:0')
    await start()
    expect(mailbox.hostKey).toBe(hostKey)
    expect(mailbox.record()).toHaveLength(before)
    expect(events('exported').map(one => one.name)).toEqual(['ack.x12'])
    mailbox.exportFile(company, 'next.x12', x12File(2))
    await stop()
    const lines = readFileSync(path.join(directory, 'mailbox-record.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.map(line => (JSON.parse(line) as MailboxRecord).name)).toEqual(['ack.x12', 'next.x12'])
  })

  describe('that was killed while a file was taken away', () => {
    const place = `${exportFolder()}/ack.x12`
    const ways = [
      { deed: 'removed', take: (transport: Transport) => transport.remove(place) },
      { deed: 'renamed', take: (transport: Transport) => transport.rename(place, `${exportFolder()}/done.x12`) },
    ] as const

    test.each(ways)('tells after the restart that it was $deed, once', async ({ deed, take }) => {
      await start()
      mailbox.exportFile(company, 'ack.x12', x12File(1))
      await takeOut(take)
      const [told] = events(deed)
      await withoutLastLine()
      await start()
      expect(events(deed)).toEqual([{ ...told, at: expect.any(String) }])
      await stop()
      await start()
      expect(events(deed)).toHaveLength(1)
    })

    test.each(ways)('does not say that it was $deed when it still lies there', async ({ deed, take }) => {
      await start()
      mailbox.exportFile(company, 'ack.x12', x12File(1))
      await takeOut(take)
      await withoutLastLine()
      writeFileSync(path.join(onDisk(exportFolder()), 'ack.x12'), x12File(1))
      await start()
      expect(events(deed)).toEqual([])
    })

    async function takeOut(take: (transport: Transport) => Promise<unknown>): Promise<void> {
      const transport = sftpTransport(settingsFor(mailbox))
      await take(transport)
      await transport.close()
    }

    /** As a kill leaves it that comes between the deed and its line. */
    async function withoutLastLine(): Promise<void> {
      await stop()
      const file = path.join(directory, 'mailbox-record.jsonl')
      const lines = readFileSync(file, 'utf8').split('\n')
      const last = lines.findLastIndex(line => /"event":"(removed|renamed)"/.test(line))
      writeFileSync(
        file,
        lines
          .slice(0, last)
          .map(line => `${line}\n`)
          .join(''),
      )
    }
  })

  test('finds paths whatever their letter case only when switched so', async () => {
    await start()
    const transport = sftpTransport(settingsFor(mailbox))
    await expect(transport.list(importFolder().toLowerCase())).rejects.toMatchObject({ code: 'mailbox-folder-missing' })
    mailbox.switches.ignoreCase = true
    await transport.write(`${importFolder().toLowerCase()}/a.x12`, x12File(1))
    expect(existsSync(path.join(onDisk(importFolder()), 'a.x12'))).toBe(true)
    await transport.close()
  })

  test('lets nobody out of its folder', async () => {
    await start()
    writeFileSync(path.join(directory, 'secret'), 'secret')
    const transport = sftpTransport(settingsFor(mailbox))
    for (const way of ['/../secret', '../../secret', '/IntegrationFTP/../../secret'])
      await expect(transport.read(way)).rejects.toMatchObject({ code: 'mailbox-file-missing' })
    await transport.write('/../../escaped', Buffer.from('x'))
    expect(existsSync(path.join(directory, 'escaped'))).toBe(false)
    expect(existsSync(path.join(mailbox.disk, 'escaped'))).toBe(true)
    await transport.close()
  })

  test('lists five thousand files', { timeout: 60_000 }, async () => {
    await start()
    const folder = onDisk(exportFolder())
    for (let number = 0; number < 5_000; number++) writeFileSync(path.join(folder, `ack ${number}.x12`), 'x')
    const transport = sftpTransport(settingsFor(mailbox))
    const entries = await transport.list(exportFolder())
    expect(new Set(entries.map(one => one.name)).size).toBe(5_000)
    await transport.close()
  })
})

describe('the importer of the stand-in', () => {
  test('takes what is whole and known, and rejects the rest with a reason', async () => {
    await start()
    put('1 order.x12', x12File(1))
    put('2 two.x12', Buffer.concat([x12File(2), x12File(3)]))
    put('3 empty.x12', Buffer.alloc(0))
    put('4 half.x12', x12File(4).subarray(0, 150))
    put('5 half of two.x12', Buffer.concat([x12File(5), x12File(6).subarray(0, 150)]))
    put('6 invoice.x12', x12File(7, '810'))
    put('7 count.x12', Buffer.from(x12File(8).toString().replace('SE*3*', 'SE*4*')))
    put('8 number.x12', Buffer.from(x12File(9).toString().replace('IEA*1*000000009', 'IEA*1*000000010')))
    put('9 picture.png', Buffer.from([0x89, 0x50]))
    put('a order.xml', Buffer.from('<Order><Line/></Order>'))
    put('b order.xml', Buffer.from('<Order><Line/>'))
    put('c order.json', Buffer.from('{"order":1}'))
    put('d order.csv', Buffer.from('order;1\n'))
    for (const [index, name] of readdirSync(onDisk(importFolder())).sort().entries())
      utimesSync(path.join(onDisk(importFolder()), name), index, index)
    expect(verdicts(mailbox.importNow())).toEqual([
      '1 order.x12: accepted x12',
      '2 two.x12: accepted x12',
      '3 empty.x12: rejected empty',
      '4 half.x12: rejected half-file',
      '5 half of two.x12: rejected half-file',
      '6 invoice.x12: rejected unknown-type 810',
      '7 count.x12: rejected SE does not fit its ST',
      '8 number.x12: rejected IEA does not fit its ISA',
      '9 picture.png: rejected unknown-type',
      'a order.xml: accepted xml',
      'b order.xml: rejected half-file',
      'c order.json: accepted json',
      'd order.csv: accepted text',
    ])
    expect(readdirSync(onDisk(importFolder()))).toEqual([])
    expect(mailbox.accepted()[1]).toMatchObject({ company, isa13: ['000000002', '000000003'], sets: ['850', '850'] })
    const { id = '' } = mailbox.accepted()[0] ?? {}
    expect(mailbox.acceptedBytes(id).equals(x12File(1))).toBe(true)
  })

  test('rejects a control number that the same sender has used, also after a restart, and not that of another', async () => {
    await start()
    put('a.x12', x12File(1))
    mailbox.importNow()
    put('b.x12', x12File(1))
    expect(verdicts(mailbox.importNow())).toEqual(['b.x12: rejected duplicate-isa13'])
    await stop()
    await start()
    put('c.x12', x12File(1))
    expect(verdicts(mailbox.importNow())).toEqual(['c.x12: rejected duplicate-isa13'])
    put('d.x12', x12File(1, '850', 'OTHER'))
    expect(verdicts(mailbox.importNow())).toEqual(['d.x12: accepted x12'])
  })

  test('leaves temporary names alone unless switched to take them', async () => {
    await start()
    put('a.x12.part', x12File(1))
    put('b.tmp', x12File(2))
    expect(mailbox.importNow()).toEqual([])
    mailbox.switches.importTemporaryNames = true
    expect(mailbox.importNow()).toHaveLength(2)
  })

  test.each([
    ['before it was judged', false, 1],
    ['after it was accepted', true, 1],
  ])('killed %s, judges a file it had taken once', async (_, accepted, expected) => {
    await start()
    const id = '11111111-1111-4111-8111-111111111111'
    await stop()
    const taken = path.join(directory, 'importing')
    mkdirSync(taken, { recursive: true })
    writeFileSync(path.join(taken, `${id}.json`), JSON.stringify({ company, name: 'order.x12' }))
    writeFileSync(path.join(taken, id), x12File(1))
    if (accepted) {
      writeFileSync(path.join(directory, 'accepted', id), x12File(1))
      const interchanges = ['ZZ:BUYER > ZZ:SUPPLIER 000000001']
      appendFileSync(
        path.join(directory, 'mailbox-record.jsonl'),
        `${JSON.stringify({ at: 'x', event: 'accepted', id, name: 'order.x12', interchanges })}\n`,
      )
    }
    await start()
    expect(mailbox.accepted()).toHaveLength(expected)
    expect(events('rejected')).toEqual([])
    expect(mailbox.acceptedBytes(id).equals(x12File(1))).toBe(true)
    expect(readdirSync(taken)).toEqual([])
  })

  test.each([
    ['while it noted whose file it takes', '{"comp'],
    ['before it took the file, or after it was done with it', JSON.stringify({ company, name: 'order.x12' })],
  ])('killed %s, leaves nothing behind and takes the file that is there', async (_, note) => {
    await start()
    put('order.x12', x12File(1))
    await stop()
    const taken = path.join(directory, 'importing')
    writeFileSync(path.join(taken, '11111111-1111-4111-8111-111111111111.json'), note)
    await start()
    expect(readdirSync(taken)).toEqual([])
    expect(verdicts(mailbox.importNow())).toEqual(['order.x12: accepted x12'])
  })

  test('comes by itself as often as told', async () => {
    const told: string[] = []
    let wake: () => void = () => undefined
    const sleep: Environment['sleep'] = (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        expect(milliseconds).toBe(60_000)
        wake = resolve
        signal?.addEventListener('abort', () => reject(new Error('aborted')))
      })
    await start({ importSeconds: 60, environment: { ...system, sleep }, log: one => told.push(`${one.event} ${one.name}`) })
    put('a.x12', x12File(1))
    expect(told).toEqual([])
    wake()
    await expect.poll(() => told).toEqual(['accepted a.x12'])
  })
})

describe('the exporter of the stand-in', () => {
  test('drops a file in one go, out of order when told, and writes over one of the same name', async () => {
    await start()
    mailbox.exportFile(company, 'b.x12', x12File(1), new Date('2026-01-05T08:00:00Z'))
    mailbox.exportFile(company, 'a.x12', x12File(2), new Date('2026-01-05T09:00:00Z'))
    mailbox.exportFile(company, 'b.x12', x12File(3), new Date('2026-01-05T07:00:00Z'))
    const transport = sftpTransport(settingsFor(mailbox))
    const entries = await transport.list(exportFolder())
    expect(entries.map(one => `${one.name} ${one.modified.toISOString()}`).sort()).toEqual([
      'a.x12 2026-01-05T09:00:00.000Z',
      'b.x12 2026-01-05T07:00:00.000Z',
    ])
    expect((await transport.read(`${exportFolder()}/b.x12`)).equals(x12File(3))).toBe(true)
    await transport.close()
  })

  test('drops a file slowly, so that it is seen growing', async () => {
    const sizes: number[] = []
    const sleep: Environment['sleep'] = async () => {
      sizes.push(readFileSync(path.join(onDisk(exportFolder()), 'slow.x12')).length)
    }
    await start({ environment: { ...system, sleep } })
    const bytes = x12File(1)
    await mailbox.exportSlowly(company, 'slow.x12', bytes, 4, 3)
    const quarter = Math.ceil(bytes.length / 4)
    expect(sizes).toEqual([quarter, 2 * quarter, 3 * quarter])
    expect(readFileSync(path.join(onDisk(exportFolder()), 'slow.x12')).equals(bytes)).toBe(true)
  })

  test('exports again what it exported before, under the same or another name, also after a restart', async () => {
    await start()
    mailbox.exportFile(company, 'a.x12', x12File(1))
    await stop()
    await start()
    rmSync(path.join(onDisk(exportFolder()), 'a.x12'))
    mailbox.exportAgain(company, 'a.x12', 'a.x12')
    mailbox.exportAgain(company, 'a.x12', 'a (2).x12')
    expect(readdirSync(onDisk(exportFolder())).sort()).toEqual(['a (2).x12', 'a.x12'])
    expect(new Set(events('exported').map(one => one.sha256)).size).toBe(1)
  })

  test('knows its companies and takes no path for a name', async () => {
    await start()
    expect(() => mailbox.exportFile('Nobody', 'a.x12', x12File(1))).toThrow('no company Nobody')
    expect(() => mailbox.exportFile(company, '../a.x12', x12File(1))).toThrow('not a file name')
  })
})

test('files older than seven days are swept, on the clock it was given', async () => {
  await start({ environment: at('2026-01-05T08:00:00Z') })
  mailbox.exportFile(company, 'old.x12', x12File(1))
  await stop()
  await start({ environment: at('2026-01-12T07:59:59Z') })
  mailbox.sweep()
  expect(readdirSync(onDisk(exportFolder()))).toEqual(['old.x12'])
  await stop()
  await start({ environment: at('2026-01-12T08:00:01Z') })
  mailbox.exportFile(company, 'new.x12', x12File(2))
  mailbox.sweep()
  expect(readdirSync(onDisk(exportFolder()))).toEqual(['new.x12'])
  expect(events('swept').map(one => one.name)).toEqual(['old.x12'])
})

test('the record says what each client did, with the bytes it did it to', async () => {
  await start()
  const transport = sftpTransport(settingsFor(mailbox))
  await deliver(
    transport,
    { folder: importFolder(), name: 'order.x12', bytes: x12File(1), temporary: 'extension' },
    async () => undefined,
  )
  mailbox.exportFile(company, 'ack.x12', x12File(2))
  await transport.read(`${exportFolder()}/ack.x12`)
  await transport.remove(`${exportFolder()}/ack.x12`)
  const told = mailbox
    .record()
    .map(one => `${one.event} ${one.direction ?? '-'} ${one.company ?? '-'} ${one.name ?? '-'} ${one.size ?? '-'}`)
  const size = x12File(1).length
  expect(told).toEqual([
    'connected - - - -',
    'authentication - - - -',
    'session - - - -',
    `uploaded Import ${company} order.x12.part ${size}`,
    `about-to Import ${company} order.x12 -`,
    `renamed Import ${company} order.x12 -`,
    `exported Export ${company} ack.x12 ${size}`,
    `read Export ${company} ack.x12 ${size}`,
    `about-to Export ${company} ack.x12 ${size}`,
    `removed Export ${company} ack.x12 ${size}`,
  ])
  expect(readFileSync(path.join(directory, 'mailbox-record.jsonl'), 'utf8')).not.toContain('correct horse')
  await transport.close()
})

describe('a connection cut by the server', () => {
  const cuts: Cut[] = [
    { operation: 'open', moment: 'before' },
    { operation: 'open', moment: 'after' },
    { operation: 'data', moment: 'before', bytes: 0 },
    { operation: 'data', moment: 'before', bytes: 100 },
    { operation: 'close', moment: 'before' },
    { operation: 'close', moment: 'after' },
    { operation: 'rename', moment: 'before' },
    { operation: 'rename', moment: 'after' },
  ]
  const each = (['extension', 'folder', 'direct'] as Temporary[]).flatMap(temporary =>
    cuts.map(cut => ({ temporary, cut, bytes: cut.bytes ?? '' })),
  )

  test.each(each)(
    '$cut.moment $cut.operation $bytes, temporary name $temporary: one file is accepted, or it is held as uncertain',
    async ({ temporary, cut }) => {
      await start()
      const transport = sftpTransport(settingsFor(mailbox))
      const delivery = { folder: importFolder(), name: 'order.x12', bytes: x12File(1), temporary }
      mailbox.switches.cut = cut
      let stage: Stage | undefined
      const outcome = await deliver(transport, delivery, async begun => {
        stage = begun
      }).catch((error: unknown) => error)
      // Rename is not used by a direct delivery, so its cut is not reached.
      const reached = !(cut.operation === 'rename' && temporary === 'direct')
      expect(events('cut')).toHaveLength(reached ? 1 : 0)
      mailbox.switches.cut = undefined
      mailbox.importNow()
      const settled = outcome === 'delivered' ? outcome : await settleDelivery(transport, delivery, stage)
      if (settled === 'absent') await deliver(transport, delivery, async () => undefined)
      mailbox.importNow()
      // Direct: what the importer took may have been half, and then only a person or a 997 can tell.
      const once = settled === 'vanished' ? mailbox.accepted().length <= 1 : mailbox.accepted().length === 1
      expect([once, events('rejected').filter(one => one.reason === 'duplicate-isa13')]).toEqual([true, []])
      expect(temporary !== 'direct' && settled === 'vanished' ? `${cut.operation} ${cut.moment}` : 'rename after').toBe(
        'rename after',
      )
      await transport.close()
    },
  )

  test.each(cuts)('that stalls instead, $moment $operation: who waits gives up, and what was done shows', async cut => {
    await start()
    const transport = sftpTransport({ ...settingsFor(mailbox), patience: { connect: 5_000, answer: 200, idle: 1_000 } })
    const delivery = { folder: importFolder(), name: 'order.x12', bytes: x12File(1), temporary: 'extension' as const }
    mailbox.switches.cut = { ...cut, manner: 'stall' }
    let stage: Stage | undefined
    await expect(
      deliver(transport, delivery, async begun => {
        stage = begun
      }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^mailbox-|uncertain/) as string })
    expect(events('cut')).toMatchObject([{ manner: 'stall' }])
    const settled = await settleDelivery(transport, delivery, stage)
    // What lies there whole under its temporary name is given its name.
    expect(settled).toBe(cut.operation === 'rename' ? 'delivered' : 'absent')
    await transport.close()
  })

  test('that is reset says so at once', async () => {
    await start({ switches: { cut: { operation: 'stat', moment: 'before', manner: 'reset' } } })
    const transport = sftpTransport(settingsFor(mailbox))
    await expect(transport.stat('/')).rejects.toMatchObject({ code: 'mailbox-connection-lost' })
    expect(events('cut')).toMatchObject([{ manner: 'reset' }])
    await transport.close()
  })

  test('spares as many operations as told', async () => {
    await start({ switches: { cut: { operation: 'stat', moment: 'before', spare: 2 } } })
    const transport = sftpTransport(settingsFor(mailbox))
    await transport.stat('/')
    await transport.stat('/')
    await expect(transport.stat('/')).rejects.toMatchObject({ code: 'mailbox-connection-lost' })
    await transport.stat('/')
    await transport.close()
  })

  test('while it sends a file: nothing of it is taken for the file', async () => {
    await start()
    mailbox.exportFile(company, 'big.x12', Buffer.alloc(200_000, 'x'))
    const transport = sftpTransport(settingsFor(mailbox))
    mailbox.switches.cut = { operation: 'data', moment: 'before', bytes: 100_000 }
    await expect(transport.read(`${exportFolder()}/big.x12`)).rejects.toMatchObject({ code: 'mailbox-connection-lost' })
    expect((await transport.read(`${exportFolder()}/big.x12`)).length).toBe(200_000)
    await transport.close()
  })
})
