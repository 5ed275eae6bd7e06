/** The API's global as `@opentelemetry/api` 1.x registers it: a proxy tracer provider under `trace`, whose tracers start active spans. */
import { afterEach, describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { watchedRemote } from '../../../lib/red/remote'
import { traced } from '../../../lib/red/tracing'
import { aWorld, quiet } from './fake-red'

const API = Symbol.for('opentelemetry.js.api.1')
const host = globalThis as Record<symbol, unknown>

interface Recorded {
  readonly name: string
  readonly kind: number
  readonly attributes: Record<string, unknown>
  readonly tracer: string
  status?: { readonly code: number; readonly message?: string }
  ended: number
}

/** As the SDK's tracer: `startActiveSpan(name, options, fn)` gives what `fn` gives, and whoever starts a span ends it. */
function aProvider(): Recorded[] {
  const spans: Recorded[] = []
  const getTracer = (tracer: string) => ({
    startSpan: () => {
      throw new Error('not asked for')
    },
    startActiveSpan(
      name: string,
      options: { kind: number; attributes: Record<string, unknown> },
      work: (span: unknown) => unknown,
    ) {
      const recorded: Recorded = { name, tracer, kind: options.kind, attributes: { ...options.attributes }, ended: 0 }
      spans.push(recorded)
      const span = {
        setAttribute(key: string, value: unknown) {
          recorded.attributes[key] = value
          return span
        },
        setStatus(status: NonNullable<Recorded['status']>) {
          recorded.status = status
          return span
        },
        end() {
          recorded.ended += 1
        },
      }
      return work(span)
    },
  })
  host[API] = Object.defineProperty({ trace: { getTracer } }, 'version', { value: '1.9.0' })
  return spans
}

afterEach(() => {
  delete host[API]
})

const internal = { kind: 'internal', attributes: {} } as const

describe('where no provider is set', () => {
  it('work is done as it is', async () => {
    expect(await traced('x', internal, async () => 42)).toBe(42)
    await expect(traced('x', internal, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })

  it('and only other parts of the API are used, too', async () => {
    host[API] = { version: '1.9.0', metrics: {} }
    expect(await traced('x', internal, async () => 42)).toBe(42)
  })
})

describe('where a provider is set', () => {
  it('a span is around the work, ended once, also when it fails', async () => {
    const spans = aProvider()
    expect(await traced('x', { kind: 'client', attributes: { a: 1 } }, async () => 42)).toBe(42)
    const failure = new EdiError({ code: 'order-unknown', what: 'Order 4711 of Seller BV is not known' })
    await expect(traced('y', internal, () => Promise.reject(failure))).rejects.toBe(failure)
    expect(spans).toEqual([
      { name: 'x', tracer: '@edi-loop/node-red-exact-truecommerce', kind: 2, attributes: { a: 1 }, ended: 1 },
      {
        name: 'y',
        tracer: '@edi-loop/node-red-exact-truecommerce',
        kind: 0,
        // The code alone: words may name documents.
        attributes: { 'error.type': 'order-unknown' },
        status: { code: 2, message: 'order-unknown' },
        ended: 1,
      },
    ])
  })

  it('a step is a span, and each call of its remote another', async () => {
    const spans = aProvider()
    const world = await aWorld()
    const remote = watchedRemote('mailbox acme', Promise.resolve(world.ledger), world.clock)
    const node = world.step('out', {
      effect: async message => {
        await remote.call(
          'rename',
          { 'edi.path': 'Import/x.x12' },
          async () => undefined,
          () => false,
        )
        return { what: 'sent', outputs: [{ port: 0, message }] }
      },
    })
    world.start()
    await node.receive({ topic: 'order 1', payload: 'secret content' })
    await quiet()
    expect(spans.map(({ name, kind, ended }) => [name, kind, ended])).toEqual([
      ['edi-map step', 0, 1],
      ['mailbox acme rename', 2, 1],
    ])
    expect(spans[0]?.attributes).toEqual({ 'edi.node': 'edi-map', 'edi.document': expect.any(String), 'edi.attempt': 1 })
    expect(spans[1]?.attributes).toEqual({ 'peer.service': 'mailbox acme', 'edi.path': 'Import/x.x12' })
    expect(JSON.stringify(spans)).not.toContain('secret')
    await node.close()
  })

  it('that comes after the flows have started is used from then on', async () => {
    const world = await aWorld()
    const node = world.step('out', {})
    world.start()
    await node.receive({ topic: 'order 1' })
    const spans = aProvider()
    await node.receive({ topic: 'order 2' })
    expect(spans).toHaveLength(1)
    await node.close()
  })
})
