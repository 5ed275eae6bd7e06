/** What the ledger's measurements have in common: an order of the usual size, and one durable step on it. */
import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const library = name => require(`../../dist/lib/${name}.js`)

export const { Ledger } = library('ledger/ledger')
export const { system } = library('environment')

/** About 1 kB as JSON, as in reference node-red.md §6.1. */
export function order(number) {
  return {
    number,
    division: 1,
    supplier: 'Supplier with a name of usual length',
    lines: Array.from({ length: 8 }, (_, index) => ({
      line: index + 1,
      item: `ITEM-${1000 + index}`,
      quantity: '12',
      unit: 'EA',
      price: '12.3400',
      description: 'A description',
    })),
  }
}

/** Input stored, outcome and output stored: what one node does with one document. */
export async function step(ledger, key, node = 'map') {
  const payload = order(key)
  const begun = await ledger.begin({
    node,
    who: node,
    message: { payload, topic: `Purchase order ${key}` },
    document: { kind: 'purchase-order', businessKey: String(key), subject: `Purchase order ${key}`, division: 1, partner: 'P' },
  })
  if (begun.verdict !== 'run') throw new Error(`${key} came to ${begun.verdict}`)
  await ledger.complete(begun.stepId, {
    who: node,
    what: 'mapped',
    outputs: [{ port: 0, message: { payload, topic: `Purchase order ${key}` }, followed: true }],
  })
}

/** Steps a second, so many documents in the air at once. */
export async function speed(ledger, steps, { atOnce = 64, node = 'map' } = {}) {
  const run = randomUUID()
  let next = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < steps) await step(ledger, `${run} ${next++}`, node)
    }),
  )
  return (steps / (performance.now() - started)) * 1000
}

export const middle = numbers => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]
