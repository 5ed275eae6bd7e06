import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runPartnerKit } from '../../../bin/partner-kit'
import { terminal } from '../../../bin/terminal'
import { aTerminal } from './terminal-here'

const guide = JSON.stringify({
  partner: 'Délta Bearings & Zn.',
  set: '810',
  version: '004010',
  heading: [{ segment: 'CUR', use: 'mandatory' }],
})

describe('partner-kit', () => {
  it('writes a folder named after the partner, and says what is in it', async () => {
    const here = aTerminal({ 'guide.json': guide })
    expect(await runPartnerKit(['guide.json'], here)).toBe(0)
    expect([...here.folders.keys()]).toEqual(['delta-bearings-zn-kit'])
    const kit = here.folders.get('delta-bearings-zn-kit')
    expect([...(kit?.keys() ?? [])]).toContain('samples/810-004010/bad-AK304-3-CUR.x12')
    expect(here.written()).toBe('delta-bearings-zn-kit: guide.html, test-flow.json, 2 good and 5 bad documents\n')
  })

  it('reads standard input and takes the folder it is told', async () => {
    const here = aTerminal({ '-': `[${guide}]` })
    await runPartnerKit(['--out', 'there'], here)
    expect([...here.folders.keys()]).toEqual(['there'])
  })

  it.each([
    ['{"partner": "X"}', /set: is missing; version: is missing/],
    ['[{"partner": "X", "set": "810"}]', /\[0\]\.version: is missing/],
    ['[]', /It has no guide/],
    ['{', /It is not JSON/],
  ])('refuses %s with the place', async (text, words) => {
    await expect(runPartnerKit(['a.json'], aTerminal({ 'a.json': text }))).rejects.toThrow(words)
  })

  it('takes one file', async () => {
    await expect(runPartnerKit(['a', 'b'], aTerminal({}))).rejects.toMatchObject({ code: 'usage' })
  })
})

describe('a folder on disk', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'edi-loop-kit-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const files = (...names: string[]) => new Map(names.map(name => [name, name]))

  it('is made, and written anew with nothing left of what was there', async () => {
    const kit = join(folder, 'kit')
    await terminal.writeFolder(kit, files('list.json', 'samples/a/one', 'samples/a/two'), 'list.json')
    await terminal.writeFolder(kit, files('list.json', 'samples/b/one'), 'list.json')
    expect(readdirSync(join(kit, 'samples'))).toEqual(['b'])
    expect(readFileSync(join(kit, 'samples/b/one'), 'utf8')).toBe('samples/b/one')
  })

  it('that holds something else is left alone', async () => {
    mkdirSync(join(folder, 'mine'))
    writeFileSync(join(folder, 'mine/letter.txt'), 'dear')
    await expect(terminal.writeFolder(join(folder, 'mine'), files('list.json'), 'list.json')).rejects.toMatchObject({
      code: 'folder-in-use',
    })
    expect(readdirSync(join(folder, 'mine'))).toEqual(['letter.txt'])
  })
})
