import { applyRate, type BookLevel, type Money, notional, type Price, type Quantity, type Side } from '../../domain/index.ts'
import { estimateAgainst } from './estimate.ts'
import { reaches } from './reaches.ts'
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
import { type PriceLevel, PriceLevels } from './price-levels.ts'
import { isTriggered, TriggerBook } from './trigger-book.ts'

const ZERO = 0n as Quantity

interface ClientOrder {
  readonly key: OrderKey
  readonly side: Side
  readonly price: Price
  remaining: Quantity
  /** How much of `remaining` stands in the queue; the next part goes last. */
  seen: Quantity
  readonly display: Quantity
  /** Recorded quantity that stood at the price first and must trade or leave before this order. */
  ahead: Quantity
}

export interface ReplayedBookOptions {
  readonly fees: FeeSchedule
  /** Client fills are numbered after this, apart from the recorded trades. */
  readonly lastTradeId: number
}

/**
 * Client orders against a recorded market that cannot react to them. Rules:
 * - a taker gets what the recorded levels show, less what clients took since the level last changed;
 * - a resting order waits behind the quantity shown at its price; recorded trades at the price use
 *   that queue up first, and a shrinking level shortens it only when it is smaller than the queue
 *   (cancellations are taken to come from behind: the pessimistic reading);
 * - a recorded trade or quote beyond the price fills it, at its own price, by no more than was there.
 * The recorded levels themselves never change on account of a client, and clients' orders do not
 * trade with each other.
 */
export class ReplayedBook implements Matcher {
  readonly bids = new PriceLevels('buy')
  readonly asks = new PriceLevels('sell')
  readonly #fees: FeeSchedule
  readonly #clients = new Map<OrderKey, ClientOrder>()
  readonly #triggers = new TriggerBook()
  readonly #links = new Links()
  #events: MatchingEvent[] = []
  #tradeId: number
  #lastPrice: Price | undefined

  constructor(options: ReplayedBookOptions) {
    this.#fees = options.fees
    this.#tradeId = options.lastTradeId
  }

  get lastPrice(): Price | undefined {
    return this.#lastPrice
  }

  /** Replaces the whole recorded book; resting client orders stay, with their queue clipped to what is shown. */
  reset(bids: readonly BookLevel[], asks: readonly BookLevel[]): readonly MatchingEvent[] {
    this.#events = []
    for (const levels of [this.bids, this.asks])
      for (let best = levels.best(); best?.first !== undefined; best = levels.best()) levels.remove(best.first)
    return this.applyLevels(bids, asks)
  }

  /** Recorded level changes; a quantity of zero removes the level. */
  applyLevels(bids: readonly BookLevel[], asks: readonly BookLevel[]): readonly MatchingEvent[] {
    this.#events = []
    for (const level of bids) this.#setLevel(this.bids, level)
    for (const level of asks) this.#setLevel(this.asks, level)
    for (const order of this.#byPriority()) {
      const shown = this.#same(order.side).find(order.price)?.total ?? ZERO
      if (shown < order.ahead) order.ahead = shown
      this.#fillFromCrossing(order)
    }
    return this.#events
  }

  /** A recorded public trade. */
  applyTrade(price: Price, quantity: Quantity, takerSide: Side): readonly MatchingEvent[] {
    this.#events = []
    let left = quantity
    for (const order of this.#byPriority()) {
      if (order.side === takerSide || !reaches(order.side, order.price, price)) continue
      left = order.price === price ? this.#fillInQueue(order, left, takerSide) : this.#fillThrough(order, left, takerSide)
    }
    this.#lastPrice = price
    this.#wakeTriggers(price)
    return this.#events
  }

