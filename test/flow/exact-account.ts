/** An account of the offline Exact Online in a flow, and a person who signs in. */
import { join } from 'node:path'
import axios from 'axios'
import { sandboxClient } from '../../sandbox/exact/options'
import { helper } from './support'

export const accountSecrets = { exact: { clientId: sandboxClient.id, clientSecret: sandboxClient.secret } }

/** The account `exact` and its ledger, in a file in the directory. */
export function accountNodes(baseUrl: string, directory: string): Record<string, unknown>[] {
  const file = join(directory, 'l.sqlite')
  return [
    { id: 'ledger', type: 'edi-ledger', name: '', version: 1, store: 'sqlite', file, retentionDays: '0' },
    {
      id: 'exact',
      type: 'exact-online-account',
      name: '',
      version: 1,
      ledger: 'ledger',
      region: 'custom',
      baseUrl,
      redirectUri: '',
      renewAfter: '570',
    },
  ]
}

export async function signIn(): Promise<void> {
  const { body } = await helper
    .request()
    .post('/edi-loop/exact/exact/sign-in')
    .send({ redirectUri: 'https://node-red.test/callback' })
    .expect(200)
  const authorized = await axios.get((body as { url: string }).url, { maxRedirects: 0, validateStatus: () => true, proxy: false })
  const address = String(authorized.headers['location'])
  await helper.request().post('/edi-loop/exact/exact/paste').send({ address }).expect(200)
}
