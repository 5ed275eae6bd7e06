/** edi-map: business documents to and from Exact Online and X12. Maps live in lib/mapping, their look-ups in lib/loops. */
import { EdiError } from '../lib/error'
import { sha256 } from '../lib/ledger/message'
import { hops } from '../lib/loops/hops'
import { orderTurn } from '../lib/loops/order-names'
import type { NodeMessage } from '../lib/loops/message'
import { parseFlatProfile } from '../lib/mapping/flat/profile'
import { changeAspectsOf } from '../lib/mapping/order-content'
import { overridable, type Overriding } from '../lib/mapping/overrides/overrides'
import { accountOf } from '../lib/red/accounts'
import { atDeploy } from '../lib/red/at-deploy'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { mapMigrations } from '../lib/red/migrations'
import { type MapNode, overrideRoutes, readOverrides } from '../lib/red/overrides'
import { partnersOf } from '../lib/red/partners'
import { remoteOf } from '../lib/red/remote'
import { runSteps, subjectOf } from '../lib/red/step'
import type { StepContext, Work } from '../lib/red/work'
import type { Config, Red } from '../lib/red/types'

interface Map extends Config {
  readonly ledger: string
  readonly partners: string
  readonly account: string
  readonly map: string
  /** JSON text of a FlatProfile, for the maps of flat files. */
  readonly profile?: string
  /** What counts as a change of an order, for the map that reads orders. */
  readonly changes: readonly string[]
  /** JSON text of a list of overrides; a flow that was made before there were any has none. */
  readonly overrides?: string
}

/** A node while it is being made. */
type Writable<T> = { -readonly [Name in keyof T]: T[Name] }

type Seen = Pick<StepContext, 'ledger' | 'documentId' | 'watch'>

/** Maps of what is told to a supplier: a change never overtakes its original. A later reading of an order replaces an earlier one. */
const turns: Readonly<Record<string, NonNullable<Work['whenEarlierStopped']>>> = {
  'exact-to-purchase-order': 'is-replaced',
  'purchase-order-to-850': 'waits',
}

export default function (RED: Red) {
  overrideRoutes(RED)
  RED.nodes.registerType('edi-map', function (this: Writable<MapNode>, stored: Map) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored, mapMigrations)
    const whenEarlierStopped = Object.hasOwn(turns, config.map) ? turns[config.map] : undefined
    const use = useLedger(RED, config.ledger)
    const mapped = async (message: NodeMessage, { ledger, documentId, watch }: Seen, override: Overriding | undefined) => {
      const hop = hops[config.map]
      if (!hop)
        throw new EdiError({ code: 'map-unknown', what: `There is no map "${config.map}"`, remedy: 'Choose a map in the node' })
      return hop(message, {
        ledger,
        documentId,
        partners: partnersOf(RED, config.partners),
        masterData: () => accountOf(RED, config.account).masterDataFor(watch),
        ...(profile && { flatProfile: profile }),
        ...(changes && { changes: changes() }),
        ...(override && { override }),
      })
    }
    this.map = config.map
    this.opening = use.opening
    this.tried = async (message, documentId, override) =>
      mapped(message, { ledger: await use.opening, documentId, watch: {} }, override)
    runSteps(RED, this, use, {
      document: message => ({
        kind: message.edi?.kind ?? 'document',
        businessKey: sha256(JSON.stringify(message.payload)),
        subject: subjectOf(message.topic, config.map),
      }),
      // Revisions of one order pass in the order in which they were made.
      sequence: orderTurn,
      ...(whenEarlierStopped ? { whenEarlierStopped } : {}),
      remote: () => remoteOf(RED, config.account),
      rebuilds: true,
      reconsiders: {
        states: ['held'],
        reasons: ['supplier-not-on-edi', 'flat-profile-invalid', 'flat-value-unfit', 'flat-field-missing'],
      },
      effect: (message, context) => mapped(message, context, override),
    })
    // After the step runner, whose status they replace.
    const profile = config.map.includes('flat') ? atDeploy(this, () => parseFlatProfile(config.profile ?? '')) : undefined
    const changes = config.map === 'exact-to-purchase-order' ? atDeploy(this, () => changeAspectsOf(config.changes)) : undefined
    const override = Object.hasOwn(overridable, config.map)
      ? readOverrides(RED, this, config.map, config.overrides ?? '')
      : undefined
  })
}
