import { inAFolder, overSftp } from './mailbox-ground'
import { useRuntime } from './support'
import { writingNodeContract } from './truecommerce-out-contract'

useRuntime()

writingNodeContract('a folder', inAFolder)
writingNodeContract('SFTP', overSftp)
