/**
 * Ends this process when the one that started it has gone: a run that is killed must not leave a half behind that holds the ledger.
 * npm stands between the caller and us as a shell, so the ancestors up to npm are watched, where the system tells them.
 */
import { readFileSync } from 'node:fs'

const EVERY = 250

export function endWithParents(): void {
  const chain = ancestors(process.pid, 3)
  setInterval(() => {
    if (ancestors(process.pid, 3).join() !== chain.join()) process.exit(137)
  }, EVERY).unref()
}

function ancestors(pid: number, most: number): number[] {
  const parent = parentOf(pid)
  if (parent === undefined || parent <= 1 || most === 0) return []
  return [parent, ...ancestors(parent, most - 1)]
}

function parentOf(pid: number): number | undefined {
  if (pid === process.pid && process.platform !== 'linux') return process.ppid
  try {
    // The command in brackets may hold spaces; what follows it is state and parent.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
