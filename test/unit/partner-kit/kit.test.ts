/** A kit is made of a guide alone: the same bytes each time, good documents without a flaw, bad ones found out by what their name says. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Kit, partnerKit } from '../../../lib/partner-kit/kit'
import { samplesOf } from '../../../lib/partner-kit/samples'
import { decode } from '../../../lib/x12/decode'
import { guideFor, type Guide, parseGuide, parseGuides } from '../../../lib/x12/guide'
import { rulesOf } from '../../../lib/x12/guide-rules'
import { findingsOf } from '../../../lib/x12/report'

const file = join(__dirname, '../../../docs/partner-guides/delta-bearings.json')
const guides = parseGuides(readFileSync(file, 'utf8'), file)
const kit = partnerKit(guides)

interface Listed {
  readonly file: string
  readonly guide: string
  readonly verdict: 'good' | 'bad'
  readonly finding?: { readonly code: string; readonly segment: string; readonly element?: number }
}
const listed = JSON.parse(String(kit.get('samples.json'))) as readonly Listed[]

/** Everything that the reader finds, by the guide file in the kit. */
function findingsIn(from: Kit, { file: path, guide }: Listed) {
  const given = [parseGuide(String(from.get(guide)), guide)]
  const found = decode(from.get(path) as Uint8Array, {
    mode: 'strict',
    rejects: 'transaction',
    encoding: 'ascii',
    guide: (set, { version }) => {
      const own = guideFor(given, set, version)
      return own && rulesOf(own)
    },
  })
  return {
    findings: findingsOf(found),
    statuses: found.interchanges.flatMap(one =>
      one.groups.flatMap(({ transactions }) => transactions.map(({ status }) => status)),
    ),
  }
}

describe('the documents of the worked example', () => {
  it.each(listed.filter(({ verdict }) => verdict === 'good'))(
    '$file is flawless by its guide, in the strictest reading',
    sample => {
      expect(findingsIn(kit, sample)).toEqual({ findings: [], statuses: ['accepted'] })
    },
  )

  it.each(listed.filter(({ verdict }) => verdict === 'bad'))('$file is rejected with the finding of its name', sample => {
    const { findings, statuses } = findingsIn(kit, sample)
    expect(findings).toContainEqual(expect.objectContaining(sample.finding))
    expect(statuses).toEqual(['rejected'])
    const { code, segment, element } = sample.finding ?? { code: '', segment: '' }
    const place = `${segment}${element === undefined ? '' : String(element).padStart(2, '0')}`
    expect(sample.file).toContain(`/bad-${code.replace(':', '-')}-${place}`)
  })

  it('show every rule of the guides that can be broken alone', () => {
    const rules = guides.flatMap(guide =>
      [...(guide.heading ?? []), ...(guide.detail ?? []), ...(guide.summary ?? [])].flatMap(row => [
        ...(row.use ? [row.use] : []),
        ...Object.values(row.elements ?? {}).flatMap(element => Object.keys(element)),
      ]),
    )
    const ofGuides = listed.filter(({ verdict, file: name }) => verdict === 'bad' && !/AK403-8|AK502/.test(name))
    // Two lengths that are those of the standard at one end, and MAN01 which has one value, are not broken alone.
    expect(ofGuides.length).toBeGreaterThanOrEqual(rules.length - 4)
  })
})

describe('a kit', () => {
  it('has the same bytes as ever', () => {
    const lines = [...kit].map(([path, content]) => `${createHash('sha256').update(content).digest('hex')}  ${path}`)
    const documents = [...kit]
      .filter(([path]) => path.includes('/good-'))
      .flatMap(([path, content]) => ['', path, Buffer.from(content).toString('latin1')])
    const text = [...lines, ...documents].join('\n')
    const golden = join(__dirname, 'golden/delta-bearings.txt')
    if (process.env['GOLDEN'] === 'write') writeFileSync(golden, text)
    expect(text).toBe(readFileSync(golden, 'utf8'))
  })

  it('is the same when it is made again', () => {
    expect([...partnerKit(structuredClone(guides))]).toEqual([...kit])
  })

  it('gives no two samples the same interchange number', () => {
    const numbers = [...kit].flatMap(([path, content]) =>
      path.startsWith('samples/') ? [Buffer.from(content).toString('latin1').slice(90, 99)] : [],
    )
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it('is of one partner and has each set once', () => {
    const [first] = guides
    expect(() => partnerKit([first, { ...first, partner: 'Another' }])).toThrow(/guides of Delta Bearings and of Another/)
    expect(() => partnerKit([first, first])).toThrow(/two guides for 850-004010/)
  })

  it('refuses a guide that nobody can keep to, with what is wrong', () => {
    const impossible: Guide = {
      partner: 'X',
      set: '810',
      version: '004010',
      heading: [
        { segment: 'CUR', use: 'mandatory', elements: { CUR02: { value: 'EUR' } } },
        { segment: 'CUR', elements: { CUR02: { codes: ['USD'] } } },
      ],
    }
    expect(() => samplesOf(impossible, 1)).toThrow(/No document can keep to the guide of X for the 810 of 004010.*CUR02/)
  })
})

describe('the page', () => {
  const page = String(kit.get('guide.html'))

  it('needs nothing from anywhere', () => {
    expect(page).not.toMatch(/<(?:script|link|img|iframe)\b|url\(|@import|https?:/)
  })

  it('says of each element that the guide rules how it is used, and of each code what it means', () => {
    const keys = guides.flatMap(guide =>
      [...(guide.heading ?? []), ...(guide.detail ?? []), ...(guide.summary ?? [])].flatMap(row =>
        Object.keys(row.elements ?? {}),
      ),
    )
    expect(keys.filter(key => !page.includes(`<th scope="row"><code>${key}</code></th>`))).toEqual([])
    expect(page).toMatch(/<code>CR<\/code> Credit/)
    expect(page).toContain('where N101 is ST or BT: mandatory')
  })

  it('shows each sample with its finding', () => {
    expect(listed.filter(({ file: name }) => !page.includes(`<code>${name}</code>`))).toEqual([])
  })

  it('takes a name as text, whatever is in it', () => {
    const text = String(partnerKit([{ partner: '<b>"A" & \'B\'</b>', set: '850', version: '005010' }]).get('guide.html'))
    expect(text).not.toContain('<b>')
    expect(text).toContain('EDI guide of &#60;b&#62;&#34;A&#34; &#38; &#39;B&#39;&#60;/b&#62;')
  })
})
