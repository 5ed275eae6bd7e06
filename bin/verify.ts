/** `edi-loop verify`: recomputes everything that a ledger vouches for. */
import type { Broken, Noted, Verified } from '../lib/ledger/verify'
import { ledgerOptions, ledgerOptionsUsage, readingLedger } from './ledger-store'
import type { Terminal } from './terminal'
import { parsed, usage } from './words'

export const verifyUsage = `edi-loop verify --ledger STORE [--seal 'N HASH']
  Recomputes the history of every document, all checkpoints and the hashes of all bytes, in constant memory, and names the first row
  that does not fit. A SQLite file is free while Node-RED is stopped; verify a copy of it otherwise.
${ledgerOptionsUsage}
  --seal 'N HASH'   a seal that was noted before, as this command or Node-RED's log gave it: proves that nothing up to it was rewritten
  Ends with 0 when everything fits, 1 when something does not, 2 when the ledger cannot be read.`

export async function runVerify(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parsed(words, { ...ledgerOptions, seal: { type: 'string' } })
  const noted = values.seal === undefined ? undefined : notedIn(values.seal)
  const verified = await readingLedger(values, terminal, ledger => ledger.audit.verify(noted))
  await terminal.write(verified.broken ? `${sentence(verified.broken)}\n` : report(verified))
  return verified.broken ? 1 : 0
}

function notedIn(text: string): Noted {
  const [, number, seal] = /^\s*(\d+)\s+([0-9a-f]{64})\s*$/.exec(text) ?? []
  if (number === undefined || seal === undefined) throw usage(`--seal is a number and a hash, not "${text}"`)
  return { number: Number(number), seal }
}

function sentence({ table, subject, event, what }: Broken): string {
  const place = [subject && `of ${subject}`, event !== undefined && `event ${event}`].filter(Boolean).join(', ')
  return `Broken in the table ${table}${place === '' ? '' : ` (${place})`}: ${what}.`
}

function report({ documents, events, payloads, pruned, checkpoints, unsealed, seal }: Verified): string {
  return `${[
    `documents    ${documents}`,
    `events       ${events}`,
    `contents     ${payloads}, of which ${pruned} removed by retention`,
    `checkpoints  ${checkpoints}; ${unsealed} events are younger than the newest`,
    ...(seal === undefined ? [] : [`newest seal  ${seal}`]),
    'Everything fits.',
  ].join('\n')}\n`
}
