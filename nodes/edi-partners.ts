/** edi-partners: the supplier directory. Rules live in lib/mapping/partners. */
import { asEdiError } from '../lib/error'
import { type PartnerDirectory, parsePartnerDirectory } from '../lib/mapping/partners'
import { migrate } from '../lib/red/migrate'
import type { PartnersNode } from '../lib/red/partners'
import type { Config, Red } from '../lib/red/types'

interface Partners extends Config {
  /** JSON text of a PartnerDirectory. */
  readonly directory: string
}

export default function (RED: Red) {
  RED.nodes.registerType('edi-partners', function (this: PartnersNode, stored: Partners) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    let read: () => PartnerDirectory
    try {
      const directory = parsePartnerDirectory(config.directory)
      read = () => directory
    } catch (thrown) {
      const error = asEdiError(thrown)
      this.error(error)
      read = () => {
        throw error
      }
    }
    this.readDirectory = () => read()
  })
}
