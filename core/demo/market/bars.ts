/** One bar in integers: prices in ticks, volumes in lots. `quote` amounts are doubles: statistics, not money. */
export interface Bar {
  openTime: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  quoteVolume: number
  trades: number
  takerVolume: number
  takerQuoteVolume: number
}

export interface BarTrade {
  readonly time: number
  readonly price: number
  readonly lots: number
  readonly quote: number
  readonly takerBuys: boolean
}

const FIELDS = 10
const emptyAt = (openTime: number, price: number): Bar => ({
  openTime,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 0,
  quoteVolume: 0,
  trades: 0,
  takerVolume: 0,
  takerQuoteVolume: 0,
})

/** Bars of one fixed period, back to back; a period without trades repeats the last close. */
export class BarSeries {
  readonly period: number
  readonly #keep: number
  #data = new Float64Array(FIELDS * 1024)
  #count = 0

  /** `keep` bounds the memory: older bars are forgotten. */
  constructor(period: number, keep: number) {
    this.period = period
    this.#keep = keep
  }

  get length(): number {
    return this.#count
  }

  firstOpenTime(): number {
    return this.#count === 0 ? 0 : (this.#data[0] ?? 0)
  }

  at(index: number): Bar | undefined {
    if (index < 0 || index >= this.#count) return undefined
    const d = this.#data
    const o = index * FIELDS
    return {
      openTime: d[o] ?? 0,
      open: d[o + 1] ?? 0,
      high: d[o + 2] ?? 0,
      low: d[o + 3] ?? 0,
      close: d[o + 4] ?? 0,
      volume: d[o + 5] ?? 0,
      quoteVolume: d[o + 6] ?? 0,
      trades: d[o + 7] ?? 0,
      takerVolume: d[o + 8] ?? 0,
      takerQuoteVolume: d[o + 9] ?? 0,
    }
  }

  last(): Bar | undefined {
    return this.at(this.#count - 1)
  }

  /** Index of the bar that contains `time`; may be outside the series. */
  indexOf(time: number): number {
    return Math.floor((time - this.firstOpenTime()) / this.period)
  }

  append(bar: Bar): void {
    this.#makeRoom()
    this.#count += 1
    this.#write(this.#count - 1, bar)
  }

  /** Opens flat bars up to the one that contains `time`. */
  advance(time: number): void {
    const open = time - (time % this.period)
    for (let last = this.last(); last !== undefined && last.openTime < open; last = this.last())
      this.append(emptyAt(last.openTime + this.period, last.close))
  }

  trade({ time, price, lots, quote, takerBuys }: BarTrade): void {
    this.advance(time)
    if (this.#count === 0) this.append(emptyAt(time - (time % this.period), price))
    const bar = this.at(this.#count - 1)
    if (bar === undefined) return
    if (bar.trades === 0 && bar.volume === 0) bar.open = bar.high = bar.low = price
    bar.high = Math.max(bar.high, price)
    bar.low = Math.min(bar.low, price)
    bar.close = price
    bar.volume += lots
    bar.quoteVolume += quote
    bar.trades += 1
    if (takerBuys) {
      bar.takerVolume += lots
      bar.takerQuoteVolume += quote
    }
    this.#write(this.#count - 1, bar)
  }

  #makeRoom(): void {
    if (this.#count >= this.#keep * 2) {
      this.#data.copyWithin(0, (this.#count - this.#keep) * FIELDS, this.#count * FIELDS)
      this.#count = this.#keep
    }
    if ((this.#count + 1) * FIELDS <= this.#data.length) return
    const grown = new Float64Array(this.#data.length * 2)
    grown.set(this.#data)
    this.#data = grown
  }

  #write(index: number, bar: Bar): void {
    const o = index * FIELDS
    this.#data.set(
      [
        bar.openTime,
        bar.open,
        bar.high,
        bar.low,
        bar.close,
        bar.volume,
        bar.quoteVolume,
        bar.trades,
        bar.takerVolume,
        bar.takerQuoteVolume,
      ],
      o,
    )
  }
}

/** Folds `next` into `into`, which came before it. */
export function mergeBar(into: Bar, next: Bar): void {
  into.high = Math.max(into.high, next.high)
  into.low = Math.min(into.low, next.low)
  into.close = next.close
  into.volume += next.volume
  into.quoteVolume += next.quoteVolume
  into.trades += next.trades
  into.takerVolume += next.takerVolume
  into.takerQuoteVolume += next.takerQuoteVolume
}
