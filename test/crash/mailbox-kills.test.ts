/**
 * One Node-RED that reads files from a mailbox and delivers them into it, killed with SIGKILL at every named point of that work, one after
 * the other, and started again each time. The mailbox's own record is the judge; the ledger is asked only for bytes that the mailbox does
 * not hold any more, and for what it calls uncertain. The points are those of the crash matrix; each passing of each is tried.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { sha256 } from '../../lib/ledger/message'
import { type Mailbox, startMailbox } from '../../sandbox/mailbox/start'
import { packageRoot } from '../system/support/rehearsal'
import { x12File } from '../unit/truecommerce/x12-file'
import { compileStart, keepPack, packFolder } from './matrix/make-pack'
import { lastPoint, type Started, startWorker } from './matrix/start'
import { type FlowNode, ledgerFile, makeUserDirectory } from './matrix/user-directory'
import type { Answers, KillAt, Look } from './matrix/worker'

type Transport = 'sftp' | 'folder'
/** When the network takes what lies in Import: as soon as the process is dead, or only after the next one has looked. */
type Taking = 'at once' | 'late'

const company = 'Bits & Bolts BV'
const login = { user: '12345', password: 'right' }
const paths = {
  basePath: '/IntegrationFTP',
  company,
  exportPath: '{base}/Export/{company}/Transaction',
  importPath: '{base}/Import/{company}/Transaction',
  archivePath: '{base}/Export/{company}/archive',
}
/** Without these the points would not be those of the work any more. */
function musts(transport: Transport): readonly string[] {
  const ledger = ['collectAll', 'begin', 'note', 'markSent', 'complete'].map(name => `ledger.${name}`)
  const mailbox = {
    sftp: ['readdir', 'open', 'read', 'write', 'close', 'stat', 'rename', 'unlink'].map(name => `mailbox.${name}`),
    folder: ['readdir', 'open', 'readFile', 'writeFile', 'sync', 'close', 'rename'].map(name => `folder.${name}`),
  }[transport]
  return [...ledger, ...mailbox, 'commit', 'hand-on'].flatMap(name => [`${name}:before`, `${name}:after`])
}

/** More lines than one request of a transfer carries, so that some kills fall into the middle of a file. */
const notes = 400
/** Milliseconds between two looks, and after which a start that does not come to rest is given up. */
const ROUND = 25
const LONGEST = 20_000

const pack = packFolder(packageRoot, 'mailbox')

describe('a Node-RED that reads and delivers, killed at every named point', () => {
  beforeAll(async () => {
    if (pack.isWhole) return
    compileStart(packageRoot, pack.folder)
    // Once to see what a start reads, and once more to keep what V8 makes of it.
    for (const _ of ['reading', 'compiled']) {
      const place = await aPlace('sftp', 'at once')
      const worker = await place.start()
      await workThrough(place, worker)
      await worker.tell('pack')
      await worker.kill()
      await place.end()
    }
    keepPack(pack)
  }, 180_000)

  it.concurrent.each([
    ['sftp', 'at once'],
    ['folder', 'late'],
  ] as const)(
    'over %s, files taken %s: what is to be read or delivered is never nowhere, and each file comes once',
    { timeout: 600_000 },
    async (transport, taking) => {
      const place = await aPlace(transport, taking)
      try {
        const { kills, uncertain, wrong } = await killEverywhere(place, taking)
        expect(kills.map(({ point }) => point)).toEqual(expect.arrayContaining([...musts(transport)]))
        expect(wrong).toEqual([])
        const points = new Set(kills.map(({ point }) => point))
        console.info(`${transport}: ${kills.length} kills at ${points.size} points, ${uncertain} uncertain`)
      } finally {
        await place.end()
      }
    },
  )
})

interface Course {
  readonly kills: readonly KillAt[]
  readonly uncertain: number
  /** In sentences. */
  readonly wrong: readonly string[]
}

/** Each start first does what the one before has left, and is judged by it; then it gets a file of its own, and dies of it. */
async function killEverywhere(place: Place, taking: Taking): Promise<Course> {
  const kills = await everyPassing(place)
  const wrong: string[] = []
  let uncertain = 0
  let left: Dropped | undefined
  const settleLeft = async (worker: Started) => {
    if (!left) return
    const found = await settle(place, worker, left, uncertain)
    wrong.push(...found.wrong)
    uncertain = found.uncertain
  }
  for (const kill of kills) {
    let reached = false
    // What two steps store at the same moment is one commit, so the last passing does not always come.
    for (let attempt = 1; attempt <= 3 && !reached; attempt += 1) {
      const worker = await place.start(kill)
      await settleLeft(worker)
      await worker.tell('arm')
      left = place.drop(wordsOf(kill))
      await worker.tell('mailbox')
      await Promise.race([worker.ended, still(place, worker)])
      await worker.kill()
      reached = lastPoint(worker) === kill.point
      if (!place.holds(left)) wrong.push(`${wordsOf(kill)}: neither the mailbox nor the ledger has the bytes`)
      if (taking === 'at once') place.mailbox.importNow()
    }
    if (!reached) wrong.push(`${wordsOf(kill)}: not reached`)
  }
  const last = await place.start()
  await settleLeft(last)
  await last.kill()
  return { kills, uncertain, wrong }
}

