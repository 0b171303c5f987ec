import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'

const HEADER = 4

/** A structured clone of the message, behind its length. Throws what cannot be cloned. */
export function encodeFrame(message: unknown): Buffer {
  const body = serialize(message)
  const frame = Buffer.alloc(HEADER + body.length)
  frame.writeUInt32LE(body.length)
  body.copy(frame, HEADER)
  return frame
}

/** Tells each whole message of a socket, in order. */
export function readFrames(socket: Socket, onMessage: (message: unknown) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= HEADER) {
      const end = HEADER + rest.readUInt32LE()
      if (rest.length < end) return
      const body = rest.subarray(HEADER, end)
      rest = rest.subarray(end)
      onMessage(deserialize(body))
    }
  })
}
