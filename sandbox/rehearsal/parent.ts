/**
 * Ends this process when the one that started it has gone: a run that is killed must not leave a half behind that holds the ledger.
 * Between npm and us there may stand a shell, so that the ancestors up to npm are watched, where the system tells them; without npm our
 * parent alone. Whoever started npm may go: a run in the background goes on.
 */
import { readFileSync } from 'node:fs'

const EVERY = 250

export function endWithParents(): void {
  const watched = upToNpm(ancestors(process.pid, 3))
  setInterval(() => {
    const present = ancestors(process.pid, watched.length)
    const gone = watched.find((pid, generation) => present[generation] !== pid)
    if (gone === undefined) return
    console.error(
      `Process ${gone}, which started this run, has ended, and so does the run. Started again, it goes on where it ended.`,
    )
    process.exit(137)
  }, EVERY).unref()
}

function upToNpm(pids: readonly number[]): readonly number[] {
  const npm = pids.findIndex(pid => nameOf(pid).startsWith('npm'))
  return pids.slice(0, npm < 0 ? 1 : npm + 1)
}

function ancestors(pid: number, most: number): number[] {
  const parent = parentOf(pid)
  if (parent === undefined || parent <= 1 || most === 0) return []
  return [parent, ...ancestors(parent, most - 1)]
}

function parentOf(pid: number): number | undefined {
  if (pid === process.pid && process.platform !== 'linux') return process.ppid
  // The name in brackets may hold spaces; what follows it is state and parent.
  const parent = statOf(pid)?.rest.split(' ')[1]
  return parent === undefined ? undefined : Number(parent)
}

function nameOf(pid: number): string {
  return statOf(pid)?.name ?? ''
}

/** Name of a process and, from its state on, the rest of what the system tells about it, where it tells anything. */
function statOf(pid: number): { readonly name: string; readonly rest: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = text.lastIndexOf(')')
    return { name: text.slice(text.indexOf('(') + 1, end), rest: text.slice(end + 2) }
  } catch {
    return undefined
  }
}
