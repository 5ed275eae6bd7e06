/** The words after `npm start --`. */
import { parseArgs } from 'node:util'

export interface Rehearsal {
  /** Run both loops once without a browser and end. */
  readonly once: boolean
  /** Read for real, write nothing outside, and tell what would be sent and booked. */
  readonly dryRun: boolean
  readonly orders: number
  readonly seed: number
  /** State of the sandbox, the ledger and Node-RED. The same directory goes on where it ended. */
  readonly directory: string
  readonly fresh: boolean
  /** Exact Online's real limits, 60 a minute, instead of raised ones. */
  readonly realLimits: boolean
  readonly editorPort: number
  /** Package name of the Node-RED to run. */
  readonly nodeRed: string
}

export const usage = `npm start -- [--once [--dry-run]] [--orders N] [--seed S] [--directory D] [--fresh] [--real-limits] [--port P]
  --once         run both loops once without a browser, print totals as JSON, and end
  --dry-run      with --once: read for real, write nothing outside, and list what would be sent and booked
  --orders N     purchase orders in the offline Exact Online (12; with --once 100)
  --seed S       which fictitious trade (1); the same seed is the same trade
  --directory D  where everything is kept (.sandbox/seed-S-orders-N); the same directory goes on where it ended
  --fresh        begin anew, forgetting what is kept there
  --real-limits  60 Exact calls a minute, as the real service has, instead of a raised limit
  --port P       port of the Node-RED editor (1880, or a free one when that is taken; with --once always a free one)`

export function rehearsalFrom(words: readonly string[], base: (directory: string) => string): Rehearsal {
  const { values } = parseArgs({
    args: [...words],
    options: {
      once: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      orders: { type: 'string' },
      seed: { type: 'string', default: '1' },
      directory: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      'real-limits': { type: 'boolean', default: false },
      port: { type: 'string' },
    },
  })
  if (values['dry-run'] && !values.once) throw new Error('--dry-run goes with --once')
  const orders = whole('--orders', values.orders ?? (values.once ? '100' : '12'))
  const seed = whole('--seed', values.seed)
  return {
    once: values.once,
    dryRun: values['dry-run'],
    orders,
    seed,
    directory: values.directory ?? base(`seed-${seed}-orders-${orders}`),
    fresh: values.fresh,
    realLimits: values['real-limits'],
    editorPort: whole('--port', values.port ?? (values.once ? '0' : '1880')),
    nodeRed: process.env['NODE_RED_PACKAGE'] ?? 'node-red',
  }
}

function whole(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Error(`${name} takes a whole number, not "${text}"`)
}
