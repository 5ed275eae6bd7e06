/**
 * A year, or a part of it, of polling three companies every quarter of an hour, on a clock that only moves when somebody waits. The
 * process is restarted and killed at random, also in the middle of token calls; the service fails at random; now and then a flow asks
 * for hundreds of records at once, for thousands in a day, or for something that does not exist, again and again.
 */
import { ExactPause } from '../../../lib/exact/pause'
import { asEdiError } from '../../../lib/error'
import { chance } from '../../../sandbox/chance'
import type { Fault, FaultKind } from '../../../sandbox/exact/faults'
import { startExact } from '../../../sandbox/exact/server'
import { world } from '../../../sandbox/world'
import { signIn as personSignsIn } from '../../support/exact-life'
import { movingClock } from '../../unit/exact/clock'
import { judge, type Judged } from './judge'
import { type Life, nothingUnderWay, startLife } from './process'

export interface CourseSettings {
  readonly seed: number
  readonly days: number
  /**
   * Whether the service takes the old refresh token until the new one is used. Where it does not, a process that dies between the answer
   * and its record has lost the connection, and nobody can avoid it. @see reference exact-online.md §1.5
   */
  readonly oldToken: 'kept' | 'forgotten'
  /** How many times as often as in the year it is disturbed. */
  readonly often: number
  /** Of the service's record; empty. */
  readonly directory: string
}

export interface Tale extends Judged {
  readonly polls: number
  /** Of one company, that found no way through before the next was due: a day's calls were spent, an answer was waited for. */
  readonly pollsMissed: number
  readonly restarts: number
  readonly kills: number
  readonly faults: number
  /** A person had to sign in again although no token answer had died with its process. */
  readonly forcedSignIns: number
  /** Token answers that died with their process where the old token is forgotten; each asked for a sign-in and said why. */
  readonly answersLost: number
}

const companies = [510001, 510002, 510003] as const
const quarter = 900_000
const between = { restart: 60, kill: 25, fault: 50, burst: 1500, wrong: 300 } as const
const stream = 'sync/PurchaseOrder/PurchaseOrders'

export async function simulate({ seed, days, oldToken, often, directory }: CourseSettings): Promise<Tale> {
  const random = chance(seed, 'year', 0)
  const clock = movingClock('2026-06-01T08:00:00.000Z')
  const disk = new Map<string, string>()
  const told = { polls: 0, pollsMissed: 0, restarts: 0, kills: 0, faults: 0, forcedSignIns: 0, answersLost: 0 }
  let life: Life | undefined
  /** The service has issued tokens that are not on the disk. */
  let unsaved = 0
  let diedWithTokens = false
  const exact = await startExact({
    world: world(seed, 30),
    directory,
    port: 0,
    environment: clock,
    limits: { perMinute: 60, perDay: 5000 },
    switches: { autoApprove: true, oldRefreshTokenUntilSuccessorUsed: oldToken === 'kept' },
    // Told once the service has done what it was asked, before its answer leaves.
    log: line => {
      if (line === 'exact: POST oauth2/token 200') unsaved = generationOn(disk) + 1
      life?.pass()
    },
  })
  const begin = (): Life => startLife(disk, clock, exact.url)
  const chosen = (oneIn: number) => random.whole(1, Math.ceil(oneIn / often)) === 1

  async function signIn(): Promise<void> {
    const current = (life ??= begin())
    await personSignsIn(current.connection)
    unsaved = 0
    diedWithTokens = false
  }

  async function afterKill(): Promise<void> {
    told.kills += 1
    life = undefined
    // What it had sent arrives before time goes on.
    await nothingUnderWay()
    diedWithTokens ||= unsaved > generationOn(disk)
    clock.pass(random.whole(1, 40))
    life = begin()
  }

  async function askedForSignIn(words: string): Promise<void> {
    if (diedWithTokens && oldToken === 'forgotten' && words.includes('answer to a renewal was lost')) told.answersLost += 1
    else told.forcedSignIns += 1
    await signIn()
  }

  /** What a fetch node does: it tries again when the error says so, until the next poll is due. */
  async function poll(work: (current: Life, company: number) => Promise<unknown>, until: number): Promise<void> {
    await Promise.all(
      companies.map(async company => {
        for (;;) {
          await reviving
          const current = life as Life
          const thrown = await Promise.race([
            current.killed,
            work(current, company).then(
              () => undefined,
              (failure: unknown) => failure,
            ),
          ])
          if (thrown === undefined) return
          if (thrown === 'killed') {
            if (life === current) reviving = afterKill()
            continue
          }
          const error = asEdiError(thrown)
          if (error.code === 'exact-sign-in-needed') {
            if (life === current) await (signingIn ??= askedForSignIn(error.message).finally(() => (signingIn = undefined)))
            continue
          }
          if (error.prospect !== 'passing') throw thrown
          await reviving
          const again = error instanceof ExactPause ? error.until.getTime() : clock.now().getTime() + 30_000
          if (again > until) {
            told.pollsMissed += 1
            return
          }
          clock.pass(Math.max(0, (again - clock.now().getTime()) / 1000))
        }
      }),
    )
  }
  let signingIn: Promise<void> | undefined
  let reviving: Promise<void> | undefined

  await signIn()
  const end = clock.now().getTime() + days * 86_400_000
  const dayOfPlenty = random.whole(5, 80)
  for (let due = clock.now().getTime(); due < end; due += quarter) {
    clock.pass(Math.max(0, (due - clock.now().getTime()) / 1000) + random.whole(0, 59))
    told.polls += 1
    if (chosen(between.fault)) {
      exact.arm(someFault(random.one(faultsOf(oldToken)), random.whole(1, 3)))
      told.faults += 1
    }
    if (chosen(between.restart)) {
      life?.kill()
      life = begin()
      told.restarts += 1
    }
    if (chosen(between.kill)) life?.killAfter(random.whole(1, 40))
    await poll(
      ({ client }, company) => client.find(company, stream, { filter: 'Timestamp gt 1L', select: ['ID'], top: 1 }),
      due + quarter,
    )
    if (chosen(between.burst)) await poll(many(random.whole(100, 400)), due + 4 * quarter)
    if (told.polls % (90 * 96) === dayOfPlenty * 96) await poll(allOf(random.one(companies)), due + quarter)
    if (chosen(between.wrong)) await poll(wrongAgainAndAgain, due + quarter)
  }
  await exact.close()
  return { ...told, ...judge(directory) }
}

