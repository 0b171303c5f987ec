import { type BookRow, candleGroup, type FeedHub, type FillRow, type InstrumentRow, type OrderRow } from '../../contract/index.ts'
import type { ClientOrderId, ExchangeId, FillId, InstrumentId, OrderId } from '../../domain/index.ts'

/** Markets, in the order in which the ladders show them, with a price and its decimals. */
const SPECS = [
  ['BTC', 97_412.36, 2],
  ['ETH', 3_318.42, 2],
  ['SOL', 238.17, 2],
  ['XRP', 1.1043, 4],
] as const
const LEVELS = 50

interface LoadMarket {
  readonly instrument: InstrumentRow
  readonly decimals: number
  price: number
}

/** What was published since the start, by topic. */
export type Published = Readonly<Record<'books' | 'trades', number>>

/** A market whose every rate is given: what it costs to show is then all that differs between runs. */
export class LoadFeed {
  readonly markets: readonly LoadMarket[] = SPECS.map(([base, price, decimals]) => ({
    price,
    decimals,
    instrument: {
      id: `demo:${base}/USDT` as InstrumentId,
      exchange: 'demo' as ExchangeId,
      symbol: `${base}/USDT`,
      venueSymbol: `${base}USDT`,
      base,
      quote: 'USDT',
      tickSize: (10 ** -decimals).toFixed(decimals),
      lotSize: '0.00001',
      minQuantity: '0.00001',
      minNotional: '5',
      makerFee: '0.001',
      takerFee: '0.001',
    },
  }))
  readonly #hub: FeedHub
  readonly #published = { books: 0, trades: 0 }
  #turn = 0

  constructor(hub: FeedHub) {
    this.#hub = hub
  }

  get published(): Published {
    return { ...this.#published }
  }

  /** A whole book and quote of every market, `LEVELS` a side, each level changed. */
  books(now: number): void {
    for (const market of this.markets) this.#book(market, now)
  }

  trades(count: number, now: number): void {
    for (let index = 0; index < count; index += 1) {
      const market = this.markets[this.#published.trades % this.markets.length]
      if (market !== undefined) this.#trade(market, now)
    }
  }

  candles(now: number): void {
    for (const { instrument, price, decimals } of this.markets) {
      if (!this.#hub.wanted('market.candles', candleGroup(instrument.id, '1m'))) continue
      const close = price.toFixed(decimals)
      const bar = { instrument: instrument.id, timeframe: '1m', openTime: now - (now % 60_000), closed: false, trades: 40 }
      this.#hub.publish('market.candles', { ...bar, open: close, high: close, low: close, close, volume: '12.5' })
    }
  }

  /** Orders that rest, spread over the markets and below their prices. */
  orders(count: number, now: number): void {
    for (let index = 0; index < count; index += 1) this.#hub.publish('trading.orders', this.#order(index, now))
  }

  fills(count: number, now: number): void {
    for (let index = 0; index < count; index += 1) this.#hub.publish('trading.fills', this.#fill(index, now - (count - index)))
  }

  #market(index: number): LoadMarket {
    const market = this.markets[index % this.markets.length]
    if (market === undefined) throw new Error('there is no market')
    return market
  }

  #book(market: LoadMarket, now: number): void {
    this.#turn += 1
    const tick = 10 ** -market.decimals
    market.price += tick * ((this.#turn % 7) - 3)
    const side = (step: number): BookRow['bids'] =>
      Array.from({ length: LEVELS }, (_, level) => [
        (market.price + step * tick * (level + 1)).toFixed(market.decimals),
        (1 + ((level * 7 + this.#turn * 13) % 97) / 10).toFixed(5),
      ])
    const times = { instrument: market.instrument.id, exchangeTime: now - 5, receivedTime: now }
    const [bids, asks] = [side(-1), side(1)]
    this.#published.books += 1
    this.#hub.publish('market.books', { ...times, sequence: this.#published.books, state: 'live', bids, asks })
    const [[bid, bidSize] = ['0', '0']] = bids
    const [[ask, askSize] = ['0', '0']] = asks
    const day = { volume24h: '18204.5', open24h: (market.price * 0.99).toFixed(market.decimals) }
    this.#hub.publish('market.quotes', { kind: 'quote', ...times, bid, bidSize, ask, askSize, last: bid, ...day })
  }

  #trade({ instrument, price, decimals }: LoadMarket, now: number): void {
    this.#published.trades += 1
    const id = this.#published.trades
    this.#hub.publish('market.trades', {
      kind: 'trade',
      id: String(id),
      instrument: instrument.id,
      exchangeTime: now - 5,
      receivedTime: now,
      price: price.toFixed(decimals),
      quantity: (0.001 + (id % 50) / 100).toFixed(5),
      aggressor: id % 2 === 0 ? 'buy' : 'sell',
    })
  }

  #order(index: number, now: number): OrderRow {
    const { instrument, price, decimals } = this.#market(index)
    return {
      ...this.#identity(index),
      instrument: instrument.id,
      side: 'buy',
      type: 'limit',
      quantity: '0.01',
      limitPrice: (price * (0.999 - index / 100_000)).toFixed(decimals),
      timeInForce: 'GTC',
      reduceOnly: false,
      purpose: 'entry',
      state: 'accepted',
      filled: '0',
      filledNotional: '0',
      fee: '0',
      createdAt: now - index,
      updatedAt: now,
      id: `order-${String(index)}` as OrderId,
    }
  }

  #fill(index: number, at: number): FillRow {
    const { instrument, price, decimals } = this.#market(index)
    return {
      ...this.#identity(index),
      id: `fill-${String(index)}` as FillId,
      orderId: `order-${String(index)}` as OrderId,
      instrument: instrument.id,
      side: index % 2 === 0 ? 'buy' : 'sell',
      price: price.toFixed(decimals),
      quantity: '0.01',
      fee: '0.001',
      liquidity: 'taker',
      at,
    }
  }

  #identity(index: number): { readonly clientOrderId: ClientOrderId; readonly environment: 'paper' } {
    return { clientOrderId: `client-${String(index)}` as ClientOrderId, environment: 'paper' }
  }
}
