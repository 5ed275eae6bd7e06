/** How a connection breaks on demand. */
import type { Socket } from 'node:net'

/** Of an end (`close`) and a reset the other side hears at once. Of a stall it hears nothing: it waits. */
export const manners = ['close', 'reset', 'stall'] as const

export type Manner = (typeof manners)[number]

export function breakOff(socket: Socket, manner: Manner): void {
  if (manner === 'close') socket.destroy()
  else if (manner === 'reset') socket.resetAndDestroy()
  else socket.pause()
}
