import { add, applyRate, type Money, notional, type Price, type Quantity, type Rate, rate, required } from '../../domain/index.ts'
import type { MatchingEvent, OrderRequest } from '../../simulation/index.ts'
import type { Market } from '../market/market.ts'
import type { Account } from './account.ts'
import { refuse } from './api-error.ts'
import { checkFilters } from './order-filters.ts'
import type { OrderInput } from './order-input.ts'
import { executionReport, isOpen, type OrderRecord, type ReportFacts, type TradeRecord } from './order-record.ts'
import { amountOf, amountText } from './symbol.ts'

/** A stop that becomes a market order may trade at most this far beyond its stop price; so much is locked. */
const STOP_PROTECTION = { buy: rate('1.05'), sell: rate('0.95') }
const NO_PRICE = 0n as Price
const EIGHT_PLACES = 10n ** 16n

export interface OrderDeskOptions {
  readonly now: () => number
  readonly fees: { readonly maker: Rate; readonly taker: Rate }
  /** Numbers new orders. */
  readonly firstOrderId: number
}

/** Takes customers' orders: filters, locks the money, gives them to the market, books what happens to them. */
export class OrderDesk {
  readonly orders = new Map<number, OrderRecord>()
  readonly trades: TradeRecord[] = []
  readonly #options: OrderDeskOptions
  readonly #open = new Set<OrderRecord>()
  readonly #rejecting = new Set<OrderRecord>()
  #lastOrderId: number
  #executionId = 0

  constructor(options: OrderDeskOptions) {
    this.#options = options
    this.#lastOrderId = options.firstOrderId - 1
  }

  /** Throws the venue's refusal; otherwise the order exists and may already be final. */
  place(account: Account, market: Market, input: OrderInput): OrderRecord {
    this.check(account, market, input)
    const order = this.#record(account, market, input)
    const request = requestFor(order, market)
    this.#lock(order, request, market)
    this.orders.set(order.orderId, order)
    this.#open.add(order)
    const events = market.book.submit(request)
    const rejected = events.find((event) => event.type === 'rejected' && event.key === order.orderId)
    if (rejected?.type === 'rejected') {
      this.#release(order)
      this.orders.delete(order.orderId)
      this.#open.delete(order)
      throw refuse.orderRejected(
        rejected.reason === 'would-trigger' ? 'Stop price would trigger immediately.' : 'Order would immediately match and take.',
      )
    }
    market.onClientOrder(events)
    this.apply(events)
    return order
  }

  /** The checks of {@link place} that need no money. */
  check(account: Account, market: Market, input: OrderInput): void {
    if (!account.canTrade) throw refuse.orderRejected('This action is disabled on this account.')
    const last = market.lastPrice ?? market.book.bids.best()?.price
    checkFilters(market.spec, input, required(last, 'a market has a price'))
    const open = this.openOrders(account, market.spec.symbol)
    if (open.length >= market.spec.maxOrders) throw refuse.filter('MAX_NUM_ORDERS')
    if (open.some((order) => order.clientOrderId === input.clientOrderId)) throw refuse.orderRejected('Duplicate order sent.')
  }

  cancel(order: OrderRecord, market: Market, cancelId: string): void {
    if (!isOpen(order)) throw refuse.cancelRejected()
    const events = market.book.cancel(order.orderId)
    market.onClientOrder(events)
    this.apply(events, cancelId)
  }

  /** Takes back an order that was accepted, as a venue does that checks again after its answer. */
  rejectLate(order: OrderRecord, market: Market): void {
    if (!isOpen(order)) return
    this.#rejecting.add(order)
    this.apply(market.book.cancel(order.orderId))
    this.#rejecting.delete(order)
  }

  openOrders(account: Account, symbol?: string): OrderRecord[] {
    return [...this.#open].filter((order) => order.account === account && (symbol === undefined || order.spec.symbol === symbol))
  }

  ordersOf(account: Account, symbol?: string): OrderRecord[] {
    return [...this.orders.values()].filter(
      (order) => order.account === account && (symbol === undefined || order.spec.symbol === symbol),
    )
  }

  /** Books what the market did to customers' orders; other parties' events pass by. */
  apply(events: readonly MatchingEvent[], cancelId?: string): void {
    const touched = new Set<Account>()
    for (const event of events) {
      if (event.type === 'trade') {
        for (const [key, isMaker] of [
          [event.taker, false],
          [event.maker, true],
        ] as const) {
          const order = this.orders.get(key)
          if (order === undefined) continue
          this.#fill(order, event, isMaker)
          touched.add(order.account)
        }
        continue
      }
      if (event.type === 'level') continue
      const order = this.orders.get(event.key)
      if (order === undefined) continue
      touched.add(order.account)
      if (event.type === 'accepted') this.#report(order, { execution: 'NEW' })
      else if (event.type === 'triggered') {
        order.workingTime = order.updateTime = this.#options.now()
        this.#report(order, { execution: 'NEW' })
      } else if (event.type === 'filled') this.#finish(order)
      else if (event.type === 'ended') this.#end(order, event.reason === 'cancelled', cancelId)
    }
    for (const account of touched) this.#publishPosition(account)
  }

  #record(account: Account, market: Market, input: OrderInput): OrderRecord {
    const now = this.#options.now()
    this.#lastOrderId += 1
    return {
      orderId: this.#lastOrderId,
      clientOrderId: input.clientOrderId ?? `demo${String(this.#lastOrderId)}`,
      account,
      spec: market.spec,
      side: input.side,
      type: input.type,
      timeInForce: input.timeInForce,
      price: input.price ?? NO_PRICE,
      stopPrice: input.stopPrice,
      quantity: input.quantity ?? (0n as Quantity),
      quoteOrderQuantity: input.quoteOrderQuantity ?? (0n as Money),
      time: now,
      status: 'NEW',
      executed: 0n as Quantity,
      cumulativeQuote: 0n as Money,
      updateTime: now,
      workingTime: input.stopPrice === undefined ? now : -1,
      locked: 0n,
      lockedAsset: input.side === 'BUY' ? market.spec.quote : market.spec.base,
      fills: [],
    }
  }

