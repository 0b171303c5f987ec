import { Client } from 'undici'

/** The body of an order, the same for every contender. */
export interface OrderBody {
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly type: 'MARKET'
  readonly quantity: string
  readonly newClientOrderId: string
}

/** One kept-alive connection to the exchange. */
export class HttpOrders {
  readonly #client: Client

  constructor(origin: string) {
    this.#client = new Client(origin)
  }

  async send(order: OrderBody): Promise<unknown> {
    const { body } = await this.#client.request({
      path: '/api/v3/order',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    })
    return body.json()
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}
