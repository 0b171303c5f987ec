import { applyRate, type Money, notional, type Price, type Quantity, type Side } from '../../domain/index.ts'
import { estimateAgainst } from './estimate.ts'
import { Links } from './links.ts'
import type {
  EndReason,
  Estimate,
  FeeSchedule,
  LimitRequest,
  MarketRequest,
  Matcher,
  MatchingEvent,
  OrderKey,
  OrderRequest,
  QuoteMarketRequest,
} from './order.ts'
import { type PriceLevel, PriceLevels, type RestingOrder } from './price-levels.ts'
import { reaches } from './reaches.ts'
import { isTriggered, TriggerBook } from './trigger-book.ts'

export interface MatchingEngineOptions {
  readonly fees: FeeSchedule
  /** The last update id and trade id already used; the first event gets the next one. */
  readonly lastUpdateId?: number
  readonly lastTradeId?: number
}

const ZERO = 0n as Quantity

/** How much of an incoming order may trade next, given the price it would get. */
type Appetite = (price: Price) => Quantity

/**
 * Price-time priority matching for one instrument. Pure: no clock, no randomness; the same calls
 * give the same events. An order may trade against another of the same owner.
 */
export class MatchingEngine implements Matcher {
  readonly bids = new PriceLevels('buy')
  readonly asks = new PriceLevels('sell')
  readonly #fees: FeeSchedule
  readonly #orders = new Map<OrderKey, RestingOrder>()
  readonly #triggers = new TriggerBook()
  readonly #links = new Links()
  #events: MatchingEvent[] = []
  #updateId: number
  #tradeId: number
  #lastPrice: Price | undefined

  constructor(options: MatchingEngineOptions) {
    this.#fees = options.fees
    this.#updateId = options.lastUpdateId ?? 0
    this.#tradeId = options.lastTradeId ?? 0
  }

  get lastUpdateId(): number {
    return this.#updateId
  }

  get lastPrice(): Price | undefined {
    return this.#lastPrice
  }

  /** What is left of a resting order, hidden or not; zero when it does not rest. */
  remaining(key: OrderKey): Quantity {
    const order = this.#orders.get(key)
    return order === undefined ? ZERO : leftOf(order)
  }

