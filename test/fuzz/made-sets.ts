/** Transaction sets made from the dictionary: every loop, segment and element as its tables say, filled by chance. */
import type { Dictionary } from '../../lib/x12/dictionary/index'
import type { ElementEntry, NodeEntry, SetEntry } from '../../lib/x12/dictionary/format'

/** From 0 up to 1. */
export type Chance = () => number

/** Segments between ST and SE, valid against the dictionary, joined with `*`; components with `>`. */
export function madeSet(dictionary: Dictionary, { heading, detail, summary }: SetEntry, chance: Chance): string[] {
  const envelope = new Set(['ST', 'SE'])
  const nodes = [...heading, ...detail, ...summary].filter(node => !envelope.has(tagOf(node)))
  return nodes.flatMap(node => madeNode(dictionary, node, chance, 0))
}

function madeNode(dictionary: Dictionary, node: NodeEntry, chance: Chance, depth: number): string[] {
  const isLoop = typeof node !== 'string'
  const [tag = '', requirement, use = ''] = (isLoop ? node.loop : node).split(' ')
  const isMandatory = requirement === 'M'
  if (!isMandatory && chance() > 0.25 / (depth + 1)) return []
  const most = use === '>1' ? 3 : Math.min(3, Number(use))
  const times = isMandatory && chance() < 0.7 ? 1 : 1 + Math.floor(chance() * most)
  return Array.from({ length: times }).flatMap(() =>
    isLoop
      ? node.segments.flatMap(each => madeNode(dictionary, each, chance, depth + 1))
      : [madeSegment(dictionary, tag, chance)],
  )
}

/** Elements come in any number that the relational conditions allow; the last is never empty. */
export function madeSegment(dictionary: Dictionary, tag: string, chance: Chance): string {
  const entry = dictionary.segments[tag]
  if (entry === undefined) throw new Error(`The dictionary has no segment ${tag}`)
  const present = presence(entry.elements, entry.syntax ?? [], chance)
  const elements = entry.elements.map((element, index) => (present[index] ? madePart(dictionary, element, chance) : ''))
  while (elements.at(-1) === '') elements.pop()
  return [tag, ...elements].join('*')
}

function presence(elements: readonly string[], syntax: readonly string[], chance: Chance): boolean[] {
  for (let attempt = 0; attempt < 200; attempt++) {
    const density = chance()
    const present = elements.map(element => element.split(' ')[1] === 'M' || chance() < density)
    if (present.includes(true) && syntax.every(note => holds(note, present))) return present
  }
  return elements
    .map(() => true)
    .map(
      (each, index) =>
        each && !syntax.some(note => note.startsWith('E') && note.slice(3).includes(String(index + 1).padStart(2, '0'))),
    )
}

function holds(note: string, present: readonly boolean[]): boolean {
  const [first = false, ...rest] = (note.slice(1).match(/../g) ?? []).map(place => present[Number(place) - 1] ?? false)
  const count = [first, ...rest].filter(Boolean).length
  if (note.startsWith('P')) return count === 0 || count === rest.length + 1
  if (note.startsWith('R')) return count > 0
  if (note.startsWith('E')) return count < 2
  return !first || (note.startsWith('C') ? rest.every(Boolean) : rest.some(Boolean))
}

function madePart(dictionary: Dictionary, part: string, chance: Chance): string {
  const [reference = ''] = part.split(' ')
  const composite = dictionary.composites[reference]
  if (composite === undefined) return madeValue(dictionary, dictionary.elements[reference], chance)
  const parts = composite[dictionary.release] ?? []
  const present = presence(parts, composite.syntax ?? [], chance)
  const components = parts.map((each, index) => (present[index] ? madePart(dictionary, each, chance) : ''))
  while (components.at(-1) === '') components.pop()
  return components.join('>')
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

function madeValue({ release }: Dictionary, element: ElementEntry | undefined, chance: Chance): string {
  if (element === undefined) return ''
  const { min = element.min, max = element.max } = (release === '005010' && element['005010']) || {}
  const length = min + Math.floor(chance() * (Math.min(max, 30) - min + 1))
  const characters = (from: string) => Array.from({ length }, () => from[Math.floor(chance() * from.length)]).join('')
  if (element.codesComplete) {
    const elsewhere = release === '004010' ? element.codesOnly005010 : element.codesOnly004010
    const codes = Object.keys(element.codes ?? {}).filter(code => !elsewhere?.includes(code))
    return codes[Math.floor(chance() * codes.length)] ?? ''
  }
  switch (element.type) {
    case 'DT':
      return max === 6 ? '260115' : `2026${two(1 + chance() * 12)}${two(1 + chance() * 28)}`
    case 'TM':
      return `${two(chance() * 24)}${two(chance() * 60)}`.padEnd(Math.max(4, min), '0')
    case 'N0':
    case 'N2':
      return (chance() < 0.1 ? '-' : '') + characters('123456789')
    case 'R':
      return length > 2 && chance() < 0.5 ? `${characters('123456789').slice(1)}.5` : characters('123456789')
    default:
      return characters(letters)
  }
}

function two(number: number): string {
  return String(Math.floor(number)).padStart(2, '0')
}

function tagOf(node: NodeEntry): string {
  return (typeof node === 'string' ? node : node.loop).split(' ')[0] ?? ''
}
