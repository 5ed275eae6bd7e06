import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Client from 'ssh2-sftp-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { system } from '../../../lib/environment'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/sandbox'
import { expectedAnswer } from '../../../sandbox/suppliers/expected'
import { keyInConfirmation, keyInInvoice, needsAPerson, orderOf, setsOf, signedIn } from './suppliers-clerk'
import { segmentsOf, the850 } from './suppliers-mail'

let directory = ''
const open: { close(): Promise<unknown> }[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
})
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
  rmSync(directory, { recursive: true, force: true })
})

async function sandboxWith(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const limits = { perMinute: 60, perDay: 5000 }
  const usual = { directory, seed: 7, orders: 6, exactPort: 0, mailboxPort: 0, limits, environment: system, log: () => undefined }
  const sandbox = await startSandbox({ ...usual, ...options })
  open.push(sandbox)
  return sandbox
}

/** The loops as the mailbox sees them: what they put into Import, what they take out of Export. */
async function loopsAt({ mailbox, login }: Sandbox) {
  const client = new Client()
  const sock = connect({ host: mailbox.host, port: mailbox.port, noDelay: true })
  await client.connect({ sock, username: login.user, password: login.password })
  open.push({ close: () => client.end() })
  const folder = (direction: string) => `${mailbox.base}/${direction}/${login.company}/Transaction`
  return {
    /** Under a temporary name first, which the importer leaves alone. */
    put: async (name: string, text: string) => {
      await client.put(Buffer.from(text), `${folder('Import')}/${name}.part`)
      await client.rename(`${folder('Import')}/${name}.part`, `${folder('Import')}/${name}`)
    },
    names: async () => (await client.list(folder('Export'))).map(({ name }) => name).toSorted(),
    take: async (name: string) => {
      const bytes = await client.get(`${folder('Export')}/${name}`)
      await client.delete(`${folder('Export')}/${name}`)
      return Buffer.isBuffer(bytes) ? bytes.toString() : ''
    },
  }
}

test('an 850 that is put into Import over SFTP comes back as 997, 855 and 810 in Export', async () => {
  const sandbox = await sandboxWith()
  const loops = await loopsAt(sandbox)
  const order = sandbox.world.orders.find(one => expectedAnswer(sandbox.world, one).kind === 'accepted')
  if (!order) throw new Error('a world with an accepted order')
  await loops.put('order.edi', the850(sandbox.world, [order], { number: 101 }))
  expect(await sandbox.tick()).toBe(4)

  const texts = []
  for (const name of await loops.names()) texts.push(await loops.take(name))
  const sets = texts.map(text => segmentsOf(text).find(([tag]) => tag === 'ST')?.[1])
  expect(sets).toEqual(['810', '855', '997'])
  for (const text of texts)
    expect(text).toContain(sandbox.world.companies.find(one => one.division === order.division)?.interchange.id)
  expect(sandbox.totals()).toMatchObject({
    orders: 6,
    delivered: 1,
    deliveredWrong: 0,
    acknowledged: 1,
    confirmed: 0,
    settled: false,
  })
})

test('a clerk who keys in every answer by hand settles the whole world', async () => {
  const sandbox = await sandboxWith({ orders: 40, limits: { perMinute: 10_000, perDay: 100_000 } })
  const loops = await loopsAt(sandbox)
  const write = await signedIn(sandbox)
  for (const [n, order] of sandbox.world.orders.entries())
    await loops.put(`${n}.edi`, the850(sandbox.world, [order], { number: 101 + n }))
  await sandbox.tick()
  const texts: string[] = []
  for (const name of await loops.names()) texts.push(await loops.take(name))
  expect(sandbox.totals()).toMatchObject({ delivered: 40, acknowledged: 40, confirmed: 0, invoicesBooked: 0, settled: false })

  const sets = texts.flatMap(setsOf)
  for (const set of sets.filter(one => one.code === '855' && !needsAPerson(one)))
    await keyInConfirmation(orderOf(sandbox, set), set, write)
  for (const set of sets.filter(one => one.code === '810')) await keyInInvoice(sandbox, orderOf(sandbox, set), set, write)
  const { expected, exactCalls, ...totals } = sandbox.totals()
  expect(sandbox.differences()).toEqual([])
  expect(totals).toEqual({
    orders: 40,
    delivered: 40,
    deliveredTwice: 0,
    deliveredWrong: 0,
    acknowledged: 40,
    acknowledgedBack: 0,
    acknowledgedBackWrong: 0,
    confirmed: expected.confirmed,
    confirmedWrong: 0,
    held: expected.held,
    invoicesBooked: expected.invoices,
    bookedTwice: 0,
    bookedWrong: 0,
    failed: 0,
    settled: true,
  })
  expect(Object.values(expected.kinds).filter(count => count > 0).length).toBeGreaterThan(4)
  expect(exactCalls).toBeGreaterThan(expected.confirmed + expected.invoices)
})

describe('a start on the state of an earlier run', () => {
  test('goes on with the debts and the numbers of before', async () => {
    const before = await sandboxWith()
    const [first, second] = before.world.orders
    if (!first || !second) throw new Error('a world of two orders')
    await (await loopsAt(before)).put('1.edi', the850(before.world, [first], { number: 101 }))
    await before.tick()
    await (await loopsAt(before)).put('2.edi', the850(before.world, [second], { number: 101 }))
    const names = await (await loopsAt(before)).names()
    for (const one of open.splice(0).toReversed()) await one.close()

    const after = await sandboxWith()
    const loops = await loopsAt(after)
    expect(await loops.names()).toEqual(names)
    expect(after.totals().delivered).toBe(1)
    await after.tick()
    expect(after.totals().delivered).toBe(2)
    expect((await loops.names()).length).toBeGreaterThan(names.length)
    expect(await after.tick()).toBe(0)
  })

  test('of another world is refused, and leaves no port open', async () => {
    const before = await sandboxWith()
    await before.close()
    open.length = 0
    await expect(sandboxWith({ orders: 9 })).rejects.toThrow(/another world/)
  })
})

test('when the port of the mailbox is taken, the offline Exact Online is not left running', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => new Promise(resolve => other.close(resolve)) })
  const { port } = other.address() as AddressInfo
  const free = await sandboxWith()
  const exactPort = free.exact.port
  await free.close()
  open.pop()
  await expect(sandboxWith({ exactPort, mailboxPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await expect(sandboxWith({ exactPort })).resolves.toMatchObject({ exact: { port: exactPort } })
})

test('with a clock it ticks by itself', async () => {
  const sandbox = await sandboxWith({ tickSeconds: 0.02 })
  const loops = await loopsAt(sandbox)
  const [order] = sandbox.world.orders
  if (!order) throw new Error('a world with an order')
  await loops.put('order.edi', the850(sandbox.world, [order], { number: 101 }))
  await expect.poll(() => sandbox.totals().delivered, { timeout: 5000 }).toBe(1)
})
