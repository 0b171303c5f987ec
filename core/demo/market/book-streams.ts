import { DepthAccumulator } from './depth-accumulator.ts'
import type { Market } from './market.ts'
import { touch } from './statistics.ts'
import type { Price, Quantity, Side } from '../../domain/index.ts'

const PARTIAL = [5, 10, 20] as const

/** The book of one market as the venue streams it: differences, the best levels, the touch. */
export class BookStreams {
  readonly #market: Market
  readonly #fast: DepthAccumulator
  readonly #slow: DepthAccumulator
  #touch = ''

  constructor(market: Market) {
    this.#market = market
    this.#fast = new DepthAccumulator(market.updateId())
    this.#slow = new DepthAccumulator(market.updateId())
  }

  change(side: Side, price: Price, quantity: Quantity): void {
    this.#fast.change(side, price, quantity)
    this.#slow.change(side, price, quantity)
  }

  /** Publishes the differences of the last 100 ms. */
  flushFast(now: number): void {
    this.#publish(this.#fast, 'depth@100ms', now)
    this.#publishPartial('@100ms')
  }

  /** Publishes the differences of the last second. */
  flushSlow(now: number): void {
    this.#publish(this.#slow, 'depth', now)
    this.#publishPartial('')
  }

  /** Publishes the best quotes when they changed. */
  publishTouch(): void {
    const market = this.#market
    if (!market.hub.has(market.stream('bookTicker'))) return
    const best = touch(market)
    const text = `${best.bid} ${best.bidSize} ${best.ask} ${best.askSize}`
    if (text === this.#touch) return
    this.#touch = text
    const event = { u: market.updateId(), s: market.spec.symbol, b: best.bid, B: best.bidSize, a: best.ask, A: best.askSize }
    market.hub.publish(market.stream('bookTicker'), event)
  }

  #publish(from: DepthAccumulator, kind: string, now: number): void {
    const market = this.#market
    const stream = market.stream(kind)
    if (!market.hub.has(stream)) {
      from.skipTo(market.updateId())
      return
    }
    const update = from.take(market.spec.symbol, market.updateId(), now)
    if (update !== undefined) market.hub.publish(stream, update)
  }

  #publishPartial(suffix: string): void {
    const market = this.#market
    for (const levels of PARTIAL) {
      const stream = market.stream(`depth${String(levels)}${suffix}`)
      if (market.hub.has(stream)) market.hub.publish(stream, market.depth(levels))
    }
  }
}
