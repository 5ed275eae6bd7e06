import { afterEach, describe, expect, it } from 'vitest'
import { exactConnection, type ConnectionSettings } from '../../../lib/exact/connection'
import { vaultKeys } from '../../../lib/exact/key-source'
import { inMemoryStateStore, type StateStore } from '../../../lib/ledger/state-store'
import { movingClock, type MovingClock } from './clock'
import { service, type Reply, type Service } from './service'

const opened: Service[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(each => each.close()))
})

/** A token endpoint that keeps Exact Online's rules by the test's clock: 570 s between tokens, each refresh token good once. */
async function tokenEndpoint(clock: MovingClock) {
  const seen = {
    calls: 0,
    early: 0,
    current: '',
    issued: 0,
    issuedAt: Number.NEGATIVE_INFINITY,
    faults: [] as ('lost' | 'cut' | number)[],
  }
  const one = await service((asked): Reply => {
    seen.calls++
    const fault = seen.faults.shift()
    if (fault === 'cut') return 'cut'
    if (typeof fault === 'number')
      return { status: fault, body: { fault: { faultstring: 'Failed to execute the ExtractVariables' } } }
    const given = asked.form.get('refresh_token')
    if (asked.form.get('grant_type') === 'refresh_token') {
      if (given !== seen.current)
        return { status: 401, body: { error: 'unauthorized_client', error_description: 'Old refresh token used.' } }
      if (clock.seconds() - seen.issuedAt < 570) {
        seen.early++
        return {
          status: 400,
          body: { error: 'access_denied', error_description: 'Rate limit exceeded: access_token not expired' },
        }
      }
    }
    seen.issued++
    seen.issuedAt = clock.seconds()
    seen.current = `refresh-${seen.issued}-secret`
    if (fault === 'lost') return 'cut'
    return {
      body: {
        access_token: `access-${seen.issued}-secret`,
        token_type: 'bearer',
        expires_in: '600',
        refresh_token: seen.current,
      },
    }
  })
  opened.push(one)
  return { url: one.url, seen }
}

async function world(changes: Partial<ConnectionSettings> = {}) {
  const clock = movingClock()
  const endpoint = await tokenEndpoint(clock)
  const store = inMemoryStateStore()
  const settings: ConnectionSettings = {
    id: 'account-1',
    baseUrl: endpoint.url,
    clientId: 'client',
    clientSecret: 'app-secret-value',
    redirectUri: 'https://example.test/callback',
    renewAfterSeconds: 570,
    store,
    keys: vaultKeys(['first secret']),
    environment: clock,
    ...changes,
  }
  const again = (more: Partial<ConnectionSettings> = {}) => exactConnection({ ...settings, ...more })
  const connection = again()
  await connection.completeSignIn('the-code')
  return { clock, endpoint: endpoint.seen, store, connection, again }
}

/** A store that stops working, as a killed process would, just before its n-th write from now. */
function killedBeforeWrite(store: StateStore, count: number): StateStore {
  let left = count
  return {
    ...store,
    write: async (name, value) => {
      if (--left < 0) throw new Error('killed')
      await store.write(name, value)
    },
  }
}

