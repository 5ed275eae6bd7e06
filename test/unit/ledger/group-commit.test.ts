import { Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'
import { GroupCommit } from '../../../lib/ledger/group-commit'
import { sqliteDialect } from '../../../lib/ledger/node-sqlite'
import type { Tables } from '../../../lib/ledger/schema'

async function aStore() {
  const statements: string[] = []
  const database = new Kysely<Tables>({ dialect: sqliteDialect(':memory:'), log: event => void statements.push(event.query.sql) })
  await database.schema
    .createTable('marks')
    .addColumn('name', 'text', column => column.primaryKey())
    .addColumn('value', 'text')
    .execute()
  const commits = new GroupCommit(database)
  const write = (name: string) => commits.transaction(async tx => tx.insertInto('marks').values({ name, value: '' }).execute())
  const names = async () => (await database.selectFrom('marks').select('name').orderBy('name').execute()).map(({ name }) => name)
  return { commits, write, names, statements }
}

describe('transactions asked for together', () => {
  it('share a commit, in the order in which they were asked for', async () => {
    const { write, names, statements } = await aStore()
    statements.length = 0
    await Promise.all(['a', 'b', 'c'].map(write))
    expect(await names()).toEqual(['a', 'b', 'c'])
    expect(statements.filter(sql => /^(begin|commit|savepoint)/i.test(sql))).toEqual(['BEGIN IMMEDIATE', 'COMMIT'])
  })

  it('do not undo each other: one that fails is told so, the others stand', async () => {
    const { commits, write, names } = await aStore()
    const bad = commits.transaction(async tx => {
      await tx.insertInto('marks').values({ name: 'half', value: '' }).execute()
      throw new Error('changed my mind')
    })
    const results = await Promise.allSettled([write('a'), bad, write('b')])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await names()).toEqual(['a', 'b'])
  })

  it('are each told their own failure when several fail, and nobody sees what was undone', async () => {
    const { commits, write, names } = await aStore()
    const seen: string[][] = []
    const failing = (words: string) =>
      commits.transaction(async tx => {
        seen.push((await tx.selectFrom('marks').select('name').execute()).map(({ name }) => name))
        await tx.insertInto('marks').values({ name: words, value: '' }).execute()
        throw new Error(words)
      })
    const results = await Promise.allSettled([failing('first'), write('a'), failing('second')])
    expect(results.map(one => (one.status === 'rejected' ? (one.reason as Error).message : one.status))).toEqual([
      'first',
      'fulfilled',
      'second',
    ])
    expect(seen.at(-1)).toEqual(['a'])
    expect(await names()).toEqual(['a'])
  })

  it('are all told of a commit that fails', async () => {
    const { commits, write } = await aStore()
    // A statement that ends the transaction under the group's feet stands in for a disk that fails at the commit.
    const breaking = commits.transaction(async tx =>
      tx.executeQuery({ sql: 'ROLLBACK', parameters: [], query: { kind: 'RawNode' } } as never),
    )
    const results = await Promise.allSettled([write('a'), breaking, write('b')])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    await expect(write('after')).resolves.toBeDefined()
  })
})
