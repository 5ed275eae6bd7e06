/** A flow for Node-RED's import menu: one button for each sample, x12 decode with the guide in strict mode, and where the document came out. */
import type { PartnerDirectory, Partner } from '../mapping/partners'
import type { Guide } from '../x12/guide'
import { senderOf, senders } from './sample-file'
import type { Sample } from './samples'

export function testFlow(partner: string, samples: readonly Sample[]): object[] {
  const guides = [...new Set(samples.map(({ guide }) => guide))]
  const id = (n: number) => `ed1${n.toString(16).padStart(13, '0')}`
  const [tab, directory, decode, accepted, rejected, caught, words] = [1, 2, 3, 4, 5, 6, 7].map(id) as [string, ...string[]]
  const rows = Math.ceil(samples.length / 2)
  const middle = 160 + rows * 20
  const on = (x: number, y: number) => ({ z: tab, x, y })
  const shows = (label: string) => ({
    active: true,
    tosidebar: true,
    console: false,
    tostatus: true,
    complete: 'payload',
    targetType: 'msg',
    statusVal: `"${label} " & payload.set`,
    statusType: 'jsonata',
  })
  return [
    {
      id: tab,
      type: 'tab',
      label: `Guide of ${partner}`,
      disabled: false,
      info: 'Press a button: good documents come out accepted, bad ones rejected with their findings.',
    },
    {
      id: directory,
      type: 'edi-partners',
      version: 1,
      name: `Guide of ${partner}`,
      directory: JSON.stringify(directoryOf(partner, guides), null, 2),
    },
    {
      id: words,
      type: 'comment',
      name: 'Good documents and, each by its finding, bad ones',
      info: '',
      wires: [],
      ...on(220, 60),
    },
    ...samples.map((sample, n) => ({
      id: id(n + 16),
      type: 'inject',
      name: sample.path.replace(/\.x12$/, ''),
      props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }],
      repeat: '',
      crontab: '',
      once: false,
      onceDelay: 0.1,
      topic: sample.path,
      payload: Buffer.from(sample.bytes).toString('utf8'),
      payloadType: 'str',
      wires: [[decode]],
      ...on(n < rows ? 230 : 530, 120 + (n % rows) * 40),
    })),
    {
      id: decode,
      type: 'x12-decode',
      version: 1,
      name: 'by the guide',
      ledger: '',
      partners: directory,
      mode: 'strict',
      rejects: 'transaction',
      encoding: 'utf8',
      largest: '',
      acknowledgment: '997',
      technicalAcknowledgment: 'never',
      wires: [[accepted], [], [rejected]],
      ...on(830, middle),
    },
    { id: accepted, type: 'debug', name: 'accepted', ...shows('accepted'), wires: [], ...on(1060, middle - 60) },
    { id: rejected, type: 'debug', name: 'rejected', ...shows('rejected'), wires: [], ...on(1060, middle) },
    {
      id: caught,
      type: 'catch',
      name: 'no X12 at all',
      scope: [decode],
      uncaught: false,
      wires: [[rejected]],
      ...on(840, middle + 60),
    },
  ]
}

/** Whoever sends in the samples has the guides of what it sends. */
function directoryOf(name: string, guides: readonly Guide[]): PartnerDirectory {
  const from = (['supplier', 'buyer'] as const).filter(sender => guides.some(guide => senderOf(guide) === sender))
  return {
    companies: [],
    partners: from.map(
      (sender): Partner => ({
        key: sender,
        name,
        accounts: [],
        interchange: senders[sender],
        version: guides[0]?.version ?? '004010',
        usage: 'T',
        delimiters: { element: '*', component: '>', repetition: '^', segment: '~' },
        change: 'replace-850',
        acknowledge: 'never',
        acknowledgmentDeadlineHours: 0,
        inboundNumbers: 'any',
        taxRate: 'fraction',
        tolerances: { pricePercent: '0', dateDays: 0 },
        guides: guides.filter(guide => senderOf(guide) === sender),
      }),
    ),
    crossReferences: { units: [], costCentres: [], taxes: [], charges: [], booking: [] },
  }
}
