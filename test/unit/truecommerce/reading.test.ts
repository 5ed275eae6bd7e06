import { describe, expect, test } from 'vitest'
import { mailboxError } from '../../../lib/truecommerce/mailbox-error'
import { readIfComplete, type ReadingSettings, settleRead, type Sightings, waitingFiles } from '../../../lib/truecommerce/reading'
import type { Entry, Transport } from '../../../lib/truecommerce/transport'
import { x12File } from './x12-file'

const settings: ReadingSettings = { accepts: () => true, settleSeconds: 5, giveUpSeconds: 600, largest: 1_000 }
const start = new Date('2026-01-05T08:00:00Z')
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000)

/** A mailbox of files in memory, enough to read from. */
function aMailbox(
  files: Record<string, Buffer | Error>,
  modified: Record<string, string> = {},
): Transport & { files: Record<string, Buffer | Error>; reads: string[] } {
  const entry = (name: string, content: Buffer | Error): Entry => ({
    name,
    path: `box/${name}`,
    size: content instanceof Error ? 10 : content.length,
    modified: new Date(modified[name] ?? '2026-01-05T07:00:00Z'),
    folder: false,
  })
  const nameOf = (path: string) => path.slice('box/'.length)
  const reads: string[] = []
  const unasked = () => Promise.reject(new Error('not asked for'))
  return {
    files,
    reads,
    list: async () => Object.entries(files).map(([name, content]) => entry(name, content)),
    read: async path => {
      reads.push(nameOf(path))
      const content = files[nameOf(path)]
      if (content === undefined) throw mailboxError('mailbox-file-missing')
      if (content instanceof Error) throw content
      return content
    },
    stat: async path => {
      const content = files[nameOf(path)]
      return content && entry(nameOf(path), content)
    },
    remove: async path => {
      delete files[nameOf(path)]
    },
    write: unasked,
    rename: unasked,
    makeFolder: unasked,
    close: async () => undefined,
  }
}

async function poll(box: Transport, sightings: Sightings, now: Date) {
  const waiting = await waitingFiles(box, 'box', sightings, now, settings)
  const states: Record<string, string> = Object.fromEntries(
    waiting.setAside.map(one => [one.file.name, `set aside: ${one.reason}`]),
  )
  for (const file of waiting.files) {
    const reading = await readIfComplete(box, file, sightings, settings)
    states[file.name] = reading.state === 'set-aside' ? `set aside: ${reading.reason}` : reading.state
  }
  return { states, order: waiting.files.map(one => one.name) }
}

