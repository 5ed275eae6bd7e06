/** What every transport must do the same way, whatever carries it. Each kind of mailbox runs it in a test file of its own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EdiError } from '../../../lib/error'
import { below, type Transport } from '../../../lib/truecommerce/transport'

export interface Ground {
  readonly transport: Transport
  /** An empty folder of the mailbox, as the transport names it. */
  readonly folder: string
  end(): Promise<void>
}

export function transportContract(kind: string, prepare: () => Promise<Ground>): void {
  describe(`a mailbox over ${kind}`, () => {
    let ground: Ground
    let transport: Transport
    let used = 0

    beforeAll(async () => {
      ground = await prepare()
      transport = ground.transport
    })
    afterAll(async () => {
      await ground.end()
    })

    /** A folder nobody else in this suite uses. */
    const fresh = async () => {
      const folder = below(ground.folder, `folder ${++used}`)
      await transport.makeFolder(folder)
      return folder
    }

    test('gives back the bytes that were written, of any size', async () => {
      const folder = await fresh()
      for (const size of [0, 1, 31_999, 32_000, 32_001, 64_000, 1_500_003]) {
        const bytes = anyBytes(size)
        await transport.write(below(folder, `${size}.bin`), bytes)
        const back = await transport.read(below(folder, `${size}.bin`))
        expect([size, back.length, back.equals(bytes)]).toEqual([size, size, true])
        expect(await transport.stat(below(folder, `${size}.bin`))).toMatchObject({ size, folder: false, name: `${size}.bin` })
      }
    })

    test('gives back all bytes, whatever size a listing had said', async () => {
      const folder = await fresh()
      for (const size of [0, 5, 31_999, 32_000, 32_001, 70_000]) {
        const bytes = anyBytes(size)
        await transport.write(below(folder, `${size}.bin`), bytes)
        for (const listed of [size, 0, Math.max(0, size - 1), size + 1, 31_999, 32_000, 100_000]) {
          const back = await transport.read(below(folder, `${size}.bin`), listed)
          expect([size, listed, back.equals(bytes)]).toEqual([size, listed, true])
        }
      }
    })

    test('lists files and folders with size and time', async () => {
      const folder = await fresh()
      await transport.write(below(folder, 'one.x12'), Buffer.from('ISA'))
      await transport.makeFolder(below(folder, 'archive'))
      const entries = await transport.list(folder)
      expect(entries.map(one => `${one.name} ${one.path} ${one.folder}`).sort()).toEqual([
        `archive ${below(folder, 'archive')} true`,
        `one.x12 ${below(folder, 'one.x12')} false`,
      ])
      const file = entries.find(one => !one.folder)
      expect(file?.size).toBe(3)
      expect(Math.abs((file?.modified.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    })

    test('keeps names with spaces, ampersands, accents and 255 bytes', async () => {
      const folder = await fresh()
      const names = [
        'Order 12 & 13.x12',
        'Übergröße façade.xml',
        'naïve – 日本.txt',
        `${'n'.repeat(251)}.x12`,
        `${'é'.repeat(125)}.x12`,
        '..two dots',
      ]
      for (const name of names) await transport.write(below(folder, name), Buffer.from(name))
      expect((await transport.list(folder)).map(one => one.name).sort()).toEqual([...names].sort())
      for (const name of names) expect((await transport.read(below(folder, name))).toString()).toBe(name)
    })

    test('never overwrites when it writes', async () => {
      const file = below(await fresh(), 'order.x12')
      await transport.write(file, Buffer.from('first'))
      await expect(transport.write(file, Buffer.from('second'))).rejects.toMatchObject({ code: 'mailbox-name-taken' })
      expect((await transport.read(file)).toString()).toBe('first')
    })

    test('never overwrites when it renames', async () => {
      const folder = await fresh()
      await transport.write(below(folder, 'a'), Buffer.from('a'))
      await transport.write(below(folder, 'b'), Buffer.from('b'))
      await expect(transport.rename(below(folder, 'a'), below(folder, 'b'))).rejects.toMatchObject({ code: 'mailbox-name-taken' })
      expect((await transport.read(below(folder, 'a'))).toString()).toBe('a')
      expect((await transport.read(below(folder, 'b'))).toString()).toBe('b')
    })

    test('renames within a folder and into a sibling folder', async () => {
      const folder = await fresh()
      await transport.makeFolder(below(folder, 'archive'))
      await transport.write(below(folder, 'a.part'), Buffer.from('a'))
      await transport.rename(below(folder, 'a.part'), below(folder, 'a'))
      await transport.rename(below(folder, 'a'), `${folder}/archive/a`)
      expect(await transport.stat(below(folder, 'a'))).toBeUndefined()
      expect((await transport.read(`${folder}/archive/a`)).toString()).toBe('a')
    })

    test('removes a file', async () => {
      const file = below(await fresh(), 'a')
      await transport.write(file, Buffer.from('a'))
      await transport.remove(file)
      expect(await transport.stat(file)).toBeUndefined()
    })

    test('makes a folder once and is content when it is there', async () => {
      const folder = await fresh()
      await transport.makeFolder(folder)
      expect(await transport.stat(folder)).toMatchObject({ folder: true })
    })

    test('says plainly what is missing', async () => {
      const folder = await fresh()
      const nowhere = below(folder, 'nowhere')
      await transport.write(below(folder, 'here'), Buffer.from('here'))
      await expect(transport.list(nowhere)).rejects.toMatchObject({ code: 'mailbox-folder-missing' })
      await expect(transport.read(nowhere)).rejects.toMatchObject({ code: 'mailbox-file-missing' })
      await expect(transport.remove(nowhere)).rejects.toMatchObject({ code: 'mailbox-file-missing' })
      await expect(transport.rename(nowhere, below(folder, 'x'))).rejects.toMatchObject({ code: 'mailbox-file-missing' })
      await expect(transport.rename(below(folder, 'here'), `${nowhere}/x`)).rejects.toMatchObject({
        code: 'mailbox-folder-missing',
      })
      await expect(transport.write(`${nowhere}/x`, Buffer.from('x'))).rejects.toMatchObject({ code: 'mailbox-folder-missing' })
      await expect(transport.makeFolder(`${nowhere}/x`)).rejects.toMatchObject({ code: 'mailbox-folder-missing' })
      expect(await transport.stat(nowhere)).toBeUndefined()
    })

    test('refuses a name that is too long in one of its own codes and goes on working', async () => {
      const folder = await fresh()
      const refusal = await transport.write(below(folder, 'n'.repeat(256)), Buffer.from('x')).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(EdiError)
      expect((refusal as EdiError).code).toMatch(/^(mailbox-refused|file-name-refused)$/)
      expect(await transport.list(folder)).toEqual([])
    })

    test('takes many questions at once and answers each', async () => {
      const folder = await fresh()
      const names = Array.from({ length: 40 }, (_, index) => `${index}.x12`)
      await Promise.all(names.map(name => transport.write(below(folder, name), Buffer.from(name))))
      const contents = await Promise.all(names.map(name => transport.read(below(folder, name))))
      expect(contents.map(String)).toEqual(names)
    })

    test('goes on after it was closed', async () => {
      const folder = await fresh()
      await transport.close()
      expect(await transport.list(folder)).toEqual([])
    })
  })
}

/** Bytes that differ at every place, so that a piece put in the wrong place is seen. */
function anyBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let index = 0; index < size; index++) bytes[index] = (index * 31 + (index >> 8) * 17 + (index >> 16) * 7) & 0xff
  return bytes
}
