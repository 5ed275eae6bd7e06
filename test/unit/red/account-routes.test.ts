/** Who may use the routes of an Exact Online account: Node-RED leaves every route of the admin API open that asks for no permission. */
import { expect, it } from 'vitest'
import type { Red } from '../../../lib/red/types'
import account from '../../../nodes/exact-online-account'
import fetchNode from '../../../nodes/exact-online-fetch'

function routesOf(register: (RED: Red) => void): Record<string, string | undefined> {
  const routes: Record<string, string | undefined> = {}
  const add =
    (method: string) =>
    (path: string, ...handlers: unknown[]) => {
      routes[`${method} ${path}`] = handlers.find(each => typeof each === 'string')
    }
  register({
    httpAdmin: { get: add('get'), post: add('post') },
    auth: { needsPermission: (permission: string) => permission },
    nodes: { registerType: () => undefined },
  } as unknown as Red)
  return routes
}

it('each asks for a permission of its node, but for the one that the browser comes back to', () => {
  const write = 'exact-online-account.write'
  expect(routesOf(account)).toEqual({
    'post /edi-loop/exact/:id/sign-in': write,
    'post /edi-loop/exact/:id/paste': write,
    'post /edi-loop/exact/:id/test': write,
    'post /edi-loop/exact/:id/disconnect': write,
    'get /edi-loop/exact/:id/state': 'exact-online-account.read',
    'get /edi-loop/exact/callback': undefined,
  })
  expect(routesOf(fetchNode)).toEqual({ 'get /edi-loop/exact/resources': 'exact-online-fetch.read' })
})
