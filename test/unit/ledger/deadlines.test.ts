import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Calendar } from '../../../lib/calendar/business-hours'
import { testEnvironment } from '../../support/environment'
import { alarmsOf, answered, aWatchedLedger, encoded, HOUR, newsOf, passes, sent, them, us } from './watched'

async function whatHappened(watched: Awaited<ReturnType<typeof aWatchedLedger>>, documentId: string): Promise<string[]> {
  return (await watched.ledger.events(documentId)).map(({ what }) => what)
}

describe('what was sent', () => {
  it('is overdue when its time is over, and the alarm is raised once', async () => {
    const watched = await aWatchedLedger()
    const documentId = await sent(watched, 1)
    await passes(watched, 2 * HOUR - 1)
    expect(await alarmsOf(watched)).toEqual([])
    expect((await watched.ledger.watchman.answerTo(documentId))?.state).toBe('waiting')
    expect(await passes(watched, 1)).toBe(1)
    expect(await passes(watched, HOUR)).toBe(0)
    expect(await newsOf(watched)).toEqual(['ack-overdue raised: Purchase order 1'])
    expect(await watched.ledger.watchman.answerTo(documentId)).toMatchObject({
      state: 'overdue',
      deadline: '2026-01-15T11:30:00.000Z',
    })
    expect(await watched.ledger.watchman.open()).toMatchObject([
      {
        partner: 'seller',
        division: 7,
        documentId,
        words: expect.stringContaining('seller has not acknowledged Purchase order 1: sent 2026-01-15T09:30:00.000Z'),
        remedy: expect.stringContaining('997'),
      },
    ])
    expect(await whatHappened(watched, documentId)).toContain('alarm: ack-overdue')
  })

  it('has its time from the moment of sending, not of encoding', async () => {
    const watched = await aWatchedLedger()
    const documentId = await encoded(watched, 1)
    await passes(watched, 30 * HOUR)
    expect(await alarmsOf(watched)).toEqual([])
    await watched.ledger.markSent(documentId)
    await passes(watched, HOUR)
    expect(await alarmsOf(watched)).toEqual([])
    await passes(watched, HOUR)
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 1'])
  })

  it('has its time in the business hours of the partner', async () => {
    const calendar: Calendar = {
      name: 'office',
      timeZone: 'Europe/Amsterdam',
      days: ['monday', 'friday'],
      from: '09:00',
      to: '17:00',
      holidays: [],
    }
    // A Friday, 16:00 in Amsterdam.
    const watched = await aWatchedLedger(':memory:', testEnvironment('2026-01-30T15:00:00.000Z'))
    const documentId = await sent(watched, 1, { due: { hours: 3, calendar } })
    expect((await watched.ledger.watchman.answerTo(documentId))?.deadline).toBe('2026-02-02T10:00:00.000Z')
  })

  it('is never overdue where no answer is expected', async () => {
    const watched = await aWatchedLedger()
    const { due: _due, silentAfter: _silent, ...nothing } = { due: undefined, silentAfter: undefined }
    const begun = await watched.ledger.begin({
      node: 'encode',
      who: 'x',
      message: {},
      document: { kind: 'purchase-order', businessKey: '1', subject: 'Order' },
    })
    if (begun.verdict !== 'run') throw new Error(begun.verdict)
    const transmission = {
      sender: us,
      receiver: them,
      functionalId: 'PO',
      groupNumber: 1,
      setNumber: '1',
      interchangeNumber: 1,
      ...nothing,
    }
    await watched.ledger.complete(begun.stepId, { who: 'x', what: 'x', outputs: [], transmissions: [transmission] })
    await watched.ledger.markSent(begun.documentId)
    expect(await passes(watched, 9_999 * HOUR)).toBe(0)
  })

  it('and is answered in time raises nothing, whatever the answer', async () => {
    const watched = await aWatchedLedger()
    const states = []
    for (const [index, outcome] of ['accepted', 'accepted-with-errors', 'rejected'].entries()) {
      const documentId = await sent(watched, index)
      await answered(watched, index, outcome)
      states.push((await watched.ledger.watchman.answerTo(documentId))?.state)
    }
    await passes(watched, 99 * HOUR)
    expect(states).toEqual(['accepted', 'accepted-with-errors', 'rejected'])
    expect(await alarmsOf(watched)).toEqual(['rejected-by-partner Purchase order 2'])
  })

  it('and is answered late has its alarm cleared, and the lateness is told', async () => {
    const watched = await aWatchedLedger()
    const documentId = await sent(watched, 1)
    await passes(watched, 3 * HOUR)
    await answered(watched, 1)
    expect(await alarmsOf(watched)).toEqual([])
    expect(await newsOf(watched)).toEqual([
      'ack-overdue raised: Purchase order 1',
      'ack-overdue cleared: Purchase order 1',
      'answered-late raised: Purchase order 1',
    ])
    expect(await whatHappened(watched, documentId)).toEqual(
      expect.arrayContaining(['alarm cleared: ack-overdue', 'answered late', 'acknowledged: accepted']),
    )
    // A second 997 for the same group is no second lateness.
    await answered(watched, 1)
    expect(await newsOf(watched)).toHaveLength(3)
  })

  it('and is sent again has its time anew', async () => {
    const watched = await aWatchedLedger()
    const documentId = await sent(watched, 1)
    await passes(watched, 3 * HOUR)
    await watched.ledger.markSent(documentId)
    expect(await alarmsOf(watched)).toEqual([])
    await passes(watched, HOUR)
    expect(await alarmsOf(watched)).toEqual([])
    await passes(watched, HOUR)
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 1', 'partner-silent seller'])
  })

  it("and is settled by hand as not received has its alarm cleared, and its silence is nobody's", async () => {
    const watched = await aWatchedLedger()
    const documentId = await sent(watched, 1)
    await passes(watched, 3 * HOUR)
    await watched.ledger.replays.settle({ documentId, received: false, who: 'mary', words: 'asked them' })
    await passes(watched, HOUR)
    expect(await alarmsOf(watched)).toEqual([])
    await passes(watched, 90 * HOUR)
    expect(await alarmsOf(watched)).toEqual(['held-too-long Purchase order 1'])
  })

  it('and is sent again after it was settled as not received has its time from then on', async () => {
    const watched = await aWatchedLedger()
    const documentId = await sent(watched, 1, { silentAfter: { hours: 9_999 } })
    await passes(watched, HOUR)
    await watched.ledger.replays.settle({ documentId, received: false, who: 'mary', words: 'asked them' })
    await watched.ledger.replays.request({ documentId, kind: 'send-again', who: 'mary', words: 'once more' })
    await passes(watched, 30 * HOUR)
    expect(await alarmsOf(watched)).toEqual([])
    await watched.ledger.markSent(documentId)
    await passes(watched, 2 * HOUR)
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 1'])
  })

  it('is watched over a restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ledger-'))
    const file = join(directory, 'ledger.sqlite')
    const environment = testEnvironment()
    const before = await aWatchedLedger(file, environment)
    await sent(before, 1)
    await before.ledger.close()
    const after = await aWatchedLedger(file, environment)
    onTestFinished(() => rmSync(directory, { recursive: true }))
    expect(await passes(after, 2 * HOUR)).toBe(1)
    expect(await alarmsOf(after)).toEqual(['ack-overdue Purchase order 1'])
  })
})

