/** The offline mailbox as a process of its own, so that its work is not counted as the client's. Talks to its parent. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { startMailbox } = require('../../dist/sandbox/mailbox/start.js')
const { system } = require('../../dist/lib/environment.js')

const [directory, company, user, password] = process.argv.slice(2)
const mailbox = await startMailbox({
  directory,
  port: 0,
  companies: [company],
  user,
  password,
  environment: system,
  importSeconds: 0,
})
const { host, port, hostKey, disk } = mailbox
process.send({ host, port, hostKey, disk })
process.on('message', () => {
  const events = {}
  for (const { event } of mailbox.record()) events[event] = (events[event] ?? 0) + 1
  process.send(events)
})
process.on('disconnect', () => void mailbox.close())
