import { type Millis, millis } from '../../domain/index.ts'
import type { Clock } from '../../ports/index.ts'
import type { CcxtExchange } from './ccxt-types.ts'

export interface RestReply {
  readonly url: string
  readonly text: string
  readonly receivedTime: Millis
}

/**
 * Sees the text of every REST reply before ccxt parses it. ccxt hands back parsed values only,
 * and its `last_http_response` mixes up requests that overlap.
 */
export class RestTap {
  private readonly waiting = new Map<string, RestReply>()

  constructor(exchange: CcxtExchange, clock: Clock, seen: (reply: RestReply) => void) {
    const original = exchange.onRestResponse.bind(exchange)
    exchange.onRestResponse = (...response) => {
      const [status, , url, , , body] = response
      if (typeof url === 'string' && typeof body === 'string' && typeof status === 'number' && status < 400) {
        const reply = { url, text: body, receivedTime: millis(clock.now()) }
        const key = keyOf(url)
        if (this.waiting.has(key)) this.waiting.set(key, reply)
        seen(reply)
      }
      return original(...response)
    }
  }

  /** Runs one request and returns the text of the reply whose address has `path` and `symbol`. */
  async textOf(path: string, symbol: string, request: () => Promise<unknown>): Promise<RestReply> {
    const key = `${path} ${symbol}`
    this.waiting.set(key, { url: '', text: '', receivedTime: millis(0) })
    try {
      await request()
      const reply = this.waiting.get(key)
      if (reply === undefined || reply.text === '') throw new Error(`the reply to ${path} for ${symbol} was not seen`)
      return reply
    } finally {
      this.waiting.delete(key)
    }
  }
}

function keyOf(address: string): string {
  const url = new URL(address)
  return `${url.pathname.slice(url.pathname.lastIndexOf('/') + 1)} ${url.searchParams.get('symbol') ?? ''}`
}
