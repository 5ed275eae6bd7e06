/** Everything that is made of one guide file: the guides one by one, sample documents, a test flow and a page to read. */
import { EdiError } from '../error'
import type { Guide } from '../x12/guide'
import { guidePage } from './guide-page'
import { folderOf, type Sample, samplesOf } from './samples'
import { testFlow } from './test-flow'

/** Content by path below the folder of the kit, the same for the same guides. */
export type Kit = ReadonlyMap<string, string | Uint8Array>

/** The list of samples in the kit; a folder that has one is a kit. */
export const LIST = 'samples.json'

/**
 * @param guides of one partner, each for another set or version
 * @throws EdiError `guides-of-several-partners`, `guide-twice`, `guide-contradicts-itself`
 */
export function partnerKit(guides: readonly [Guide, ...Guide[]]): Kit {
  const [{ partner }] = guides
  const other = guides.find(guide => guide.partner !== partner)
  if (other)
    throw new EdiError({
      code: 'guides-of-several-partners',
      what: `The file has guides of ${partner} and of ${other.partner}`,
      remedy: 'Make one file for each partner',
    })
  const names = guides.map(folderOf)
  const twice = names.find((name, n) => names.indexOf(name) < n)
  if (twice) throw new EdiError({ code: 'guide-twice', what: `There are two guides for ${twice}`, remedy: 'Keep one of them' })
  const samples: Sample[] = []
  for (const guide of guides) samples.push(...samplesOf(guide, samples.length + 1))
  return new Map<string, string | Uint8Array>([
    ['guide.html', guidePage(guides, samples)],
    ...guides.map((guide): [string, string] => [`guides/${folderOf(guide)}.json`, json(guide)]),
    ...samples.map(({ path, bytes }): [string, Uint8Array] => [`samples/${path}`, bytes]),
    [LIST, json(samples.map(listed))],
    ['test-flow.json', json(testFlow(partner, samples))],
  ])
}

function listed({ path, guide, verdict, words, finding }: Sample): object {
  return { file: `samples/${path}`, guide: `guides/${folderOf(guide)}.json`, verdict, words, ...(finding && { finding }) }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
