/** Routes of the admin API without a server: what permission each asks for, and what it answers. */
import type { Ledger } from '../../../lib/ledger/ledger'
import type { AdminRequest, AdminResponse, Handler, Red } from '../../../lib/red/types'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

export interface Asked {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: Record<string, unknown>
  readonly user?: { readonly username: string }
  readonly headers?: Record<string, string>
}

export interface Routes {
  /** Method and path with the permission that is asked for before the handler runs. */
  readonly permissions: readonly (readonly [route: string, permission: string])[]
  /** @param route `get /edi-loop/…`, as it is registered */
  ask(route: string, asked: Asked): Promise<Answer>
}

/** @param register of one file; it finds the one ledger, called `ledger` */
export function routesOf(register: (RED: Red) => void, ledger: () => Ledger): Routes {
  const routes = new Map<string, { permission: string; handler: Handler }>()
  const add = (method: string) => (path: string, permission: unknown, handler: Handler) =>
    void routes.set(`${method} ${path}`, { permission: String(permission), handler })
  register({
    httpAdmin: { get: add('get'), post: add('post') },
    auth: { needsPermission: (permission: string) => permission },
    nodes: {
      eachNode: (visit: (config: object) => void) => visit({ id: 'ledger', type: 'edi-ledger' }),
      getNode: (id: string) => (id === 'ledger' ? { type: 'edi-ledger', use: { opening: Promise.resolve(ledger()) } } : null),
    },
  } as unknown as Red)
  return {
    permissions: [...routes].map(([route, { permission }]) => [route, permission]),
    ask: (route, { params = {}, query = {}, body = {}, headers = {}, user }) =>
      new Promise(resolve => {
        let status = 200
        const response = {
          status: (code: number) => {
            status = code
            return response
          },
          json: (answer: unknown) => resolve({ status, body: JSON.parse(JSON.stringify(answer)) as Record<string, unknown> }),
        } as unknown as AdminResponse
        const found = routes.get(route)
        if (!found) throw new Error(route)
        found.handler({ params, query, body, headers, user } as unknown as AdminRequest, response)
      }),
  }
}
