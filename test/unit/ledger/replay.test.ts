/** What may be tried again, what may not, and what is left behind. */
import { beforeEach, describe, expect, it } from 'vitest'
import { Ledger } from '../../../lib/ledger/ledger'
import { thaw } from '../../../lib/ledger/message'
import { allowedFor, type Replay } from '../../../lib/ledger/replay-rules'
import type { StepOutcome, StopOutcome } from '../../../lib/ledger/steps'
import { type TestEnvironment, testEnvironment } from '../../support/environment'

let ledger: Ledger
let environment: TestEnvironment
beforeEach(async () => {
  environment = testEnvironment()
  ledger = await Ledger.open({ file: ':memory:', environment })
  return () => ledger.close()
})

const transmission = {
  sender: 'ZZ US',
  receiver: 'ZZ THEM',
  functionalId: 'PO',
  groupNumber: 1,
  setNumber: '0001',
  interchangeNumber: 1,
}
const answer = { sender: 'ZZ THEM', receiver: 'ZZ US', functionalId: 'PO', groupNumber: 1, sets: [], who: 'decode' }

async function begun(node: string, more: { documentId?: string; takes?: string; payload?: unknown; key?: string } = {}) {
  const { documentId, takes, payload = { kind: 'invoice', total: '12.50' }, key = '1' } = more
  const edi = { ...(documentId && { documentId }), ...(takes && { step: takes }) }
  const found = await ledger.begin({
    node,
    who: node,
    message: { payload, edi },
    document: { kind: 'test', businessKey: key, subject: `Document ${key}` },
    ...(documentId && { documentId }),
    ...(takes && { takes }),
  })
  if (found.verdict !== 'run' && found.verdict !== 'resume') throw new Error(found.verdict)
  return found
}

const stopped = async (state: StopOutcome['state'], reason = 'why', key = '1') => {
  const found = await begun('post', { key })
  await ledger.stop(found.stepId, { state, who: 'post', reason, words: 'It stopped' })
  return found
}

const passes = (payload: unknown, more: Partial<StepOutcome> = {}): StepOutcome => ({
  who: 'node',
  what: 'passed',
  outputs: [{ port: 0, message: { payload }, followed: true }],
  ...more,
})

/** Mapped, encoded and delivered; `map`, `encode` and `out` are done. */
async function delivered() {
  const map = await begun('map')
  const mapped = await ledger.complete(map.stepId, passes({ set: '850' }, { content: { order: '1' } }))
  const encode = await begun('encode', { documentId: map.documentId, takes: mapped.outputs[0]?.id ?? '' })
  const encoded = await ledger.complete(encode.stepId, passes('ISA', { transmissions: [transmission] }))
  const out = await begun('out', { documentId: map.documentId, takes: encoded.outputs[0]?.id ?? '' })
  await ledger.note(out.stepId, 'renaming')
  return { documentId: map.documentId, map, encode, out }
}

const ask = (documentId: string, kind: Replay, more: object = {}) =>
  ledger.replays.request({ documentId, kind, who: 'user clerk', words: 'settings corrected', ...more })
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'allowed',
    error => (error as { code: string }).code,
  )
const stateOf = async (id: string) => (await ledger.document(id))?.state
const told = async (id: string) => (await ledger.events(id)).map(({ what }) => what)

