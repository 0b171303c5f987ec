import type { WebSocket } from 'ws'
import type { StreamListener } from '../market/stream-hub.ts'
import type { Exchange } from './exchange.ts'

interface StreamRequest {
  readonly method?: unknown
  readonly params?: unknown
  readonly id?: unknown
}

const MOST_STREAMS = 1024
/** A client that does not read is cut rather than buffered without bound. */
const MOST_BUFFERED = 32 * 1024 * 1024

/** One connection to the public streams: `/ws` sends bare events, `/stream` wraps them with the stream's name. */
export class StreamConnection {
  readonly #socket: WebSocket
  readonly #exchange: Exchange
  readonly #streams = new Set<string>()
  readonly #listener: StreamListener = (stream, text) => {
    this.#deliver(stream, text)
  }
  #combined: boolean
  #held: string | undefined

  constructor(exchange: Exchange, socket: WebSocket, options: { combined: boolean; streams: readonly string[] }) {
    this.#exchange = exchange
    this.#socket = socket
    this.#combined = options.combined
    for (const stream of options.streams) this.#subscribe(stream)
    socket.on('message', (data: Buffer) => {
      this.#receive(data.toString())
    })
    socket.on('close', () => {
      for (const stream of this.#streams) exchange.hub.remove(stream, this.#listener)
    })
  }

  #subscribe(stream: string): void {
    if (this.#streams.has(stream)) return
    this.#streams.add(stream)
    this.#exchange.hub.add(stream, this.#listener)
  }

  #unsubscribe(stream: string): void {
    if (this.#streams.delete(stream)) this.#exchange.hub.remove(stream, this.#listener)
  }

  #receive(text: string): void {
    let request: StreamRequest
    try {
      request = JSON.parse(text) as StreamRequest
    } catch {
      this.#refuse(3, `Invalid JSON: expected value at line 1 column 1`, null)
      return
    }
    const id = typeof request.id === 'number' || typeof request.id === 'string' ? request.id : null
    const params: readonly unknown[] = Array.isArray(request.params) ? request.params : []
    const names = params.filter((name) => typeof name === 'string')
    switch (request.method) {
      case 'SUBSCRIBE':
        if (names.length !== params.length || names.length === 0)
          this.#refuse(2, 'Invalid request: params must be stream names', id)
        else if (this.#streams.size + names.length > MOST_STREAMS) this.#refuse(2, 'Invalid request: too many streams', id)
        else {
          // The answer goes out before the first event of the stream.
          this.#socket.send(JSON.stringify({ result: null, id }))
          for (const name of names) this.#subscribe(name)
        }
        return
      case 'UNSUBSCRIBE':
        for (const name of names) this.#unsubscribe(name)
        this.#socket.send(JSON.stringify({ result: null, id }))
        return
      case 'LIST_SUBSCRIPTIONS':
        this.#socket.send(JSON.stringify({ result: [...this.#streams], id }))
        return
      case 'SET_PROPERTY':
        if (params[0] === 'combined' && typeof params[1] === 'boolean') this.#combined = params[1]
        this.#socket.send(JSON.stringify({ result: null, id }))
        return
      case 'GET_PROPERTY':
        this.#socket.send(JSON.stringify({ result: this.#combined, id }))
        return
      default:
        this.#refuse(
          2,
          `Invalid request: unknown variant \`${String(request.method)}\`, expected one of \`SUBSCRIBE\`, \`UNSUBSCRIBE\`, \`LIST_SUBSCRIPTIONS\`, \`SET_PROPERTY\`, \`GET_PROPERTY\``,
          id,
        )
    }
  }

  #refuse(code: number, msg: string, id: string | number | null): void {
    this.#socket.send(JSON.stringify({ error: { code, msg }, id }))
  }

  #deliver(stream: string, text: string): void {
    if (this.#exchange.faults.stalled) return
    const frame = this.#combined ? `{"stream":${JSON.stringify(stream)},"data":${text}}` : text
    const fault = this.#exchange.faults.takeFrame(stream)
    if (fault === 'drop') return
    if (fault === 'bad-json') {
      this.#send(frame.slice(0, frame.length >> 1))
      return
    }
    if (fault === 'swap-with-next') {
      this.#held = frame
      return
    }
    this.#send(frame)
    if (fault === 'duplicate') this.#send(frame)
    if (this.#held !== undefined) {
      this.#send(this.#held)
      this.#held = undefined
    }
  }

  #send(frame: string): void {
    if (this.#socket.bufferedAmount > MOST_BUFFERED) {
      this.#socket.terminate()
      return
    }
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(frame)
  }
}
