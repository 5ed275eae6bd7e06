#!/usr/bin/env node
/** edi-loop: the commands of the package. */
import { asEdiError } from '../lib/error'
import { runSandbox, sandboxUsage } from '../sandbox/command'

const commands: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  sandbox: async words => {
    await runSandbox(words)
    return 0
  },
}

const usage = `edi-loop COMMAND

${sandboxUsage}
`

async function main([name = '', ...words]: readonly string[]): Promise<number> {
  const command = commands[name]
  if (!command || words.includes('--help')) {
    console.log(usage)
    return name === '' || words.includes('--help') || name === '--help' ? 0 : 2
  }
  try {
    return await command(words)
  } catch (thrown) {
    const { code, message } = asEdiError(thrown)
    console.error(`${code}: ${message}`)
    return 2
  }
}

void main(process.argv.slice(2)).then(code => {
  process.exitCode = code
})
