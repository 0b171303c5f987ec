import { createHmac } from 'node:crypto'
import { WebSocket } from 'ws'
import type { Clock } from '../../ports/index.ts'
import { DEMO_ACCOUNT } from '../index.ts'

export type ApiMessage = Readonly<Record<string, unknown>> & {
  readonly id?: unknown
  readonly event?: Readonly<Record<string, unknown>>
}

/** For tests: one connection to the ws-api, signed as the venue documents it. Calls are told apart by their method. */
export class ApiSocket {
  /** User events in the order in which they came. */
  readonly events: Readonly<Record<string, unknown>>[] = []
  readonly #socket: WebSocket
  readonly #clock: Clock
  readonly #answers = new Map<unknown, (message: ApiMessage) => void>()

  private constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket
    this.#clock = clock
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ApiMessage
      if (message.event !== undefined) this.events.push(message.event)
      else this.#answers.get(message.id)?.(message)
    })
  }

  static async open(endpoint: string, clock: Clock): Promise<ApiSocket> {
    const socket = new WebSocket(`${endpoint.replace('http', 'ws')}/ws-api.binance.com:443/ws-api/v3`)
    await new Promise((resolve) => socket.once('open', resolve))
    return new ApiSocket(socket, clock)
  }

  call(method: string, params: Readonly<Record<string, string>> = {}, secret = DEMO_ACCOUNT.secret): Promise<ApiMessage> {
    return new Promise((resolve) => {
      const all: Record<string, string> = { ...params, apiKey: DEMO_ACCOUNT.apiKey, timestamp: String(this.#clock.now()) }
      const payload = Object.keys(all)
        .sort()
        .map((name) => `${name}=${all[name] ?? ''}`)
        .join('&')
      const signature = createHmac('sha256', secret).update(payload).digest('hex')
      this.#answers.set(method, resolve)
      this.#socket.send(JSON.stringify({ id: method, method, params: { ...all, signature } }))
    })
  }

  close(): void {
    this.#socket.terminate()
  }
}
