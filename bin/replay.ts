/** `edi-loop replay`: decisions about stopped documents while Node-RED is stopped. */
import { userInfo } from 'node:os'
import { asEdiError, EdiError } from '../lib/error'
import type { Ledger } from '../lib/ledger/ledger'
import { allowedFor } from '../lib/ledger/replay-rules'
import type { Listed, Search } from '../lib/ledger/replay-search'
import { orderNumberName } from '../lib/loops/order-names'
import { momentIn } from './audit'
import { ledgerOptions, ledgerOptionsUsage, readingLedger, withLedger } from './ledger-store'
import type { Terminal } from './terminal'
import { oneOf, parsed, usage } from './words'

export const replayUsage = `edi-loop replay --ledger STORE FILTER… [ACTION]
  Lists stopped documents, or decides about them. What is to be tried again is marked, and runs when Node-RED starts; while it runs,
  use the edi replay node or the admin API instead. To build a document anew needs a running Node-RED, which shows the difference.
${ledgerOptionsUsage}
  Filters, all of which must hold:
  --document ID     one document
  --order N         documents of this order number
  --state S         held, failed, uncertain, retrying, done, … ; held and failed without it
  --reason CODE, --kind KIND, --partner KEY, --division N
  --before MOMENT   not changed since then
  --all             every document in these states
  Actions; without one the documents are listed:
  --again           read again: the stored input once more
  --send-again      the same bytes once more, after --not-received
  --correct FILE    read again with this JSON in place of the document; for one document
  --received, --not-received
                    settle what is uncertain, or was sent and is not answered
  --abandon         close as not to be done
  --words TEXT      why; needed to settle and to abandon
  --by NAME         who decides; the user of this machine without it
  Ends with 0, or with 1 when something was refused.`

const DONE_WORDS = {
  again: 'is read again at the next start',
  'send-again': 'is sent again at the next start',
  correct: 'is read again as corrected at the next start',
  received: 'is settled as received',
  'not-received': 'is settled as not received: it can be sent again',
  abandon: 'is abandoned',
} as const
type Action = keyof typeof DONE_WORDS

const PAGE = 100

export async function runReplay(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parsed(words, {
    ...ledgerOptions,
    document: { type: 'string' },
    order: { type: 'string' },
    state: { type: 'string' },
    reason: { type: 'string' },
    kind: { type: 'string' },
    partner: { type: 'string' },
    division: { type: 'string' },
    before: { type: 'string' },
    all: { type: 'boolean' },
    again: { type: 'boolean' },
    'send-again': { type: 'boolean' },
    correct: { type: 'string' },
    received: { type: 'boolean' },
    'not-received': { type: 'boolean' },
    abandon: { type: 'boolean' },
    words: { type: 'string' },
    by: { type: 'string' },
  })
  const actions = (Object.keys(DONE_WORDS) as Action[]).filter(action => values[action] !== undefined)
  if (actions.length > 1) throw usage(`--${actions.join(' and --')} exclude each other`)
  const [action] = actions
  const search = searchIn(values)
  if (action !== undefined && !values.all && values.document === undefined && Object.keys(search).length === 1)
    throw usage('Say which documents: by a filter, or --all')
  if (action === 'correct' && values.document === undefined) throw usage('--correct is for one --document')
  const payload = values.correct === undefined ? undefined : jsonIn(await terminal.bytes(values.correct), values.correct)
  const decision = { who: `user ${values.by ?? userInfo().username} at the command line`, words: values.words ?? '' }
  if (action !== undefined && ['received', 'not-received', 'abandon'].includes(action) && decision.words.trim() === '')
    throw usage(`--${action} needs --words: why`)

  const using = action === undefined ? readingLedger : withLedger
  return using(values, terminal, async ledger => {
    let refusals = 0
    let count = 0
    for await (const document of documentsOf(ledger, values.document, search)) {
      count += 1
      if (action === undefined) {
        await terminal.write(`${line(document)}\n`)
        continue
      }
      try {
        await act(ledger, action, { ...decision, documentId: document.id }, payload)
        await terminal.write(`${document.subject} (${document.id}) ${DONE_WORDS[action]}\n`)
      } catch (thrown) {
        const { code, message } = asEdiError(thrown)
        refusals += 1
        await terminal.write(`${document.subject} (${document.id}) ${code}: ${message}\n`)
      }
    }
    if (count === 0) terminal.say('There are no such documents')
    return refusals > 0 ? 1 : 0
  })
}

async function act(
  ledger: Ledger,
  action: Action,
  decision: { documentId: string; who: string; words: string },
  payload: unknown,
): Promise<void> {
  switch (action) {
    case 'received':
    case 'not-received':
      return ledger.replays.settle({ ...decision, received: action === 'received' })
    case 'abandon':
      return ledger.replays.abandon(decision)
    case 'again':
      return void (await ledger.replays.request({ ...decision, kind: 'read-again' }))
    case 'send-again':
      return void (await ledger.replays.request({ ...decision, kind: 'send-again' }))
    case 'correct':
      return void (await ledger.replays.request({ ...decision, kind: 'corrected', payload }))
  }
}

/** As they stood when the command began: what it changes does not come again. */
async function* documentsOf(ledger: Ledger, id: string | undefined, search: Search): AsyncGenerator<Listed> {
  if (id !== undefined) {
    const document = await ledger.document(id)
    if (!document) throw new EdiError({ code: 'document-unknown', what: `There is no document ${id} in this ledger` })
    return yield document
  }
  const started = ledger.environment.now().toISOString()
  const bounded = { ...search, before: search.before !== undefined && search.before < started ? search.before : started }
  let after: { updatedAt: string; id: string } | undefined
  for (;;) {
    const page = await ledger.replays.search(bounded, { order: 'oldest', after, limit: PAGE })
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = { updatedAt: last.updated_at, id: last.id }
  }
}

const STATES = ['held', 'open', 'done', 'failed', 'retrying', 'uncertain', 'abandoned'] as const

function searchIn(values: Readonly<Record<string, string | boolean | undefined>>): Search {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
  const [state, order, division, before] = [text('state'), text('order'), text('division'), text('before')]
  if (division !== undefined && !/^\d+$/.test(division)) throw usage(`--division is a number, not "${division}"`)
  const chosen = {
    states: state === undefined ? (['held', 'failed'] as const) : [oneOf('state', state, STATES)],
    name: order === undefined ? undefined : orderNumberName(order),
    reason: text('reason'),
    kind: text('kind'),
    partner: text('partner'),
    division: division === undefined ? undefined : Number(division),
    before: before === undefined ? undefined : momentIn(before),
  }
  // An order is looked for in whatever state its documents are.
  if (order !== undefined && state === undefined) return { ...defined(chosen), states: STATES }
  return defined(chosen)
}

function defined(search: Readonly<Record<string, unknown>>): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

function line(document: Listed): string {
  const { id, updated_at, state, reason, subject } = document
  const may = allowedFor(document).join(', ')
  return [id, updated_at, reason === null ? state : `${state}: ${reason}`, subject, may === '' ? '' : `may: ${may}`]
    .join('  ')
    .trimEnd()
}

function jsonIn(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new EdiError({ code: 'correction-refused', what: `${file} is no JSON`, cause })
  }
}
