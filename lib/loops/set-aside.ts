/** Files that cannot be read, told until they have changed or gone: over restarts too, and each once. */
import type { Ledger } from '../ledger/ledger'
import { printable } from '../truecommerce/file-names'
import type { SetAside } from '../truecommerce/reading'
import type { WatchedMailbox } from './oldest-file'

/** @returns the words of those that are news */
export async function tellOfSetAside(
  ledger: Ledger,
  { name, node }: WatchedMailbox,
  setAside: readonly SetAside[],
): Promise<readonly string[]> {
  const keyOf = ({ file, reason }: SetAside) => `${name} ${node} ${printable(file.path)} ${reason}`
  const open = (await ledger.watchman.open()).filter(({ kind, detail }) => kind === 'file-set-aside' && detail['node'] === node)
  const known = new Set(open.map(({ detail }) => String(detail['key'])))
  const present = new Set(setAside.map(keyOf))
  for (const key of known)
    if (!present.has(key)) await ledger.clear({ kind: 'file-set-aside', about: key }, 'the file is not set aside any more')
  const news = setAside.filter(one => !known.has(keyOf(one)))
  for (const one of news)
    await ledger.raise({
      kind: 'file-set-aside',
      about: keyOf(one),
      subject: printable(one.file.name),
      words: wordsOf(one),
      remedy: 'Look at the file in the mailbox: have it exported again, move it away, or change the settings of the account',
      detail: {
        node,
        key: keyOf(one),
        code: one.code,
        path: printable(one.file.path),
        size: one.file.size,
        modified: one.file.modified.toISOString(),
      },
    })
  return news.map(wordsOf)
}

function wordsOf({ file, reason }: SetAside): string {
  return `${printable(file.path)} is set aside. ${reason}`
}
