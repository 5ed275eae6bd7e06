import { describe, expect, it } from 'vitest'
import type { NewAlarm } from '../../../lib/ledger/alarms'
import { alarmsOf, aWatchedLedger, encoded, newsOf } from './watched'

const down: NewAlarm = {
  kind: 'breaker-open',
  about: 'mailbox',
  subject: 'mailbox acme',
  words: 'The mailbox failed several times',
  remedy: 'It is tried again by itself',
}

describe('an alarm', () => {
  it('is open once, however often it is raised, and can be raised again after it was cleared', async () => {
    const watched = await aWatchedLedger()
    const { ledger } = watched
    expect([await ledger.raise(down), await ledger.raise(down)]).toEqual([true, false])
    expect([await ledger.clear(down, 'well'), await ledger.clear(down, 'well')]).toEqual([true, false])
    expect(await ledger.raise(down)).toBe(true)
    expect(await newsOf(watched)).toEqual([
      'breaker-open raised: mailbox acme',
      'breaker-open cleared: mailbox acme',
      'breaker-open raised: mailbox acme',
    ])
  })

  it('that is raised by many at once is raised by one of them', async () => {
    const { ledger } = await aWatchedLedger()
    const raised = await Promise.all(Array.from({ length: 20 }, () => ledger.raise(down)))
    expect(raised.filter(Boolean)).toHaveLength(1)
  })

  it('about a document stands in its history, with who closed it and why', async () => {
    const watched = await aWatchedLedger()
    const documentId = await encoded(watched, 1)
    await watched.ledger.raise({ ...down, documentId })
    const [alarm] = await watched.ledger.watchman.open()
    await watched.ledger.watchman.close(alarm?.id ?? '', 'mary', 'telephoned')
    const events = await watched.ledger.events(documentId)
    expect(events.slice(-2)).toMatchObject([
      { what: 'alarm: breaker-open', who: 'ledger' },
      { what: 'alarm cleared: breaker-open', who: 'mary', detail: '{"words":"telephoned"}' },
    ])
    expect(await watched.ledger.audit.verify()).toMatchObject({ broken: undefined })
  })

  it('about another thing of the same kind is another one', async () => {
    const watched = await aWatchedLedger()
    await watched.ledger.raise(down)
    await watched.ledger.raise({ ...down, about: 'Exact Online', subject: 'Exact Online' })
    expect(await alarmsOf(watched)).toEqual(['breaker-open Exact Online', 'breaker-open mailbox acme'])
  })
})

describe('the news', () => {
  it('is told from any place on, in order', async () => {
    const { ledger } = await aWatchedLedger()
    for (const about of ['a', 'b', 'c']) await ledger.raise({ ...down, about, subject: about })
    const all = await ledger.watchman.newsAfter(0, 10)
    expect(all.map(({ alarm }) => alarm.subject)).toEqual(['a', 'b', 'c'])
    expect((await ledger.watchman.newsAfter(all[0]?.seq, 1)).map(({ alarm }) => alarm.subject)).toEqual(['b'])
    expect(await ledger.watchman.lastNews()).toBe(all[2]?.seq)
  })

  it('wakes those who listen, until they stop', async () => {
    const { ledger } = await aWatchedLedger()
    let woken = 0
    const stop = ledger.watchman.onNews(() => {
      woken += 1
    })
    await ledger.raise(down)
    expect(woken).toBe(1)
    stop()
    await ledger.clear(down, 'well')
    expect(woken).toBe(1)
  })
})
