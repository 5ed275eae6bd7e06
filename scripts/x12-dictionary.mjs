/**
 * Writes from the data files of lib/x12/dictionary what the compiler needs of them: `sets.ts`, the list of the files, and `types.ts`, what a
 * segment may hold. The build runs it, so that a transaction set is added by adding its file. `--print NAME` prints one instead.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../lib/x12/dictionary')
const json = name => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const releases = ['004010', '005010']
const elements = json('elements.json')
const composites = json('composites.json')
const segments = Object.fromEntries(releases.map(release => [release, json(`${release}/segments.json`)]))

const tags = [...new Set(releases.flatMap(release => Object.keys(segments[release])))].sort(byText)
const setsIn = release =>
  readdirSync(join(folder, release))
    .filter(name => /^\d+\.json$/.test(name))
    .map(name => name.replace('.json', ''))
    .sort(byText)
const sets = releases.flatMap(setsIn)
const closed = Object.entries(elements).filter(([, { codesComplete }]) => codesComplete)

const list = `// written by scripts/x12-dictionary.mjs
/** Every transaction set that has a data file, by release. */
${releases.flatMap(release => setsIn(release).map(set => `import set${set}in${release} from './${release}/${set}.json'`)).join('\n')}

export const setFiles = {
${releases
  .map(
    release =>
      `  '${release}': [${setsIn(release)
        .map(set => `set${set}in${release}`)
        .join(', ')}],`,
  )
  .join('\n')}
}
`

const types = `// biome-ignore-all format: written by scripts/x12-dictionary.mjs
/** The dictionary for the compiler: transaction sets, segments, elements, and codes where the list is complete. Both releases in one. */

${union('TransactionSetId', [...new Set(sets)].sort(byText))}
${union('SegmentId', tags)}
${closed.map(([number, { name, codes }]) => `/** Element ${number}, ${name}. */\n${union(`Code${number}`, Object.keys(codes))}`).join('')}
/** Elements by segment. What is mandatory in both releases must be given. */
export interface Elements {
${tags.map(segmentType).join('\n')}
}
`

const files = { 'sets.ts': list, 'types.ts': types }
const wanted = process.argv.indexOf('--print') + 1
if (wanted > 0) process.stdout.write(files[process.argv[wanted]])
else {
  // A file that says the same is left alone, so that nobody who watches it is woken.
  for (const [name, text] of Object.entries(files))
    if (readFileSync(join(folder, name), 'utf8') !== text) writeFileSync(join(folder, name), text)
}

function byText(one, other) {
  return one < other ? -1 : 1
}

function union(name, values) {
  return `export type ${name} =\n${values.map(value => `  | '${value}'`).join('\n')}\n`
}

function segmentType(tag) {
  const own = releases.map(release => segments[release][tag])
  const { name } = own.find(Boolean)
  const count = Math.max(...own.map(entry => entry?.elements.length ?? 0))
  const lines = Array.from({ length: count }, (_, index) => elementType(tag, index, own))
  return `  /** ${name}${only(own)}. */\n  readonly ${tag}: {\n${lines.join('\n')}\n  }`
}

function elementType(tag, index, own) {
  const entries = own.map(entry => entry?.elements[index])
  const [number, ...rest] = entries.find(Boolean).split(' ')
  const isMandatory = own.every((entry, at) => entry === undefined || entries[at]?.split(' ')[1] === 'M')
  const key = `${tag}${String(index + 1).padStart(2, '0')}`
  const repeats = rest.some(word => word.startsWith('x')) || entries.some(entry => / x\d/.test(entry ?? ''))
  const type = elements[number]?.codesComplete && !repeats ? `Code${number}` : 'string'
  const missing = own.map((entry, at) => (entry === undefined ? true : entries[at]))
  return `    /** ${describe(number)}${only(missing)}. */\n    readonly ${key}${isMandatory ? '' : '?'}: ${type}`
}

function describe(number) {
  if (composites[number]) return `${composites[number].name} (${number}), a composite`
  const { name, type, min, max } = elements[number]
  return `${name} (${number}), ${type} ${min} to ${max}`
}

function only(present) {
  const found = releases.filter((_, at) => present[at])
  return found.length === releases.length ? '' : `; ${found.join()} only`
}
