/** Whole files over one SFTP session, with several requests under way so that distance does not decide the speed. */
import type { Stats } from 'ssh2'
import { mailboxError } from './mailbox-error'
import type { Session } from './sftp-session'

/** Every server must take requests of this size; larger ones are an extension. */
const piece = 32_000
const underWay = 32
const largest = 256 * 1024 * 1024

/**
 * Everything from the start to the end the file had when it was opened; shorter when it was cut meanwhile.
 * @param listed its size in a listing: most files are smaller than a piece, and when so many bytes come, nobody need ask for the size
 */
export async function readAll(session: Session, opened: Buffer, path: string, listed = piece): Promise<Buffer> {
  const first = Buffer.allocUnsafe(piece)
  const sizeOf = () => session.ask<Stats>((sftp, answer) => sftp.fstat(opened, answer))
  const asked = listed < piece ? undefined : sizeOf()
  const [got] = await Promise.all([readPiece(session, opened, first, 0, piece), asked])
  if (got === listed && got < piece) return first.subarray(0, got)
  const { size } = await (asked ?? sizeOf())
  if (size <= got) return first.subarray(0, size)
  if (size > largest) throw mailboxError('mailbox-file-too-large', { file: path })

  const bytes = Buffer.allocUnsafe(size)
  first.copy(bytes, 0, 0, got)
  let end = size
  await inPieces(got, size, async (from, length) => {
    let done = 0
    while (done < length) {
      const count = await readPiece(session, opened, bytes, from + done, length - done)
      if (count === 0) {
        end = Math.min(end, from + done)
        return
      }
      done += count
    }
  })
  return bytes.subarray(0, end)
}

export async function writeAll(session: Session, opened: Buffer, bytes: Buffer): Promise<void> {
  await inPieces(0, bytes.length, async (from, length) => {
    await session.ask<void>((sftp, answer) => sftp.write(opened, bytes, from, length, from, error => answer(error)))
  })
}

/** The count of bytes read, 0 at the end of the file; it may be less than asked. */
function readPiece(session: Session, opened: Buffer, into: Buffer, at: number, length: number): Promise<number> {
  return session.ask<number>((sftp, answer) =>
    sftp.read(opened, into, at, Math.min(length, into.length - at), at, (error, count) => answer(error, count)),
  )
}

async function inPieces(from: number, to: number, transfer: (from: number, length: number) => Promise<void>): Promise<void> {
  let next = from
  const lane = async () => {
    while (next < to) {
      const at = next
      next = Math.min(next + piece, to)
      await transfer(at, next - at)
    }
  }
  const lanes = Math.min(underWay, Math.ceil((to - from) / piece))
  await Promise.all(Array.from({ length: lanes }, lane))
}
