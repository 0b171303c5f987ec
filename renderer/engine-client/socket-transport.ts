import { SERVICES, type SocketMux, socketMux } from '../../core/contract/index.ts'
import { backoff } from './backoff.ts'
import type { Clock } from './browser-clock.ts'
import type { Transport, TransportListener, TransportState } from './transport.ts'

/** The part of WebSocket that is used, so that tests need no browser. */
export interface SocketLike {
  addEventListener(type: 'open' | 'close', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  send(text: string): void
  close(): void
}

export interface SocketTransportOptions {
  /** Read at every attempt: a restarted host gives a new one. */
  readonly token: () => string
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  /** Opens a socket that offers the given subprotocol. */
  readonly open: (protocol: string) => SocketLike
}

/** One WebSocket for all services, opened again with back-off whenever it is lost. */
export class SocketTransport implements Transport {
  readonly #options: SocketTransportOptions
  #listener: TransportListener | undefined
  #socket: SocketLike | undefined
  #attempt = 0
  #cancelRetry: () => void = () => undefined
  #stopped = true

  constructor(options: SocketTransportOptions) {
    this.#options = options
  }

  start(listener: TransportListener): void {
    this.#listener = listener
    this.#stopped = false
    this.#connect()
  }

  retry(): void {
    this.#attempt = 0
    if (this.#stopped || this.#socket !== undefined) return
    this.#cancelRetry()
    this.#connect()
  }

  stop(): void {
    this.#stopped = true
    this.#cancelRetry()
    this.#socket?.close()
  }

  #connect(): void {
    this.#state({ phase: 'connecting', retryAt: 0, reason: '' })
    const socket = this.#options.open(`sentinel.${this.#options.token()}`)
    this.#socket = socket
    let mux: SocketMux | undefined
    socket.addEventListener('open', () => {
      this.#attempt = 0
      const opened = socketMux((text) => {
        socket.send(text)
      })
      mux = opened
      this.#state({ phase: 'connected', retryAt: 0, reason: '' })
      for (const service of SERVICES) this.#listener?.onLink(service, opened.link(service))
    })
    socket.addEventListener('message', (event) => {
      if (typeof event.data === 'string') mux?.receive(event.data)
    })
    socket.addEventListener('close', () => {
      const opened = mux !== undefined
      this.#socket = undefined
      mux?.closed()
      mux = undefined
      this.#lost(opened)
    })
  }

  #lost(wasOpen: boolean): void {
    if (this.#stopped) {
      this.#state({ phase: 'disconnected', retryAt: 0, reason: 'The connection was closed by this window.' })
      return
    }
    this.#attempt += 1
    const wait = backoff(this.#attempt, this.#options.random())
    this.#state({
      phase: 'disconnected',
      retryAt: this.#options.clock.now() + wait,
      reason: wasOpen
        ? 'The connection to Sentinel was lost. Orders already sent keep working; nothing new is sent.'
        : 'Sentinel does not answer. This page goes on by itself once Sentinel runs again on the same port and data folder.',
    })
    this.#cancelRetry = this.#options.clock.after(wait, () => {
      this.#connect()
    })
  }

  #state(state: Omit<TransportState, 'attempt'>): void {
    this.#listener?.onState({ ...state, attempt: this.#attempt })
  }
}
