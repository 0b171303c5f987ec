import type { NaiveReader } from './venue-recordings.ts'

interface CoinbaseMessage {
  readonly channel: string
  readonly events: readonly {
    readonly type: string
    readonly product_id: string
    readonly trades?: readonly unknown[]
    readonly updates: readonly { readonly side: string; readonly price_level: string; readonly new_quantity: string }[]
  }[]
}

/** Coinbase Advanced Trade books and trades. */
export const readCoinbase: NaiveReader = ({ body }, bookOf, saw) => {
  const { channel, events } = body as CoinbaseMessage
  for (const { type, product_id: product, trades, updates } of events) {
    if (channel === 'market_trades') for (const _ of trades ?? []) saw('trade')
    if (channel !== 'l2_data') continue
    const levels = (side: string) =>
      updates.filter((update) => update.side === side).map((update) => [update.price_level, update.new_quantity] as const)
    const book = bookOf(product.replace('-', '/'))
    if (type === 'snapshot') book.replace(levels('bid'), levels('offer'))
    else book.change(levels('bid'), levels('offer'))
    saw(type === 'snapshot' ? 'snapshot' : 'update')
  }
}
