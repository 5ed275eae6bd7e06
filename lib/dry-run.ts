/** What a dry run says to whoever would write: at the rim of each system, whoever asks for it. */
import { EdiError } from './error'

/** @param what in plain words @returns a write that throws EdiError `dry-run-write-refused` */
export function refusing(what: string): () => Promise<never> {
  return async () => {
    throw new EdiError({
      code: 'dry-run-write-refused',
      what,
      remedy: 'Turn the dry run of the ledger off and deploy',
      prospect: 'held',
    })
  }
}
