/** A ledger in memory with what the hops read beside it, and steps run on it one at a time as a node runs them. */
import { onTestFinished } from 'vitest'
import { EdiError } from '../../../lib/error'
import type { MasterData } from '../../../lib/exact/directory'
import { Ledger } from '../../../lib/ledger/ledger'
import { thaw } from '../../../lib/ledger/message'
import type { StoredOutput } from '../../../lib/ledger/outputs'
import type { Hop, HopContext } from '../../../lib/loops/hop'
import type { Outcome } from '../../../lib/loops/outcome'
import type { PartnerDirectory } from '../../../lib/mapping/partners'
import type { NodeMessage } from '../../../lib/loops/message'
import { type TestEnvironment, testEnvironment } from '../../support/environment'
import { aDirectory, exactContext } from '../mapping/builders'

export interface World {
  readonly ledger: Ledger
  readonly environment: TestEnvironment
}

/** A second passes after each step, so that no two documents are of the same moment. */
export async function aWorld(): Promise<World> {
  const environment = testEnvironment()
  const ledger = await Ledger.open({ file: ':memory:', environment })
  onTestFinished(() => ledger.close())
  return { ledger, environment }
}

export interface Ran {
  readonly documentId: string
  readonly outcome: Outcome
  readonly outputs: readonly HandedOn[]
}

export interface HandedOn {
  readonly port: number
  readonly message: NodeMessage
}

/**
 * One step of the document that the message carries, or of a new one under the key.
 * @throws what the work throws; the step is stopped with it
 */
export async function runStep(
  { ledger, environment }: World,
  { key, message }: { readonly key: string; readonly message: NodeMessage },
  work: (message: NodeMessage, documentId: string) => Promise<Outcome>,
): Promise<Ran> {
  const who = 'test'
  const id = message.edi?.documentId
  const begun = await ledger.begin({
    node: key,
    who,
    message,
    document: { kind: message.edi?.kind ?? 'document', businessKey: key, subject: key },
    ...(id === undefined ? {} : { documentId: id }),
  })
  if (begun.verdict !== 'run') throw new Error(`the step of ${key} was ${begun.verdict} before`)
  try {
    const outcome = await work(message, begun.documentId)
    const outputs = outcome.outputs.map(output => ({ ...output, followed: true }))
    const completed = await ledger.complete(begun.stepId, { ...outcome, outputs, who })
    if (completed.taken.length > 0) throw outcome.whenClaimed?.(completed.taken) ?? new Error(`taken: ${completed.taken.join()}`)
    return { documentId: begun.documentId, outcome, outputs: await handedOn(ledger, completed.outputs) }
  } catch (thrown) {
    if (!(thrown instanceof EdiError)) throw thrown
    await ledger.stop(begun.stepId, { state: 'held', who, reason: thrown.code, words: thrown.message })
    throw thrown
  } finally {
    environment.advance(1_000)
  }
}

export function runHop(
  world: World,
  hop: Hop,
  step: { readonly key: string; readonly message: NodeMessage },
  context: Partial<HopContext> = {},
): Promise<Ran> {
  return runStep(world, step, (message, documentId) =>
    hop(message, {
      ledger: world.ledger,
      documentId,
      partners: aDirectory(),
      masterData: () => someMasterData().master,
      ...context,
    }),
  )
}

export function handedOn(ledger: Ledger, outputs: readonly StoredOutput[]): Promise<HandedOn[]> {
  return Promise.all(
    outputs.map(async ({ port, message }) => ({
      port,
      message: (await thaw(message, hash => ledger.bytes(hash))) as NodeMessage,
    })),
  )
}

/** The one message that was handed on. */
export function onlyMessage({ outputs }: { readonly outputs: readonly HandedOn[] }): NodeMessage {
  const [only, ...others] = outputs
  if (only === undefined || others.length > 0) throw new Error(`${outputs.length} messages where one was expected`)
  return only.message
}

/** Of the division of the builders, with a note of what was asked for. */
export function someMasterData(changes: Partial<MasterData> = {}): { readonly master: MasterData; readonly asked: string[] } {
  const asked: string[] = []
  const { glAccounts, paymentConditions } = exactContext()
  const all: MasterData = {
    glAccounts: async () => glAccounts,
    vatCodes: async () => new Map([['2', { code: '2', rate: '0.21', type: 'E', charged: false }]]),
    paymentConditions: async () => paymentConditions as Awaited<ReturnType<MasterData['paymentConditions']>>,
    shipTo: async (_division, warehouse) => ({ code: warehouse, name: 'Warehouse' }),
    deliveryAddress: async (_division, address) => ({ code: address, name: 'Elsewhere' }),
    itemsByCode: async () => new Map(),
    purchaseUnits: async () => new Map(),
    purchaseAccount: async () => undefined,
    ...changes,
  }
  const noted = Object.entries(all).map(([name, read]) => [
    name,
    (...values: never[]) => {
      asked.push(name)
      return (read as (...values: never[]) => unknown)(...values)
    },
  ])
  return { master: Object.fromEntries(noted) as MasterData, asked }
}

/** A directory with other partners or cross-references than the usual one. */
export function directoryWith(changes: Partial<PartnerDirectory>): Pick<HopContext, 'partners'> {
  return { partners: aDirectory(changes) }
}
