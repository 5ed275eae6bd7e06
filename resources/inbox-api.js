/** The admin API of Node-RED as the editor uses it: the same addresses, the same token. */
import { t } from './inbox-texts.js'

/** This file lies in resources/@scope/package/ below the root of the admin API, whatever that is and whatever proxy stands before it. */
const root = new URL('../../../', import.meta.url)
/** Where the editor of the same Node-RED keeps its token, so that one sign-in serves both. */
const kept = `auth-tokens${root.pathname.slice(0, -1).replaceAll('/', '-')}`

export const editorAddress = root.href
let signedOut = () => {}

/** @param listener asked when a token is missing, refused or too old */
export function onSignedOut(listener) {
  signedOut = listener
}

function token() {
  try {
    return JSON.parse(localStorage.getItem(kept))?.access_token
  } catch {
    return undefined
  }
}

async function answer(method, path, body) {
  const bearer = token()
  const response = await fetch(new URL(path, root), {
    method,
    credentials: 'same-origin',
    headers: {
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error(t('trouble.unreachable'))
  })
  if (response.ok) return response
  if (response.status === 401 && method === 'GET') {
    signedOut()
    throw new Error(t('trouble.sign-in'))
  }
  if (response.status === 401 || response.status === 403) throw new Error((await told(response)) ?? t('trouble.look-only'))
  throw new Error((await told(response)) ?? t('trouble.answer', { status: response.status }))
}

async function told(response) {
  return response
    .json()
    .then(({ message }) => message)
    .catch(() => undefined)
}

export async function get(path, query = {}) {
  const known = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return (await answer('GET', `edi-loop/${path}?${new URLSearchParams(known)}`)).json()
}

export async function post(path, body) {
  return (await answer('POST', `edi-loop/${path}`, body)).json()
}

/** With the token, which a link could not carry. */
export async function download(path, query, name) {
  const response = await answer('GET', `edi-loop/${path}?${new URLSearchParams(query)}`)
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** What Node-RED asks for: nothing, names and passwords, or the sign-in of somebody else that only its editor knows. */
export async function signInAsked() {
  return (await fetch(new URL('auth/login', root))).json()
}

export async function signIn(values) {
  const response = await fetch(new URL('auth/token', root), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_id: 'node-red-editor', grant_type: 'password', scope: '', ...values }),
  })
  if (!response.ok) throw new Error(t('trouble.password'))
  localStorage.setItem(kept, JSON.stringify(await response.json()))
}
