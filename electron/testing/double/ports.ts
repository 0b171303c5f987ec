import type { Socket } from 'node:net'
import { encodeFrame, readFrames } from './frames.ts'
import type { SocketPairs } from './socket-pair.ts'
import { StrictEmitter } from './strict-emitter.ts'

/**
 * A MessagePortMain on a socket. As the real one it queues until it was started, takes nothing but ports in a
 * transfer list, closes when it is given what cannot be cloned, and is gone here once it was handed over.
 */
export class PortEnd extends StrictEmitter {
  readonly #socket: Promise<Socket>
  #state: 'here' | 'started' | 'moved' | 'closed' = 'here'
  #told = false

  constructor(socket: Promise<Socket>) {
    super(['message', 'close'])
    this.#socket = socket
    socket.then(
      (each) => {
        each.on('error', () => each.destroy())
      },
      () => {
        this.#closed()
      },
    )
  }

  postMessage(message: unknown, transfer: unknown = []): void {
    if (this.#state === 'moved') throw new Error('the port was transferred and is gone here')
    if (portsOf(transfer).length > 0) throw new Error('the double carries no ports over ports')
    let frame: Buffer
    try {
      frame = encodeFrame(message)
    } catch {
      // Electron reports it and closes the port (its issue 42373).
      this.close()
      throw new Error('An object could not be cloned.')
    }
    if (this.#state === 'closed') return
    void this.#socket.then((socket) => socket.writable && socket.write(frame))
  }

  start(): void {
    if (this.#state === 'moved') throw new Error('the port was transferred and is gone here')
    if (this.#state !== 'here') return
    this.#state = 'started'
    void this.#socket.then((socket) => {
      socket.on('close', () => {
        this.#closed()
      })
      readFrames(socket, (data) => {
        if (this.#state === 'started') this.emit('message', { data, ports: [] })
      })
      socket.resume()
    })
  }

  close(): void {
    if (this.#state === 'moved' || this.#state === 'closed') return
    void this.#socket.then((socket) => socket.end())
    this.#closed()
  }

  /** The socket for the process that gets this end; it can be handed over once only. */
  handOver(): Promise<Socket> {
    if (this.#state !== 'here') throw new Error(`Port at index 0 is ${this.#state}: it cannot be transferred`)
    this.#state = 'moved'
    return this.#socket
  }

  #closed(): void {
    if (this.#state !== 'moved') this.#state = 'closed'
    if (this.#told) return
    this.#told = true
    this.emit('close')
  }
}

/** What a transfer list may hold. Throws as Electron does for anything else. */
export function portsOf(transfer: unknown): readonly PortEnd[] {
  if (transfer === undefined) return []
  if (!Array.isArray(transfer)) throw new TypeError('Invalid value for transfer')
  for (const [index, port] of transfer.entries())
    if (!(port instanceof PortEnd)) throw new TypeError(`Port at index ${String(index)} is not a valid port`)
  if (new Set(transfer).size !== transfer.length) throw new Error('a port is in the transfer list twice')
  return transfer as readonly PortEnd[]
}

/** Both ends of a new channel, as `new MessageChannelMain()` gives them. */
export function channelOf(pairs: SocketPairs): { readonly port1: PortEnd; readonly port2: PortEnd } {
  const pair = pairs.pair()
  return { port1: new PortEnd(pair.then(([one]) => one)), port2: new PortEnd(pair.then(([, two]) => two)) }
}
