/** Exact Online in a dry run: read for real, and nothing written. */
import type { Guid } from '../documents/value'
import { refusing } from '../dry-run'
import type { ExactClient } from './client'
import { knownResource } from './resources/known'

const nobody: Guid = '00000000-0000-0000-0000-000000000000'

const refuse = refusing('Nothing is written to Exact Online in a dry run')

/** No POST, PUT or DELETE goes out. Renewing the sign-in is no call of a client. */
export function readingClient(client: ExactClient): ExactClient {
  return { ...client, create: refuse, update: refuse, remove: refuse }
}

/** What is to be written counts as written, so that all that comes before it is done as it will be: checks, look-ups, order. */
export function planningClient(client: ExactClient): ExactClient {
  return {
    ...readingClient(client),
    create: async (_division, resource, body) => ({ ...body, [knownResource(resource)?.key ?? 'ID']: nobody }),
    update: async () => undefined,
  }
}
