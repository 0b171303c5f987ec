import type { CcxtBook, CcxtExchange, CcxtMarket, CcxtTicker, CcxtTrade } from './ccxt-types.ts'

const DECIMAL_PLACES = 2
const TICK_SIZE = 4
/** The finest digit of our decimals. */
const FINEST = 12

/** A double in decimal digits without an exponent: the shortest that mean it, or at most twelve after the point. */
export function plainDecimal(value: number): string {
  const shortest = String(value)
  if (/^-?\d+(\.\d{1,12})?$/.test(shortest)) return shortest
  return value.toFixed(FINEST).replace(/\.?0+$/, '')
}

/** Decimals after the point of a market's prices or amounts; undefined where ccxt does not know. */
export function decimalsOf(exchange: Pick<CcxtExchange, 'precisionMode'>, precision: number | undefined): number | undefined {
  if (precision === undefined || !Number.isFinite(precision)) return undefined
  if (exchange.precisionMode === DECIMAL_PLACES) return Math.min(FINEST, Math.max(0, precision))
  if (exchange.precisionMode !== TICK_SIZE || precision <= 0) return undefined
  const text = plainDecimal(precision)
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0
}

/** A double with the market's number of decimals, unless they would make nothing of something. */
export function decimalText(value: number, decimals: number | undefined): string {
  if (decimals === undefined) return plainDecimal(value)
  const text = value.toFixed(decimals)
  return Number(text) === 0 && value !== 0 ? plainDecimal(value) : text
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/**
 * Writes ccxt's structures of one market in the form that the generic mapper reads: doubles as text in
 * the market's own decimals. What ccxt left out stays out, and the mapper says what is missing.
 */
export class UnifiedText {
  private readonly symbol: string
  private readonly price: (value: unknown) => string | undefined
  private readonly size: (value: unknown) => string | undefined

  constructor(exchange: Pick<CcxtExchange, 'precisionMode'>, market: CcxtMarket) {
    this.symbol = market.symbol
    const writer = (precision: number | undefined) => {
      const decimals = decimalsOf(exchange, precision)
      return (value: unknown) => (isNumber(value) ? decimalText(value, decimals) : undefined)
    }
    this.price = writer(market.precision?.price)
    this.size = writer(market.precision?.amount)
  }

  /** Oldest first. Trades without an id get one of what they are, and of how many the same came before them in the batch. */
  trades(batch: readonly CcxtTrade[], history: boolean): string {
    return this.write(this.withIds(batch, history))
  }

  /** As above, less the trades in `known`, which holds the ids of this batch afterwards: answers to a repeated question overlap. */
  newTrades(batch: readonly CcxtTrade[], history: boolean, known: Set<string>): string {
    const all = this.withIds(batch, history)
    const fresh = all.filter(({ id }) => !known.has(id))
    known.clear()
    for (const { id } of all) known.add(id)
    return this.write(fresh)
  }

  private write(trades: readonly unknown[]): string {
    return JSON.stringify({ ccxt: 'trades', symbol: this.symbol, trades })
  }

  private withIds(batch: readonly CcxtTrade[], history: boolean) {
    const alike = new Map<string, number>()
    return [...batch]
      .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
      .map(({ id, timestamp, side, price, amount }) => {
        const shown = { price: this.price(price), size: this.size(amount), side, time: timestamp }
        const key = [timestamp, side, shown.price, shown.size].join('|')
        const before = alike.get(key) ?? 0
        alike.set(key, before + 1)
        return { id: id ?? `${key}|${String(before)}`, ...shown, ...(history ? { history } : {}) }
      })
  }

  /** The best levels of a book, best first. `time` when the venue's own time of it can be trusted to be of now. */
  book(book: CcxtBook, depth: number, time: number | undefined): string {
    const levels = (side: readonly (readonly unknown[])[]): unknown[] =>
      side.slice(0, depth).map(([price, size]) => [this.price(price), this.size(size)])
    return JSON.stringify({ ccxt: 'book', symbol: this.symbol, time, bids: levels(book.bids), asks: levels(book.asks) })
  }

  ticker({ bid, bidVolume, ask, askVolume, last, open, high, low, baseVolume }: CcxtTicker): string {
    return JSON.stringify({
      ccxt: 'ticker',
      symbol: this.symbol,
      bid: this.price(bid),
      bidSize: this.size(bidVolume),
      ask: this.price(ask),
      askSize: this.size(askVolume),
      last: this.price(last),
      open: this.price(open),
      high: this.price(high),
      low: this.price(low),
      volume: this.size(baseVolume),
    })
  }

  /** Rows that ccxt left a number out of are left out. */
  candles(rows: readonly (readonly unknown[])[]): string {
    const whole = rows.filter((row) => row.length >= 6 && row.slice(0, 6).every(isNumber))
    return JSON.stringify(
      whole.map(([time, open, high, low, close, volume]) => [
        time,
        ...[open, high, low, close].map((value) => this.price(value)),
        this.size(volume),
      ]),
    )
  }
}
