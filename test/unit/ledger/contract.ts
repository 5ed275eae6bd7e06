/** What every store of the ledger keeps to. Run for SQLite by the unit tests, for PostgreSQL by the system tests. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Environment } from '../../../lib/environment'
import { hashOf } from '../../../lib/ledger/events'
import type { Ledger } from '../../../lib/ledger/ledger'
import { sha256, thaw } from '../../../lib/ledger/message'
import type { EventRow } from '../../../lib/ledger/schema'
import type { BeginRequest, StepOutcome } from '../../../lib/ledger/steps'
import { testEnvironment } from '../../support/environment'

export interface LedgerPlace {
  /** Opens the ledger that is there, or makes it. */
  open(environment: Environment): Promise<Ledger>
  /** Asks the store itself, beside the ledger, which is closed then. */
  ask(statement: string): Promise<readonly Record<string, unknown>[]>
  end(): Promise<void>
}

export const order = { kind: 'purchase-order', businessKey: '510001/4711', subject: 'Purchase order 4711' }

export function aRequest(more: Partial<BeginRequest> = {}): BeginRequest {
  return { node: 'map', who: 'edi-map', message: { payload: 'in', topic: 't' }, document: order, ...more }
}

export function anOutcome(more: Partial<StepOutcome> = {}): StepOutcome {
  return { who: 'edi-map', what: 'mapped', outputs: [{ port: 0, message: { payload: 'out' }, followed: true }], ...more }
}

