/**
 * A mailbox in which thousands of files wait, emptied in turns by truecommerce-in's own poll with a SQLite ledger and by a plain
 * ssh2-sftp-client that does the same transfers and nothing else:
 * `node --import ./scripts/run-ts.mjs bench/mailbox/speed.mjs [rounds] [files] [offline | openssh]` after a build.
 */
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import SftpClient from 'ssh2-sftp-client'

const require = createRequire(import.meta.url)
const library = name => require(`../../dist/lib/${name}.js`)
const { system } = library('environment')
const { Ledger } = library('ledger/ledger')
const { thaw } = library('ledger/message')
const { readMailbox } = library('loops/read-mailbox')
const { mailbox: arrange } = library('truecommerce/mailbox')
const { sftpTransport } = library('truecommerce/sftp')

const [rounds = '3', count = '5000', server = 'offline'] = process.argv.slice(2)
const files = Number(count)
const company = 'Voorbeeld & Zoon BV'
const folder = `IntegrationFTP/Export/${company}/Transaction`
const work = mkdtempSync(join(tmpdir(), 'edi-loop-bench-'))
const remote = server === 'openssh' ? await openSsh() : await offline()

/** X12 invoices of 1 to 9 kB, each of its own content, an hour old and a second apart. */
function fill() {
  const place = join(remote.disk, folder)
  const owner = statSync(place)
  const first = Math.floor(Date.now() / 1000) - 3_600 - files
  let bytes = 0
  for (let number = 1; number <= files; number++) {
    const content = invoice(number)
    const path = join(place, `810_${String(number).padStart(6, '0')}.x12`)
    writeFileSync(path, content)
    if (process.getuid?.() === 0) chownSync(path, owner.uid, owner.gid)
    utimesSync(path, first + number, first + number)
    bytes += content.length
  }
  return bytes
}

function invoice(number) {
  const control = String(number).padStart(9, '0')
  const lines = Array.from({ length: 10 + ((number * 7) % 90) }, (_, n) => [
    `IT1*${n + 1}*12*EA*12.34**BP*ITEM-${1000 + n}*VP*${randomBytes(8).toString('hex')}`,
    `PID*F****A description of usual length ${n}`,
  ]).flat()
  return [
    `ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*BUYER          *260105*0800*U*00401*${control}*0*T*>`,
    `GS*IN*SUPPLIER*BUYER*20260105*0800*${number}*X*004010`,
    'ST*810*0001',
    `BIG*20260105*INV-${control}**PO-${control}`,
    ...lines,
    'TDS*100000',
    `CTT*${lines.length / 2}`,
    `SE*${lines.length + 5}*0001`,
    `GE*1*${number}`,
    `IEA*1*${control}`,
    '',
  ].join('~\n')
}

/** The poll of the node, with its ledger. @returns the order in which files came */
async function ours(round) {
  const file = join(work, `ledger ${round}.sqlite`)
  const ledger = await Ledger.open({ file, environment: system })
  const transport = sftpTransport(remote.settings)
  const taken = []
  const memory = []
  await readMailbox({
    mailbox: arrange(transport, {
      basePath: '',
      company,
      exportPath: '{base}/Export/{company}/Transaction',
      importPath: '',
      archivePath: '',
    }),
    ledger,
    node: 'in',
    who: 'truecommerce in',
    reading: { accepts: () => true, settleSeconds: 5, giveUpSeconds: 3_600, largest: 200 * 1024 * 1024, role: 'buyer' },
    afterRead: 'delete',
    followed: true,
    sightings: new Map(),
    signal: new AbortController().signal,
    handOn: async outputs => {
      for (const { message } of outputs) taken.push((await thaw(message, hash => ledger.bytes(hash))).filename)
      if (taken.length % 500 === 0) memory.push(resident())
    },
    progress: () => undefined,
  })
  await transport.close()
  await ledger.close()
  return { taken, memory }
}