describe('a partner', () => {
  it('that is silent while an answer is due raises one alarm, which anything from it clears', async () => {
    const watched = await aWatchedLedger()
    await sent(watched, 1)
    await passes(watched, 5 * HOUR - 1)
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 1'])
    await passes(watched, 1)
    await passes(watched, 40 * HOUR)
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 1', 'partner-silent seller'])
    await watched.ledger.watchman.receive({ sender: us, receiver: them }, [])
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 1'])
    // The answer is still due, so silence counts anew.
    await passes(watched, 5 * HOUR)
    expect(await alarmsOf(watched)).toContain('partner-silent seller')
  })

  it('that is heard of now and then is not silent', async () => {
    const watched = await aWatchedLedger()
    await sent(watched, 1)
    for (let hours = 0; hours < 20; hours += 4) {
      await passes(watched, 4 * HOUR)
      await watched.ledger.watchman.receive({ sender: us, receiver: them }, [])
    }
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 1'])
  })

  it('that was heard of before anything was due is silent from the sending on', async () => {
    const watched = await aWatchedLedger()
    await sent(watched, 1)
    await answered(watched, 1)
    await passes(watched, 4 * HOUR)
    await sent(watched, 2)
    await passes(watched, 5 * HOUR - 1)
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 2'])
    await passes(watched, 1)
    expect(await alarmsOf(watched)).toEqual(['ack-overdue Purchase order 2', 'partner-silent seller'])
  })

  it('that has answered everything may be silent for as long as it likes', async () => {
    const watched = await aWatchedLedger()
    await sent(watched, 1)
    await answered(watched, 1)
    await passes(watched, 999 * HOUR)
    expect(await alarmsOf(watched)).toEqual([])
  })
})

describe('a document that waits for a person', () => {
  it('raises an alarm after two days, which its decision clears', async () => {
    const watched = await aWatchedLedger()
    const request = { node: 'map', who: 'x', message: {}, document: { kind: 'invoice', businessKey: '1', subject: 'Invoice 1' } }
    const begun = await watched.ledger.begin(request)
    if (begun.verdict !== 'run') throw new Error(begun.verdict)
    await watched.ledger.stop(begun.stepId, { state: 'held', who: 'x', reason: 'supplier-unknown', words: 'x' })
    await passes(watched, 47 * HOUR)
    expect(await alarmsOf(watched)).toEqual([])
    await passes(watched, HOUR)
    await passes(watched, HOUR)
    expect(await newsOf(watched)).toEqual(['held-too-long raised: Invoice 1'])
    await watched.ledger.complete(begun.stepId, { who: 'x', what: 'mapped', outputs: [] })
    await passes(watched, 1)
    expect(await alarmsOf(watched)).toEqual([])
  })
})
