/**
 * The network's own look at a file it imports. Written from the standard's envelope rules alone and shares no code with lib/x12, so that
 * a misreading there is not repeated here. @see reference x12.md §1, truecommerce.md §11.4
 */

export type Verdict =
  | { readonly accepted: true; readonly format: 'x12' | 'xml' | 'json' | 'text'; readonly interchanges: readonly Interchange[] }
  | { readonly accepted: false; readonly reason: string; readonly interchanges: readonly Interchange[] }

export interface Interchange {
  readonly sender: string
  readonly receiver: string
  readonly isa13: string
  readonly sets: readonly string[]
}

export function judge(name: string, bytes: Buffer, acceptedSets: ReadonlySet<string>): Verdict {
  if (bytes.length === 0) return refuse('empty')
  const text = bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '')
  const start = text.trimStart()
  if (start.startsWith('ISA')) return judgeX12(start, acceptedSets)
  if (start.startsWith('<')) return judgeXml(start)
  if (start.startsWith('{') || start.startsWith('[')) return judgeJson(bytes)
  if (/\.(csv|txt)$/i.test(name) && /\r?\n$/.test(text)) return { accepted: true, format: 'text', interchanges: [] }
  return refuse('unknown-type')
}

function judgeX12(text: string, acceptedSets: ReadonlySet<string>): Verdict {
  const interchanges: Interchange[] = []
  let rest = text
  while (rest !== '') {
    if (rest.length < 106 || !rest.startsWith('ISA')) return refuse('half-file', interchanges)
    const separator = rest[3] as string
    const terminator = rest[105] as string
    const segments: string[][] = []
    let at = 0
    while (segments.at(-1)?.[0] !== 'IEA') {
      const end = rest.indexOf(terminator, at)
      if (end < 0) return refuse('half-file', interchanges)
      segments.push(rest.slice(at, end).trim().split(separator))
      at = end + 1
    }
    const [interchange, fault] = judgeSegments(segments, acceptedSets)
    interchanges.push(interchange)
    if (fault) return refuse(fault, interchanges)
    rest = rest.slice(at).trimStart()
  }
  return { accepted: true, format: 'x12', interchanges }
}

/** Walks the envelopes by hand: every header has its trailer with the same number and the right count. */
function judgeSegments(segments: string[][], acceptedSets: ReadonlySet<string>): [Interchange, string | undefined] {
  const isa = segments[0] ?? []
  const sets: string[] = []
  const interchange = {
    sender: `${isa[5]}:${isa[6]?.trim()}`,
    receiver: `${isa[7]}:${isa[8]?.trim()}`,
    isa13: isa[13] ?? '',
    sets,
  }
  let groups = 0
  let group: { number: string; sets: number } | undefined
  let set: { number: string; segments: number } | undefined
  let ended = false
  for (const [id, ...elements] of segments.slice(1)) {
    if (ended) return [interchange, 'segment after IEA']
    if (set) set.segments++
    if (id === 'GS') {
      if (group) return [interchange, 'GS inside GS']
      group = { number: elements[5] ?? '', sets: 0 }
      groups++
    } else if (id === 'ST') {
      if (!group || set) return [interchange, 'ST out of place']
      group.sets++
      set = { number: elements[1] ?? '', segments: 1 }
      sets.push(elements[0] ?? '')
    } else if (id === 'SE') {
      if (set?.number !== elements[1] || set?.segments !== Number(elements[0])) return [interchange, 'SE does not fit its ST']
      set = undefined
    } else if (id === 'GE') {
      if (set || group?.number !== elements[1] || group?.sets !== Number(elements[0]))
        return [interchange, 'GE does not fit its GS']
      group = undefined
    } else if (id === 'IEA') {
      if (group || groups !== Number(elements[0]) || elements[1] !== interchange.isa13)
        return [interchange, 'IEA does not fit its ISA']
      ended = true
    } else if (!set && id !== 'TA1') return [interchange, `segment ${id} outside a transaction set`]
  }
  const unknown = sets.find(one => !acceptedSets.has(one))
  return [interchange, ended ? unknown && `unknown-type ${unknown}` : 'half-file']
}

/** As many elements closed as opened, and nothing after the last. */
function judgeXml(text: string): Verdict {
  const opened = text.match(/<[A-Za-z_]/g)?.length ?? 0
  const closed = text.match(/<\/[A-Za-z_]|\/>/g)?.length ?? 0
  const whole = opened > 0 && opened === closed && />\s*$/.test(text)
  return whole ? { accepted: true, format: 'xml', interchanges: [] } : refuse('half-file')
}

function judgeJson(bytes: Buffer): Verdict {
  try {
    JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))
    return { accepted: true, format: 'json', interchanges: [] }
  } catch {
    return refuse('half-file')
  }
}

function refuse(reason: string, interchanges: readonly Interchange[] = []): Verdict {
  return { accepted: false, reason, interchanges }
}