describe('what may be asked for', () => {
  const none = 'replay-not-allowed'
  const rows: Record<string, [StopOutcome['state'], string, Record<string, string>]> = {
    failed: ['failed', 'why', { 'read-again': 'allowed', 'send-again': none, abandon: 'allowed', settle: 'nothing-to-settle' }],
    held: ['held', 'why', { 'read-again': 'allowed', 'send-again': none, abandon: 'allowed', settle: 'nothing-to-settle' }],
    'held until its original has passed': [
      'held',
      'waits-for-original',
      { 'read-again': none, 'send-again': none, abandon: 'allowed', settle: none },
    ],
    retrying: ['retrying', 'why', { 'read-again': none, 'send-again': none, abandon: 'allowed', settle: none }],
    uncertain: [
      'uncertain',
      'why',
      { 'read-again': 'settle-first', 'send-again': 'settle-first', abandon: 'settle-first', settle: 'allowed' },
    ],
  }
  for (const [name, [state, reason, verdicts]] of Object.entries(rows))
    for (const [action, verdict] of Object.entries(verdicts))
      it(`of a document that is ${name}: ${action} is ${verdict}`, async () => {
        const { documentId } = await stopped(state, reason)
        expect(await codeOf(act(documentId, action))).toBe(verdict)
      })

  it('of a document under way, done or abandoned is nothing', async () => {
    const { documentId, stepId } = await begun('post')
    for (const action of ['read-again', 'send-again', 'build-anew', 'abandon', 'settle'])
      expect(await codeOf(act(documentId, action))).toBe(none)
    await ledger.complete(stepId, passes({}, { outputs: [] }))
    for (const action of ['read-again', 'send-again', 'build-anew', 'abandon'])
      expect(await codeOf(act(documentId, action))).toBe(none)
    expect(await codeOf(act(documentId, 'settle'))).toBe('nothing-to-settle')
    const other = await stopped('failed', 'why', '2')
    await act(other.documentId, 'abandon')
    for (const action of ['read-again', 'send-again', 'build-anew', 'abandon', 'settle'])
      expect(await codeOf(act(other.documentId, action))).toBe(none)
  })

  it('is told in plain words, with the state and what to do', async () => {
    const { documentId } = await stopped('uncertain', 'delivery-uncertain')
    await expect(ask(documentId, 'send-again')).rejects.toThrow(
      'Document 1 is uncertain, delivery-uncertain. The other side may or may not have acted on it. Find out whether it was received, and settle it; a 997 settles it too.',
    )
  })

  function act(documentId: string, action: string): Promise<unknown> {
    const decision = { documentId, who: 'user clerk', words: 'no longer needed' }
    if (action === 'abandon') return ledger.replays.abandon(decision)
    if (action === 'settle') return ledger.replays.settle({ ...decision, received: true })
    return ask(documentId, action as Replay, { token: 't', node: 'map' })
  }
})

describe('read again', () => {
  it('opens the step that stopped with its stored input and what it had noted, and tells its node', async () => {
    const { documentId, stepId } = await begun('post')
    await ledger.note(stepId, 'creating')
    await ledger.stop(stepId, { state: 'failed', who: 'post', reason: 'exact-refused', words: 'No' })
    const reopened: unknown[] = []
    ledger.replays.onReopened(step => reopened.push(step) > 0)
    await ask(documentId, 'read-again')
    expect(reopened).toMatchObject([{ node: 'post', stepId, documentId }])
    expect(await stateOf(documentId)).toBe('open')
    expect(await ledger.unfinished('post')).toHaveLength(1)
    expect(await begun('post', { documentId })).toMatchObject({ verdict: 'resume', intent: 'creating' })
  })

  it('asked twice at once is granted once', async () => {
    const { documentId } = await stopped('held')
    const both = await Promise.all([codeOf(ask(documentId, 'read-again')), codeOf(ask(documentId, 'read-again'))])
    expect(both.toSorted()).toEqual(['allowed', 'replay-not-allowed'])
  })

  it('leaves who, why and the attempt before in the history', async () => {
    const { documentId, stepId } = await stopped('held')
    const first = await ask(documentId, 'read-again')
    await ledger.stop(stepId, { state: 'held', who: 'post', reason: 'why', words: 'It stopped' })
    const second = await ask(documentId, 'read-again')
    const detail = await ledger.replays.detail(documentId)
    expect(detail?.replays).toMatchObject([
      {
        id: first.replayId,
        number: 1,
        kind: 'read-again',
        previous_id: null,
        asked_by: 'user clerk',
        was_state: 'held',
        was_reason: 'why',
      },
      { id: second.replayId, number: 2, previous_id: first.replayId },
    ])
    expect(detail?.events.at(-1)).toMatchObject({ what: 'asked for: read-again', who: 'user clerk' })
    expect(JSON.parse(detail?.events.at(-1)?.detail ?? '')).toMatchObject({
      previous: first.replayId,
      words: 'settings corrected',
    })
  })
})

