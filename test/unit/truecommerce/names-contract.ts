/** What becomes of file names that people and machines give, on every transport: they behave, or are refused in plain words with a code. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredOutput } from '../../../lib/ledger/outputs'
import { readMailbox } from '../../../lib/loops/read-mailbox'
import { mailbox as arrange } from '../../../lib/truecommerce/mailbox'
import type { Transport } from '../../../lib/truecommerce/transport'
import { deliver } from '../../../lib/truecommerce/writing'
import { aWorld } from '../loops/world'
import { x12File } from './x12-file'

export interface NamesGround {
  readonly transport: Transport
  /** An empty folder of the mailbox, as the transport names it. */
  readonly folder: string
  /** The same folder on this machine's disk. */
  readonly disk: string
  end(): Promise<void>
}

const accented = 'Größe – Café'
const good = [
  'Order 12 & 13 (2).x12',
  `${accented.normalize('NFC')}.x12`,
  `${accented.normalize('NFD')}.x12`,
  `${'é'.normalize('NFC').repeat(125)}.x12`,
  `${'n'.repeat(251)}.x12`,
  'two..dots.x12',
  "it's 100%;#1=[a]{b}.x12",
  '注文書.x12',
]

const refused: readonly [name: string | Buffer, words: RegExp][] = [
  ['.hidden.x12', /begins with a dot/],
  ['...', /begins with a dot/],
  [' before.x12', /begins with a space/],
  ['after.x12 ', /ends with a space/],
  ['dot.x12.', /ends with a space or a dot/],
  ['back\\slash.x12', /path separator/],
  ['..\\up.x12', /path separator/],
  ['line\nbreak.x12', /control character/],
  ['bell\u0007.x12', /control character/],
  ['next line \u0085.x12', /control character/],
  [Buffer.from('caf\xe9.x12', 'latin1'), /no UTF-8/],
  [Buffer.from([0x61, 0xff, 0xfe, 0x2e, 0x78]), /no UTF-8/],
]

/** Only a client can ask for these: no file system holds them. */
const neverNames: readonly [name: string, words: RegExp][] = [
  ['', /empty/],
  ['..', /begins with a dot/],
  ['../up.x12', /path separator/],
  ['/root.x12', /path separator/],
  ['in/to.x12', /path separator/],
  ['n\0ul.x12', /control character/],
  ['half a pair \ud800.x12', /no UTF-8/],
  ['n'.repeat(256), /255 bytes/],
  ['é'.repeat(128), /255 bytes/],
]