interface Dropped {
  readonly name: string
  readonly sha256: string
  /** The kill it is meant for. */
  readonly words: string
}

interface Place {
  readonly mailbox: Mailbox
  readonly transport: Transport
  /** A start that dies at this passing after it was armed, or lives. */
  start(kill?: KillAt): Promise<Started>
  /** A file for the company to read. */
  drop(words: string): Dropped
  dropped(): readonly Dropped[]
  /** Whether it waits in the mailbox, whole. */
  waits(file: Dropped): boolean
  /** Whether the bytes are in the mailbox or in the ledger, while nobody runs. */
  holds(file: Dropped): boolean
  end(): Promise<void>
}

async function aPlace(transport: Transport, taking: Taking): Promise<Place> {
  // The folder transport finds out where a path really is, and the points are known by it.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `edi-loop-kills-${transport}-`)))
  const mailbox = await startMailbox({
    directory,
    port: 0,
    companies: [company],
    ...login,
    environment: system,
    importSeconds: 0,
    acceptedSets: ['855'],
  })
  const userDirectory = join(directory, 'node-red')
  makeUserDirectory(packageRoot, userDirectory, flowsFor(mailbox, transport))
  const files: Dropped[] = []
  const waits = ({ name, ...file }: Dropped) => {
    const place = join(mailbox.disk, mailbox.base, 'Export', company, 'Transaction', name)
    return existsSync(place) && sha256(readFileSync(place)) === file.sha256
  }
  return {
    mailbox,
    transport,
    start: kill =>
      startWorker({
        root: packageRoot,
        pack: pack.folder,
        userDirectory,
        clock: 0,
        leaseSeconds: 2,
        armLater: true,
        mailboxFolder: mailbox.disk,
        ...(kill && { kill }),
      }),
    drop(words) {
      const number = files.length + 1
      const bytes = aLongFile(number)
      const file = { name: `answer ${number} & more.x12`, sha256: sha256(bytes), words: `${words}, files taken ${taking}` }
      files.push(file)
      mailbox.exportFile(company, file.name, bytes)
      return file
    },
    dropped: () => files,
    waits,
    holds: file => waits(file) || inLedger(userDirectory, file),
    async end() {
      await mailbox.close()
      rmSync(directory, { recursive: true })
    },
  }
}

function flowsFor({ host, port, hostKey, disk }: Mailbox, transport: Transport): readonly FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'kills' },
    { id: 'ledger', type: 'edi-ledger', version: 1, store: 'sqlite', file: '', logSteps: false, retentionDays: '0' },
    {
      id: 'mailbox',
      type: 'truecommerce-account',
      version: 1,
      ledger: 'ledger',
      transport,
      host,
      port: String(port),
      hostKey,
      folder: disk,
      ...paths,
      role: 'buyer',
      afterRead: transport === 'folder' ? 'move' : 'delete',
      temporary: transport === 'folder' ? 'folder' : 'extension',
      pollSeconds: '300',
      settleSeconds: '1',
      credentials: login,
    },
    {
      id: 'in',
      z: 'tab',
      type: 'truecommerce-in',
      version: 1,
      account: 'mailbox',
      ledger: 'ledger',
      pattern: '*',
      poll: false,
      wires: [['out']],
    },
    {
      id: 'out',
      z: 'tab',
      type: 'truecommerce-out',
      version: 1,
      account: 'mailbox',
      ledger: 'ledger',
      fileName: '{document}.x12',
      wires: [[]],
    },
  ]
}

/**
 * Each passing of each named point in the work on one file, by an undisturbed start that has a session already, as all later ones have.
 * What two steps store at the same moment is one commit, so it takes one more now and then: as many as there always are.
 */
async function everyPassing(place: Place): Promise<readonly KillAt[]> {
  const worker = await place.start()
  await workThrough(place, worker)
  const times = new Map<string, number>()
  for (let round = 0; round < 4; round += 1) {
    await worker.tell('arm')
    const { points } = await workThrough(place, worker)
    for (const [point, passed] of Object.entries(points)) times.set(point, Math.min(passed, times.get(point) ?? passed))
  }
  await worker.kill()
  return Array.from(times).flatMap(([point, passed]) =>
    Array.from({ length: passed }, (_, index) => ({ point, passing: index + 1 })),
  )
}

