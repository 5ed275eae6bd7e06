/** The program as it is installed; `npm test` builds it first. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interchange } from '../x12/builders'

const program = join(__dirname, '../../../dist/bin/edi-loop.js')
const isBuilt = existsSync(join(__dirname, '../../../dist/bin/ack.js'))
const folder = mkdtempSync(join(tmpdir(), 'edi-loop-commands-'))
afterAll(() => rmSync(folder, { recursive: true }))

function run(words: readonly string[], input = ''): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { input, encoding: 'utf8' })
  return { code: status, out: stdout, err: stderr }
}

describe.skipIf(!isBuilt)('the built program (skipped before the first build)', () => {
  const good = interchange()
  const file = join(folder, 'order.x12')
  writeFileSync(file, good.replace('CTT*1', 'CTT*A'))

  it('decodes standard input, and its JSON becomes X12 again', () => {
    const decoded = run(['decode', '--json'], good)
    expect([decoded.code, decoded.err]).toEqual([0, ''])
    expect(run(['encode'], decoded.out).out.split('~').slice(2, -3)).toEqual(good.split('~').slice(2, -3))
  })

  it('checks and answers a file', () => {
    const checked = run(['check', file])
    expect([checked.code, checked.out]).toEqual([1, expect.stringContaining('  CTT*A~\n      ^\n')])
    expect(run(['ack', file])).toEqual({ code: 0, out: expect.stringMatching(/^ISA.*~AK5\*R\*5~AK9\*R\*1\*1\*0~/), err: '' })
  })

  it('ends with 2 for what is no X12, a file that is not there, and words it does not know', () => {
    expect(run(['decode'], '{}')).toEqual({ code: 2, out: '', err: expect.stringContaining('not-x12') })
    expect(run(['check', join(folder, 'none')]).err).toContain('There is no such file')
    expect(run(['decode', join(folder, 'none')]).code).toBe(2)
    expect(run(['decode', '--colour'])).toEqual({ code: 2, out: '', err: expect.stringMatching(/^usage: /) })
    expect(run(['translate']).code).toBe(2)
  })

  it('explains itself', () => {
    for (const command of ['decode', 'check', 'encode', 'ack'])
      expect(run([command, '--help'])).toEqual({ code: 0, out: expect.stringContaining(`edi-loop ${command}`), err: '' })
  })
})
