import type { Price, Quantity, Side } from '../../../domain/index.ts'
import type { Random } from '../../../ports/index.ts'
import type { MatchingEngine, MatchingEvent, PriceLevels } from '../../../simulation/index.ts'
import type { SymbolSpec } from '../../exchange/symbol.ts'
import { normal, poisson } from './seeded-random.ts'

export interface ParticipantsOptions {
  readonly spec: SymbolSpec
  readonly engine: MatchingEngine
  readonly random: Random
  /** A typical trade, in lots; the makers' quotes are sized after it. */
  readonly typicalLots: number
  readonly onEvents: (events: readonly MatchingEvent[]) => void
}

const FEWEST_LEVELS = 60
const MOST_LEVELS = 90

/** The simulated crowd of one symbol: makers around a wanted price and takers who come at random. Its orders have negative keys. */
export class Participants {
  readonly #options: ParticipantsOptions
  #nextKey = -1

  constructor(options: ParticipantsOptions) {
    this.#options = options
  }

  /** Brings the touch around `target` (in ticks, may be fractional). Orders in the way are withdrawn; a customer's are taken. */
  moveTo(target: number): void {
    const spread = Math.max(1, Math.round(target * 0.00002))
    const bid = Math.floor(target - spread / 2 + 0.5)
    const ask = bid + spread
    const { engine } = this.#options
    this.#clear(engine.asks, 'buy', ask - 1)
    this.#clear(engine.bids, 'sell', bid + 1)
    this.#quote('sell', ask)
    this.#quote('buy', bid)
  }

  /** Fills the ladders up and trims what has become too deep. */
  tend(target: number): void {
    const range = Math.max(150, Math.round(target * 0.0025))
    for (const [levels, side] of [
      [this.#options.engine.bids, 'buy'],
      [this.#options.engine.asks, 'sell'],
    ] as const) {
      const best = this.#bestTicks(levels)
      if (best === undefined) continue
      const away = side === 'buy' ? -1 : 1
      for (let tries = 0; levels.size < FEWEST_LEVELS && tries < 200; tries += 1)
        this.#place(side, best + away * this.#depth(range), tries)
      for (let extra = levels.size - MOST_LEVELS; extra > 0; extra -= 1) this.#withdraw(levels, levels.size - 1)
      const deepest = levels.at(levels.size - 1)
      if (deepest !== undefined && Math.abs(this.#ticks(deepest.price) - best) > 2 * range)
        this.#withdraw(levels, levels.size - 1)
      this.#churn(levels, side, best + away * this.#depth(range))
    }
  }

  /** Market orders of about `mean` in number and `lots` in size, within a few basis points. */
  take(mean: number, lots: number): void {
    const { random, engine } = this.#options
    for (let count = poisson(random, mean); count > 0; count -= 1) {
      const side: Side = random.next() < 0.5 ? 'buy' : 'sell'
      const best = this.#bestTicks(side === 'buy' ? engine.asks : engine.bids)
      if (best === undefined) continue
      const reach = Math.floor(best * 0.0001)
      this.#takeUpTo(side, side === 'buy' ? best + reach : best - reach, this.#lots(lots))
    }
  }

  /** One small trade on each side of the touch, so that a turning point prints. */
  printAt(extreme: 'either' | Side): void {
    const { engine } = this.#options
    for (const side of ['buy', 'sell'] as const) {
      if (extreme !== 'either' && extreme !== side) continue
      const best = this.#bestTicks(side === 'buy' ? engine.asks : engine.bids)
      if (best !== undefined) this.#takeUpTo(side, best, this.#lots(0.2 * this.#options.typicalLots))
    }
  }

  /** Levels better than the wanted touch: the crowd's orders go, some by being traded; then whatever is left is taken. */
  #clear(levels: PriceLevels, takerSide: Side, limitTicks: number): void {
    const { engine, random, onEvents } = this.#options
    const limit = this.#price(limitTicks)
    let traded = random.next() > 0.15
    for (let level = levels.best(); level !== undefined && !levels.isBetter(limit, level.price); level = levels.best()) {
      if (!traded) this.#takeUpTo(takerSide, this.#ticks(level.price), this.#lots(this.#options.typicalLots))
      traded = true
      const ours: number[] = []
      for (let order = level.first; order !== undefined; order = order.next) if (order.key < 0) ours.push(order.key)
      for (const key of ours) onEvents(engine.cancel(key))
      if (level.first === undefined) continue
      const lots = Number((level.total as bigint) / (this.#options.spec.stepSize as bigint))
      this.#takeUpTo(takerSide, this.#ticks(level.price), lots)
    }
  }

  /** Makes sure that the touch stands at `ticks` and no hole follows it. */
  #quote(side: Side, ticks: number): void {
    const { engine, random } = this.#options
    const levels = side === 'buy' ? engine.bids : engine.asks
    const next = this.#bestTicks(levels)
    const price = this.#price(ticks)
    if (levels.find(price) === undefined || random.next() < 0.2) this.#place(side, ticks, 0)
    if (next === undefined) return
    const hole = Math.abs(next - ticks)
    const away = side === 'buy' ? -1 : 1
    for (let count = Math.min(4, Math.floor(hole / 2)); count > 0; count -= 1)
      this.#place(side, ticks + away * Math.ceil(hole * random.next()), 0)
  }

  #churn(levels: PriceLevels, side: Side, ticks: number): void {
    const { random } = this.#options
    if (random.next() < 0.5) this.#place(side, ticks, 1)
    else this.#withdraw(levels, 1 + Math.floor(random.next() ** 2 * (levels.size - 1)))
  }

  #depth(range: number): number {
    return 1 + Math.floor(range * this.#options.random.next() ** 2)
  }

  #place(side: Side, ticks: number, depth: number): void {
    if (ticks <= 0) return
    const key = this.#key()
    const quantity = this.#quantity(this.#lots(this.#options.typicalLots * (depth === 0 ? 2 : 5)))
    this.#options.onEvents(
      this.#options.engine.submit({ kind: 'limit', key, side, price: this.#price(ticks), quantity, handling: 'post-only' }),
    )
  }

  /** Cancels one of the crowd's orders at a level. */
  #withdraw(levels: PriceLevels, rank: number): void {
    for (let order = levels.at(rank)?.first; order !== undefined; order = order.next) {
      if (order.key >= 0) continue
      this.#options.onEvents(this.#options.engine.cancel(order.key))
      return
    }
  }

  #takeUpTo(side: Side, ticks: number, lots: number): void {
    const request = {
      kind: 'limit',
      key: this.#key(),
      side,
      price: this.#price(ticks),
      quantity: this.#quantity(lots),
      handling: 'ioc',
    } as const
    this.#options.onEvents(this.#options.engine.submit(request))
  }

  #lots(typical: number): number {
    return Math.max(1, Math.round(typical * Math.exp(0.9 * normal(this.#options.random) - 0.4)))
  }

  #bestTicks(levels: PriceLevels): number | undefined {
    const best = levels.best()
    return best === undefined ? undefined : this.#ticks(best.price)
  }

  #ticks(price: Price): number {
    return Number((price as bigint) / (this.#options.spec.tickSize as bigint))
  }

  #price(ticks: number): Price {
    return (BigInt(ticks) * (this.#options.spec.tickSize as bigint)) as Price
  }

  #quantity(lots: number): Quantity {
    return (BigInt(lots) * (this.#options.spec.stepSize as bigint)) as Quantity
  }

  #key(): number {
    this.#nextKey -= 1
    return this.#nextKey
  }
}
