import { add, applyRate, type Money, notional, type Price, type Quantity, type Rate, required } from '../../domain/index.ts'
import type { EndReason, MatchingEvent } from '../../simulation/index.ts'
import type { Market } from '../market/market.ts'
import type { Account } from './account.ts'
import { type ApiError, refuse } from './api-error.ts'
import { amountNeeded, requestFor } from './matching-request.ts'
import { checkFilters } from './order-filters.ts'
import { type OrderInput, STOPPED } from './order-input.ts'
import { checkPrices, isActive, listStatus, type OrderListRecord } from './order-list.ts'
import type { OrderListInput } from './order-list-input.ts'
import { executionReport, isOpen, type OrderRecord, type ReportFacts, type TradeRecord } from './order-record.ts'
import { amountOf, amountText } from './symbol.ts'

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
  readonly lists = new Map<number, OrderListRecord>()
  readonly trades: TradeRecord[] = []
  readonly #options: OrderDeskOptions
  readonly #open = new Set<OrderRecord>()
  readonly #rejecting = new Set<OrderRecord>()
  #lastOrderId: number
  #lastListId = 0
  #executionId = 0

  constructor(options: OrderDeskOptions) {
    this.#options = options
    this.#lastOrderId = options.firstOrderId - 1
  }

  /** Throws the venue's refusal; otherwise the order exists and may already be final. */
  place(account: Account, market: Market, input: OrderInput): OrderRecord {
    this.check(account, market, [input])
    const order = this.#record(account, market, input)
    const request = requestFor(order, market)
    order.needed = amountNeeded(order, request, market)
    this.#lock(order)
    this.#enter([order])
    const events = market.book.submit(request)
    const refusal = refusalIn(events, order)
    if (refusal !== undefined) {
      this.#forget([order])
      throw refusal
    }
    market.onClientOrder(events)
    this.apply(events)
    return order
  }

  /** Throws the venue's refusal, and neither order exists; otherwise both do. */
  placeList(account: Account, market: Market, input: OrderListInput): OrderListRecord {
    this.check(account, market, [input.stop, input.target])
    checkPrices(input, lastPriceOf(market))
    this.#checkLists(account, market, input)
    const orders = [this.#record(account, market, input.stop), this.#record(account, market, input.target)] as const
    const requests = orders.map((order) => requestFor(order, market))
    for (const [index, order] of orders.entries())
      order.needed = amountNeeded(order, required(requests[index], 'a request for each'), market)
    // One of both can trade: the larger of what they need is locked once.
    this.#lock(orders[0].needed > orders[1].needed ? orders[0] : orders[1])
    this.#enter(orders)
    const events: MatchingEvent[] = []
    for (const [index, order] of orders.entries()) {
      const done = market.book.submit(required(requests[index], 'a request for each'))
      const refusal = refusalIn(done, order)
      if (refusal !== undefined) {
        for (const { orderId } of orders) market.book.cancel(orderId)
        this.#forget(orders)
        throw refusal
      }
      events.push(...done)
    }
    market.book.link(orders[0].orderId, orders[1].orderId)
    return this.#begin(orders, input, () => {
      market.onClientOrder(events)
      this.apply(events)
    })
  }

  /** The checks of {@link place} and {@link placeList} that need no money. */
  check(account: Account, market: Market, inputs: readonly OrderInput[]): void {
    if (!account.canTrade) throw refuse.orderRejected('This action is disabled on this account.')
    const { spec } = market
    for (const input of inputs) checkFilters(spec, input, lastPriceOf(market))
    const open = this.openOrders(account, spec.symbol)
    if (open.length + inputs.length > spec.maxOrders) throw refuse.filter('MAX_NUM_ORDERS')
    const waiting = inputs.filter(({ type }) => STOPPED.includes(type)).length
    if (waiting > 0 && open.filter(({ type }) => STOPPED.includes(type)).length + waiting > spec.maxAlgoOrders)
      throw refuse.filter('MAX_NUM_ALGO_ORDERS')
    const used = new Set(open.map(({ clientOrderId }) => clientOrderId))
    for (const { clientOrderId } of inputs) {
      if (clientOrderId === undefined) continue
      if (used.has(clientOrderId)) throw refuse.orderRejected('Duplicate order sent.')
      used.add(clientOrderId)
    }
  }

  /** Of a pair both are cancelled. */
  cancel(order: OrderRecord, market: Market, cancelId: string): void {
    if (!isOpen(order)) throw refuse.cancelRejected()
    const events = market.book.cancel(order.orderId)
    market.onClientOrder(events)
    this.apply(events, cancelId)
  }

  /** Takes back an order that was accepted, as a venue does that checks again after its answer. */
  rejectLate(order: OrderRecord, market: Market): void {
    if (!isOpen(order)) return
    for (const one of this.lists.get(order.listId)?.orders ?? [order]) this.#rejecting.add(one)
    this.apply(market.book.cancel(order.orderId))
    this.#rejecting.clear()
  }

  listsOf(account: Account): OrderListRecord[] {
    return [...this.lists.values()].filter((list) => list.account === account)
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
      else if (event.type === 'ended') this.#end(order, event.reason, cancelId)
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
      icebergQuantity: input.icebergQuantity,
      listId: -1,
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
      needed: 0n,
      fills: [],
    }
  }

  #checkLists(account: Account, market: Market, { listClientOrderId }: OrderListInput): void {
    const active = this.listsOf(account).filter((list) => list.spec === market.spec && isActive(list))
    if (active.length >= market.spec.maxOrderLists) throw refuse.filter('MAX_NUM_ORDER_LISTS')
    if (listClientOrderId !== undefined && active.some((list) => list.listClientOrderId === listClientOrderId))
      throw refuse.orderRejected('Duplicate order sent.')
  }

  #begin(orders: OrderListRecord['orders'], input: OrderListInput, start: () => void): OrderListRecord {
    const { account, spec } = orders[0]
    this.#lastListId += 1
    const orderListId = this.#lastListId
    for (const order of orders) order.listId = orderListId
    const listClientOrderId = input.listClientOrderId ?? `demolist${String(orderListId)}`
    const now = this.#options.now()
    const list = { orderListId, listClientOrderId, account, spec, orders, transactionTime: now, told: false }
    this.lists.set(orderListId, list)
    start()
    account.publish(listStatus(list, now))
    return list
  }

  #lock(order: OrderRecord): void {
    if (!order.account.lock(order.lockedAsset, order.needed))
      throw refuse.orderRejected('Account has insufficient balance for requested action.')
    order.locked = order.needed
  }

  #enter(orders: readonly OrderRecord[]): void {
    for (const order of orders) {
      this.orders.set(order.orderId, order)
      this.#open.add(order)
    }
  }

  /** As if it had never been. */
  #forget(orders: readonly OrderRecord[]): void {
    for (const order of orders) {
      this.#release(order)
      this.orders.delete(order.orderId)
      this.#open.delete(order)
    }
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
    this.#closeList(order)
  }

  #end(order: OrderRecord, reason: EndReason, cancelId: string | undefined): void {
    const ended = reason === 'cancelled' ? 'CANCELED' : 'EXPIRED'
    order.status = this.#rejecting.has(order) ? 'REJECTED' : ended
    order.updateTime = this.#options.now()
    this.#open.delete(order)
    if (reason === 'other-leg') this.#handLockOn(order)
    else this.#release(order)
    const cancelled = cancelId !== undefined && order.status === 'CANCELED'
    this.#report(order, { execution: order.status, ...(cancelled ? { cancelId } : {}) })
    this.#closeList(order)
  }

  /** What was locked for both is the other's now, as far as that needs it. */
  #handLockOn(order: OrderRecord): void {
    const other = this.lists.get(order.listId)?.orders.find((one) => one !== order)
    if (other === undefined) throw new Error('invariant broken: the other leg of an order that is in no list')
    other.locked += order.locked
    order.locked = 0n
    this.#release(other, other.needed)
  }

  #closeList(order: OrderRecord): void {
    const list = this.lists.get(order.listId)
    if (list === undefined || list.told || isActive(list)) return
    list.told = true
    list.transactionTime = this.#options.now()
    list.account.publish(listStatus(list, list.transactionTime))
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

const lastPriceOf = (market: Market): Price =>
  required(market.lastPrice ?? market.book.bids.best()?.price, 'a market has a price')

function refusalIn(events: readonly MatchingEvent[], order: OrderRecord): ApiError | undefined {
  const rejected = events.find((event) => event.type === 'rejected' && event.key === order.orderId)
  if (rejected?.type !== 'rejected') return undefined
  return refuse.orderRejected(
    rejected.reason === 'would-trigger' ? 'Stop price would trigger immediately.' : 'Order would immediately match and take.',
  )
}