describe('reading what waits', () => {
  test('the oldest comes first, names decide where times are equal', async () => {
    const modified = { c: '2026-01-05T06:00:00Z', a: '2026-01-05T07:00:00Z', b: '2026-01-05T07:00:00Z' }
    const { order } = await poll(aMailbox({ b: x12File(1), a: x12File(2), c: x12File(3) }, modified), new Map(), start)
    expect(order).toEqual(['c', 'a', 'b'])
  })

  test('a file whose format cannot tell is taken after it has settled, and a change starts the wait anew', async () => {
    const box = aMailbox({ 'list.csv': Buffer.from('a;b\n') })
    const sightings: Sightings = new Map()
    expect((await poll(box, sightings, start)).states).toEqual({ 'list.csv': 'growing' })
    expect((await poll(box, sightings, after(4))).states).toEqual({ 'list.csv': 'growing' })
    box.files['list.csv'] = Buffer.from('a;b\nc;d\n')
    expect((await poll(box, sightings, after(6))).states).toEqual({ 'list.csv': 'growing' })
    expect((await poll(box, sightings, after(11))).states).toEqual({ 'list.csv': 'complete' })
  })

  test('a half file is never taken, and set aside in plain words when it stays half', async () => {
    const box = aMailbox({ 'half.x12': x12File(1).subarray(0, 150), 'whole.x12': x12File(2) })
    const sightings: Sightings = new Map()
    expect((await poll(box, sightings, start)).states).toEqual({ 'half.x12': 'growing', 'whole.x12': 'complete' })
    expect((await poll(box, sightings, after(599))).states['half.x12']).toBe('growing')
    expect((await poll(box, sightings, after(600))).states['half.x12']).toMatch(/^set aside: The x12 in it does not end/)
    box.files['half.x12'] = x12File(1)
    expect((await poll(box, sightings, after(601))).states['half.x12']).toBe('complete')
  })

  test('a file that grows between listing and reading is left for the next poll', async () => {
    const box = aMailbox({ 'a.x12': x12File(1) })
    const sightings: Sightings = new Map()
    const { files } = await waitingFiles(box, 'box', sightings, start, settings)
    box.files['a.x12'] = Buffer.concat([x12File(1), x12File(2)])
    expect(await readIfComplete(box, files[0] as never, sightings, settings)).toEqual({ state: 'growing' })
  })

  test('a file that is always listed with another size than it has is set aside, not looked at forever', async () => {
    const box = aMailbox({ 'a.x12': x12File(1), 'b.x12': x12File(2) })
    const list = box.list.bind(box)
    const wrong = {
      ...box,
      list: async (path: string) => (await list(path)).map(one => (one.name === 'a.x12' ? { ...one, size: 7 } : one)),
    }
    const sightings: Sightings = new Map()
    expect((await poll(wrong, sightings, start)).states).toEqual({ 'a.x12': 'growing', 'b.x12': 'complete' })
    const { states } = await poll(wrong, sightings, after(600))
    expect(states['a.x12']).toMatch(`set aside: It is listed with 7 bytes and has ${x12File(1).length}`)
    box.reads.length = 0
    await poll(wrong, sightings, after(700))
    expect(box.reads).toEqual(['b.x12'])
  })

  test('an unreadable file is set aside once, is not tried again, and does not stop the others', async () => {
    const box = aMailbox({
      'locked.x12': mailboxError('mailbox-permission-denied', { file: 'locked.x12' }),
      'open.x12': x12File(1),
    })
    const sightings: Sightings = new Map()
    const first = await poll(box, sightings, start)
    expect(first.states).toEqual({
      'locked.x12': expect.stringMatching(/^set aside: The mailbox does not allow this/),
      'open.x12': 'complete',
    })
    const second = await poll(box, sightings, after(60))
    expect(second.states['locked.x12']).toBe(first.states['locked.x12'])
    expect(box.reads.filter(name => name === 'locked.x12')).toHaveLength(1)
  })

  test('a document that goes the other way is set aside, left, and not read again', async () => {
    const box = aMailbox({ 'order.x12': x12File(1, '850'), 'answer.x12': x12File(2, '855') })
    const sightings: Sightings = new Map()
    const asBuyer = { ...settings, role: 'buyer' } as const
    for (const seconds of [0, 60]) {
      const waiting = await waitingFiles(box, 'box', sightings, after(seconds), asBuyer)
      const found = await Promise.all(waiting.files.map(file => readIfComplete(box, file, sightings, asBuyer)))
      const reasons = [...waiting.setAside, ...found].flatMap(one => ('reason' in one ? [one.reason] : []))
      expect(reasons).toEqual([expect.stringContaining('the 850, which a buyer sends and does not get')])
    }
    expect(box.reads.filter(name => name === 'order.x12')).toHaveLength(1)
    expect(Object.keys(box.files)).toContain('order.x12')
  })

  test('a lost connection is not held against the file', async () => {
    const box = aMailbox({ 'a.x12': mailboxError('mailbox-connection-lost') })
    const sightings: Sightings = new Map()
    await expect(poll(box, sightings, start)).rejects.toMatchObject({ code: 'mailbox-connection-lost' })
    box.files['a.x12'] = x12File(1)
    expect((await poll(box, sightings, start)).states).toEqual({ 'a.x12': 'complete' })
  })

  test('empty, oversized and badly named files are set aside unread', async () => {
    const box = aMailbox({
      'empty.x12': Buffer.alloc(0),
      'big.x12': Buffer.alloc(1_001),
      '../up.x12': x12File(1),
      '.hidden': x12File(1),
    })
    const sightings: Sightings = new Map()
    expect((await poll(box, sightings, start)).states['empty.x12']).toBeUndefined()
    const { states } = await poll(box, sightings, after(5))
    expect(states).toEqual({
      'empty.x12': 'set aside: It is empty',
      'big.x12': 'set aside: It has 1001 bytes; more than 1000 are not read',
      '../up.x12': 'set aside: Its name cannot be used. It has a path separator in it',
      '.hidden': 'set aside: Its name cannot be used. It begins with a dot',
    })
    expect(box.reads).toEqual([])
  })

  test('only names that are asked for are looked at', async () => {
    const box = aMailbox({ 'a.x12': x12File(1), 'b.csv': Buffer.from('x') })
    const { files } = await waitingFiles(box, 'box', new Map(), start, { ...settings, accepts: name => name.endsWith('.x12') })
    expect(files.map(one => one.name)).toEqual(['a.x12'])
  })

  test('what has gone is forgotten', async () => {
    const box = aMailbox({ 'a.x12': x12File(1), 'b.x12': x12File(2) })
    const sightings: Sightings = new Map()
    await poll(box, sightings, start)
    delete box.files['a.x12']
    await poll(box, sightings, start)
    expect([...sightings.keys()]).toEqual(['box/b.x12'])
  })

  test('a file that waited for its turn counts from its first sighting to its reading', async () => {
    const box = aMailbox({ 'a.x12': x12File(1) })
    const sightings: Sightings = new Map()
    const { files } = await waitingFiles(box, 'box', sightings, start, settings)
    expect(await readIfComplete(box, files[0] as never, sightings, settings)).toMatchObject({ unchangedSeconds: 0 })
    expect(await readIfComplete(box, files[0] as never, sightings, settings, after(3))).toMatchObject({ unchangedSeconds: 3 })
  })

  test('a file that was replaced in the second it was read in is not removed unread', async () => {
    const box = aMailbox({ 'a.x12': x12File(1) })
    const sightings: Sightings = new Map()
    const { files } = await waitingFiles(box, 'box', sightings, start, settings)
    const stored = await Promise.all(
      files.map(async file => ({ ...file, ...(await readIfComplete(box, file, sightings, settings)) })),
    )
    box.files['a.x12'] = x12File(2)
    expect(await Promise.all(stored.map(one => settleRead(box, one as never, { action: 'delete' })))).toEqual(['changed'])
    expect(Object.keys(box.files)).toEqual(['a.x12'])
  })

  test('a file seen unchanged for a while is removed without being read again', async () => {
    const box = aMailbox({ 'a.x12': x12File(1) })
    const [file] = (await waitingFiles(box, 'box', new Map(), start, settings)).files
    const stored = { ...file, sha256: 'not looked at', unchangedSeconds: 2 } as never
    expect(await settleRead(box, stored, { action: 'delete' })).toBe('removed')
    expect(box.reads).toEqual([])
  })
})
