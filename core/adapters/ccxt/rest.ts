import { AsyncLocalStorage } from 'node:async_hooks'
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
 * and its `last_http_response` mixes up requests that overlap: here a reply is known by the
 * asynchronous call that it belongs to.
 */
export class RestTap {
  private readonly asking = new AsyncLocalStorage<{ reply?: RestReply }>()

  constructor(exchange: CcxtExchange, clock: Clock, seen: (reply: RestReply) => void) {
    const original = exchange.onRestResponse.bind(exchange)
    exchange.onRestResponse = (...response) => {
      const [status, , url, , , body] = response
      if (typeof url === 'string' && typeof body === 'string' && typeof status === 'number' && status < 400) {
        const reply = { url, text: body, receivedTime: millis(clock.now()) }
        const asked = this.asking.getStore()
        if (asked !== undefined) asked.reply = reply
        seen(reply)
      }
      return original(...response)
    }
  }

  /** Runs one request and returns the text of its reply; of the last one where it takes several. */
  async textOf(request: () => Promise<unknown>): Promise<RestReply> {
    const asked: { reply?: RestReply } = {}
    await this.asking.run(asked, request)
    if (asked.reply === undefined) throw new Error('the reply was not seen')
    return asked.reply
  }
}
