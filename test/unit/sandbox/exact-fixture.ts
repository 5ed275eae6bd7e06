/** A running offline Exact Online, a clock to move, and a client that has signed in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axios, { type AxiosInstance, type AxiosResponse } from 'axios'
import type { Environment } from '../../../lib/environment'
import { type ExactOptions, sandboxClient } from '../../../sandbox/exact/options'
import { type Exact, startExact } from '../../../sandbox/exact/server'
import { chance } from '../../../sandbox/chance'
import { world, type World } from '../../../sandbox/world'

export interface Tokens {
  access_token: string
  refresh_token: string
  expires_in: string
  token_type: string
}

export interface Run {
  exact: Exact
  trade: World
  directory: string
  /** Moves the environment's clock; the server follows. */
  pass(seconds: number): void
  /** What a pause of the server is, instead of none. */
  sleeps(wait: () => Promise<void>): void
  /** Every status is an answer; JSON is asked for; redirects are not followed. */
  http: AxiosInstance
  signIn(): Promise<Tokens>
  refresh(token: string): Promise<AxiosResponse>
  /** With the bearer token of a first sign-in; paths start behind the division. */
  api(division?: number): Promise<AxiosInstance>
  stop(): Promise<void>
}

export const division = 510001
export const redirectUri = 'http://127.0.0.1:1880/exact-online/callback'

export async function run(options: Partial<ExactOptions> & { orders?: number } = {}): Promise<Run> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'exact-'))
  const trade = options.world ?? world(1, options.orders ?? 30)
  let now = Date.UTC(2026, 5, 25, 14, 17, 9)
  const random = chance(Date.now(), 'test', 0)
  let sleeping = async (): Promise<void> => undefined
  const environment: Environment = {
    now: () => new Date(now),
    uuid: () => random.guid(),
    random: () => random.fraction(),
    bytes: count => Buffer.from(Array.from({ length: count }, () => random.whole(0, 255))),
    sleep: () => sleeping(),
  }
  const exact = await startExact({
    directory,
    port: 0,
    environment,
    limits: { perMinute: 1000, perDay: 100_000 },
    ...options,
    world: trade,
  })
  const http = axios.create({
    baseURL: exact.url,
    validateStatus: () => true,
    maxRedirects: 0,
    headers: { Accept: 'application/json' },
  })
  const form = (fields: Record<string, string>) =>
    http.post(
      '/api/oauth2/token',
      new URLSearchParams({ client_id: sandboxClient.id, client_secret: sandboxClient.secret, ...fields }),
    )
  const signIn = async () => {
    const code = await codeFrom(http)
    const answer = await form({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
    return answer.data as Tokens
  }
  let tokens: Tokens | undefined
  return {
    sleeps: wait => {
      sleeping = wait
    },
    exact,
    trade,
    directory,
    pass: seconds => {
      now += seconds * 1000
    },
    http,
    signIn,
    refresh: token => form({ grant_type: 'refresh_token', refresh_token: token }),
    api: async (number = division) => {
      tokens ??= await signIn()
      return axios.create({
        baseURL: `${exact.url}/api/v1/${number}/`,
        validateStatus: () => true,
        maxRedirects: 0,
        headers: { Accept: 'application/json', Authorization: `Bearer ${tokens.access_token}` },
      })
    },
    stop: async () => {
      await exact.close()
      if (!options.directory) rmSync(directory, { recursive: true })
    },
  }
}

/** Presses the button of the sign-in page. */
export async function codeFrom(http: AxiosInstance): Promise<string> {
  const form = new URLSearchParams({ client_id: sandboxClient.id, redirect_uri: redirectUri, response_type: 'code', state: 's' })
  const answer = await http.post('/api/oauth2/auth', form)
  return new URL(String(answer.headers['location'])).searchParams.get('code') ?? ''
}

/** Rows of either shape of a collection. */
export function rows(answer: AxiosResponse): Record<string, any>[] {
  return Array.isArray(answer.data.d) ? answer.data.d : answer.data.d.results
}

/** The text of an error body. */
export function complaint(answer: AxiosResponse): string {
  return answer.data.error.message.value
}