export function ledgerContract(kind: string, prepare: () => Promise<LedgerPlace>): void {
  describe(`a ledger on ${kind}`, () => {
    let place: LedgerPlace
    let ledger: Ledger
    let environment: Environment
    beforeEach(async () => {
      place = await prepare()
      environment = testEnvironment()
      ledger = await place.open(environment)
    })
    afterEach(async () => {
      await ledger.close()
      await place.end()
    })

    async function started(more: Partial<BeginRequest> = {}) {
      const begun = await ledger.begin(aRequest(more))
      if (begun.verdict !== 'run') throw new Error(`expected a fresh step, got ${begun.verdict}`)
      return begun
    }

    async function reopened(): Promise<void> {
      await ledger.close()
      ledger = await place.open(environment)
    }

    describe('a step', () => {
      it('that is completed gives its stored output when it is asked again, and runs no more', async () => {
        const { stepId } = await started()
        const { outputs } = await ledger.complete(stepId, anOutcome())
        const again = await ledger.begin(aRequest())
        expect(again.verdict).toBe('done')
        expect(again).toMatchObject({ outputs })
      })

      it('that began and did not end is resumed after a restart with its input and what it had noted', async () => {
        const { stepId } = await started({ message: { payload: Buffer.from('bytes'), topic: 'file' } })
        await ledger.note(stepId, 'renaming')
        await reopened()
        const [step] = await ledger.unfinished('map')
        const message = await thaw(step?.input ?? '', hash => ledger.bytes(hash))
        expect(message).toEqual({ payload: Buffer.from('bytes'), topic: 'file' })
        expect(await ledger.begin(aRequest())).toMatchObject({ verdict: 'resume', intent: 'renaming', attempt: 2 })
      })

      it('hands an output on again after a restart until the next step has taken it', async () => {
        const { stepId } = await started()
        const { outputs } = await ledger.complete(stepId, anOutcome())
        await reopened()
        expect(await ledger.waiting('map')).toEqual(outputs)
        const [output] = outputs
        await started({ node: 'encode', takes: output?.id ?? '', documentId: output?.documentId ?? '' })
        expect(await ledger.waiting('map')).toEqual([])
      })

      it('does not wait for anybody to take what leads to no durable node', async () => {
        const { stepId } = await started()
        await ledger.complete(stepId, anOutcome({ outputs: [{ port: 0, message: { payload: 'out' }, followed: false }] }))
        expect(await ledger.waiting('map')).toEqual([])
      })

      it('that failed is not run again by the same message', async () => {
        const { stepId } = await started()
        await ledger.stop(stepId, { state: 'held', who: 'edi-map', reason: 'unit-unknown', words: 'No unit' })
        expect(await ledger.begin(aRequest())).toMatchObject({ verdict: 'stopped', state: 'held', reason: 'unit-unknown' })
        expect(await ledger.document((await ledger.begin(aRequest())).documentId)).toMatchObject({
          state: 'held',
          reason: 'unit-unknown',
        })
      })

      it('makes each new document once, however often it arrives', async () => {
        const child = { kind: 'x12-810', businessKey: 'one', subject: '810 one' }
        const first = await started()
        const made = await ledger.complete(
          first.stepId,
          anOutcome({ outputs: [{ port: 0, message: {}, document: child, followed: true }] }),
        )
        const second = await started({ document: { ...order, businessKey: 'another file' } })
        const repeated = await ledger.complete(
          second.stepId,
          anOutcome({ outputs: [{ port: 0, message: {}, document: child, followed: true }] }),
        )
        expect(made.outputs).toHaveLength(1)
        expect(repeated).toMatchObject({ outputs: [], known: ['810 one'] })
      })

      it('stores nothing of an outcome whose claim another document holds', async () => {
        const first = await started()
        await ledger.complete(first.stepId, anOutcome({ claims: ['invoice 1'] }))
        const second = await started({ document: { ...order, businessKey: 'other' } })
        const refused = await ledger.complete(second.stepId, anOutcome({ claims: ['invoice 1'], names: ['found by this'] }))
        expect(refused.taken).toEqual(['invoice 1'])
        expect(await ledger.latest('found by this')).toBeUndefined()
        expect(await ledger.waiting('map')).toHaveLength(1)
      })
    })

    it('a document that nothing of ours follows is done when it is handed on, and says why', async () => {
      const { stepId } = await started()
      const ends = { kind: 'x12-810', businessKey: 'broken', subject: '810 0002' }
      const goesOn = { kind: 'x12-810', businessKey: 'sound', subject: '810 0001' }
      const { outputs } = await ledger.complete(
        stepId,
        anOutcome({
          outputs: [
            { port: 2, message: {}, document: ends, followed: false, reason: 'rejected' },
            { port: 0, message: {}, document: goesOn, followed: true, reason: 'rejected' },
          ],
        }),
      )
      const [ended, open] = await Promise.all(outputs.map(({ documentId }) => ledger.replays.detail(documentId)))
      expect(ended?.document).toMatchObject({ state: 'done', reason: 'rejected' })
      expect(ended?.events.map(({ what }) => what)).toEqual(['received', 'rejected'])
      expect(open?.document).toMatchObject({ state: 'open', reason: null })
    })

    describe('what only the settings decided', () => {
      const held = { state: 'held', who: 'edi-map', reason: 'unit-unknown', words: 'No unit' } as const

      it('is decided again after a deploy', async () => {
        const { stepId } = await started()
        await ledger.stop(stepId, held)
        await ledger.reopen('map', { states: ['held'], reasons: [] })
        expect(await ledger.unfinished('map')).toHaveLength(1)
        expect(await ledger.begin(aRequest())).toMatchObject({ verdict: 'resume' })
      })

      it('tells nothing new when it is decided as before', async () => {
        const { stepId, documentId } = await started()
        expect(await ledger.stop(stepId, held)).toBe(true)
        const told = await ledger.events(documentId)
        await ledger.reopen('map', { states: ['held'], reasons: [] })
        expect(await ledger.stop(stepId, held)).toBe(false)
        expect(await ledger.events(documentId)).toEqual(told)
        expect(await ledger.stop(stepId, { ...held, reason: 'another' })).toBe(true)
      })

      it('includes what was done without an output for a reason of the settings, and no other', async () => {
        const left = await started()
        await ledger.complete(left.stepId, anOutcome({ outputs: [], reason: 'supplier-not-on-edi' }))
        const unchanged = await started({ document: { ...order, businessKey: 'other' } })
        await ledger.complete(unchanged.stepId, anOutcome({ outputs: [], reason: 'unchanged' }))
        await ledger.reopen('map', { states: ['held'], reasons: ['supplier-not-on-edi'] })
        expect((await ledger.unfinished('map')).map(({ document_id }) => document_id)).toEqual([left.documentId])
        const told = await ledger.events(left.documentId)
        await ledger.complete(left.stepId, anOutcome({ outputs: [], reason: 'supplier-not-on-edi' }))
        expect(await ledger.events(left.documentId)).toEqual(told)
      })
    })

    describe('retention', () => {
      it('forgets old bytes, but none that unfinished work still needs, and no event', async () => {
        const bytes = (text: string) => ({ payload: Buffer.from(text) })
        const begun = await started({ message: bytes('needed by a step') })
        const done = await started({ message: bytes('no longer needed'), document: { ...order, businessKey: 'other' } })
        await ledger.complete(done.stepId, anOutcome({ outputs: [] }))
        const waits = await started({ message: {}, document: { ...order, businessKey: 'third' } })
        await ledger.complete(
          waits.stepId,
          anOutcome({ outputs: [{ port: 0, message: bytes('waits to be taken'), followed: true }] }),
        )
        const events = await ledger.events(begun.documentId)
        await ledger.audit.prune(new Date('2027-01-01'))
        const kept = async (text: string) => ledger.bytes(sha256(Buffer.from(text))).then(String)
        expect(await kept('needed by a step')).toBe('needed by a step')
        expect(await kept('waits to be taken')).toBe('waits to be taken')
        await expect(kept('no longer needed')).rejects.toMatchObject({ code: 'payload-missing' })
        expect(await ledger.events(begun.documentId)).toEqual(events)
      })
    })

    describe('a source', () => {
      it('stores new documents and its cursor as one, and hands on only what is new', async () => {
        const request = {
          node: 'fetch',
          who: 'fetch',
          outputs: [{ port: 0, message: { payload: 1 }, document: order, followed: true }],
          mark: { name: 'cursor', value: '42' },
        }
        expect((await ledger.collect(request)).outputs).toHaveLength(1)
        expect((await ledger.collect({ ...request, mark: { name: 'cursor', value: '43' } })).known).toEqual([
          'Purchase order 4711',
        ])
        await reopened()
        expect(await ledger.read('cursor')).toBe('43')
        expect(await ledger.waiting('fetch')).toHaveLength(1)
      })
    })

    describe('the audit trail', () => {
      it('has one event for each state change, each hashed with the one before', async () => {
        const { stepId, documentId } = await started()
        await ledger.complete(stepId, anOutcome())
        expect((await ledger.events(documentId)).map(({ what }) => what)).toEqual(['received', 'begun', 'mapped'])
        await ledger.close()
        const rows = (await place.ask('SELECT * FROM events ORDER BY seq')) as never as readonly Omit<EventRow, 'seq'>[]
        const [document] = await place.ask('SELECT head FROM documents')
        const recomputed = rows.reduce((previous, row) => hashOf({ ...row, previous }), '')
        expect(document?.['head']).toBe(recomputed)
        const altered = rows.reduce(
          (previous, row) => hashOf({ ...row, previous, who: row.who === 'edi-map' ? 'edi-mop' : row.who }),
          '',
        )
        expect(altered).not.toBe(recomputed)
        ledger = await place.open(environment)
      })

      it('of a document has one chain, however many ask for it at once', async () => {
        const nodes = Array.from({ length: 12 }, (_, index) => `node ${index}`)
        const begun = await Promise.all(nodes.map(node => ledger.begin(aRequest({ node }))))
        await Promise.all(begun.map(step => ledger.complete('stepId' in step ? step.stepId : '', anOutcome({ outputs: [] }))))
        expect(new Set(begun.map(({ documentId }) => documentId)).size).toBe(1)
        await ledger.close()
        const rows = (await place.ask('SELECT * FROM events ORDER BY seq')) as never as readonly Omit<EventRow, 'seq'>[]
        expect(rows).toHaveLength(1 + nodes.length * 2)
        let head = ''
        for (const row of rows) {
          expect(row.previous).toBe(head)
          expect(hashOf(row)).toBe(row.hash)
          head = row.hash
        }
        ledger = await place.open(environment)
      })
    })

    describe('whatever is stored', () => {
      it('comes back in the order in which it was stored, though all of it has the same moment', async () => {
        const keys = Array.from({ length: 30 }, (_, index) => `key ${(index * 7) % 30}`)
        for (const businessKey of keys) await started({ document: { ...order, businessKey, subject: businessKey } })
        const documents = await Promise.all((await ledger.unfinished('map')).map(({ document_id: id }) => ledger.document(id)))
        expect(documents.map(document => document?.business_key)).toEqual(keys)
        await ledger.collect({
          node: 'fetch',
          who: 'fetch',
          outputs: keys.map(businessKey => ({
            port: 0,
            message: { topic: businessKey },
            document: { ...order, kind: 'other', businessKey },
            followed: true,
          })),
        })
        expect((await ledger.waiting('fetch')).map(({ message }) => (JSON.parse(message) as { topic: string }).topic)).toEqual(
          keys,
        )
      })

      it('is what was given: any bytes, any characters', async () => {
        const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256))
        const text = 'Süß 発注 \u{1F600} \0 \ud800 \r\n \\ \'" % _'
        const document = { ...order, businessKey: text, subject: 'any' }
        const { documentId } = await started({ message: { payload: bytes, topic: text }, document })
        const [step] = await ledger.unfinished('map')
        const message = await thaw(step?.input ?? '', hash => ledger.bytes(hash))
        expect(Buffer.compare(message['payload'] as Buffer, bytes)).toBe(0)
        expect(message['topic']).toBe(text)
        expect(await ledger.knows(order.kind, text)).toBe(true)
        expect((await ledger.begin(aRequest({ document }))).documentId).toBe(documentId)
        await ledger.write(text, text.replaceAll('\0', '').replaceAll('\ud800', ''))
        expect(await ledger.read(text)).toBe(text.replaceAll('\0', '').replaceAll('\ud800', ''))
      })

      it('is found by how its name begins, each name once', async () => {
        const first = await started()
        await ledger.complete(
          first.stepId,
          anOutcome({ names: ['order 1/PO-2', 'order 1/PO-1', 'order 12/PO-3', 'Order 1/PO-4'] }),
        )
        const second = await started({ document: { ...order, businessKey: 'other' } })
        await ledger.complete(second.stepId, anOutcome({ names: ['order 1/PO-1'] }))
        expect(await ledger.namesBeginning('order 1/')).toEqual(['order 1/PO-1', 'order 1/PO-2'])
        expect(await ledger.namesBeginning('order_1/')).toEqual([])
      })

      it('is counted in numbers', async () => {
        await started()
        await started({ document: { ...order, businessKey: 'other' } })
        expect(await ledger.tally()).toEqual([{ kind: 'purchase-order', state: 'open', reason: null, count: 2 }])
      })

      it('is counted by state and reason, the same before and after the counts are brought up to date', async () => {
        const steps = await Promise.all(
          ['a', 'b', 'c', 'd'].map(key => started({ document: { ...order, businessKey: key } }).then(({ stepId }) => stepId)),
        )
        const hold = (index: number, reason: string) =>
          ledger.stop(steps[index] ?? '', { state: 'held', who: 'edi-map', reason, words: 'It is held' })
        await ledger.complete(steps[0] ?? '', anOutcome({ outputs: [], reason: 'unchanged' }))
        await hold(1, 'price-differs')
        await hold(2, 'price-differs')
        const one = { kind: 'purchase-order', count: 1 }
        const expected = [
          { ...one, state: 'done', reason: 'unchanged' },
          { ...one, state: 'held', reason: 'price-differs', count: 2 },
          { ...one, state: 'open', reason: null },
        ]
        expect(await ledger.tally()).toEqual(expected)
        await ledger.watchman.look()
        expect(await ledger.tally()).toEqual(expected)
        await hold(2, 'tax-differs')
        await hold(3, 'price-differs')
        await ledger.watchman.look()
        expect(await ledger.tally()).toEqual([
          { ...one, state: 'done', reason: 'unchanged' },
          { ...one, state: 'held', reason: 'price-differs', count: 2 },
          { ...one, state: 'held', reason: 'tax-differs' },
        ])
        expect((await ledger.watchman.queues()).documents).toEqual([
          { kind: 'purchase-order', state: 'done', documents: 1 },
          { kind: 'purchase-order', state: 'held', documents: 3 },
        ])
      })

      it('is all of a step or nothing of it', async () => {
        const { stepId, documentId } = await started()
        const before = await ledger.events(documentId)
        const broken = { port: 0, message: { payload: 'x' }, followed: true, document: { ...order, kind: null as never } }
        await expect(ledger.complete(stepId, anOutcome({ names: ['n'], claims: ['c'], outputs: [broken] }))).rejects.toThrow(
          'kind',
        )
        expect(await ledger.events(documentId)).toEqual(before)
        expect(await ledger.latest('n')).toBeUndefined()
        const other = await started({ document: { ...order, businessKey: 'other' } })
        expect((await ledger.complete(other.stepId, anOutcome({ claims: ['c'] }))).taken).toEqual([])
      })
    })

    describe('what many ask for at once', () => {
      it('is stored in the order in which it was asked for, where it may not be overtaken', async () => {
        const keys = Array.from({ length: 30 }, (_, index) => `key ${(index * 7) % 30}`)
        await Promise.all(keys.map(key => started({ sequence: 'order 1', document: { ...order, businessKey: key } })))
        const documents = await Promise.all((await ledger.unfinished('map')).map(({ document_id: id }) => ledger.document(id)))
        expect(documents.map(document => document?.business_key)).toEqual(keys)
      })

      it('is begun once: the others learn that it has begun', async () => {
        const verdicts = (await Promise.all(Array.from({ length: 8 }, () => ledger.begin(aRequest())))).map(
          ({ verdict }) => verdict,
        )
        expect(verdicts.filter(verdict => verdict === 'run')).toHaveLength(1)
        expect(verdicts.filter(verdict => verdict === 'resume')).toHaveLength(7)
      })

      it('is a control number of its own for each', async () => {
        const numbers = await Promise.all(Array.from({ length: 40 }, () => ledger.nextControlNumber('A > B', 999)))
        expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
      })

      it('is claimed by one of them, and the others have none of what they claimed', async () => {
        const steps = await Promise.all(
          Array.from({ length: 6 }, (_, index) => started({ document: { ...order, businessKey: `invoice ${index}` } })),
        )
        const claims = ['invoice 1 of 2', 'invoice 2 of 2']
        const outcomes = await Promise.all(steps.map(({ stepId }) => ledger.complete(stepId, anOutcome({ claims }))))
        expect(outcomes.filter(({ taken }) => taken.length === 0)).toHaveLength(1)
        expect(outcomes.filter(({ taken }) => taken.length === 2)).toHaveLength(5)
      })

      it('keeps a claim for its document when it claims more beside one that is taken', async () => {
        const first = await started()
        await ledger.complete(first.stepId, anOutcome({ claims: ['a'] }))
        const second = await started({ document: { ...order, businessKey: 'other' } })
        expect((await ledger.complete(second.stepId, anOutcome({ claims: ['a', 'b'] }))).taken).toEqual(['a'])
        const third = await started({ document: { ...order, businessKey: 'third' } })
        expect((await ledger.complete(third.stepId, anOutcome({ claims: ['b'] }))).taken).toEqual([])
      })
    })

    describe('control numbers', () => {
      it('go forward by one for each scope and never back, over restarts too', async () => {
        expect(await ledger.nextControlNumber('A > B', 999)).toBe(1)
        expect(await ledger.nextControlNumber('A > C', 999)).toBe(1)
        await reopened()
        expect(await ledger.nextControlNumber('A > B', 999)).toBe(2)
      })

      it('are refused when the element has no room for the next', async () => {
        await ledger.nextControlNumber('A > B', 1)
        await expect(ledger.nextControlNumber('A > B', 1)).rejects.toMatchObject({ code: 'control-numbers-used-up' })
      })
    })

    describe('an acknowledgment', () => {
      const sent = {
        sender: 'ZZ US',
        receiver: 'ZZ THEM',
        functionalId: 'PO',
        groupNumber: 101,
        setNumber: '0001',
        interchangeNumber: 101,
      }
      const answer = { sender: 'ZZ THEM', receiver: 'ZZ US', functionalId: 'PO', groupNumber: 101, who: 'decode' }

      it('settles what was sent, by control number', async () => {
        const { stepId, documentId } = await started()
        await ledger.complete(stepId, anOutcome({ transmissions: [sent] }))
        const settled = await ledger.acknowledge({
          ...answer,
          outcome: 'accepted',
          sets: [{ controlNumber: '0001', outcome: 'accepted', notes: [] }],
        })
        expect(settled).toEqual([{ documentId, outcome: 'accepted' }])
      })

      it('that rejects turns the document into a failed one', async () => {
        const { stepId, documentId } = await started()
        await ledger.complete(stepId, anOutcome({ transmissions: [sent] }))
        await ledger.acknowledge({ ...answer, outcome: 'rejected', sets: [] })
        expect(await ledger.document(documentId)).toMatchObject({ state: 'failed', reason: 'rejected-by-partner' })
      })

      it('from somebody else settles nothing', async () => {
        const { stepId } = await started()
        await ledger.complete(stepId, anOutcome({ transmissions: [sent] }))
        expect(await ledger.acknowledge({ ...answer, sender: 'ZZ OTHERS', outcome: 'accepted', sets: [] })).toEqual([])
      })
    })

    describe('work under one name', () => {
      it('goes one at a time, and a failure does not block the next', async () => {
        const seen: string[] = []
        const first = ledger.exclusively('tokens', async () => {
          seen.push('in')
          await new Promise(resolve => setImmediate(resolve))
          seen.push('out')
          throw new Error('no')
        })
        const second = ledger.exclusively('tokens', async () => {
          seen.push('second')
        })
        await expect(first).rejects.toThrow('no')
        await second
        expect(seen).toEqual(['in', 'out', 'second'])
      })
    })
  })
}
