/** Beside stock x12-parser, where that is right: what it cuts by itself must be what comes out of the reader that is built on it. */
import { describe, expect, it } from 'vitest'
import { X12parser } from 'x12-parser'
import { decode } from '../../../lib/x12/decode'
import { standard } from './builders'
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