/** As many calls as a replay of a whole company makes, asked for at once. */
function many(count: number): (life: Life, company: number) => Promise<unknown> {
  return ({ client }, company) =>
    Promise.all(Array.from({ length: count }, () => client.find(company, 'crm/Accounts', { select: ['ID'], top: 1 })))
}

/** More calls than one company has in a day. */
function allOf(one: number): (life: Life, company: number) => Promise<unknown> {
  return async (life, company) => (company === one ? many(5_200)(life, company) : undefined)
}

/** A flow that was set up wrongly and does not give up. */
async function wrongAgainAndAgain({ client }: Life, company: number): Promise<void> {
  for (let time = 0; time < 15; time += 1) {
    const code = await client.find(company, 'logistics/Items', '$select=Nonsense').then(
      () => 'read',
      (thrown: unknown) => asEdiError(thrown).code,
    )
    if (code === 'exact-sign-in-needed') return
  }
}

/** What strikes a token call where its old token is forgotten has to leave the answer whole: else nobody could go on. */
function faultsOf(oldToken: CourseSettings['oldToken']): readonly { readonly kind: FaultKind; readonly path: string }[] {
  const anywhere: readonly FaultKind[] = ['maintenance', 'error']
  const lost: readonly FaultKind[] = ['lose-answer', 'cut-answer']
  return [
    { kind: 'gateway', path: 'oauth2/token' },
    ...anywhere.flatMap(kind => [
      { kind, path: 'oauth2/token' },
      { kind, path: 'sync/' },
    ]),
    ...lost.flatMap(kind => [{ kind, path: 'sync/' }, ...(oldToken === 'kept' ? [{ kind, path: 'oauth2/token' }] : [])]),
    { kind: 'expire-token', path: 'sync/' },
  ]
}

function someFault(fault: { readonly kind: FaultKind; readonly path: string }, times: number): Fault {
  return { ...fault, times }
}

/** Of the tokens that the disk holds; the generation stands in the clear. */
function generationOn(disk: ReadonlyMap<string, string>): number {
  const row = [...disk].find(([name]) => name.startsWith('exact-vault:'))?.[1]
  return row ? (JSON.parse(row) as { generation: number }).generation : 0
}
