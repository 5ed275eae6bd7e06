/** The words under a node. Short, because the editor shows about twenty characters. */
import type { EdiError } from '../error'
import type { RedNode, Status } from './types'

export interface StatusLine {
  working(waiting: number): void
  /** Counts one more document. */
  succeeded(): void
  succeededWith(words: string): void
  /** Another instance does it. */
  elsewhere(instance: string): void
  progress(done: number, of: number): void
  failed(error: EdiError): void
  stopped(state: 'failed' | 'held' | 'uncertain', error: EdiError): void
  retrying(error: EdiError, at: Date): void
  waitingUntil(at: Date): void
  /** The remote is left alone after many faults, until then. */
  resting(until: Date): void
  /** How many alarms are open. */
  alarms(open: number): void
  idle(): void
}

/** Each change would be a message to every open editor: busy nodes show at most four a second. */
const SPACING = 250

export function statusLine(node: RedNode): StatusLine {
  let last = 0
  let trailing: NodeJS.Timeout | undefined
  let counted = 0
  let quiet: Status = {}
  let closed = false

  const show = (status: Status) => {
    clearTimeout(trailing)
    if (closed) return
    const wait = last + SPACING - Date.now()
    const put = () => {
      last = Date.now()
      node.status(status)
    }
    if (wait <= 0) return put()
    trailing = setTimeout(put, wait)
    trailing.unref()
  }
  node.on('close', (_removed, done) => {
    closed = true
    clearTimeout(trailing)
    done()
  })

  return {
    working: waiting => show({ fill: 'blue', shape: 'dot', text: waiting > 1 ? `${waiting} waiting` : 'working' }),
    succeeded: () => {
      counted += 1
      quiet = { fill: 'green', shape: 'dot', text: `${counted} done` }
    },
    succeededWith: words => {
      quiet = { fill: 'green', shape: 'dot', text: words }
      show(quiet)
    },
    elsewhere: instance => {
      quiet = { fill: 'grey', shape: 'ring', text: `polled by ${instance}` }
      show(quiet)
    },
    progress: (done, of) => show({ fill: 'blue', shape: 'dot', text: `${done} of ${of}` }),
    failed: error => {
      quiet = { fill: 'red', shape: 'ring', text: error.code }
      show(quiet)
    },
    stopped: (state, error) => {
      quiet = { fill: state === 'failed' ? 'red' : 'yellow', shape: 'ring', text: error.code }
      show(quiet)
    },
    retrying: (_error, at) => show({ fill: 'yellow', shape: 'dot', text: `again ${clock(at)}` }),
    waitingUntil: at => show({ fill: 'yellow', shape: 'dot', text: `limit until ${clock(at)}` }),
    resting: until => {
      quiet = { fill: 'red', shape: 'ring', text: `down, again ${clock(until)}` }
      show(quiet)
    },
    alarms: open => {
      quiet =
        open === 0 ? { fill: 'green', shape: 'dot', text: 'no alarms' } : { fill: 'red', shape: 'dot', text: `${open} open` }
      show(quiet)
    },
    idle: () => show(quiet),
  }
}

/** Local time of the machine, as people at the editor read it. */
function clock(at: Date): string {
  return at.toTimeString().slice(0, 8)
}
