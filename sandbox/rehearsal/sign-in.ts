/** Signs in to the offline Exact Online as a browser would, without one: the same routes, redirects and state. */
import axios from 'axios'
import type { Editor } from './node-red'

export async function signIn(editor: Editor, accountId: string): Promise<'signed in' | 'was signed in'> {
  const { signedIn } = await editor.get<{ signedIn: boolean }>(`/edi-loop/exact/${accountId}/state`)
  if (signedIn) return 'was signed in'
  const redirectUri = `${editor.url}/edi-loop/exact/callback`
  const { url } = await editor.post<{ url: string }>(`/edi-loop/exact/${accountId}/sign-in`, { redirectUri })
  const authorized = await axios.get<string>(url, { maxRedirects: 0, validateStatus: status => status === 302, proxy: false })
  await axios.get(String(authorized.headers['location']), { proxy: false })
  return 'signed in'
}
