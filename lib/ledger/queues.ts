/** How much there is of everything, and how old the oldest is, from indexes that hold nothing but what is asked for. */
import { type Kysely, sql } from 'kysely'
import { countDocuments, type Tally } from './counts'
import type { DocumentState, Tables } from './schema'
import { UNFINISHED } from './steps'

export interface Queues {
  readonly documents: readonly { readonly kind: string; readonly state: DocumentState; readonly documents: number }[]
  /** Oldest moment of each, UTC; undefined when there is none. */
  readonly oldest: {
    /** Steps that began and did not end. */
    readonly unfinished: string | undefined
    /** Outputs that the next step has not taken. */
    readonly waiting: string | undefined
    /** Documents that wait for a person. */
    readonly held: string | undefined
    /** Sent and not answered. */
    readonly unanswered: string | undefined
  }
  readonly unanswered: number
  readonly overdue: number
}

/** As much work as there is unfinished, however much is done. */
export async function queues(database: Kysely<Tables>): Promise<Queues> {
  const documents = byState(await countDocuments(database))
  const unfinished = await database
    .selectFrom('steps')
    .select('begun_at')
    .where(UNFINISHED)
    .orderBy('begun_at')
    .limit(1)
    .executeTakeFirst()
  const waiting = await database
    .selectFrom('outputs')
    .select('created_at')
    .where('taken_at', 'is', null)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  const held = await database
    .selectFrom('documents')
    .select('updated_at')
    .where('state', '=', 'held')
    .orderBy('updated_at')
    .limit(1)
    .executeTakeFirst()
  const unanswered = await database
    .selectFrom('transmissions')
    .select([
      sql<number>`count(*)`.as('count'),
      sql<string | null>`min(sent_at)`.as('oldest'),
      sql<number>`count(overdue_at)`.as('overdue'),
    ])
    .where('outcome', 'is', null)
    .where('deadline', 'is not', null)
    .executeTakeFirst()
  return {
    documents,
    oldest: {
      unfinished: unfinished?.begun_at,
      waiting: waiting?.created_at,
      held: held?.updated_at,
      unanswered: unanswered?.oldest ?? undefined,
    },
    unanswered: unanswered?.count ?? 0,
    overdue: unanswered?.overdue ?? 0,
  }
}

/** Whatever the reasons. */
function byState(tallies: readonly Tally[]): Queues['documents'] {
  const alike = Object.groupBy(tallies, ({ kind, state }) => JSON.stringify([kind, state]))
  return Object.values(alike).flatMap((some = []) =>
    some.slice(0, 1).map(({ kind, state }) => ({ kind, state, documents: some.reduce((sum, { count }) => sum + count, 0) })),
  )
}

/** How long answers took that came after one moment, up to another. */
export async function answeredBetween(
  database: Kysely<Tables>,
  after: string,
  until: string,
): Promise<readonly { readonly partner: string | null; readonly seconds: number }[]> {
  const rows = await database
    .selectFrom('transmissions')
    .select(['partner', 'sent_at', 'answered_at'])
    .where('answered_at', '>', after)
    .where('answered_at', '<=', until)
    .execute()
  return rows.map(({ partner, sent_at: sent, answered_at: answered }) => ({
    partner,
    seconds: (Date.parse(answered ?? after) - Date.parse(sent ?? answered ?? after)) / 1000,
  }))
}
