/**
 * The public address that Exact Online posts to. It answers the empty call of a subscription, and a delivery by its signature alone;
 * what is wrong with any other is told to nobody. @see reference exact-online.md §8.2, §8.4
 */
import { signedEvent, type WebhookEvent } from '../exact/webhook-delivery'
import { CALLBACK_PATH } from '../exact/webhook-subscriptions'
import type { AdminRequest, Red } from './types'

export interface Receiver {
  readonly secret: string
  received(event: WebhookEvent): void
  /** Somebody else than Exact Online called, or the secret is not that of the app. */
  forged(): void
}

/** A delivery has about half a kilobyte. */
const LARGEST = 65_536

const receivers = new Map<string, Receiver>()

/** To be called once for each runtime. */
export function openCallback(RED: Red): void {
  RED.httpNode.post(`${CALLBACK_PATH}:name`, (request, response) => {
    const answer = (status: number) => response.status(status).send('')
    const receiver = receivers.get(request.params['name'] ?? '')
    if (!receiver) return answer(404)
    bodyOf(request).then(
      raw => answer(raw === undefined ? 413 : judged(receiver, raw)),
      () => answer(400),
    )
  })
}

/** @returns to be called when the node closes; a successor of the same name stays */
export function receive(name: string, receiver: Receiver): () => void {
  receivers.set(name, receiver)
  return () => {
    if (receivers.get(name) === receiver) receivers.delete(name)
  }
}

export function isReceiving(name: string): boolean {
  return receivers.has(name)
}

/** The status to answer with. */
function judged(receiver: Receiver, raw: Buffer): number {
  if (raw.length === 0) return 200
  const event = signedEvent(raw, receiver.secret)
  if (event) receiver.received(event)
  else receiver.forged()
  return event ? 200 : 401
}

/** The bytes as they came; undefined for more than any delivery has. What somebody else has read of it before cannot be judged. */
async function bodyOf(request: AdminRequest): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length
    if (size > LARGEST) {
      request.resume()
      return undefined
    }
    chunks.push(chunk as Buffer)
  }
  if (size === 0 && Number(request.headers['content-length'] ?? 0) > 0) return undefined
  return Buffer.concat(chunks)
}
