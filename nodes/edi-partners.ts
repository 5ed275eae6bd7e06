/** edi-partners: the supplier directory. Rules live in lib/mapping/partners. */
import { parsePartnerDirectory } from '../lib/mapping/partners'
import { atDeploy } from '../lib/red/at-deploy'
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
    this.readDirectory = atDeploy(this, () => parsePartnerDirectory(config.directory))
  })
}
