/** The program as it is installed; `npm test` builds it first. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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

  it('checks standard input as it checks a file, and leaves nothing behind', () => {
    const temporary = mkdtempSync(join(folder, 'temporary-'))
    const options = {
      input: good.replace('CTT*1', 'CTT*A'),
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: temporary },
    } as const
    const { stdout, status } = spawnSync(process.execPath, [program, 'check'], options)
    expect([status, stdout]).toEqual([1, run(['check', file]).out.replace(file, 'standard input')])
    expect(readdirSync(temporary)).toEqual([])
  })

  it('reads on after a folder and a file that is not there, and says so', () => {
    const { code, out, err } = run(['check', folder, join(folder, 'none'), file])
    expect([code, err.trimEnd().split('\n')]).toEqual([
      2,
      [expect.stringContaining('It is a folder'), expect.stringContaining('There is no such file')],
    ])
    expect(out).toContain('  CTT*A~\n')
    expect(run(['decode', folder]).err).toContain('It is a folder')
    expect(run(['ack', folder]).err).toContain('It is a folder')
  })

  it.skipIf(process.platform === 'win32').each(['decode --lines', 'decode', 'check'])(
    '%s ends without a word when its reader has seen enough',
    command => {
      const body = Array.from({ length: 20_000 }, (_, n) => `PO1*${n}*1*EA*1**VN*SKU`)
      writeFileSync(
        join(folder, 'long.x12'),
        interchange({ body: ['BEG*00*SA*PO-1**20260115', ...body.map(each => each.replace('*1*EA', '*A*EA'))] }),
      )
      const piped = `"${process.execPath}" "${program}" ${command} "${join(folder, 'long.x12')}" | head -c 10`
      const { stdout, stderr } = spawnSync('sh', ['-c', piped], { encoding: 'utf8' })
      expect([stdout.length, stderr]).toEqual([10, ''])
    },
  )

  it('explains itself', () => {
    for (const command of ['decode', 'check', 'encode', 'ack'])
      expect(run([command, '--help'])).toEqual({ code: 0, out: expect.stringContaining(`edi-loop ${command}`), err: '' })
  })
})
