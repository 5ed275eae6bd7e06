import { type Manner, manners } from '../broken-connection'

/** Faults of the stand-in mailbox. All may be changed while it runs. @see reference truecommerce.md §11.6 */
export interface Switches {
  refusePassword: boolean
  /** New connections are shown another host key. */
  changedHostKey: boolean
  refuseSecondSession: boolean
  /** Seconds without a request after which the server hangs up; 0 is never. */
  hangUpAfterSeconds: number
  denyRename: boolean
  /** A rename onto an existing name replaces it, as some servers do. */
  renameOverwrites: boolean
  denyMakeFolder: boolean
  denyRemove: boolean
  /** Everything below Export is refused. */
  denyExport: boolean
  /** Waits so long before each part of a listing. */
  listingMilliseconds: number
  /** Names that every listing holds too, as files, whatever is there: a server is free to send any. */
  alsoLists: readonly string[]
  /** Path parts are found whatever their letter case. */
  ignoreCase: boolean
  /** The importer takes `.part` and `.tmp` files too. */
  importTemporaryNames: boolean
  /** Cuts the connection once, then clears itself. */
  cut?: Cut | undefined
}

export interface Cut {
  readonly operation: 'open' | 'data' | 'close' | 'rename' | 'remove' | 'stat' | 'list'
  /** `before`: nothing happens. `after`: it happens, the answer does not come. */
  readonly moment: 'before' | 'after'
  /** Left out: `close`. */
  readonly manner?: Manner
  /** With `data`: how many bytes of a file get through, in either direction. */
  readonly bytes?: number
  /** How many such operations get through first. */
  readonly spare?: number
}

export const noFaults: Switches = {
  refusePassword: false,
  changedHostKey: false,
  refuseSecondSession: false,
  hangUpAfterSeconds: 0,
  denyRename: false,
  renameOverwrites: false,
  denyMakeFolder: false,
  denyRemove: false,
  denyExport: false,
  listingMilliseconds: 0,
  alsoLists: [],
  ignoreCase: false,
  importTemporaryNames: false,
}

/** @throws RangeError for a switch that does not exist or a value that it does not take */
export function checkedSwitches(given: Readonly<Record<string, unknown>>): Partial<Switches> {
  for (const [name, value] of Object.entries(given)) {
    if (name === 'cut') checkCut(value)
    else if (!Object.hasOwn(noFaults, name)) throw new RangeError(`the mailbox has no switch ${name}`)
    else if (name === 'alsoLists') {
      if (!Array.isArray(value) || value.some(one => typeof one !== 'string'))
        throw new RangeError(`${name} takes a list of names`)
    } else if (typeof value !== typeof noFaults[name as keyof Switches] || (typeof value === 'number' && value < 0))
      throw new RangeError(`the switch ${name} takes a ${typeof noFaults[name as keyof Switches]}`)
  }
  return given
}

const cutOperations: readonly unknown[] = [
  'open',
  'data',
  'close',
  'rename',
  'remove',
  'stat',
  'list',
] satisfies Cut['operation'][]

function checkCut(value: unknown): void {
  const { operation, moment, manner, bytes, spare, ...rest } = Object(value) as Readonly<Record<string, unknown>>
  if (!cutOperations.includes(operation)) throw new RangeError(`operation of the cut is one of ${cutOperations.join(', ')}`)
  if (moment !== 'before' && moment !== 'after') throw new RangeError('moment of the cut is before or after')
  if (manner !== undefined && !manners.includes(manner as Manner)) throw new RangeError(`manner is one of ${manners.join(', ')}`)
  for (const figure of [bytes, spare])
    if (figure !== undefined && !(Number.isInteger(figure) && Number(figure) >= 0))
      throw new RangeError('bytes and spare of the cut are whole numbers from 0')
  for (const name of Object.keys(rest)) throw new RangeError(`the cut has no ${name}`)
}

/** The cut, when the connection is to be cut now; counts down and clears it when it is. */
export function cutNow(switches: Switches, operation: Cut['operation'], moment: Cut['moment']): Cut | undefined {
  const { cut } = switches
  if (cut?.operation !== operation || cut.moment !== moment) return undefined
  if ((cut.spare ?? 0) > 0) {
    switches.cut = { ...cut, spare: (cut.spare ?? 0) - 1 }
    return undefined
  }
  switches.cut = undefined
  return cut
}
