import type { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { type PortEnd, portsOf } from './ports.ts'

/** One message with its ports, between two processes: each port's socket first, then the message that belongs to them. */
export type Parcel =
  | { readonly parcel: 'port'; readonly id: number }
  | { readonly parcel: 'message'; readonly message: unknown; readonly ports: readonly number[] }

/** Sends in the order of the calls, though sockets come about later. */
export class Outbox {
  readonly #child: ChildProcess
  #turn: Promise<void> = Promise.resolve()
  #nextPort = 1

  constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Refuses a wrong transfer list at once; the ports are gone here when it returns. */
  send(message: unknown, transfer: unknown = []): void {
    const copy = structuredClone(message)
    const sockets = portsOf(transfer).map((port: PortEnd) => port.handOver())
    this.#turn = this.#turn.then(async () => {
      const ports: number[] = []
      for (const socket of sockets) {
        const id = this.#nextPort++
        ports.push(id)
        await this.#tell({ parcel: 'port', id }, await socket)
      }
      await this.#tell({ parcel: 'message', message: copy, ports })
    })
  }

  /** To a process that is gone nothing is sent, and the ports die with what they were for. */
  #tell(parcel: Parcel, socket?: Socket): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#child.connected) {
        socket?.destroy()
        resolve()
        return
      }
      this.#child.send(parcel, socket, { keepOpen: false }, (error) => {
        if (error !== null) socket?.destroy()
        resolve()
      })
    })
  }
}

/** The other end: puts each message together with the sockets that came for it. */
export function openParcels(onMessage: (message: unknown, sockets: readonly Socket[]) => void) {
  const waiting = new Map<number, Socket>()
  return (raw: unknown, handle: unknown): void => {
    const parcel = raw as Parcel
    if (parcel.parcel === 'port') {
      if (handle instanceof Socket) waiting.set(parcel.id, handle)
      return
    }
    const sockets = parcel.ports.flatMap((id) => {
      const socket = waiting.get(id)
      waiting.delete(id)
      return socket === undefined ? [] : [socket]
    })
    onMessage(parcel.message, sockets)
  }
}
