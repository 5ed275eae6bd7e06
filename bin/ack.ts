/** `edi-loop ack`: the 997, 999 or TA1 that answers a file. */
import { type AnswerForm, answersTo } from '../lib/x12/answer'
import { decodeStream } from '../lib/x12/decode-stream'
import { encode } from '../lib/x12/encode'
import { outlineOf } from '../lib/x12/outline'
import { nameOf, unlessUnreadable } from './decode'
import type { Terminal } from './terminal'
import { numberOf, parsed, readingFrom, readingOptions, readingUsage, usage } from './words'

export const ackUsage = `edi-loop ack [--997 | --999 | --ta1] [OPTIONS] [FILE…]
  Prints the interchange that answers a file: ids reversed, separators and test flag as received. The default is a 997 for each group.
  --control-number N        ISA13 of the answer to the first interchange, counted on from there (1)
  --group-control-number N  GS06 of the first group of answers, counted on from there (1)
${readingUsage}
  Acknowledgments are never answered. Ends with 0 when there is an answer or none is due, 1 when a file is cut off before it names its
  sender, 2 when something is no X12.`

export async function runAck(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, files } = parsed(words, {
    ...readingOptions,
    '997': { type: 'boolean' },
    '999': { type: 'boolean' },
    ta1: { type: 'boolean' },
    'control-number': { type: 'string' },
    'group-control-number': { type: 'string' },
  })
  const forms = (['997', '999', 'ta1'] as const).filter(each => values[each])
  if (forms.length > 1) throw usage(`--${forms.join(' and --')} exclude each other`)
  const form: AnswerForm = forms[0] ?? '997'
  const options = await readingFrom(values, terminal)
  const now = terminal.now().toISOString()
  const next = {
    interchange: numberOf('control-number', values['control-number']),
    group: numberOf('group-control-number', values['group-control-number']),
  }
  let code = 0
  for (const file of files) {
    code = Math.max(
      code,
      await unlessUnreadable(file, terminal, async () => {
        const { interchanges, findings } = await outlineOf(decodeStream(terminal.stream(file), options))
        const cut = findings.find(({ code }) => code === 'TA105:023')
        if (cut !== undefined)
          terminal.say(`${nameOf(file)}: ${cut.code}: ${cut.message}, so that there is nobody to answer. ${cut.remedy}`)
        const answers = answersTo(interchanges, { form, date: now.slice(0, 10), time: now.slice(11, 16), next })
        if (answers.length === 0 && cut === undefined)
          terminal.say(
            `${nameOf(file)}: nothing to answer, ${interchanges.length === 0 ? 'there is no interchange' : 'it holds no group that says what it is and is no acknowledgment'}`,
          )
        for (const answer of answers) await terminal.write(encode(answer))
        return cut === undefined ? 0 : 1
      }),
    )
  }
  return code
}