  submit(request: OrderRequest): readonly MatchingEvent[] {
    this.#events = []
    if (this.#orders.has(request.key) || this.#triggers.has(request.key)) return this.#reject(request.key, 'duplicate-key')
    const size = request.kind === 'market-by-quote' ? request.amount : request.quantity
    if (size <= 0n || (request.kind === 'limit' && request.price <= 0n)) return this.#reject(request.key, 'not-positive')
    if (request.kind !== 'market-by-quote' && request.trigger !== undefined) {
      if (this.#lastPrice !== undefined && isTriggered(request.trigger, this.#lastPrice))
        return this.#reject(request.key, 'would-trigger')
      this.#triggers.add({ ...request, trigger: request.trigger })
      this.#events.push({ type: 'accepted', key: request.key })
      return this.#events
    }
    if (this.#wouldTake(request)) return this.#reject(request.key, 'would-take')
    this.#events.push({ type: 'accepted', key: request.key })
    this.#execute(request)
    this.#wakeTriggers()
    return this.#events
  }

  /** No events when the order is not known (any more). */
  cancel(key: OrderKey): readonly MatchingEvent[] {
    this.#events = []
    const other = this.#links.take(key)
    this.#withdraw(key, 'cancelled')
    if (other !== undefined) this.#withdraw(other, 'cancelled')
    return this.#events
  }

  link(a: OrderKey, b: OrderKey): void {
    this.#links.add(a, b)
  }

  estimate(request: MarketRequest | QuoteMarketRequest): Estimate {
    return estimateAgainst(request.side === 'buy' ? this.asks : this.bids, request, everythingAt)
  }

  /** The quantity a taker of `side` finds at `limit` or better, counted up to `enough`. */
  available(side: Side, limit: Price | undefined, enough: Quantity): Quantity {
    const opposite = this.#sideOf(side === 'buy' ? 'sell' : 'buy')
    let found = ZERO
    for (let rank = 0; found < enough; rank += 1) {
      const level = opposite.at(rank)
      if (level === undefined || !reaches(side, limit, level.price)) break
      found = (found + everythingAt(level)) as Quantity
    }
    return found < enough ? found : enough
  }

  #execute(request: OrderRequest): void {
    const { key, side } = request
    if (request.kind === 'market-by-quote') {
      let budget = request.amount
      const lot = request.lotSize as bigint
      const left = this.#take(key, side, undefined, {
        appetite: (price) => (((budget as bigint) / ((price as bigint) * lot)) * lot) as Quantity,
        traded: (price, quantity) => {
          budget = (budget - notional(price, quantity)) as Money
        },
      })
      if (left === 'satisfied') this.#events.push({ type: 'filled', key })
      else this.#end(key, ZERO, 'no-liquidity')
      return
    }
    const limit = request.kind === 'limit' ? request.price : request.protection
    let open = request.quantity
    if (request.kind === 'limit' && request.handling === 'fok' && this.available(side, limit, open) < open) {
      this.#end(key, open, 'fill-or-kill')
      return
    }
    this.#take(key, side, limit, {
      appetite: () => open,
      traded: (_price, quantity) => {
        open = (open - quantity) as Quantity
      },
    })
    if (open === 0n) this.#events.push({ type: 'filled', key })
    else if (request.kind === 'market') this.#end(key, open, 'no-liquidity')
    else if (request.handling === 'ioc') this.#end(key, open, 'immediate-or-cancel')
    else this.#rest(request, open)
  }

  #take(
    key: OrderKey,
    side: Side,
    limit: Price | undefined,
    order: { appetite: Appetite; traded: (price: Price, quantity: Quantity) => void },
  ): 'satisfied' | 'exhausted' {
    const opposite = this.#sideOf(side === 'buy' ? 'sell' : 'buy')
    for (;;) {
      const level = opposite.best()
      if (level === undefined || !reaches(side, limit, level.price)) return 'exhausted'
      const before = level.total
      const done = this.#takeLevel({ key, side, opposite, level, ...order })
      if (level.total !== before) this.#levelChanged(opposite, level.price)
      if (done) return 'satisfied'
    }
  }

  /** Trades through one level's queue; true when the taker wants no more at this price. */
  #takeLevel(at: {
    key: OrderKey
    side: Side
    opposite: PriceLevels
    level: PriceLevel
    appetite: Appetite
    traded: (price: Price, quantity: Quantity) => void
  }): boolean {
    const { level, key, side, opposite } = at
    for (let maker = level.first; maker !== undefined; maker = level.first) {
      const wanted = at.appetite(level.price)
      if (wanted <= 0n) return true
      const quantity = wanted < maker.remaining ? wanted : maker.remaining
      this.#trade({ taker: key, maker: maker.key, takerSide: side, price: level.price, quantity })
      at.traded(level.price, quantity)
      if (!opposite.trade(maker, quantity)) {
        this.#orders.delete(maker.key)
        this.#events.push({ type: 'filled', key: maker.key })
      }
    }
    return at.appetite(level.price) <= 0n
  }

  #trade(trade: { taker: OrderKey; maker: OrderKey; takerSide: Side; price: Price; quantity: Quantity }): void {
    this.#endOtherLeg(trade.maker)
    this.#endOtherLeg(trade.taker)
    const amount = notional(trade.price, trade.quantity)
    this.#tradeId += 1
    this.#lastPrice = trade.price
    this.#events.push({
      type: 'trade',
      tradeId: this.#tradeId,
      ...trade,
      takerFee: applyRate(amount, this.#fees.taker),
      makerFee: applyRate(amount, this.#fees.maker),
    })
  }

  #rest(request: LimitRequest, remaining: Quantity): void {
    const { key, side, price, display = remaining } = request
    const seen = display < remaining ? display : remaining
    const hidden = (remaining - seen) as Quantity
    const order: RestingOrder = { key, side, price, remaining: seen, hidden, display, previous: undefined, next: undefined }
    this.#orders.set(key, order)
    const levels = this.#sideOf(side)
    levels.append(order)
    this.#events.push({ type: 'rested', key, price, remaining })
    this.#levelChanged(levels, price)
  }

  /** Each trade may wake orders whose own trades wake more; the last traded price decides. */
  #wakeTriggers(): void {
    for (;;) {
      const woken = this.#lastPrice === undefined ? [] : this.#triggers.wake(this.#lastPrice)
      if (woken.length === 0) return
      // All that one trade wakes is awake, and what is linked with it gone, before any of it trades.
      for (const { key } of woken) {
        this.#events.push({ type: 'triggered', key })
        this.#endOtherLeg(key)
      }
      for (const order of woken) {
        if (this.#wouldTake(order)) this.#end(order.key, order.quantity, 'cancelled')
        else this.#execute(order)
      }
    }
  }

  #endOtherLeg(key: OrderKey): void {
    const other = this.#links.take(key)
    if (other !== undefined) this.#withdraw(other, 'other-leg')
  }

  #withdraw(key: OrderKey, reason: EndReason): void {
    const waiting = this.#triggers.take(key)
    if (waiting !== undefined) {
      this.#end(key, waiting.quantity, reason)
      return
    }
    const order = this.#orders.get(key)
    if (order === undefined) return
    this.#orders.delete(key)
    const side = this.#sideOf(order.side)
    side.remove(order)
    this.#levelChanged(side, order.price)
    this.#end(key, leftOf(order), reason)
  }

  #wouldTake(request: OrderRequest): boolean {
    if (request.kind !== 'limit' || request.handling !== 'post-only') return false
    const best = this.#sideOf(request.side === 'buy' ? 'sell' : 'buy').best()
    return best !== undefined && reaches(request.side, request.price, best.price)
  }

  #levelChanged(side: PriceLevels, price: Price): void {
    this.#updateId += 1
    const quantity = side.find(price)?.total ?? ZERO
    this.#events.push({ type: 'level', side: side.side, price, quantity, updateId: this.#updateId })
  }

  #end(key: OrderKey, remaining: Quantity, reason: EndReason): void {
    this.#events.push({ type: 'ended', key, remaining, reason })
  }

  #reject(key: OrderKey, reason: 'would-take' | 'would-trigger' | 'duplicate-key' | 'not-positive'): readonly MatchingEvent[] {
    return [{ type: 'rejected', key, reason }]
  }

  #sideOf(side: Side): PriceLevels {
    return side === 'buy' ? this.bids : this.asks
  }
}

const leftOf = ({ remaining, hidden }: RestingOrder): Quantity => (remaining + hidden) as Quantity
const everythingAt = ({ total, hidden }: PriceLevel): Quantity => (total + hidden) as Quantity
