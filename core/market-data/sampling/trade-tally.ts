import { add, DAY, type Quantity, SECOND, subtract, type Trade, ZERO_QUANTITY } from '../../domain/index.ts'
import { createTradeIds } from '../validate/index.ts'

const RATE_WINDOW = 10 * SECOND

export interface TradeFigures {
  readonly cumulativeDelta?: Quantity
  readonly tradeRate?: number
}

/**
 * What the trades of one market add up to: each once, whenever it comes, at the venue's time of it.
 * Memory is bounded: two days' sums, a count for each millisecond of the window, the newest ids.
 */
export class TradeTally {
  private readonly start: number
  private readonly ids = createTradeIds(false)
  private readonly days = new Map<number, Quantity>()
  private readonly counts = new Map<number, number>()
  /** Receipt of the first trade since the stream was last down: from then on silence means that nobody trades. */
  private heardSince: number | undefined
  private newest = 0

  /** `start`: trades from before are history, told on subscribing, and not counted. */
  constructor(start: number) {
    this.start = start
  }

  trade({ id, exchangeTime, receivedTime, quantity, aggressor }: Trade): void {
    this.heardSince ??= receivedTime
    if (exchangeTime < this.start || this.ids.see(id).type === 'duplicate') return
    const day = Math.floor(exchangeTime / DAY)
    const sum = this.days.get(day) ?? ZERO_QUANTITY
    this.days.set(day, aggressor === 'buy' ? add(sum, quantity) : subtract(sum, quantity))
    const at = Math.floor(exchangeTime)
    if (at > this.newest - RATE_WINDOW) this.counts.set(at, (this.counts.get(at) ?? 0) + 1)
  }

  /** The figures at venue time `venueNow`, which is `at` on this machine; `heard` is whether the stream is up. */
  figures(at: number, venueNow: number, heard: boolean): TradeFigures {
    this.newest = venueNow
    const today = Math.floor(venueNow / DAY)
    for (const day of this.days.keys()) if (day < today) this.days.delete(day)
    let trades = 0
    for (const [time, count] of this.counts) {
      if (time <= venueNow - RATE_WINDOW) this.counts.delete(time)
      else if (time <= venueNow) trades += count
    }
    if (!heard) this.heardSince = undefined
    if (this.heardSince === undefined) return {}
    const cumulativeDelta = this.days.get(today) ?? ZERO_QUANTITY
    if (at - this.heardSince < RATE_WINDOW) return { cumulativeDelta }
    return { cumulativeDelta, tradeRate: (trades * SECOND) / RATE_WINDOW }
  }
}
