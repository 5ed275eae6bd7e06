/** What an override may do to the result of a map, and what it can never bring about. */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import type { Invoice } from '../../../lib/documents/invoice'
import { EdiError } from '../../../lib/error'
import { type Jsonata, type Override, overridingBy } from '../../../lib/mapping/overrides/overrides'
import { changeBetween } from '../../../lib/mapping/purchase-order-change'
import { x860From } from '../../../lib/mapping/purchase-order-change-to-860'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { anOrder, aPartner, company, references } from './builders'

const own = createRequire(require.resolve(process.env['NODE_RED_PACKAGE'] ?? 'node-red'))
const { util } = own('@node-red/util') as {
  util: { prepareJSONataExpression(text: string, node: undefined): ReturnType<Jsonata> }
}
const jsonata: Jsonata = text => util.prepareJSONataExpression(text, undefined)

const invoice: Invoice = {
  kind: 'invoice',
  type: 'invoice',
  typeCode: 'DI',
  number: 'INV-1',
  date: '2026-01-23',
  orderNumber: 'PO-0001001',
  currency: 'EUR',
  lines: [
    {
      number: '1',
      item: { supplierCode: 'SKU' },
      quantity: '2',
      unit: 'EA',
      price: '0.1',
      amount: '0.2',
      taxes: [],
      charges: [],
    },
  ],
  charges: [],
  taxes: [],
  total: '0.2',
}
const set = x850From(anOrder(), { partner: aPartner(), company, references })
const maps = { invoice: '810-to-invoice', order: 'exact-to-purchase-order', set: 'purchase-order-to-850' } as const

function override(expression: string, map: string, changes: Partial<Override> = {}): string {
  return JSON.stringify([{ map, why: 'a test', expression, ...changes }])
}

function overriding(json: string, map: string) {
  return overridingBy(json, map, jsonata)
}

async function errorOf(work: Promise<unknown> | (() => unknown)): Promise<EdiError> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (thrown) {
    if (thrown instanceof EdiError) return thrown
    throw thrown
  }
  throw new Error('nothing was thrown')
}

describe('an override', () => {
  it('changes what it names and leaves the rest as it is', async () => {
    const expression = `$ ~> |$|{"orderNumber": $replace(orderNumber, /^PO-0*/, "")}|`
    expect(await overriding(override(expression, maps.invoice), maps.invoice)(invoice, 'seller')).toEqual({
      ...invoice,
      orderNumber: '1001',
    })
  })

  it('is for its map and its partner alone; one for all goes before', async () => {
    const json = JSON.stringify([
      { map: maps.invoice, partner: 'seller', why: 'own', expression: '$ ~> |$|{"number": number & "b"}|' },
      { map: maps.invoice, why: 'for all', expression: '$ ~> |$|{"number": number & "a"}|' },
      { map: maps.order, why: 'another map', expression: '"nothing"' },
    ])
    const numbers = await Promise.all(
      ['seller', 'other', undefined].map(async key => (await overriding(json, maps.invoice)(invoice, key)).number),
    )
    expect(numbers).toEqual(['INV-1ab', 'INV-1a', 'INV-1a'])
  })

  it('counts in decimals: three tenths are three tenths', async () => {
    const expression = '$ ~> |$|{"total": $plus($total(lines.amount), "0.1"), "dueDate": "2026-02-22"}|'
    expect((await overriding(override(expression, maps.invoice), maps.invoice)(invoice, 'seller')).total).toBe('0.3')
    const times = '$ ~> |lines|{"amount": $money($times(quantity, "1.005"), "EUR")}|'
    expect((await overriding(override(times, maps.invoice), maps.invoice)(invoice, 'seller')).lines[0]?.amount).toBe('2.01')
  })

  it('does not touch what it was given', async () => {
    const given = structuredClone(invoice)
    await overriding(override('$ ~> |lines|{"quantity": "5"}|', maps.invoice), maps.invoice)(given, 'seller')
    expect(given).toEqual(invoice)
  })

  it('leaves out, adds and changes segments', async () => {
    const expression = `$ ~> |$|{"segments": $filter(segments, function($s){ $s[0] != "PID" })}|`
    const changed = await overriding(override(expression, maps.set), maps.set)(set, 'seller')
    expect(changed.segments).toEqual(set.segments.filter(([tag]) => tag !== 'PID'))
  })
})

describe('at deploy', () => {
  it.each([
    ['{', /It is not JSON/],
    ['{}', /must be a list/],
    [override('$', 'invoice-to-exact'), /\[0\]\.map: must be one of/],
    [override('$', '997-to-functional-acknowledgment'), /\[0\]\.map: must be one of/],
    ['[{"map": "810-to-invoice", "expression": "$"}]', /\[0\]\.why: is missing/],
    [override('$ ~> |$|{"a": }|', maps.invoice), /\[0\]\.expression: .*\(S0211\) at character 15/],
  ])('%s is refused with its place', async (json, words) => {
    const error = await errorOf(() => overriding(json, maps.invoice))
    expect(error).toMatchObject({ code: 'overrides-invalid', prospect: 'held' })
    expect(error.message).toMatch(words)
  })

  it.each([
    '$now()',
    '$millis()',
    '$random()',
    '($f := $now; $f())',
    '$map([1], $random)',
    '$moment()',
    '$env("HOME")',
    '$flowContext("x")',
    '$globalContext("x")',
    '$eval("$now()")',
    '$shuffle([1])',
    '1 + 1',
    'total * 2',
    '-total',
    '$number(total)',
    '$sum(lines.amount)',
    '$round(1.5)',
    'lines ~> $average',
  ])('%s may not be used', async expression => {
    const error = await errorOf(() => overriding(override(expression, maps.invoice), maps.invoice))
    expect(error.code).toBe('overrides-invalid')
    expect(error.message).toMatch(/would give something else|depends on more|hides|floating point/)
  })
})

