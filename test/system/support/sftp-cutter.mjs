/**
 * Stands between OpenSSH's sshd and its sftp-server: passes every message on, notes what the server has done, and breaks the connection
 * where it is told to. Arguments: folder for the notes, sftp-server, folder that the login lands in. In the folder, `cut.json` is a `Cut` of
 * sandbox/mailbox/switches.ts, taken away when it strikes; `record.jsonl` has a line for each file that was renamed or removed.
 */
import { spawn } from 'node:child_process'
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'

const [notes, server, start] = process.argv.slice(2)
const cutFile = path.join(notes, 'cut.json')
const sftp = spawn(server, ['-d', start], { stdio: ['pipe', 'pipe', 'inherit'] })
sftp.once('exit', code => process.exit(code ?? 1))
process.stdin.once('end', () => sftp.stdin.end())

/** Types of messages. */
const OPEN = 3
const CLOSE = 4
const READ = 5
const WRITE = 6
const LSTAT = 7
const OPENDIR = 11
const REMOVE = 13
const STAT = 17
const RENAME = 18
const STATUS = 101
const HANDLE = 102
const DATA = 103
const operations = new Map([
  [OPEN, 'open'],
  [LSTAT, 'stat'],
  [STAT, 'stat'],
  [OPENDIR, 'list'],
  [REMOVE, 'remove'],
  [RENAME, 'rename'],
])

/** What is done when the answer to a request comes, by its number, before it is passed on. */
const answers = new Map()
/** Bytes that have gone through, by file handle. */
const files = new Map()

messages(process.stdin, request)
messages(sftp.stdout, message => {
  const number = message.readUInt32BE(5)
  const heard = answers.get(number)
  answers.delete(number)
  if (heard?.(message) === 'cut') return
  process.stdout.write(message)
})

function request(message) {
  const type = message[4]
  if (type < OPEN) return sftp.stdin.write(message)
  const number = message.readUInt32BE(5)
  const [first, second] = texts(message)
  const operation = type === CLOSE ? (files.has(first) ? 'close' : undefined) : operations.get(type)
  if (type === READ || type === WRITE) return transfer(message, number, first)
  if (operation && strikes(operation, 'before')) return breakOff()
  answers.set(number, answer => {
    if (type === OPEN && answer[4] === HANDLE) files.set(texts(answer)[0], 0)
    const done = answer[4] === STATUS && answer.readUInt32BE(9) === 0
    if (done && type === REMOVE) note({ event: 'removed', name: path.basename(first) })
    if (done && type === RENAME) note({ event: 'renamed', name: path.basename(second) })
    if (operation && strikes(operation, 'after')) return breakOff()
    return undefined
  })
  return sftp.stdin.write(message)
}

/** As much of a write as may go through; a read goes through as a whole or not at all. */
function transfer(message, number, handle) {
  const through = files.get(handle)
  const most = planned()?.operation === 'data' ? planned().bytes - through : Number.POSITIVE_INFINITY
  if (message[4] === READ) {
    answers.set(number, answer => {
      const length = answer[4] === DATA ? answer.readUInt32BE(9) : 0
      files.set(handle, through + length)
      if (length > most) return strikes('data') && breakOff()
      return undefined
    })
    return sftp.stdin.write(message)
  }
  const at = 9 + 4 + handle.length / 2 + 8
  const length = message.readUInt32BE(at)
  files.set(handle, through + length)
  if (length <= most) return sftp.stdin.write(message)
  strikes('data')
  if (most === 0) return breakOff()
  answers.set(number, breakOff)
  const part = Buffer.from(message.subarray(0, at + 4 + most))
  part.writeUInt32BE(part.length - 4, 0)
  part.writeUInt32BE(most, at)
  return sftp.stdin.write(part)
}

function planned() {
  try {
    return JSON.parse(readFileSync(cutFile, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return undefined
  }
}

/** Whether the cut that is planned is here and now; it strikes once. */
function strikes(operation, moment) {
  const cut = planned()
  if (cut?.operation !== operation || (moment !== undefined && cut.moment !== moment)) return false
  rmSync(cutFile)
  return true
}

/** The process that has this one run is the one that holds the connection. */
function breakOff() {
  sftp.removeAllListeners('exit')
  process.kill(process.ppid, 'SIGKILL')
  sftp.kill('SIGKILL')
  process.exit(1)
}

function note(line) {
  appendFileSync(path.join(notes, 'record.jsonl'), `${JSON.stringify(line)}\n`)
}

/** The one or two texts that most messages begin with; a handle is bytes, so in hexadecimal digits. */
function texts(message) {
  const found = []
  const isHandle = [CLOSE, READ, WRITE, HANDLE].includes(message[4])
  for (let at = 9; found.length < 2 && at + 4 <= message.length; ) {
    const length = message.readUInt32BE(at)
    found.push(message.toString(isHandle ? 'hex' : 'utf8', at + 4, at + 4 + length))
    at += 4 + length
  }
  return found
}

/** Calls back with each whole message: four bytes of length, one of type, four of number. */
function messages(stream, heard) {
  let bytes = Buffer.alloc(0)
  stream.on('data', more => {
    bytes = Buffer.concat([bytes, more])
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0)) {
      const end = 4 + bytes.readUInt32BE(0)
      heard(bytes.subarray(0, end))
      bytes = bytes.subarray(end)
    }
  })
}