  submit(request: OrderRequest): readonly MatchingEvent[] {
    this.#events = []
    const { key } = request
    if (this.#clients.has(key) || this.#triggers.has(key)) return [{ type: 'rejected', key, reason: 'duplicate-key' }]
    const size = request.kind === 'market-by-quote' ? request.amount : request.quantity
    if (size <= 0n) return [{ type: 'rejected', key, reason: 'not-positive' }]
    if (request.kind !== 'market-by-quote' && request.trigger !== undefined) {
      if (this.#lastPrice !== undefined && isTriggered(request.trigger, this.#lastPrice))
        return [{ type: 'rejected', key, reason: 'would-trigger' }]
      this.#triggers.add({ ...request, trigger: request.trigger })
      return [{ type: 'accepted', key }]
    }
    if (this.#wouldTake(request)) return [{ type: 'rejected', key, reason: 'would-take' }]
    this.#events.push({ type: 'accepted', key })
    this.#execute(request)
    return this.#events
  }

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
    return estimateAgainst(request.side === 'buy' ? this.asks : this.bids, request, (level) => level.first?.remaining ?? ZERO)
  }

  #setLevel(side: PriceLevels, { price, quantity }: BookLevel): void {
    const level = side.find(price)
    if (level?.first !== undefined) {
      if (quantity === 0n) {
        level.first.remaining = level.total
        side.remove(level.first)
      } else {
        level.total = quantity
        level.first.remaining = quantity
      }
    } else if (quantity > 0n)
      side.append({
        key: 0,
        side: side.side,
        price,
        remaining: quantity,
        hidden: ZERO,
        display: quantity,
        previous: undefined,
        next: undefined,
      })
  }

  /** Resting client orders, best price first within a side, older first within a price. */
  #byPriority(): ClientOrder[] {
    if (this.#clients.size === 0) return []
    return [...this.#clients.values()].sort((a, b) =>
      a.price === b.price ? 0 : this.#same(a.side).isBetter(a.price, b.price) ? -1 : 1,
    )
  }

  /** What a recorded trade at the order's price leaves after the queue and the order; each part of an iceberg queues anew. */
  #fillInQueue(order: ClientOrder, traded: Quantity, takerSide: Side): Quantity {
    let left = traded
    while (left > 0n && order.remaining > 0n) {
      if (order.ahead > left) {
        // Those behind it at the price have the same queue before them.
        order.ahead = (order.ahead - left) as Quantity
        return left
      }
      left = (left - order.ahead) as Quantity
      order.ahead = ZERO
      const filled = order.seen < left ? order.seen : left
      if (filled > 0n) this.#fillClient(order, filled, takerSide)
      left = (left - filled) as Quantity
    }
    return left
  }

