import { inAFolder, overSftp } from './mailbox-ground'
import { useRuntime } from './support'
import { readingNodeContract } from './truecommerce-in-contract'

useRuntime()

readingNodeContract('a folder', inAFolder)
readingNodeContract('SFTP', overSftp)
