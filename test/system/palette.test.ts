/** The packed package, installed through the palette into a plain Node-RED of either major: all nodes live, all examples deploy. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PlainNodeRed, startPlainNodeRed } from './support/plain-node-red'
import { packageRoot } from './support/rehearsal'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly bin: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly 'node-red': { readonly nodes: Readonly<Record<string, string>> }
}

const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Manifest
const nodeFiles = manifest['node-red'].nodes
const types = Object.keys(nodeFiles).sort()
const examples = readdirSync(join(packageRoot, 'examples'))

const folder = mkdtempSync(join(tmpdir(), 'edi-loop-pack-'))
let packed: Packed

beforeAll(() => {
  const answer = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const [made] = JSON.parse(answer) as Packed[]
  if (!made) throw new Error(`npm pack made nothing: ${answer}`)
  packed = made
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packed package', () => {
  const paths = () => packed.files.map(({ path }) => path)

  it('holds every file that its package.json names, and for each node its dialog and its texts', () => {
    const scripts = Object.values(nodeFiles)
    const dialogs = scripts.map(script => script.replace(/\.js$/, '.html'))
    const texts = types.flatMap(type => ['json', 'html'].map(kind => `dist/nodes/locales/en-US/${type}.${kind}`))
    expect(paths()).toEqual(expect.arrayContaining([...scripts, ...dialogs, ...texts, ...Object.values(manifest.bin)]))
  })

  it('holds every icon, locale, example and editor script of the repository', () => {
    const under = (place: string) => readdirSync(join(packageRoot, place), { recursive: true, encoding: 'utf8' })
    const files = (place: string, target: string) =>
      under(place)
        .filter(name => /\.\w+$/.test(name))
        .map(name => `${target}/${name.replaceAll('\\', '/')}`)
    const wanted = [
      ...files('icons', 'dist/nodes/icons'),
      ...files('nodes/locales', 'dist/nodes/locales'),
      ...files('examples', 'examples'),
      ...files('resources', 'resources'),
    ]
    expect(wanted.length).toBeGreaterThan(30)
    expect(paths()).toEqual(expect.arrayContaining(wanted))
  })

  it('holds no source, test, benchmark or private file', () => {
    const places =
      /^(dist|examples|icons|resources)\/|^docs\/([\w-]+\.(png|md)|(flat-files|partner-guides)\/[\w.-]+\.json)$|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/
    expect(paths().filter(path => !places.test(path))).toEqual([])
    expect(paths().filter(path => /(?<!\.d)\.ts$|\.test\.|\.sqlite|\.tsbuildinfo$/.test(path))).toEqual([])
  })

  it('brings at most six dependencies', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(6)
  })
})

describe.each(['node-red', 'node-red-4'])('installed through the palette of a plain %s', packageName => {
  let nodeRed: PlainNodeRed

  beforeAll(async () => {
    nodeRed = await startPlainNodeRed(packageName)
    const form = new FormData()
    form.set('tarball', new Blob([readFileSync(join(folder, packed.filename))], { type: 'application/gzip' }), packed.filename)
    const answer = await nodeRed.post('/nodes', form)
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}\n${nodeRed.log.join('\n')}`)
  }, 240_000)
  afterAll(() => nodeRed?.end())

  it('has all node types live, without a restart', async () => {
    const sets = (await (await nodeRed.get('/nodes')).json()) as NodeSet[]
    const ours = sets.filter(({ module }) => module === manifest.name)
    expect(ours.flatMap(({ types: live }) => live).sort()).toEqual(types)
    expect(ours.filter(({ enabled, err }) => !enabled || err !== undefined)).toEqual([])
    expect(new Set(ours.map(({ version }) => version))).toEqual(new Set([manifest.version]))
  })

  it('serves their dialogs, help, texts and icons to the editor', async () => {
    const html = await (await nodeRed.get('/nodes', 'text/html')).text()
    for (const type of types) expect(html).toContain(`data-template-name="${type}"`)
    for (const type of types) expect(html).toContain(`data-help-name="${type}"`)
    for (const type of types) {
      const texts = (await (await nodeRed.get(`/nodes/${manifest.name}/${type}/messages?lng=en-US`)).json()) as object
      expect([type, Object.keys(texts).length]).not.toEqual([type, 0])
    }
    const named = types.map(type => {
      const dialog = readFileSync(join(packageRoot, 'nodes', `${type}.html`), 'utf8')
      return /icon: '([^']+)'/.exec(dialog)?.[1] ?? `${type} names no icon`
    })
    for (const icon of new Set(named)) {
      const served = await nodeRed.get(`/icons/${manifest.name}/${icon}`, 'image/svg+xml')
      // For an icon that it does not find, Node-RED serves another one.
      expect([icon, await served.text()]).toEqual([icon, readFileSync(join(packageRoot, 'icons', icon), 'utf8')])
    }
  })

  it('serves the scripts and styles that the dialogs load', async () => {
    for (const file of readdirSync(join(packageRoot, 'resources'))) {
      const served = await nodeRed.get(`/resources/${manifest.name}/${file}`, '*/*')
      expect([file, served.status]).toEqual([file, 200])
    }
  })

  it('offers all examples in the import menu', async () => {
    for (const file of examples) {
      const path = `/library/examples/flows/${manifest.name}/${encodeURIComponent(file.replace(/\.json$/, ''))}`
      const offered: unknown = await (await nodeRed.get(path)).json()
      expect(offered).toEqual(JSON.parse(readFileSync(join(packageRoot, 'examples', file), 'utf8')))
    }
  })

  it('imports and deploys all examples, and complains of nothing but what the user still has to fill in', async () => {
    const flows = examples.flatMap(file => JSON.parse(readFileSync(join(packageRoot, 'examples', file), 'utf8')) as Flow[])
    // All bring the same configuration nodes.
    const imported = [...new Map(flows.map(node => [node.id, node])).values()]
    const before = nodeRed.log.length
    const answer = await nodeRed.post('/flows', JSON.stringify({ flows: imported }), {
      'Content-Type': 'application/json',
      'Node-RED-API-Version': 'v2',
      'Node-RED-Deployment-Type': 'full',
    })
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('rev')])
    const deployed = (await (await nodeRed.get('/flows')).json()) as Flow[]
    expect(new Set(deployed.map(({ type }) => type))).toEqual(new Set(imported.map(({ type }) => type)))
    // The webhook needs an address that Exact Online can reach, which nobody has who only imports an example.
    expect(types.filter(type => !deployed.some(node => node.type === type))).toEqual(['exact-online-webhook'])

    // The schedule of the first example runs one second after the start.
    await wait(3_000)
    const log = nodeRed.log.slice(before)
    expect(log.join('\n')).toContain('Started flows')
    expect(log.filter(line => /missing/i.test(line))).toEqual([])
    const complaints = log.filter(line => /\[(error|warn)\]/.test(line))
    expect(complaints.filter(line => !/sign in|host key/i.test(line))).toEqual([])
  })
})

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

interface NodeSet {
  readonly module: string
  readonly version: string
  readonly types: readonly string[]
  readonly enabled: boolean
  readonly err?: unknown
}

interface Flow {
  readonly id: string
  readonly type: string
}