export function namesContract(kind: string, prepare: () => Promise<NamesGround>): void {
  describe(`names of files over ${kind}`, () => {
    let ground: NamesGround
    beforeAll(async () => {
      ground = await prepare()
    })
    afterAll(() => ground.end())
    beforeEach(() => {
      for (const folder of ['Export', 'Import', 'archive']) {
        rmSync(on(folder), { recursive: true, force: true })
        mkdirSync(on(folder))
        chmodSync(on(folder), 0o777)
      }
    })
    const on = (...parts: string[]) => path.join(ground.disk, ...parts)
    const put = (name: string | Buffer, bytes: Buffer) =>
      writeFileSync(Buffer.concat([Buffer.from(on('Export') + path.sep), Buffer.from(name as string)]), bytes)
    const bytesOfNames = (folder: string) =>
      readdirSync(on(folder), { encoding: 'buffer' })
        .map(name => name.toString('hex'))
        .toSorted()
    const hex = (name: string | Buffer) => Buffer.from(name as string).toString('hex')

    async function poll() {
      const { ledger } = await aWorld()
      const handedOn: StoredOutput[] = []
      const result = await readMailbox({
        mailbox: arrange(ground.transport, {
          basePath: ground.folder,
          company: '',
          exportPath: '{base}/Export',
          importPath: '{base}/Import',
          archivePath: '{base}/archive',
        }),
        ledger,
        node: 'in',
        who: 'test',
        reading: { accepts: () => true, settleSeconds: 5, giveUpSeconds: 600, largest: 100_000 },
        afterRead: 'move',
        followed: true,
        sightings: new Map(),
        signal: new AbortController().signal,
        handOn: async outputs => void handedOn.push(...outputs),
        progress: () => undefined,
      })
      const topics = handedOn.map(one => (JSON.parse(one.message) as { topic: string }).topic)
      return { ...result, topics }
    }

    const send = (name: string) =>
      deliver(
        ground.transport,
        { folder: `${ground.folder}/Import`, name, bytes: x12File(1), temporary: 'extension' },
        async () => undefined,
      )

    test('good ones are read and moved, byte for byte as they are, equal-looking ones apart', async () => {
      for (const [index, name] of good.entries()) put(name, x12File(index + 1, '855'))
      const { topics, setAside } = await poll()
      expect(setAside).toEqual([])
      expect(topics.toSorted()).toEqual(good.toSorted())
      expect(bytesOfNames('Export')).toEqual([])
      expect(bytesOfNames('archive')).toEqual(good.map(hex).toSorted())
      for (const [index, name] of good.entries())
        expect(readFileSync(on('archive', name)).equals(x12File(index + 1, '855'))).toBe(true)
    })

    test('good ones are written, byte for byte as they are', async () => {
      // A folder may be one that a Windows machine sees, which keeps no such name.
      const names = good.filter(name => !/[<>:"|?*\\]/.test(name))
      for (const name of names) await send(name)
      expect(bytesOfNames('Import')).toEqual(names.map(hex).toSorted())
    })

    test('others that wait are set aside with a code and the reason, stay where they are, and hold up nothing', async () => {
      for (const [index, [name]] of refused.entries()) put(name, x12File(index + 1, '855'))
      put('good.x12', x12File(99, '855'))
      const { topics, setAside } = await poll()
      expect(topics).toEqual(['good.x12'])
      expect(new Set(setAside.map(({ code }) => code))).toEqual(new Set(['file-name-refused']))
      const reasons = setAside.map(({ file, reason }) => [file.name, reason] as const)
      for (const [name, words] of refused)
        expect([name, reasons.find(([asked]) => asked === String(name))?.[1]]).toEqual([name, expect.stringMatching(words)])
      expect(setAside).toHaveLength(refused.length)
      expect(bytesOfNames('Export')).toEqual(refused.map(([name]) => hex(name)).toSorted())
      expect(bytesOfNames('archive')).toEqual([hex('good.x12')])
    })

    test('symbolic links are set aside, wherever they lead, and neither they nor what they lead to is read or moved', async () => {
      writeFileSync(on('secret.x12'), x12File(1, '855'))
      put('real.x12', x12File(2, '855'))
      const links = {
        'out.x12': '../secret.x12',
        'beside.x12': 'real.x12',
        'nowhere.x12': 'gone.x12',
        'itself.x12': 'itself.x12',
      }
      for (const [name, target] of Object.entries(links)) symlinkSync(target, on('Export', name))
      symlinkSync('../archive', on('Export', 'a folder'))
      const { topics, setAside } = await poll()
      expect(topics).toEqual(['real.x12'])
      expect(setAside.map(({ file, code }) => `${file.name} ${code}`).toSorted()).toEqual(
        Object.keys(links)
          .map(name => `${name} mailbox-path-outside`)
          .toSorted(),
      )
      for (const { reason } of setAside) expect(reason).toMatch(/symbolic link/)
      for (const name of Object.keys(links)) expect(lstatSync(on('Export', name)).isSymbolicLink()).toBe(true)
      expect(readFileSync(on('secret.x12')).equals(x12File(1, '855'))).toBe(true)
      rmSync(on('secret.x12'))
    })

    test('others are refused before anything is written, here or anywhere', async () => {
      const around = () => readdirSync(path.dirname(ground.disk), { recursive: true }).map(String).toSorted()
      const before = around()
      const asked = [
        ...refused.flatMap(([name, words]) => (typeof name === 'string' ? [[name, words] as const] : [])),
        ...neverNames,
      ]
      for (const [name, words] of asked) {
        const refusal = await send(name).catch((error: unknown) => error)
        expect([name, refusal]).toEqual([
          name,
          expect.objectContaining({ code: 'file-name-refused', why: expect.stringMatching(words) }),
        ])
      }
      expect(around()).toEqual(before)
    })

    test('a company or a kind of document that would lead elsewhere is refused before the mailbox is asked', async () => {
      let asked = 0
      const watched = new Proxy(ground.transport, { get: (one, key) => ((asked += 1), Reflect.get(one, key) as unknown) })
      const profile = {
        basePath: '/',
        company: 'Works',
        exportPath: '/{company}/{type}',
        importPath: '/{company}/{type}',
        archivePath: '/archive',
      }
      for (const [company, type] of [
        ['..', '850'],
        ['../../etc', '850'],
        ['a\\b', '850'],
        ['Works', '..'],
        ['Works', '../../../tmp'],
      ] as const) {
        const box = arrange(watched, { ...profile, company })
        asked = 0
        await expect(box.importFolder(type)).rejects.toMatchObject({ code: 'mailbox-path-outside' })
        expect(asked).toBe(0)
      }
    })
  })
}
