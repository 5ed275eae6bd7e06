/**
 * OpenTelemetry, where the application around Node-RED has set it up; nothing at all otherwise. The API is found where every copy of it
 * looks: under a symbol of the global object, so no copy is needed here.
 * @see https://opentelemetry.io/docs/specs/otel/trace/api/
 */
import { asEdiError } from '../error'

type Attributes = Readonly<Record<string, string | number | boolean>>

interface Span {
  setAttribute(name: string, value: string | number | boolean): unknown
  setStatus(status: { readonly code: number; readonly message?: string }): unknown
  end(): void
}

interface Tracer {
  startActiveSpan<T>(
    name: string,
    options: { readonly kind: number; readonly attributes: Attributes },
    work: (span: Span) => T,
  ): T
}

interface Api {
  readonly trace?: { getTracer(name: string, version?: string): Tracer }
}

/** SpanKind of the API. */
export const spanKind = { internal: 0, client: 2 } as const
/** SpanStatusCode.ERROR of the API. */
const ERROR = 2
const API = Symbol.for('opentelemetry.js.api.1')

/**
 * Runs the work in a span. A failure is told by its stable code: messages may name documents, and nobody knows who reads traces.
 * @param attributes no secret and no content of documents
 */
export function traced<T>(
  name: string,
  { kind, attributes }: { readonly kind: keyof typeof spanKind; readonly attributes: Attributes },
  work: () => Promise<T>,
): Promise<T> {
  // Looked up each time: an application may set its provider after the flows have started.
  const provider = ((globalThis as Record<symbol, unknown>)[API] as Api | undefined)?.trace
  if (!provider) return work()
  const tracer = provider.getTracer('@edi-loop/node-red-exact-truecommerce')
  return tracer.startActiveSpan(name, { kind: spanKind[kind], attributes }, async span => {
    try {
      return await work()
    } catch (thrown) {
      const { code } = asEdiError(thrown)
      span.setAttribute('error.type', code)
      span.setStatus({ code: ERROR, message: code })
      throw thrown
    } finally {
      span.end()
    }
  })
}
