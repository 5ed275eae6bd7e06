/** A mailbox in a dry run: listed and read for real, and nothing in it changed. */
import { EdiError } from '../error'
import type { Transport } from './transport'

/** The guard at the rim: whatever asks for it, no file is written, renamed or removed and no folder made. */
export function readingTransport(transport: Transport): Transport {
  const { list, read, stat, close } = transport
  return {
    list: list.bind(transport),
    read: read.bind(transport),
    stat: stat.bind(transport),
    close: close.bind(transport),
    write: refuse,
    rename: refuse,
    remove: refuse,
    makeFolder: refuse,
  }
}

/** @throws EdiError `dry-run-write-refused` */
async function refuse(): Promise<never> {
  throw new EdiError({
    code: 'dry-run-write-refused',
    what: 'Nothing in the mailbox is changed in a dry run',
    remedy: 'Turn the dry run of the ledger off and deploy',
    prospect: 'held',
  })
}
