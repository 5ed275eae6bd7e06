/** The shipped examples as they are deployed in a rehearsal: the same flows, their configuration nodes filled in for the sandbox. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PartnerDirectory } from '../../lib/mapping/partners'
import type { Sandbox } from '../sandbox'

type FlowNode = Record<string, unknown> & { id: string; type: string }

export interface Services {
  readonly exactUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly mailbox: {
    readonly host: string
    readonly port: number
    readonly hostKey: string
    readonly base: string
    readonly company: string
    readonly user: string
    readonly password: string
  }
  readonly partners: PartnerDirectory
  readonly logSteps: boolean
  /** With `once` the run itself presses the inject buttons. */
  readonly schedules: boolean
  readonly dryRun?: boolean
}

/** The services of a running sandbox, and how a run wants its flows. */
export function servicesOf(
  { exact, client, mailbox, login, directory }: Sandbox,
  run: Pick<Services, 'logSteps' | 'schedules' | 'dryRun'>,
): Services {
  const { host, port, hostKey, base } = mailbox
  return {
    exactUrl: exact.url,
    clientId: client.id,
    clientSecret: client.secret,
    mailbox: { ...login, host, port, hostKey, base },
    partners: directory,
    ...run,
  }
}

export function rehearsalFlows(packageRoot: string, services: Services): FlowNode[] {
  const files = readdirSync(join(packageRoot, 'examples')).filter(name => /^0[12] .*\.json$/.test(name))
  const nodes = files.flatMap(name => JSON.parse(readFileSync(join(packageRoot, 'examples', name), 'utf8')) as FlowNode[])
  // Both examples bring the same configuration nodes.
  const byId = new Map(nodes.map(node => [node.id, node]))
  const all = [...byId.values()]
  return all.map(node => filled(node, services, idOf(all, 'exact-online-account')))
}

/** Ids of the inject nodes: the order schedule and the button that reads the mailbox. */
export function injectIds(flows: readonly FlowNode[]): string[] {
  return flows.filter(({ type }) => type === 'inject').map(({ id }) => id)
}

export function idOf(flows: readonly FlowNode[], type: string): string {
  return flows.find(node => node.type === type)?.id ?? ''
}

function filled(
  node: FlowNode,
  { exactUrl, clientId, clientSecret, mailbox, partners, logSteps, schedules, dryRun = false }: Services,
  exactAccount: string,
): FlowNode {
  switch (node.type) {
    case 'edi-ledger':
      return { ...node, logSteps, dryRun }
    case 'exact-online-account':
      return { ...node, region: 'custom', baseUrl: exactUrl, credentials: { clientId, clientSecret } }
    case 'truecommerce-account':
      return {
        ...node,
        host: mailbox.host,
        port: String(mailbox.port),
        hostKey: mailbox.hostKey,
        basePath: mailbox.base,
        company: mailbox.company,
        pollSeconds: '30',
        settleSeconds: '1',
        credentials: { user: mailbox.user, password: mailbox.password },
      }
    case 'edi-partners':
      return { ...node, directory: JSON.stringify(partners) }
    case 'inject':
      return schedules ? { ...node, ...(node['repeat'] ? { repeat: '30' } : {}) } : { ...node, repeat: '', once: false }
    case 'edi-match':
      return { ...node, matching: 'partner', account: exactAccount }
    case 'truecommerce-in':
      return { ...node, poll: schedules }
    default:
      return node
  }
}
