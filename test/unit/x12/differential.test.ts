/** Beside stock x12-parser and node-x12, where they are right: what they cut by themselves must be what comes out of the reader. */
import { describe, expect, it } from 'vitest'
import { X12Parser } from 'node-x12'
import { X12parser } from 'x12-parser'
import { decode } from '../../../lib/x12/decode'
import { errors, standard } from './builders'
import { wire, workedExamples } from './worked-examples'

describe('stock x12-parser and this reader', () => {
  for (const [name, text] of Object.entries(workedExamples)) {
    for (const [form, bytes] of Object.entries({
      'on one line': wire(text),
      'ended by LF': Buffer.from(text.replaceAll('~\n', '\n')),
    })) {
      it(`cut ${name} ${form} alike`, async () => {
        expect(segmentsOf(bytes)).toEqual(await stockSegmentsOf(bytes))
      })
    }
  }
})

describe('node-x12, strict, and this reader', () => {
  // It takes a TA1 outside of a group for a fault, which it is not.
  const { interchangeAcknowledgment: _, ...readable } = workedExamples
  for (const [name, text] of Object.entries(readable)) {
    it(`build the same tree of ${name}`, () => {
      const [interchange] = decode(wire(text), standard).interchanges
      const ours = interchange?.groups.map(({ functionalId, controlNumber, transactions }) => ({
        functionalId,
        controlNumber,
        transactions: transactions.map(({ set, controlNumber: number, segments }) => ({
          set,
          number,
          segments: trimmed(segments),
        })),
      }))
      expect(treeOf(wire(text).toString('latin1'))).toEqual({ controlNumber: Number(interchange?.controlNumber), groups: ours })
    })
  }

  it('find the same counts and control numbers wrong', () => {
    const order = wire(workedExamples.order).toString('latin1')
    const wrongs = [/~SE\*\d+/, /~GE\*\d+/, /~IEA\*\d+/].map(count => order.replace(count, found => `${found}7`))
    for (const wrong of wrongs) {
      expect(() => treeOf(wrong)).toThrow(/ does not match the number of /)
      expect(errors(decode(Buffer.from(wrong), standard))).toHaveLength(1)
    }
  })
})

/** node-x12 trims elements, drops the zeros before ISA13, and keeps ST and SE apart. */
function treeOf(text: string) {
  const interchange = new X12Parser(true).parse(text)
  if (!('functionalGroups' in interchange)) throw new Error('node-x12 found more than one interchange')
  const all = (segment: { tag: string; elements: { value: string }[] }) => [
    segment.tag,
    ...segment.elements.map(({ value }) => value.trim()),
  ]
  return {
    controlNumber: Number(interchange.header.valueOf(13)),
    groups: interchange.functionalGroups.map(group => ({
      functionalId: group.header.valueOf(1),
      controlNumber: group.header.valueOf(6),
      transactions: group.transactions.map(set => ({
        set: set.header.valueOf(1),
        number: set.header.valueOf(2),
        segments: [set.header, ...set.segments, set.trailer].map(all),
      })),
    })),
  }
}

function trimmed(segments: readonly (readonly string[])[]): string[][] {
  return segments.map(segment => segment.map(element => element.trim()))
}

/** Elements by number, trimmed and split into components as x12-parser has them (`4` and `4-1`). */
function segmentsOf(bytes: Buffer): Record<string, string>[] {
  const [interchange] = decode(bytes, standard).interchanges
  if (interchange === undefined) throw new Error('no interchange')
  const { header, technicalAcknowledgments, groups, trailer, delimiters } = interchange
  const inGroups = groups.flatMap(group => [
    group.header,
    ...group.transactions.flatMap(({ segments }) => segments),
    group.trailer,
  ])
  return [header, ...technicalAcknowledgments, ...inGroups, trailer].map(([name = '', ...elements]) => {
    const parts = elements.flatMap((element, index) => {
      const components = name === 'ISA' ? [element] : element.split(delimiters.component)
      return components.map((component, place) => [place === 0 ? `${index + 1}` : `${index + 1}-${place}`, component.trim()])
    })
    return { name, ...Object.fromEntries(parts) }
  })
}

async function stockSegmentsOf(bytes: Buffer): Promise<Record<string, string>[]> {
  const parser = new X12parser('latin1')
  const segments: Record<string, string>[] = []
  parser.on('data', (segment: Record<string, string>) => segments.push(segment))
  const ended = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
  parser.end(bytes)
  await ended
  return segments.filter(({ name }) => name !== '')
}