  #lock(order: OrderRecord, request: OrderRequest, market: Market): void {
    let amount: bigint
    if (request.kind === 'limit') {
      amount = order.side === 'BUY' ? notional(request.price, request.quantity) : amountOf(request.quantity)
    } else if (request.kind === 'market' && request.trigger !== undefined) {
      amount = order.side === 'BUY' ? notional(request.protection ?? NO_PRICE, request.quantity) : amountOf(request.quantity)
    } else {
      const expected = market.book.estimate(request)
      if (request.kind === 'market-by-quote') order.quantity = expected.quantity
      amount = order.side === 'BUY' ? expected.cost : amountOf(request.kind === 'market' ? request.quantity : expected.quantity)
    }
    if (!order.account.lock(order.lockedAsset, amount))
      throw refuse.orderRejected('Account has insufficient balance for requested action.')
    order.locked = amount
  }

  #release(order: OrderRecord, keep = 0n): void {
    order.account.release(order.lockedAsset, order.locked - keep)
    order.locked = keep
  }

  #fill(order: OrderRecord, trade: Extract<MatchingEvent, { type: 'trade' }>, isMaker: boolean): void {
    const { account, spec } = order
    const value = notional(trade.price, trade.quantity)
    const buys = order.side === 'BUY'
    const given = buys ? (value as bigint) : amountOf(trade.quantity)
    const gained = (buys ? amountOf(trade.quantity) : value) as Money
    const fee = isMaker ? this.#options.fees.maker : this.#options.fees.taker
    const commission = (applyRate(gained, fee, 'down') / EIGHT_PLACES) * EIGHT_PLACES
    account.spend(order.lockedAsset, given)
    order.locked -= given
    const commissionAsset = buys ? spec.base : spec.quote
    account.credit(commissionAsset, gained - commission)
    order.executed = add(order.executed, trade.quantity)
    order.cumulativeQuote = add(order.cumulativeQuote, value)
    order.status = order.executed >= order.quantity ? 'FILLED' : 'PARTIALLY_FILLED'
    order.updateTime = this.#options.now()
    if (buys && order.price > 0n) this.#release(order, notional(order.price, (order.quantity - order.executed) as Quantity))
    const { tradeId: id, price, quantity } = trade
    const record = { id, price, quantity, notional: value, commission, commissionAsset, time: order.updateTime, isMaker, order }
    order.fills.push(record)
    this.trades.push(record)
    this.#report(order, { execution: 'TRADE', trade: record })
  }

  #finish(order: OrderRecord): void {
    order.status = 'FILLED'
    this.#open.delete(order)
    this.#release(order)
  }

  #end(order: OrderRecord, cancelled: boolean, cancelId: string | undefined): void {
    const ended = cancelled ? 'CANCELED' : 'EXPIRED'
    order.status = this.#rejecting.has(order) ? 'REJECTED' : ended
    order.updateTime = this.#options.now()
    this.#open.delete(order)
    this.#release(order)
    this.#report(order, { execution: order.status, ...(cancelId === undefined ? {} : { cancelId }) })
  }

  #report(order: OrderRecord, facts: Omit<ReportFacts, 'now' | 'executionId'>): void {
    this.#executionId += 1
    order.account.publish(executionReport(order, { ...facts, now: this.#options.now(), executionId: this.#executionId }))
  }

  #publishPosition(account: Account): void {
    const now = this.#options.now()
    account.updatedAt = now
    const assets = account.takeTouched()
    const balances = assets.map((asset) => {
      const { free, locked } = account.of(asset)
      return { a: asset, f: amountText(free), l: amountText(locked) }
    })
    account.publish({ e: 'outboundAccountPosition', E: now, u: now, B: balances })
  }
}

/** The venue's order in the matching engine's terms. */
function requestFor(order: OrderRecord, market: Market): OrderRequest {
  const side = order.side === 'BUY' ? 'buy' : 'sell'
  const { orderId: key, quantity, price, stopPrice } = order
  const isStop = order.type.startsWith('STOP')
  const when = (side === 'buy') === isStop ? 'rises' : 'falls'
  const trigger = stopPrice === undefined ? {} : { trigger: { price: stopPrice, when } as const }
  if (price > 0n) {
    const handling = order.type === 'LIMIT_MAKER' ? 'post-only' : (order.timeInForce.toLowerCase() as 'gtc' | 'ioc' | 'fok')
    return { kind: 'limit', key, side, price, quantity, handling, ...trigger }
  }
  if (order.quoteOrderQuantity > 0n)
    return { kind: 'market-by-quote', key, side, amount: order.quoteOrderQuantity, lotSize: market.spec.stepSize }
  if (stopPrice === undefined) return { kind: 'market', key, side, quantity }
  const protection = (((stopPrice as bigint) * STOP_PROTECTION[side]) / 10n ** 12n) as Price
  return { kind: 'market', key, side, quantity, protection, ...trigger }
}
