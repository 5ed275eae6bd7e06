/** A guide as a page for people: one HTML file that needs nothing else, to be read on a screen, light or dark, and to be printed. */
import { dictionaries } from '../x12/dictionary/index'
import type { Guide } from '../x12/guide'
import { type GuideRules, rulesOf } from '../x12/guide-rules'
import { releaseOf } from '../x12/release'
import { elementTable, type ShownSegment } from './element-table'
import { badge, html } from './markup'
import { style } from './page-style'
import { senderOf } from './sample-file'
import { folderOf, type Sample } from './samples'

interface Page {
  readonly guide: Guide
  readonly rules: GuideRules
  readonly samples: readonly Sample[]
  readonly example: readonly (readonly string[])[]
}

export function guidePage(guides: readonly [Guide, ...Guide[]], samples: readonly Sample[]): string {
  const [{ partner }] = guides
  const pages = guides.map((guide): Page => {
    const own = samples.filter(sample => sample.guide === guide)
    return { guide, rules: rulesOf(guide), samples: own, example: own.find(({ verdict }) => verdict === 'good')?.segments ?? [] }
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>EDI guide of ${html(partner)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>EDI guide of ${html(partner)}</h1>
<p>Which part of X12 is used, segment by segment. What this guide does not mention is as in the standard.</p>
<nav aria-label="Documents"><ul>
${pages.map(({ guide }) => `<li><a href="#${folderOf(guide)}">${guide.set} ${html(nameOf(guide))}</a> ${html(guide.version)}, sent by the ${senderOf(guide)}</li>`).join('\n')}
<li><a href="#check">Checking documents</a></li>
</ul></nav>
</header>
<main>
${pages.map(documentSection).join('\n')}
${checking(guides)}
</main>
</body>
</html>
`
}

function documentSection(page: Page): string {
  const { guide, rules, samples, example } = page
  const places = rules.grammar.nodes.flatMap((node, index) => (['ST', 'SE'].includes(node.tag) ? [] : describedAt(page, index)))
  const barred = rules.at.flatMap(rows => (rows ?? []).filter(row => row.isNotUsed))
  return `<section id="${folderOf(guide)}">
<h2>${guide.set} ${html(nameOf(guide))} <small>${html(guide.version)}, sent by the ${senderOf(guide)}</small></h2>
<table class="overview">
<caption>Segments in their order</caption>
<thead><tr><th scope="col">Segment</th><th scope="col">Name</th><th scope="col">Use</th><th scope="col">Times</th></tr></thead>
<tbody>
${places.map(place => `<tr><th scope="row"><a href="#${place.id}">${place.path}</a></th><td>${html(place.segment.name)}</td><td>${badge(place.use)}${place.conditions}</td><td>${place.times}</td></tr>`).join('\n')}
</tbody>
</table>
${barred.length > 0 ? `<p><strong>Not used:</strong> ${barred.map(row => `<code>${pathOf(rules, row.node)}</code>${row.when === '' ? '' : ` where ${html(row.when)}`}`).join(', ')}. A document with one of these is not taken.</p>` : ''}
<h3>Example</h3>
<pre class="document">${[['ST', guide.set, '0001'], ...example, ['SE', String(example.length + 2), '0001']].map((segment, n) => `<span class="number">${n + 1}</span>${html(segment.join('*'))}`).join('\n')}</pre>
${places.map(place => segmentArticle(place, page)).join('\n')}
<h3>Sample files</h3>
<table class="samples">
<thead><tr><th scope="col">File</th><th scope="col">What it is</th><th scope="col">Finding</th></tr></thead>
<tbody>
${samples.map(({ path, verdict, words, finding }) => `<tr><td><code>samples/${html(path)}</code></td><td>${badge(verdict)} ${html(words)}</td><td>${finding ? `<code>${finding.code}</code> ${html(finding.message)}` : 'none'}</td></tr>`).join('\n')}
</tbody>
</table>
</section>`
}

interface Described extends ShownSegment {
  readonly id: string
  readonly node: number
  readonly path: string
  readonly use: string
  /** Conditional rules in words, as HTML. */
  readonly conditions: string
  readonly times: string
}

/** Places that the guide speaks of, or that the example shows; a loop is told with its first segment. */
function describedAt({ guide, rules, samples }: Page, node: number): Described[] {
  const { tag, mandatory, max, parent } = rules.grammar.nodes[node]!
  const isFirstOfLoop = node > 0 && rules.grammar.nodes[node - 1]!.isLoop && parent === node - 1
  if (isFirstOfLoop) return []
  const rows = (rules.at[node] ?? []).filter(row => !row.isNotUsed)
  const isBarred = (rules.at[node] ?? []).some(row => row.isNotUsed && row.own.length + row.around.length === 0)
  const examples = samples[0]?.shown.get(node) ?? []
  const segment = rules.grammar.table.byTag(tag)
  if (segment === undefined || isBarred || (rows.length === 0 && examples.length === 0)) return []
  const always = rows.filter(({ when }) => when === '')
  const most = Math.min(max, ...always.map(row => row.max))
  const conditions = rows.flatMap(row =>
    row.when === '' || (!row.isMandatory && row.max === Number.POSITIVE_INFINITY)
      ? []
      : [
          `<br>where ${html(row.when)}: ${[row.isMandatory ? 'mandatory' : 'optional', ...(row.max < max ? [`at most ${row.max}`] : [])].join(', ')}`,
        ],
  )
  return [
    {
      id: `${folderOf(guide)}-${node}`,
      node,
      path: pathOf(rules, node),
      segment,
      rows,
      use: mandatory || always.some(row => row.isMandatory) ? 'mandatory' : 'optional',
      conditions: conditions.join(''),
      times: most === Number.POSITIVE_INFINITY ? 'any number' : String(most),
      examples: [...new Map(examples.map(one => [one.join('*'), one])).values()],
    },
  ]
}

function segmentArticle({ id, path, segment, rows, examples, node }: Described, { guide, rules }: Page): string {
  const inside = rules.grammar.nodes[node]!.isLoop ? ' <small>begins a loop</small>' : ''
  const barred = (rules.at[node] ?? []).filter(row => row.isNotUsed && row.when !== '')
  return `<article id="${id}">
<h4><code>${path}</code> ${html(segment.name)}${inside}</h4>
${examples.length > 0 ? `<pre>${examples.map(one => html(one.join('*'))).join('\n')}</pre>` : ''}
${barred.length > 0 ? `<p>Not used where ${barred.map(row => html(row.when)).join('; or where ')}.</p>` : ''}
${elementTable({ segment, rows, examples }, releaseOf(guide.version, '').release)}
</article>`
}

function checking([first]: readonly [Guide, ...Guide[]]): string {
  const { set, version } = first
  return `<section id="check">
<h2>Checking documents</h2>
<p>With the package <code>@edi-loop/node-red-exact-truecommerce</code> a file is checked by this guide, and each finding is shown with its place:</p>
<pre>npx -p @edi-loop/node-red-exact-truecommerce edi-loop check --guide guides/${set}-${version}.json FILE</pre>
<p>In Node-RED, import <code>test-flow.json</code>: it has a button for each sample file. Good ones come out accepted, bad ones rejected with their finding.</p>
</section>`
}

function nameOf({ set, version }: Guide): string {
  return dictionaries[releaseOf(version, '').release].sets.find(entry => entry.set === set)?.name ?? ''
}

/** `detail PO1/PID` without the part where the path alone says enough. */
function pathOf({ grammar }: GuideRules, node: number): string {
  const { path, tag } = grammar.nodes[node]!
  return path === '' ? tag : `${path}/${tag}`
}
