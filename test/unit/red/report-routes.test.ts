/** The report, the plan of a dry run and the preview of overrides over the admin API: who may ask, and what is refused. */
import { beforeEach, describe, expect, it } from 'vitest'
import { overrideRoutes } from '../../../lib/red/overrides'
import { reportRoutes } from '../../../lib/red/report-routes'
import { keepOrder } from '../loops/kept'
import { aWorld, type World } from '../loops/world'
import { anOrder } from '../mapping/builders'
import { type Routes, routesOf } from './routes'

let world: World
let routes: Routes
beforeEach(async () => {
  world = await aWorld()
  routes = routesOf(reportRoutes, () => world.ledger)
})
const report = (query: Record<string, unknown>) => routes.ask('get /edi-loop/report', { query })
const january = { from: '2026-01-01', to: '2026-01-31' }

it('whoever may read the ledger may count it, and nothing there decides', () => {
  expect(routes.permissions).toEqual([
    ['get /edi-loop/report', 'edi-ledger.read'],
    ['get /edi-loop/report.csv', 'edi-ledger.read'],
    ['get /edi-loop/dry-run', 'edi-ledger.read'],
  ])
})

it('documents of a map are seen by whoever may read maps; what runs an expression needs more', () => {
  expect(routesOf(overrideRoutes, () => world.ledger).permissions).toEqual([
    ['get /edi-loop/maps/:id/documents', 'edi-map.read'],
    ['post /edi-loop/maps/:id/preview', 'edi-map.write'],
  ])
})

describe('the report', () => {
  it('has the sums of the period with the decimals of their currency, and the open ends with their order', async () => {
    await keepOrder(world, anOrder({ number: 'PO-1' }))
    const { body } = await report(january)
    expect(body).toMatchObject({
      period: { since: '2026-01-01T00:00:00.000Z', before: '2026-02-01T00:00:00.000Z' },
      byCurrency: [{ currency: 'EUR', orders: { count: 1, ordered: '787.50', open: '787.50' } }],
      openEnds: [
        { order: 'PO-1', missing: 'acknowledgment' },
        { order: 'PO-1', missing: 'confirmation' },
      ],
      openEndsInAll: 2,
    })
    expect((await report({ ...january, division: '1' })).body).toMatchObject({ totals: [], openEndsInAll: 0 })
  })

  it.each([
    [{ to: '2026-01-31' }, 'request-faulty'],
    [{ ...january, partner: ['a', 'b'] }, 'request-faulty'],
    [{ ...january, division: 'EU' }, 'report-division'],
    [{ from: '2026-02-30', to: '2026-03-01' }, 'report-period'],
  ])('is refused for %j', async (query, code) => {
    expect(await report(query)).toMatchObject({ status: 422, body: { code } })
  })

  it('of a ledger that is not there is refused', async () => {
    expect(await report({ ...january, ledger: 'another' })).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })
})

it('a ledger that works for real has no plan', async () => {
  expect((await routes.ask('get /edi-loop/dry-run', {})).body).toEqual({ isDryRun: false })
})