describe('renewal of the access token', () => {
  it('two hundred requests with an expired token make one token call', async () => {
    const { clock, endpoint, store, again } = await world()
    let locks = 0
    const counting: StateStore = { ...store, exclusively: (name, work) => (locks++, store.exclusively(name, work)) }
    const connection = again({ store: counting })
    clock.pass(3600)
    const tokens = await Promise.all(Array.from({ length: 200 }, () => connection.accessToken()))
    expect(new Set(tokens)).toEqual(new Set(['access-2-secret']))
    expect(endpoint.calls).toBe(2)
    expect(locks).toBe(1)
  })

  it('two processes on one store make one token call between them', async () => {
    const { clock, endpoint, connection, again } = await world()
    const other = again()
    clock.pass(3600)
    const tokens = await Promise.all([
      connection.accessToken(),
      other.accessToken(),
      other.accessToken(),
      connection.accessToken(),
    ])
    expect(new Set(tokens)).toEqual(new Set(['access-2-secret']))
    expect(endpoint.calls).toBe(2)
  })

  it('whoever asks while a renewal is under way waits for its token, in the same process and in another', async () => {
    const { clock, endpoint, store, again } = await world()
    const late: Promise<string>[] = []
    // The intent is written, the answer is not there: for those who look now, the token is dead and may not be renewed.
    const watched: StateStore = {
      ...store,
      write: async (name, value) => {
        await store.write(name, value)
        if (late.length === 0) late.push(connection.accessToken(), again().accessToken())
      },
    }
    const connection = again({ store: watched })
    clock.pass(3600)
    expect(await connection.accessToken()).toBe('access-2-secret')
    expect(await Promise.all(late)).toEqual(['access-2-secret', 'access-2-secret'])
    expect(endpoint.calls).toBe(2)
  })

  it('makes no token call before 570 seconds, also when the setting says 480', async () => {
    const { clock, endpoint, connection } = await world({ renewAfterSeconds: 480 })
    clock.pass(569.999)
    expect(await connection.accessToken()).toBe('access-1-secret')
    expect(endpoint.calls).toBe(1)
    clock.pass(0.001)
    expect(await connection.accessToken()).toBe('access-2-secret')
    expect(endpoint.early).toBe(0)
  })

  it('waits as long as the setting says where that is more than 570 seconds', async () => {
    const { clock, endpoint, connection } = await world({ renewAfterSeconds: 590 })
    clock.pass(585)
    expect(await connection.accessToken()).toBe('access-1-secret')
    expect(endpoint.calls).toBe(1)
  })

  it('a refusal as too early leaves the token in use and is not repeated for 570 seconds', async () => {
    const { clock, endpoint, connection } = await world()
    clock.pass(500)
    endpoint.issuedAt = clock.seconds()
    clock.pass(100)
    expect(await connection.accessToken()).toBe('access-1-secret')
    clock.pass(300)
    expect(await connection.accessToken()).toBe('access-1-secret')
    expect(endpoint.calls).toBe(2)
    clock.pass(300)
    expect(await connection.accessToken()).toBe('access-2-secret')
  })

  it('a long call near the end of the token waits for the renewal', async () => {
    const { clock, connection } = await world()
    clock.pass(563)
    expect(await connection.accessTokenForLongCall()).toBe('access-2-secret')
    expect(clock.seconds()).toBe(570)
  })

  it('a young token that was refused is given to nobody any more, until it can be renewed', async () => {
    const { clock, endpoint, connection } = await world()
    clock.pass(100)
    expect(await connection.accessTokenAfterRefusal('access-1-secret')).toBeUndefined()
    await expect(connection.accessToken()).rejects.toMatchObject({
      code: 'exact-token-refused',
      until: new Date('2026-01-15T09:09:30.000Z'),
    })
    await expect(connection.accessTokenForLongCall()).rejects.toMatchObject({ code: 'exact-token-refused' })
    clock.pass(470)
    expect(await connection.accessToken()).toBe('access-2-secret')
    expect(endpoint.early).toBe(0)
  })

  it('a token of 570 seconds that was refused is renewed, whatever the setting says', async () => {
    const { clock, connection } = await world({ renewAfterSeconds: 590 })
    clock.pass(575)
    expect(await connection.accessToken()).toBe('access-1-secret')
    expect(await connection.accessTokenAfterRefusal('access-1-secret')).toBe('access-2-secret')
  })

  it('a clock that was set back by a day does not leave a dead token in use', async () => {
    const { clock, endpoint, connection } = await world()
    clock.pass(-86_400)
    endpoint.issuedAt = clock.seconds() - 600
    expect(await connection.accessToken()).toBe('access-2-secret')
  })
})

