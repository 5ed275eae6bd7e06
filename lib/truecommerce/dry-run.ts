/** A mailbox in a dry run: listed and read for real, and nothing in it changed. */
import { refusing } from '../dry-run'
import type { Transport } from './transport'

/** No file is written, renamed or removed and no folder made. */
export function readingTransport(transport: Transport): Transport {
  const refuse = refusing('Nothing in the mailbox is changed in a dry run')
  return {
    list: transport.list.bind(transport),
    read: transport.read.bind(transport),
    stat: transport.stat.bind(transport),
    close: transport.close.bind(transport),
    write: refuse,
    rename: refuse,
    remove: refuse,
    makeFolder: refuse,
  }
}
