/** The stand-in mailbox as the suppliers see it: one company folder, through which all divisions trade. */
import type { Mailbox } from '../mailbox/start'
import type { SuppliersMailbox } from './suppliers'

export function suppliersMailbox(mailbox: Mailbox, company: string): SuppliersMailbox {
  const exported = new Set<string>()
  const accepted: { readonly id: string; readonly bytes: () => Buffer }[] = []
  let seen = 0

  function catchUp(): void {
    const records = mailbox.record()
    for (const { event, id, name, format } of records.slice(seen)) {
      if (event === 'exported' && name !== undefined) exported.add(name)
      if (event === 'accepted' && id !== undefined && format === 'x12')
        accepted.push({ id, bytes: () => mailbox.acceptedBytes(id) })
    }
    seen = records.length
  }

  return {
    accepted: () => {
      catchUp()
      return accepted
    },
    wasExported: name => {
      catchUp()
      return exported.has(name)
    },
    exportFile: (name, bytes) => mailbox.exportFile(company, name, bytes),
  }
}