/** What anybody would write: a listing, and for each file its bytes and its removal. */
async function plain() {
  const client = new SftpClient('bench')
  const { host, port, user, password, privateKey, passphrase } = remote.settings
  await client.connect({ host, port, username: user, password, privateKey, passphrase })
  // Left as it comes, each question waits up to 40 ms for company: that would be no comparison.
  client.client.setNoDelay(true)
  const entries = (await client.list(folder)).toSorted((a, b) => a.modifyTime - b.modifyTime)
  const taken = []
  for (const { name } of entries) {
    await client.get(`${folder}/${name}`)
    await client.delete(`${folder}/${name}`)
    taken.push(name)
  }
  await client.end()
  return { taken, memory: [] }
}

/** Megabytes. */
function resident() {
  globalThis.gc?.()
  return Math.round(process.memoryUsage.rss() / 1_048_576)
}

async function measured(label, run) {
  const bytes = fill()
  const [started, before] = [performance.now(), process.cpuUsage()]
  const { taken, memory } = await run()
  const seconds = (performance.now() - started) / 1000
  const { user, system: kernel } = process.cpuUsage(before)
  const inOrder = taken.length === files && taken.every((name, at) => at === 0 || name > taken[at - 1])
  const left = readdirSync(join(remote.disk, folder)).length
  const processor = (user + kernel) / files
  console.log(
    `${label}: ${Math.round(files / seconds)} files/s, ${(bytes / seconds / 1_048_576).toFixed(2)} MB/s, ${Math.round(processor)} µs of processor a file; each once and in order: ${inOrder && left === 0}${memory.length > 0 ? `; MB resident every 500 files: ${memory.join(' ')}` : ''}`,
  )
  return { rate: files / seconds, processor }
}

async function offline() {
  const child = fork(join(import.meta.dirname, 'offline.mjs'), [join(work, 'mailbox'), company, 'bench', 'bench'])
  const said = () => new Promise(resolve => child.once('message', resolve))
  const { disk, ...address } = await said()
  return {
    disk,
    settings: { ...address, user: 'bench', password: 'bench' },
    async sessions() {
      const events = said()
      child.send('record')
      return (await events).session ?? 0
    },
    async end() {
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.disconnect()
      await ended
    },
  }
}

/** With the debug log of the tests' server off: it costs more than the transfers. */
async function openSsh() {
  const { startSshd } = await import('../../test/system/support/sshd')
  const sshd = await startSshd('own-user', 'VERBOSE')
  return {
    disk: sshd.disk,
    settings: sshd.settings,
    sessions: async () => sshd.log().match(/Starting session: /g)?.length ?? 0,
    end: sshd.end,
  }
}

const middle = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
mkdirSync(work, { recursive: true })
try {
  console.log(
    `${files} files on ${server === 'openssh' ? 'OpenSSH' : 'the offline mailbox'}, ${rounds} rounds, Node ${process.version}`,
  )
  const ratios = { clock: [], processor: [] }
  for (let round = 1; round <= Number(rounds); round++) {
    const before = await remote.sessions()
    const loop = await measured(`round ${round}, ledger on`, () => ours(round))
    const sessions = (await remote.sessions()) - before
    const client = await measured(`round ${round}, plain    `, plain)
    ratios.clock.push(loop.rate / client.rate)
    ratios.processor.push(client.processor / loop.processor)
    console.log(
      `round ${round}: ${Math.round((loop.rate / client.rate) * 100)} % by the clock, ${Math.round((client.processor / loop.processor) * 100)} % by processor time; ${sessions} session; load ${loadavg()[0].toFixed(1)}`,
    )
  }
  console.log(
    `middle: ${Math.round(middle(ratios.clock) * 100)} % by the clock, ${Math.round(middle(ratios.processor) * 100)} % by processor time`,
  )
} finally {
  await remote.end()
  rmSync(work, { recursive: true, force: true })
}
