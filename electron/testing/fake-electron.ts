import type { MessagePortMain } from 'electron'
import type { ServiceProcess } from '../main/processes.ts'

/**
 * Doubles of the few Electron parts we use. They refuse what the real ones refuse, so that a test
 * cannot pass on something Electron would not do. They prove our code, not that Electron ran.
 */

type Listener = (value: never) => void

/** One end of a MessageChannelMain: queues until started, refuses buffers in transfer lists, dies once handed over. */
export class FakePort {
  peer: FakePort | undefined
  #listeners = new Map<string, Listener[]>()
  #queue: unknown[] = []
  #started = false
  #moved = false

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    this.#mustBeHere()
    if (transfer.some((one) => !(one instanceof FakePort))) throw new TypeError('Port at index 0 is not a valid port')
    this.peer?.deliver(structuredClone(message))
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
    return this
  }

  start(): void {
    this.#mustBeHere()
    this.#started = true
    for (const message of this.#queue.splice(0)) this.deliver(message)
  }

  close(): void {
    for (const end of [this, this.peer]) for (const listener of end?.listenersOf('close') ?? []) listener(undefined as never)
  }

  /** A port handed to a process can no longer be used here, and can be handed over once only. */
  handOver(): void {
    this.#mustBeHere()
    this.#moved = true
  }

  deliver(message: unknown): void {
    if (!this.#started) this.#queue.push(message)
    else for (const listener of this.listenersOf('message')) listener({ data: message, ports: [] } as never)
  }

  listenersOf(event: string): readonly Listener[] {
    return this.#listeners.get(event) ?? []
  }

  #mustBeHere(): void {
    if (this.#moved) throw new Error('the port was transferred and is gone here')
  }
}

export function fakeChannel(): { port1: MessagePortMain; port2: MessagePortMain } {
  const [port1, port2] = [new FakePort(), new FakePort()]
  port1.peer = port2
  port2.peer = port1
  return { port1: port1 as unknown as MessagePortMain, port2: port2 as unknown as MessagePortMain }
}

export interface Received {
  readonly message: { readonly type: string; readonly name?: string }
  readonly ports: readonly FakePort[]
}

/** A utility process that records what it is told; `end` is what an exit or a crash looks like from main. */
export class FakeProcess implements ServiceProcess {
  readonly received: Received[] = []
  killed = false
  /** Does not react to a polite end. */
  deaf = false
  pid: number | undefined = 1
  #alive = true
  #listeners = new Map<string, ((value: never) => void)[]>()

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    if (!this.#alive) return
    const ports = transfer.map((port) => port as unknown as FakePort)
    for (const port of ports) {
      if (!(port instanceof FakePort)) throw new TypeError('Port at index 0 is not a valid port')
      port.handOver()
    }
    this.received.push({ message: structuredClone(message) as Received['message'], ports })
  }

  on(event: string, listener: (value: never) => void): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
    return this
  }

  kill(): boolean {
    this.killed = true
    if (!this.deaf) this.end(15)
    return true
  }

  say(message: unknown): void {
    for (const listener of this.#listeners.get('message') ?? []) listener(message as never)
  }

  end(code: number): void {
    if (!this.#alive) return
    this.#alive = false
    for (const listener of this.#listeners.get('exit') ?? []) listener(code as never)
  }
}