describe('a corrected document', () => {
  it('runs in place of the original, which is kept and linked', async () => {
    const { documentId, stepId } = await stopped('held', 'price-above-tolerance')
    await ask(documentId, 'corrected', { payload: { kind: 'invoice', total: '12.00' } })
    const [step] = await ledger.unfinished('post')
    expect((await thaw(step?.input ?? '', hash => ledger.bytes(hash)))['payload']).toEqual({ kind: 'invoice', total: '12.00' })
    const detail = await ledger.replays.detail(documentId)
    const original = detail?.steps.find(({ superseded_by }) => superseded_by !== null)
    expect(JSON.parse(original?.input ?? '')['payload']).toEqual({ kind: 'invoice', total: '12.50' })
    expect(detail?.replays).toMatchObject([{ kind: 'corrected', step_id: stepId, of_step_id: original?.id }])
    expect((await ledger.audit.verify()).broken).toBeUndefined()
  })

  it('of another kind, or that is no document, is refused and changes nothing', async () => {
    const { documentId } = await stopped('held')
    for (const payload of ['text', [], undefined, { kind: 'order' }])
      expect(await codeOf(ask(documentId, 'corrected', { payload }))).toBe('correction-refused')
    expect(await stateOf(documentId)).toBe('held')
    expect((await ledger.replays.detail(documentId))?.steps).toHaveLength(1)
  })
})

describe('what may or may not have been received', () => {
  it('and was, is done; the wait for its answer begins', async () => {
    const { documentId, out } = await delivered()
    await ledger.stop(out.stepId, { state: 'uncertain', who: 'out', reason: 'delivery-uncertain', words: 'Gone' })
    await ledger.replays.settle({ documentId, received: true, who: 'user clerk', words: 'supplier called' })
    expect(await stateOf(documentId)).toBe('done')
    expect((await told(documentId)).at(-1)).toBe('settled by hand: received')
    expect(await codeOf(ask(documentId, 'send-again'))).toBe('replay-not-allowed')
  })

  it('and was not, is sent again with the same bytes, and only then', async () => {
    const { documentId, out } = await delivered()
    await ledger.stop(out.stepId, { state: 'uncertain', who: 'out', reason: 'delivery-uncertain', words: 'Gone' })
    const input = (await ledger.replays.step(out.stepId))?.input
    await ledger.replays.settle({ documentId, received: false, who: 'user clerk', words: 'not in Transaction Manager' })
    expect(await ledger.document(documentId)).toMatchObject({ state: 'held', reason: 'not-received' })
    expect(await codeOf(ask(documentId, 'read-again'))).toBe('replay-not-allowed')
    await ask(documentId, 'send-again')
    expect((await ledger.replays.step(out.stepId))?.input).toBe(input)
    expect(await begun('out', { documentId })).toMatchObject({ verdict: 'resume', intent: undefined })
    await ledger.markSent(documentId)
    expect(await ledger.acknowledge({ ...answer, outcome: 'accepted' })).toEqual([{ documentId, outcome: 'accepted' }])
  })

  it('and was not, by the word of a person, is done when its acknowledgment comes after all', async () => {
    const { documentId, out } = await delivered()
    await ledger.stop(out.stepId, { state: 'uncertain', who: 'out', reason: 'delivery-uncertain', words: 'Gone' })
    await ledger.replays.settle({ documentId, received: false, who: 'user clerk', words: 'not there' })
    await ledger.acknowledge({ ...answer, outcome: 'accepted' })
    expect(await stateOf(documentId)).toBe('done')
    expect(await codeOf(ask(documentId, 'send-again'))).toBe('replay-not-allowed')
  })

  it('although it was delivered: what nobody answers can be settled as not received, what was answered cannot', async () => {
    const { documentId, out } = await delivered()
    await ledger.complete(out.stepId, passes({}, { outputs: [] }))
    await ledger.markSent(documentId)
    const detail = await ledger.replays.detail(documentId)
    expect(detail && allowedFor(detail.document, detail.unanswered)).toEqual(['settle'])
    expect(detail && allowedFor(detail.document)).toEqual([])
    await ledger.replays.settle({ documentId, received: false, who: 'user clerk', words: 'supplier has nothing' })
    await ask(documentId, 'send-again')
    expect(await begun('out', { documentId })).toMatchObject({ verdict: 'resume', intent: undefined })
    await ledger.complete(out.stepId, passes({}, { outputs: [] }))
    await ledger.markSent(documentId)
    await ledger.acknowledge({ ...answer, outcome: 'accepted' })
    expect(await codeOf(ledger.replays.settle({ documentId, received: false, who: 'c', words: 'w' }))).toBe('nothing-to-settle')
  })
})

