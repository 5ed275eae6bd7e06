/** What a step was before a replay, kept beside it; and the steps that a replay has come again. */
import type { Transaction } from 'kysely'
import type { Step } from './replay'
import type { Tables } from './schema'
import type { Asking } from './steps'

/** What a step was, kept beside it. Its outputs go with the copy, so that the step makes its own. */
export async function archived(tx: Transaction<Tables>, asking: Asking, step: Step, replayId: string): Promise<Step> {
  const { seq: _seq, ...rest } = step
  const copy = { ...rest, id: asking.environment.uuid(), superseded_by: replayId }
  const { seq } = await tx.insertInto('steps').values(copy).returning('seq').executeTakeFirstOrThrow()
  await tx
    .updateTable('outputs')
    .set({ step_id: copy.id, taken_at: asking.environment.now().toISOString() })
    .where('step_id', '=', step.id)
    .where('taken_at', 'is', null)
    .execute()
  await tx.updateTable('outputs').set({ step_id: copy.id }).where('step_id', '=', step.id).execute()
  return { ...copy, seq }
}

/** The steps after the one that is built anew: they keep their place and take what comes as new. */
export async function expectAgain(
  tx: Transaction<Tables>,
  asking: Asking,
  steps: readonly Step[],
  from: Step,
  replayId: string,
): Promise<void> {
  for (const step of await after(tx, steps, from)) {
    if (step.state === 'expected') continue
    await archived(tx, asking, step, replayId)
    await tx
      .updateTable('steps')
      .set({ state: 'expected', reason: null, ...(step.state === 'done' ? { intent: null } : {}) })
      .where('id', '=', step.id)
      .execute()
  }
}

/** Steps that took, directly or not, what a step had made. Called once its outputs are with its copy. */
async function after(tx: Transaction<Tables>, steps: readonly Step[], from: Step): Promise<Step[]> {
  const outputs = await tx.selectFrom('outputs').select(['id', 'node']).where('document_id', '=', from.document_id).execute()
  const madeBy = new Map(outputs.map(({ id, node }) => [id, node]))
  const behind = new Set([from.node])
  const found = new Set<Step>()
  for (let grew = true; grew; ) {
    grew = false
    for (const step of steps) {
      const takes = (JSON.parse(step.input) as { edi?: { step?: string } }).edi?.step
      const maker = takes === undefined ? undefined : madeBy.get(takes)
      if (maker === undefined || !behind.has(maker) || behind.has(step.node)) continue
      behind.add(step.node)
      found.add(step)
      grew = true
    }
  }
  return [...found]
}
