/** What is asked of a request before it is looked at: token, company, limits, scope, in this order. */
import type { Answer } from './answer'
import { Refusal } from './answer'
import { targetOf } from './address'
import { oauthOf } from './commit'
import { struck } from './faults'
import { currentDivision } from './me'
import { bearer, expire } from './oauth'
import type { Target } from './read'
import { scopeOf } from './scopes'
import type { Reply, Request, Service } from './service'
import type { Switches } from './switches'

export interface Gate {
  readonly target: Target
  readonly headers: Record<string, string>
  readonly refusal?: Answer
}

/** @param at told where the request goes, before anything can refuse it. @throws Refusal */
export function enter(
  service: Service,
  { method, url, headers, faults, crowded }: Request,
  at: (place: Pick<Reply, 'client' | 'division' | 'endpoint'>) => void,
): Gate {
  const { limits, clock, switches, world } = service
  const target = targetOf(url.pathname, currentDivision(world, switches))
  const endpoint = target.entity.path
  const oauth = oauthOf(service)
  const fresh = bearer(oauth, headers['authorization'])
  if (fresh && struck(faults, 'expire-token')) expire(oauth, fresh.key)
  const caller = bearer(oauth, headers['authorization'])
  const now = clock.now().getTime()
  at({ client: caller?.client ?? service.client.id, division: target.division, endpoint })
  if (!caller) return { target, headers: {}, refusal: notSignedIn(switches) }
  if (!world.companies.some(({ division }) => division === target.division))
    throw new Refusal(403, ['Forbidden'], { Reason: 'NoDivisionAccess' })
  if (limits.blocked(caller.client, target.division, endpoint, now))
    return { target, headers: {}, refusal: { status: switches.blockedStatus } }
  const admission = struck(faults, 'too-many') ? 'minute' : limits.admit(caller.client, target.division, now)
  if (crowded) return { target, headers: {}, refusal: { status: 429 } }
  if (admission !== 'admitted') {
    const hit = limits.headers(caller.client, target.division, now, admission)
    return { target, headers: { ...hit, ...(switches.retryAfter ? retryAfter(hit, now) : {}) }, refusal: { status: 429 } }
  }
  refuseForbidden(switches, endpoint, method)
  return { target, headers: limits.headers(caller.client, target.division, now) }
}

/** @see reference exact-online.md §1.8 @throws Refusal 403 */
function refuseForbidden({ forbidden, missingScopes, readOnlyScopes }: Switches, endpoint: string, method: string): void {
  const reason = forbidden[endpoint]
  if (reason !== undefined) throw new Refusal(403, [`Forbidden - ${reason}`], { Reason: reason })
  const scope = scopeOf(endpoint)
  const isMissing = missingScopes.some(each => each === scope)
  if (!isMissing && (method === 'GET' || !readOnlyScopes.some(each => each === scope))) return
  const words = `Application Scope Violated. Cannot ${isMissing ? 'read' : 'manage'} '${String(scope).replace(' ', '.')}' scope.`
  throw new Refusal(403, [`Forbidden - ${words}`], { Reason: words })
}

function retryAfter(headers: Readonly<Record<string, string>>, now: number): Record<string, string> {
  const reset = Number(headers['X-RateLimit-Minutely-Reset'] ?? headers['X-RateLimit-Reset'])
  return { 'Retry-After': String(Math.ceil((reset - now) / 1000)) }
}

/** The body of a 401 is not known: none is sent. @see reference exact-online.md §1.7 */
function notSignedIn({ tokenNotAccepted }: Switches): Answer {
  if (tokenNotAccepted === 'status-401') return { status: 401 }
  if (tokenNotAccepted === 'login-page')
    return {
      status: 200,
      headers: { 'Content-Type': 'text/html;charset=utf-8' },
      body: '<!DOCTYPE html><html><body>Login</body></html>',
    }
  const location = '/docs/Login.aspx'
  return {
    status: 302,
    headers: { Location: location, 'Content-Type': 'text/html' },
    body: `<html><body><h2>Object moved to <a href="${location}">here</a>.</h2></body></html>`,
  }
}