describe('durability', () => {
  it('the new token is in the store before anybody gets it', async () => {
    const { clock, store, again } = await world()
    clock.pass(600)
    const seen: string[] = []
    const watched: StateStore = {
      ...store,
      write: async (name, value) => {
        await store.write(name, value)
        seen.push((JSON.parse(value) as { generation: number }).generation.toString())
      },
    }
    const token = again({ store: watched })
      .accessToken()
      .then(text => seen.push(text))
    await token
    expect(seen).toEqual(['1', '2', 'access-2-secret'])
    expect(await again().accessToken()).toBe('access-2-secret')
  })

  it('a process killed before it recorded the intent has lost nothing', async () => {
    const { clock, endpoint, store, again } = await world()
    clock.pass(600)
    await expect(again({ store: killedBeforeWrite(store, 0) }).accessToken()).rejects.toThrow('killed')
    expect(await again().accessToken()).toBe('access-2-secret')
    expect(endpoint.calls).toBe(2)
  })

  it('a process killed between the intent and the call waits ten minutes and renews', async () => {
    const { clock, endpoint, store, again } = await world()
    clock.pass(600)
    const { intent } = await killedAfterIntent(store, again)
    expect(intent).toBe(true)
    await expect(again().accessToken()).rejects.toMatchObject({ code: 'exact-token-unavailable', prospect: 'passing' })
    expect((await again().state()).kind).toBe('unsettled')
    clock.pass(600)
    expect(await again().accessToken()).toBe('access-2-secret')
    expect(endpoint.early).toBe(0)
  })

  it('a request that arrives when its process is dead is not followed by another within 570 seconds', async () => {
    const { clock, endpoint, store, again } = await world()
    clock.pass(600)
    await killedAfterIntent(store, again)
    const { calls } = endpoint
    clock.pass(29)
    endpoint.issuedAt = clock.seconds()
    clock.pass(560)
    await expect(again().accessToken()).rejects.toMatchObject({ code: 'exact-token-unavailable' })
    expect(endpoint.calls).toBe(calls)
    clock.pass(11)
    expect(await again().accessToken()).toBe('access-2-secret')
    expect(endpoint.early).toBe(0)
  })

  it('a process killed between the answer and its record is recognised, and says what to do', async () => {
    const { clock, endpoint, store, again } = await world()
    clock.pass(600)
    await expect(again({ store: killedBeforeWrite(store, 1) }).accessToken()).rejects.toThrow('killed')
    clock.pass(600)
    const failure = await again()
      .accessToken()
      .catch((thrown: unknown) => thrown)
    expect(failure).toMatchObject({ code: 'exact-sign-in-needed', remedy: expect.stringContaining('sign in again') })
    expect(String(failure)).toContain('answer to a renewal was lost')
    expect((await again().state()).kind).toBe('sign-in-needed')
    const { calls } = endpoint
    await expect(again().accessToken()).rejects.toMatchObject({ code: 'exact-sign-in-needed' })
    expect(endpoint.calls).toBe(calls)
    expect(endpoint.early).toBe(0)
  })

  it('an answer lost on the way is repeated once after 570 seconds, then a sign-in is asked for', async () => {
    const { clock, endpoint, connection } = await world()
    clock.pass(570)
    endpoint.faults.push('lost')
    expect(await connection.accessToken()).toBe('access-1-secret')
    clock.pass(100)
    await expect(connection.accessToken()).rejects.toMatchObject({ code: 'exact-token-unavailable' })
    expect(endpoint.calls).toBe(2)
    clock.pass(470)
    await expect(connection.accessToken()).rejects.toMatchObject({ code: 'exact-sign-in-needed' })
    expect(endpoint.early).toBe(0)
  })

  it('a call that never reached the service is repeated after half a minute', async () => {
    const { clock, connection, again } = await world()
    clock.pass(600)
    const cut = again({ baseUrl: 'http://127.0.0.1:9' })
    await expect(cut.accessToken()).rejects.toMatchObject({ code: 'exact-token-unavailable', why: 'ECONNREFUSED' })
    clock.pass(30)
    expect(await connection.accessToken()).toBe('access-2-secret')
  })

  it('a gateway fault is spaced out and loses nothing', async () => {
    const { clock, endpoint, store, again } = await world()
    let locks = 0
    const connection = again({ store: { ...store, exclusively: (name, work) => (locks++, store.exclusively(name, work)) } })
    clock.pass(600)
    endpoint.faults.push(500, 500)
    for (let call = 0; call < 20; call++) await expect(connection.accessToken()).rejects.toMatchObject({ prospect: 'passing' })
    expect({ calls: endpoint.calls, locks }).toEqual({ calls: 2, locks: 1 })
    clock.pass(30)
    await expect(connection.accessToken()).rejects.toMatchObject({ prospect: 'passing' })
    clock.pass(30)
    expect(await connection.accessToken()).toBe('access-2-secret')
  })

  it('a store that fails for a while costs no token', async () => {
    const { clock, endpoint, store, again } = await world()
    clock.pass(600)
    let broken = 0
    const failing: StateStore = {
      ...store,
      write: async (name, value) => {
        if ((JSON.parse(value) as { generation: number }).generation === 2 && ++broken <= 6) throw new Error('disk full')
        await store.write(name, value)
      },
    }
    const connection = again({ store: failing })
    await expect(connection.accessToken()).rejects.toThrow('disk full')
    expect(await connection.accessToken()).toBe('access-2-secret')
    expect(endpoint.calls).toBe(2)
  })
})

