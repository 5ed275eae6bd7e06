/** Over SFTP, against the offline mailbox. The folder's counterpart is folder-steps.test.ts, OpenSSH's is in test/system. */
import { sftpTransport } from '../../../lib/truecommerce/sftp'
import { company, mailboxHere, settingsFor } from './mailbox-here'
import { type SeenFile, stepsContract } from './steps-contract'

stepsContract('SFTP', async () => {
  const [mailbox, end] = await mailboxHere()
  return {
    base: '/IntegrationFTP',
    connect: () => sftpTransport(settingsFor(mailbox)),
    exportFile: (name, bytes) => mailbox.exportFile(company, name, bytes),
    cutAt: cut => {
      mailbox.switches.cut = cut
    },
    isCutPlanned: () => mailbox.switches.cut !== undefined,
    importNow: () => void mailbox.importNow(),
    record: () => mailbox.record() as readonly SeenFile[],
    end,
  }
})
