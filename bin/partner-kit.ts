/** `edi-loop partner-kit`: everything that is made of a partner's guide, as files in a folder. */
import { parseGuides } from '../lib/x12/guide'
import { LIST, partnerKit } from '../lib/partner-kit/kit'
import type { Terminal } from './terminal'
import { parsed, usage } from './words'

export const partnerKitUsage = `edi-loop partner-kit [--out FOLDER] GUIDE
  Takes a JSON file with the guide of a partner, or with a list of its guides, and writes a folder for it: guide.html, a page to read
  and to print; guides/, each guide for check --guide; samples/, documents that keep to it and documents that break one rule each, named
  by their finding; test-flow.json for the import menu of Node-RED. The same guide gives the same files.
  --out FOLDER      where it goes; left out, a folder named after the partner. One that is there must be empty or an earlier kit.`

export async function runPartnerKit(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, files } = parsed(words, { out: { type: 'string' } })
  const [file = '-', ...more] = files
  if (more.length > 0) throw usage('partner-kit takes one file')
  const guides = parseGuides(Buffer.from(await terminal.bytes(file)).toString('utf8'), file)
  const kit = partnerKit(guides)
  const folder = values.out ?? `${folderNameOf(guides[0].partner)}-kit`
  await terminal.writeFolder(folder, kit, LIST)
  const samples = [...kit.keys()].filter(path => path.startsWith('samples/'))
  const bad = samples.filter(path => path.includes('/bad-')).length
  await terminal.write(`${folder}: guide.html, test-flow.json, ${samples.length - bad} good and ${bad} bad documents\n`)
  return 0
}

/** Letters and digits of the name, with dashes between: `delta-bearings`. */
function folderNameOf(partner: string): string {
  const name = partner
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return name === '' ? 'partner' : name
}
