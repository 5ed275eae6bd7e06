/** A ledger whose clock is moved by hand, and what is sent and answered in it. */
import { onTestFinished } from 'vitest'
import { Ledger } from '../../../lib/ledger/ledger'
import type { StoreSettings } from '../../../lib/ledger/store'
import type { Transmission } from '../../../lib/ledger/transmissions'
import { type TestEnvironment, testEnvironment } from '../../support/environment'

export const HOUR = 3_600_000
export const us = 'ZZ BUYERCO'
export const them = 'ZZ SELLERCO'

export interface Watched {
  readonly ledger: Ledger
  readonly environment: TestEnvironment
}

let storeOf = (file: string): StoreSettings => ({ file })

/** On another store than a file, for the tests that follow. @param store of a name, `:memory:` being a new one each time */
export function openOn(store: (file: string) => StoreSettings): void {
  storeOf = store
}

export async function aWatchedLedger(file = ':memory:', environment = testEnvironment()): Promise<Watched> {
  const ledger = await Ledger.open({ store: storeOf(file), environment })
  onTestFinished(() => ledger.close())
  return { ledger, environment }
}

export async function passes({ ledger, environment }: Watched, milliseconds: number): Promise<number> {
  environment.advance(milliseconds)
  return ledger.watchman.look()
}

/** An order that was sent under a group number; its answer may take two hours. */
export async function sent(watched: Watched, groupNumber: number, more: Partial<Transmission> = {}): Promise<string> {
  const documentId = await encoded(watched, groupNumber, more)
  await watched.ledger.markSent(documentId)
  return documentId
}

export async function encoded({ ledger }: Watched, groupNumber: number, more: Partial<Transmission> = {}): Promise<string> {
  const begun = await ledger.begin({
    node: 'encode',
    who: 'x12-encode',
    message: {},
    document: {
      kind: 'purchase-order',
      businessKey: `order ${groupNumber}`,
      subject: `Purchase order ${groupNumber}`,
      division: 7,
    },
  })
  if (begun.verdict !== 'run') throw new Error(begun.verdict)
  await ledger.complete(begun.stepId, {
    who: 'x12-encode',
    what: 'encoded',
    outputs: [],
    transmissions: [
      {
        sender: us,
        receiver: them,
        functionalId: 'PO',
        groupNumber,
        setNumber: '0001',
        interchangeNumber: groupNumber,
        partner: 'seller',
        due: { hours: 2 },
        silentAfter: { hours: 5 },
        ...more,
      },
    ],
  })
  return begun.documentId
}

export async function answered({ ledger }: Watched, groupNumber: number, outcome = 'accepted') {
  return ledger.acknowledge({ sender: them, receiver: us, functionalId: 'PO', groupNumber, outcome, sets: [], who: 'test' })
}

/** Open alarms as `kind subject`, sorted. */
export async function alarmsOf({ ledger }: Watched): Promise<string[]> {
  return (await ledger.watchman.open()).map(({ kind, subject }) => `${kind} ${subject}`).sort()
}

/** All that was raised and cleared, in order. */
export async function newsOf({ ledger }: Watched): Promise<string[]> {
  const news = await ledger.watchman.newsAfter(0, 1_000)
  return news.map(({ alarm: { kind, state, subject } }) => `${kind} ${state}: ${subject}`)
}
