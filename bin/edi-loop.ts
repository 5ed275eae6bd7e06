#!/usr/bin/env node
/** edi-loop: the commands of the package. */
import { asEdiError } from '../lib/error'
import { runSandbox, sandboxUsage } from '../sandbox/command'
import { ackUsage, runAck } from './ack'
import { auditUsage, runAudit } from './audit'
import { checkUsage, runCheck } from './check'
import { decodeUsage, runDecode } from './decode'
import { encodeUsage, runEncode } from './encode'
import { ledgerUsage, runLedger } from './ledger'
import { partnerKitUsage, runPartnerKit } from './partner-kit'
import { reportUsage, runReport } from './report'
import { replayUsage, runReplay } from './replay'
import { type Terminal, terminal } from './terminal'
import { runVerify, verifyUsage } from './verify'

interface Command {
  readonly usage: string
  run(words: readonly string[], terminal: Terminal): Promise<number>
}

const commands: Readonly<Record<string, Command>> = {
  decode: { usage: decodeUsage, run: runDecode },
  check: { usage: checkUsage, run: runCheck },
  encode: { usage: encodeUsage, run: runEncode },
  'partner-kit': { usage: partnerKitUsage, run: runPartnerKit },
  ack: { usage: ackUsage, run: runAck },
  ledger: { usage: ledgerUsage, run: runLedger },
  verify: { usage: verifyUsage, run: runVerify },
  audit: { usage: auditUsage, run: runAudit },
  replay: { usage: replayUsage, run: runReplay },
  report: { usage: reportUsage, run: runReport },
  sandbox: {
    usage: sandboxUsage,
    run: async words => {
      await runSandbox(words)
      return 0
    },
  },
}

const usage = `edi-loop COMMAND

${Object.values(commands)
  .map(command => command.usage)
  .join('\n\n')}
`

async function main([name = '', ...words]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const asked = name === '' || name === '--help' || name === 'help'
    if (asked) console.log(usage)
    else console.error(`There is no command ${name}; there are ${Object.keys(commands).join(', ')}. See edi-loop --help.`)
    return asked ? 0 : 2
  }
  if (words.includes('--help')) {
    console.log(command.usage)
    return 0
  }
  try {
    return await command.run(words, terminal)
  } catch (thrown) {
    // Whoever reads the output has seen enough, as in `edi-loop decode FILE | head`.
    if ((thrown as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') return 0
    const { code, message } = asEdiError(thrown)
    console.error(`${code}: ${message}`)
    return 2
  }
}

process.stdout.on('error', () => {
  // The write that failed says so.
})

void main(process.argv.slice(2)).then(code => {
  process.exitCode = code
})