describe('sent again', () => {
  it('it is awaited as before: when nobody answers it can be settled once more', async () => {
    const { documentId, out } = await delivered()
    await ledger.complete(out.stepId, passes({}, { outputs: [] }))
    await ledger.markSent(documentId)
    for (const time of ['first', 'second']) {
      await ledger.replays.settle({ documentId, received: false, who: 'user clerk', words: time })
      await ask(documentId, 'send-again')
      await ledger.complete(out.stepId, passes({}, { outputs: [] }))
      await ledger.markSent(documentId)
    }
    expect((await ledger.replays.detail(documentId))?.replays.map(({ kind }) => kind)).toEqual(['send-again', 'send-again'])
  })
})

describe('built anew', () => {
  const anew = (documentId: string, node = 'map') => ask(documentId, 'build-anew', { node, token: 'confirmed' })

  it('a rejected document goes its way again as new, and what it was is kept', async () => {
    const { documentId, map, encode, out } = await delivered()
    await ledger.complete(out.stepId, passes({}, { outputs: [] }))
    await ledger.markSent(documentId)
    await ledger.acknowledge({ ...answer, outcome: 'rejected' })
    await anew(documentId)
    expect(await ledger.replays.confirmed(map.stepId)).toBe('confirmed')
    expect(await ledger.waiting('map')).toEqual([])
    expect(await begun('map', { documentId })).toMatchObject({ verdict: 'resume', stepId: map.stepId })
    const mapped = await ledger.complete(map.stepId, passes({ set: '850', newer: true }))
    const again = await begun('encode', { documentId, takes: mapped.outputs[0]?.id ?? '', payload: 'new' })
    expect(again).toEqual({ verdict: 'run', stepId: encode.stepId, documentId })
    const second = { ...transmission, groupNumber: 2, interchangeNumber: 2 }
    const encoded = await ledger.complete(encode.stepId, passes('ISA 2', { transmissions: [second] }))
    expect(encoded.outputs).toHaveLength(1)
    // The intent of a delivery that had ended is not taken for one that was cut off.
    expect(await begun('out', { documentId, takes: encoded.outputs[0]?.id ?? '' })).toEqual({
      verdict: 'run',
      stepId: out.stepId,
      documentId,
    })
    const steps = (await ledger.replays.detail(documentId))?.steps ?? []
    expect(steps.filter(({ superseded_by }) => superseded_by !== null).map(({ node, state }) => [node, state])).toEqual([
      ['map', 'done'],
      ['encode', 'done'],
      ['out', 'done'],
    ])
    expect((await ledger.audit.verify()).broken).toBeUndefined()
  })

  it('is refused without a confirmed difference, while an answer may come, and after it was accepted', async () => {
    const { documentId, out } = await delivered()
    await ledger.complete(out.stepId, passes({}, { outputs: [] }))
    await ledger.markSent(documentId)
    await ledger.acknowledge({ ...answer, outcome: 'rejected' })
    expect(await codeOf(ask(documentId, 'build-anew', { node: 'map' }))).toBe('confirmation-missing')
    expect(await codeOf(anew(documentId, 'post'))).toBe('replay-not-allowed')
    const open = { ...transmission, groupNumber: 3, setNumber: '0002' }
    const branch = await begun('branch', { documentId })
    await ledger.complete(branch.stepId, passes({}, { outputs: [], transmissions: [open] }))
    await ledger.markSent(documentId)
    const last = await begun('last', { documentId })
    await ledger.stop(last.stepId, { state: 'failed', who: 'last', reason: 'why', words: 'It stopped' })
    expect(await codeOf(anew(documentId))).toBe('settle-first')
    await ledger.acknowledge({ ...answer, groupNumber: 3, outcome: 'accepted' })
    expect(await codeOf(anew(documentId))).toBe('replay-not-allowed')
  })

  it('is refused when a later one was built since', async () => {
    const first = await begun('map')
    await ledger.complete(first.stepId, passes({}, { content: { revision: 1 }, names: ['order 1/4711'], outputs: [] }))
    const failed = await begun('post', { documentId: first.documentId })
    await ledger.stop(failed.stepId, { state: 'failed', who: 'post', reason: 'why', words: 'It stopped' })
    const second = await begun('map', { key: '2' })
    await ledger.complete(second.stepId, passes({}, { content: { revision: 2 }, names: ['order 1/4711'], outputs: [] }))
    await expect(anew(first.documentId)).rejects.toThrow('A later one was built since: Document 2')
  })
})