  #fillThrough(order: ClientOrder, traded: Quantity, takerSide: Side): Quantity {
    const filled = order.remaining < traded ? order.remaining : traded
    if (filled > 0n) this.#fillClient(order, filled, takerSide)
    return (traded - filled) as Quantity
  }

  #fillFromCrossing(order: ClientOrder): void {
    const against = this.#same(order.side === 'buy' ? 'sell' : 'buy')
    for (let rank = 0; order.remaining > 0n; rank += 1) {
      const level = against.at(rank)
      if (level === undefined || !reaches(order.side, order.price, level.price)) return
      const quantity = this.#consume(level, order.remaining)
      if (quantity > 0n) this.#fillClient(order, quantity, against.side)
    }
  }

  /** Takes from what a recorded level still has for clients. */
  #consume(level: PriceLevel, wanted: Quantity): Quantity {
    if (level.first === undefined) return ZERO
    const quantity = wanted < level.first.remaining ? wanted : level.first.remaining
    level.first.remaining = (level.first.remaining - quantity) as Quantity
    return quantity
  }

  #fillClient(order: ClientOrder, quantity: Quantity, takerSide: Side): void {
    this.#trade({ taker: 0, maker: order.key, takerSide, price: order.price, quantity })
    order.remaining = (order.remaining - quantity) as Quantity
    order.seen = (order.seen > quantity ? order.seen - quantity : ZERO) as Quantity
    if (order.remaining > 0n) {
      if (order.seen === 0n) this.#queueAnew(order)
      return
    }
    this.#clients.delete(order.key)
    this.#events.push({ type: 'filled', key: order.key })
  }

  #execute(request: OrderRequest): void {
    const { key, side } = request
    const limit = request.kind === 'limit' ? request.price : request.kind === 'market' ? request.protection : undefined
    const against = this.#same(side === 'buy' ? 'sell' : 'buy')
    if (request.kind === 'limit' && request.handling === 'fok' && this.#available(side, request.price) < request.quantity) {
      this.#events.push({ type: 'ended', key, remaining: request.quantity, reason: 'fill-or-kill' })
      return
    }
    let open = request.kind === 'market-by-quote' ? ZERO : request.quantity
    let budget = request.kind === 'market-by-quote' ? request.amount : (0n as Money)
    let satisfied = false
    for (let rank = 0; !satisfied; rank += 1) {
      const level = against.at(rank)
      if (level === undefined || !reaches(side, limit, level.price)) break
      const lot = request.kind === 'market-by-quote' ? (request.lotSize as bigint) : 1n
      const wanted =
        request.kind === 'market-by-quote' ? ((((budget as bigint) / ((level.price as bigint) * lot)) * lot) as Quantity) : open
      const quantity = this.#consume(level, wanted)
      if (quantity > 0n) this.#trade({ taker: key, maker: 0, takerSide: side, price: level.price, quantity })
      open = (open - quantity) as Quantity
      budget = (budget - notional(level.price, quantity)) as Money
      satisfied = quantity === wanted
    }
    if (satisfied) this.#events.push({ type: 'filled', key })
    else if (request.kind === 'market-by-quote')
      this.#events.push({ type: 'ended', key, remaining: ZERO, reason: 'no-liquidity' })
    else if (request.kind === 'market') this.#events.push({ type: 'ended', key, remaining: open, reason: 'no-liquidity' })
    else if (request.handling === 'ioc') this.#events.push({ type: 'ended', key, remaining: open, reason: 'immediate-or-cancel' })
    else this.#rest(request, open)
  }

  #rest(request: LimitRequest, remaining: Quantity): void {
    const { key, side, price } = request
    const order: ClientOrder = { key, side, price, remaining, seen: ZERO, display: request.display ?? remaining, ahead: ZERO }
    this.#queueAnew(order)
    this.#clients.set(key, order)
    this.#events.push({ type: 'rested', key, price, remaining })
  }

  #queueAnew(order: ClientOrder): void {
    order.seen = order.display < order.remaining ? order.display : order.remaining
    order.ahead = this.#same(order.side).find(order.price)?.total ?? ZERO
  }

  #available(side: Side, limit: Price): Quantity {
    const against = this.#same(side === 'buy' ? 'sell' : 'buy')
    let found = ZERO
    for (let rank = 0; ; rank += 1) {
      const level = against.at(rank)
      if (level === undefined || !reaches(side, limit, level.price)) return found
      found = (found + (level.first?.remaining ?? ZERO)) as Quantity
    }
  }

  #wouldTake(request: OrderRequest): boolean {
    if (request.kind !== 'limit' || request.handling !== 'post-only') return false
    const best = this.#same(request.side === 'buy' ? 'sell' : 'buy').best()
    return best !== undefined && reaches(request.side, request.price, best.price)
  }

  #wakeTriggers(price: Price): void {
    const woken = this.#triggers.wake(price)
    for (const { key } of woken) {
      this.#events.push({ type: 'triggered', key })
      this.#endOtherLeg(key)
    }
    for (const order of woken) this.#execute(order)
  }

  #endOtherLeg(key: OrderKey): void {
    const other = this.#links.take(key)
    if (other !== undefined) this.#withdraw(other, 'other-leg')
  }

  #withdraw(key: OrderKey, reason: EndReason): void {
    const remaining = this.#triggers.take(key)?.quantity ?? this.#clients.get(key)?.remaining
    this.#clients.delete(key)
    if (remaining !== undefined) this.#events.push({ type: 'ended', key, remaining, reason })
  }

  #trade(trade: { taker: OrderKey; maker: OrderKey; takerSide: Side; price: Price; quantity: Quantity }): void {
    for (const key of [trade.maker, trade.taker]) if (key !== 0) this.#endOtherLeg(key)
    const amount = notional(trade.price, trade.quantity)
    this.#tradeId += 1
    this.#events.push({
      type: 'trade',
      tradeId: this.#tradeId,
      ...trade,
      takerFee: applyRate(amount, this.#fees.taker),
      makerFee: applyRate(amount, this.#fees.maker),
    })
  }

  #same(side: Side): PriceLevels {
    return side === 'buy' ? this.bids : this.asks
  }
}
