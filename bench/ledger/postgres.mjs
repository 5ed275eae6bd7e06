/**
 * Durable steps on PostgreSQL with one instance and with three, each a process: `node bench/ledger/postgres.mjs URL [rounds] [steps]` after a
 * build. The schema `edi_loop_bench` is made anew for each measurement and removed at the end.
 */
import { fork } from 'node:child_process'
import pg from 'pg'
import { Ledger, middle, speed, system } from './work.mjs'

const [url = '', rounds = '3', steps = '1500', role = ''] = process.argv.slice(2)
const store = { url: `${url}${url.includes('?') ? '&' : '?'}schema=edi_loop_bench` }

if (role === 'instance') {
  const ledger = await Ledger.open({ store, environment: system })
  await speed(ledger, 100, { atOnce: 16 })
  process.send('ready')
  await new Promise(resolve => process.once('message', resolve))
  await speed(ledger, Number(steps), { atOnce: 16 })
  process.send('done')
  await ledger.close()
  process.disconnect()
} else {
  const rates = { 1: [], 3: [] }
  for (let round = 0; round < Number(rounds); round++) for (const count of [1, 3]) rates[count].push(await together(count))
  await clear()
  const [one, three] = [middle(rates[1]), middle(rates[3])]
  console.log(`1 instance   ${one.toFixed(0).padStart(6)} steps/s`)
  console.log(`3 instances  ${three.toFixed(0).padStart(6)} steps/s   ${(three / one).toFixed(2)} × one`)
}

async function together(count) {
  await clear()
  const instances = Array.from({ length: count }, () => fork(import.meta.filename, [url, rounds, steps, 'instance']))
  const told = word =>
    Promise.all(instances.map(one => new Promise(resolve => one.on('message', said => said === word && resolve()))))
  await told('ready')
  const finished = told('done')
  const ended = Promise.all(instances.map(one => new Promise(resolve => one.once('exit', resolve))))
  const started = performance.now()
  for (const one of instances) one.send('go')
  await finished
  const seconds = (performance.now() - started) / 1000
  await ended
  return (count * Number(steps)) / seconds
}

async function clear() {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('drop schema if exists edi_loop_bench cascade')
  await client.end()
}
