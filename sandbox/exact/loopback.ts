/** The sandbox never leaves the machine. */

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** @throws RangeError for an address that is not on loopback */
export function guarded(address: string): URL {
  const url = new URL(address)
  if (!loopback.has(url.hostname)) throw new RangeError(`the sandbox calls loopback addresses only, not ${url.hostname}`)
  return url
}