describe('abandoned', () => {
  it('a document is closed with a reason, its claims are free, and it is no longer the newest of its name', async () => {
    const { documentId, stepId } = await begun('map')
    await ledger.complete(stepId, passes({}, { claims: ['invoice 1'], names: ['invoice 1'], content: {} }))
    const post = await begun('post', { documentId })
    await ledger.stop(post.stepId, { state: 'failed', who: 'post', reason: 'exact-refused', words: 'No' })
    expect(await codeOf(ledger.replays.abandon({ documentId, who: 'user clerk', words: ' ' }))).toBe('words-missing')
    await ledger.replays.abandon({ documentId, who: 'user clerk', words: 'keyed by hand' })
    expect(await ledger.document(documentId)).toMatchObject({ state: 'abandoned', reason: 'exact-refused' })
    expect((await ledger.events(documentId)).at(-1)).toMatchObject({
      what: 'abandoned',
      who: 'user clerk',
      detail: '{"words":"keyed by hand"}',
    })
    expect(await ledger.latest('invoice 1')).toBeUndefined()
    const other = await begun('map', { key: '2' })
    expect((await ledger.complete(other.stepId, passes({}, { claims: ['invoice 1'] }))).taken).toEqual([])
  })
})

describe('the newest document of a name', () => {
  it('is another one than the document that asks, whose own name may be of an attempt before', async () => {
    for (const key of ['1', '2']) {
      const found = await begun('map', { key })
      await ledger.complete(found.stepId, passes({}, { names: ['order 1'], content: key, outputs: [] }))
    }
    const newest = await ledger.latest('order 1')
    expect(newest?.subject).toBe('Document 2')
    expect((await ledger.latest('order 1', newest?.id))?.subject).toBe('Document 1')
  })
})

describe('a deploy', () => {
  it('decides nothing again that a replay has put aside or that was abandoned', async () => {
    const first = await stopped('held')
    await ask(first.documentId, 'corrected', { payload: { kind: 'invoice' } })
    await ledger.complete(first.stepId, passes({}, { outputs: [] }))
    const second = await stopped('held', 'why', '2')
    await ledger.replays.abandon({ documentId: second.documentId, who: 'user clerk', words: 'keyed by hand' })
    await ledger.reopen('post', { states: ['held', 'failed'], reasons: [] })
    expect(await ledger.unfinished('post')).toEqual([])
  })
})