async function workThrough(place: Place, worker: Started): Promise<Rest> {
  const file = place.drop('undisturbed')
  await worker.tell('mailbox')
  const found = await rest(place, worker)
  place.mailbox.importNow()
  expect(place.mailbox.accepted().filter(one => one.sha256 === file.sha256)).toHaveLength(1)
  return found
}

interface Settled {
  readonly wrong: readonly string[]
  readonly uncertain: number
}

/** What a start makes of what the kill before it has left. @param before uncertain documents of earlier kills */
async function settle(place: Place, worker: Started, file: Dropped, before: number): Promise<Settled> {
  const { mailbox, transport, dropped } = place
  const ofFile = (event: string) => mailbox.record().filter(one => one.event === event && one.sha256 === file.sha256).length
  const wasTaken = ofFile('accepted') > 0
  await worker.tell('mailbox')
  const { tally } = await rest(place, worker)
  mailbox.importNow()
  const count = (rows: typeof tally) => rows.reduce((sum, row) => sum + row.count, 0)
  const uncertain = count(tally.filter(({ state }) => state === 'uncertain'))
  const record = mailbox.record()
  const rejected = record.filter(({ event }) => event === 'rejected')
  const removed = record.filter(one => one.event === 'removed' && one.direction === 'Export' && one.name === file.name).length
  const found = [
    ofFile('accepted') !== 1 && `accepted ${ofFile('accepted')} times`,
    rejected.length > 0 && `rejected: ${rejected.map(({ reason }) => reason).join(', ')}`,
    // A folder keeps no record; that the file is not there any more is what the start was waited for.
    transport === 'sftp' && removed !== 1 && `removed ${removed} times`,
    count(tally) !== dropped().length && `${count(tally)} documents of ${dropped().length} files`,
    // Nobody can tell when it was taken while the process was dead; when it was not, there is no excuse.
    uncertain > before && !wasTaken && 'uncertain, although it had not been taken',
  ]
  return { wrong: found.filter(one => one !== false).map(one => `${file.words}: ${one}`), uncertain }
}

interface Rest {
  readonly tally: Look['tally']
  readonly points: Answers['points']
}

/** Until nothing is under way any more. */
async function rest(place: Place, worker: Started): Promise<Rest> {
  for (let looks = 0; looks < 20; looks += 1) {
    const points = await still(place, worker)
    // A look at the ledger passes points itself.
    const tally = points && (await worker.tell('look'))?.tally
    if (!points || !tally) break
    if (tally.length > 0 && tally.every(({ state }) => state === 'done' || state === 'uncertain')) return { tally, points }
  }
  throw new Error(`It ended by itself, or does not come to rest: ${worker.lines.join('')}`)
}

/** Until all that waits in the mailbox is read, and no point is passed any more. @returns undefined when it has ended, or never is still */
async function still({ waits, dropped }: Place, worker: Started): Promise<Answers['points'] | undefined> {
  let last = ''
  let unchanged = 0
  for (let waited = 0; waited < LONGEST; waited += ROUND) {
    // A round that met a fault is asked for again.
    if (waited > 0 && waited % 2_000 === 0) await worker.tell('mailbox')
    await wait(ROUND)
    const points = await worker.tell('points')
    if (!points) return undefined
    const now = JSON.stringify(points)
    unchanged = now === last ? unchanged + 1 : 0
    if (unchanged >= 2 && !dropped().some(waits)) return points
    last = now
  }
  return undefined
}

/** The files of a ledger whose process is dead, as they are; a look must not repair them before the next start does. */
function inLedger(userDirectory: string, file: Dropped): boolean {
  const copy = join(userDirectory, 'look')
  mkdirSync(copy, { recursive: true })
  for (const ending of ['', '-wal'])
    if (existsSync(`${ledgerFile(userDirectory)}${ending}`))
      copyFileSync(`${ledgerFile(userDirectory)}${ending}`, join(copy, `ledger.sqlite${ending}`))
  const database = new DatabaseSync(join(copy, 'ledger.sqlite'))
  try {
    const row = database.prepare('SELECT bytes FROM payloads WHERE sha256 = ?').get(file.sha256)
    return row !== undefined && sha256(row['bytes'] as Uint8Array) === file.sha256
  } finally {
    database.close()
    rmSync(copy, { recursive: true })
  }
}

function aLongFile(number: number): Buffer {
  const lines = Array.from({ length: notes }, (_, index) => `MSG*${'A note that makes the file long. '.repeat(3)}${index}~\n`)
  return Buffer.from(String(x12File(number, '855')).replace('SE*3*', `${lines.join('')}SE*${3 + notes}*`))
}

function wordsOf({ point, passing }: KillAt): string {
  return `killed at passing ${passing} of ${point}`
}
