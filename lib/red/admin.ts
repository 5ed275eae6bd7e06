/** Routes of the admin API: each guarded by a permission, each failure told as `{ code, message }`. */
import { asEdiError, EdiError } from '../error'
import type { AdminRequest, AdminResponse, Handler, Red } from './types'

export type Route = (request: AdminRequest) => Promise<unknown>

/** @param permission `<node type>.read` or `.write`, so that Node-RED's stock roles fit */
export function guarded(RED: Red, method: 'get' | 'post', path: string, permission: string, route: Route): void {
  const own: Route = async request => {
    if (method === 'post') refuseForeign(request)
    return route(request)
  }
  RED.httpAdmin[method](path, RED.auth.needsPermission(permission), answering(own))
}

/** What another site's page can have a browser send without being asked: where the editor has no sign-in, nothing else keeps it out. */
function refuseForeign({ headers }: AdminRequest): void {
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i.test(headers['content-type'] ?? '')
  if (!isForm && headers['sec-fetch-site'] !== 'cross-site') return
  throw new EdiError({
    code: 'request-foreign',
    what: 'Another site asks for this, or a form does',
    remedy: 'Send JSON, from the editor, the inbox or a program',
  })
}

export function answering(route: Route): Handler {
  return (request, response) => {
    // A route that throws before its first await answers like any other.
    ;(async () => route(request))().then(
      body => response.json(body ?? {}),
      thrown => refuse(response, asEdiError(thrown)),
    )
  }
}

function refuse(response: AdminResponse, error: EdiError): void {
  response.status(STATUS[error.code] ?? 422).json({ code: error.code, message: error.message })
}

const STATUS: Readonly<Record<string, number>> = {
  'deploy-first': 409,
  'document-unknown': 404,
  'dry-run': 409,
  'not-found': 404,
  'nothing-to-settle': 409,
  'replay-not-allowed': 409,
  'request-foreign': 403,
  'settle-first': 409,
  unexpected: 500,
}