describe('what comes back', () => {
  it.each([
    ['a float', '$ ~> |$|{"total": 0.3}|', 'total: must be decimal text'],
    ['a figure with zeros behind it', '$ ~> |$|{"total": "0.30"}|', 'total: must be decimal text'],
    ['nothing', 'nowhere', 'must be an object'],
    ['a part of it', 'lines', 'must be an object'],
    ['another kind', '$ ~> |$|{"kind": "ship-notice"}|', 'kind: must be one of "invoice"'],
    ['a field nobody knows', '$ ~> |$|{"glAccount": "4000"}|', 'glAccount: is not a field here'],
    [
      'an account on a line',
      '$ ~> |lines|{"glAccount": {"id": "x", "code": "4000"}}|',
      'lines[0].glAccount: is not a field here',
    ],
    ['a line list that is none', '$ ~> |$|{"lines": $.lines[0]}|', 'lines: must be a list'],
    ['a day that is none', '$ ~> |$|{"date": "2026-02-30"}|', 'date: must be a date'],
    ['a unit of three letters', '$ ~> |lines|{"unit": "PCE"}|', 'lines[0].unit: must be a code'],
  ])('%s of an invoice is held', async (_name, expression, words) => {
    const error = await errorOf(overriding(override(expression, maps.invoice), maps.invoice)(invoice, 'seller'))
    expect(error).toMatchObject({ code: 'override-result-invalid', prospect: 'held' })
    expect(error.message).toContain(words)
    expect(error.message).toContain('Override [0] (a test)')
  })

  it.each([
    ['an account', '$ ~> |lines|{"glAccount": {"id": "x", "code": "9999"}}|', 'lines[0].glAccount: may not be changed'],
    ['a cost centre', '$ ~> |lines|{"costCentre": "CC99"}|', 'lines[0].costCentre: may not be changed'],
    ['a tax code', '$ ~> |lines|{"vatCode": "9"}|', 'lines[0].vatCode: may not be changed'],
    ['a unit', '$ ~> |lines|{"unit": "kg"}|', 'lines[0].unit: may not be changed'],
    ['a number', '$ ~> |$|{"number": "1"}|', 'number: may not be changed'],
    ['a supplier', '$ ~> |supplier|{"code": "1"}|', 'supplier: may not be changed'],
    ['a line of its own', '$ ~> |lines|{"sourceId": "x"}|', 'lines[0].sourceId: is no line of the order'],
    ['a price without its amount', '$ ~> |lines|{"price": "1"}|', 'lines[0].amount: is 300, and quantity times price another'],
    ['a total that does not add up', '$ ~> |$|{"total": "1"}|', 'total: is 1, and the lines come to 787.5'],
  ])('%s of an order is held', async (_name, expression, words) => {
    const error = await errorOf(overriding(override(expression, maps.order), maps.order)(anOrder(), 'seller'))
    expect(error.code).toBe('override-result-invalid')
    expect(error.message).toContain(words)
  })

  it('may be an order with other texts, dates and addresses', async () => {
    const expression = `$ ~> |$|{"notes": $append(notes, ["Call before delivery"]), "shipTo": {"name": "Gate 2"}}| ~> |lines|{"notes": "x"}|`
    const changed = await overriding(override(expression, maps.order), maps.order)(anOrder(), 'seller')
    expect(changed).toMatchObject({
      notes: ['Call before delivery'],
      shipTo: { name: 'Gate 2' },
      lines: [{ notes: 'x' }, { notes: 'x' }],
    })
  })

  it.each([
    ['an account that was not looked up', '["REF", "11", "9999"]', 'GL account (REF 11) "9999"'],
    ['a cost centre that was not looked up', '["REF", "DP", "CC99"]', 'cost centre (REF DP) "CC99"'],
    ['a unit that was not looked up', '["PO1", "9", "1", "KG", "1", "PE", "VN", "X"]', 'unit "KG"'],
    ['a number', '["CTT", 2]', 'must be a list of texts'],
    ['a segment of another set', '["IT1", "1", "1", "EA", "1"]', 'IT1'],
    ['no element', '["CTT"]', 'must be a list of texts'],
  ])('%s in an 850 is held', async (_name, segment, words) => {
    const expression = `$merge([$, {"segments": $append(segments, [${segment}])}])`
    const error = await errorOf(overriding(override(expression, maps.set), maps.set)(set, 'seller'))
    expect(error.code).toBe('override-result-invalid')
    expect(error.message).toContain(words)
  })

  it('an 860 passes as it is', async () => {
    const before = anOrder()
    const now = anOrder({
      revision: 2,
      purpose: 'replace',
      lines: before.lines.map(line => (line.number === '1' ? { ...line, quantity: '30', amount: '375' } : line)),
    })
    const change = x860From(changeBetween(before, now, aPartner()), { partner: aPartner(), company, references })
    expect(await overriding(override('$', maps.set), maps.set)(change, 'seller')).toEqual(change)
  })
})

it('an expression that fails or never ends is held with the reason', async () => {
  const failing = await errorOf(overriding(override('$plus("x", "1")', maps.invoice), maps.invoice)(invoice, 'seller'))
  expect(failing).toMatchObject({ code: 'override-failed', prospect: 'held' })
  expect(failing.message).toContain('"x" is no decimal text')
  const endless = '($f := function($n){ $n = "" ? "x" : $f($n) }; $f("a"))'
  const ended = await errorOf(overriding(override(endless, maps.invoice), maps.invoice)(invoice, 'seller'))
  expect(ended.message).toContain('takes more than 500000 steps')
}, 30_000)