describe('sign-in', () => {
  it('asks for a sign-in before there was one, and after a disconnect', async () => {
    const { connection, again } = await world()
    await expect(again({ id: 'another' }).accessToken()).rejects.toMatchObject({ code: 'exact-sign-in-needed' })
    await connection.disconnect()
    expect(await connection.state()).toEqual({ kind: 'not-signed-in' })
    await expect(connection.accessToken()).rejects.toMatchObject({ code: 'exact-sign-in-needed' })
  })

  it('a new sign-in ends the state that asked for it', async () => {
    const { clock, endpoint, connection } = await world()
    endpoint.current = 'used elsewhere'
    clock.pass(600)
    await expect(connection.accessToken()).rejects.toMatchObject({ code: 'exact-sign-in-needed' })
    await connection.completeSignIn('another-code')
    expect(await connection.accessToken()).toBe('access-2-secret')
  })

  it('keep-alive renews a token that was idle for a day and no younger one', async () => {
    const { clock, endpoint, connection } = await world()
    clock.pass(86_399)
    await connection.keepAlive()
    expect(endpoint.calls).toBe(1)
    clock.pass(1)
    await connection.keepAlive()
    expect(endpoint.calls).toBe(2)
  })

  it('warns in the last seven of the thirty days', async () => {
    const { clock, connection } = await world()
    clock.pass(22 * 86_400)
    expect(await connection.state()).toMatchObject({ kind: 'signed-in', endsSoon: false })
    clock.pass(2 * 86_400)
    expect(await connection.state()).toMatchObject({
      kind: 'signed-in',
      endsSoon: true,
      signInExpiresAt: '2026-02-14T09:00:00.000Z',
    })
  })

  it('no token and no secret stands in the store, in an error or in its cause', async () => {
    const { clock, endpoint, store, connection } = await world()
    const written = (await store.read('exact-vault:account-1')) ?? ''
    endpoint.faults.push(500, 'cut')
    clock.pass(600)
    const failures: string[] = []
    for (const wait of [0, 30, 600]) {
      clock.pass(wait)
      if (wait === 600) endpoint.current = 'used elsewhere'
      const thrown = await connection.accessToken().catch((failure: unknown) => failure)
      failures.push(JSON.stringify(thrown, Object.getOwnPropertyNames(thrown)))
    }
    expect(failures.join()).toContain('exact-token-unavailable')
    for (const text of [written, ...failures]) expect(text).not.toMatch(/(access|refresh)-\d-secret|app-secret-value/)
  })

  it('a renewal time outside 480 to 590 seconds is refused in plain words', async () => {
    const { again } = await world()
    expect(() => again({ renewAfterSeconds: 600 })).toThrow('480 to 590')
  })
})

describe('the secret of the vault', () => {
  it('a row sealed under a former secret is opened and sealed anew under the preferred one', async () => {
    const { again } = await world()
    expect(await again({ keys: vaultKeys(['new secret', 'first secret']) }).accessToken()).toBe('access-1-secret')
    expect(await again({ keys: vaultKeys(['new secret']) }).accessToken()).toBe('access-1-secret')
  })

  it('a changed secret asks for a sign-in and says why', async () => {
    const { again } = await world()
    const connection = again({ keys: vaultKeys(['other secret']) })
    await expect(connection.accessToken()).rejects.toMatchObject({
      code: 'exact-sign-in-needed',
      why: expect.stringContaining('secret'),
    })
    expect((await connection.state()).kind).toBe('sign-in-needed')
    await connection.completeSignIn('code')
    expect(await connection.accessToken()).toBe('access-2-secret')
  })

  it('a row moved to another connection or altered does not open', async () => {
    const { store, again } = await world()
    const row = (await store.read('exact-vault:account-1')) ?? ''
    await store.write('exact-vault:account-2', row)
    await expect(again({ id: 'account-2' }).accessToken()).rejects.toMatchObject({ code: 'exact-sign-in-needed' })
    await store.write('exact-vault:account-1', row.replace('"generation":1', '"generation":7'))
    await expect(again().accessToken()).rejects.toMatchObject({ why: 'The stored tokens were altered or damaged' })
  })
})

async function killedAfterIntent(
  store: StateStore,
  again: (more: Partial<ConnectionSettings>) => ReturnType<typeof exactConnection>,
) {
  let intent = false
  // The call goes to a port where nobody listens and the process dies with it: its result is never written.
  const dying: StateStore = {
    ...store,
    write: async (name, value) => {
      if (intent) throw new Error('killed')
      intent = true
      await store.write(name, value)
    },
  }
  await again({ store: dying, baseUrl: 'http://127.0.0.1:9' })
    .accessToken()
    .catch(() => undefined)
  return { intent }
}
