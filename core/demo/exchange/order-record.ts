import type { Money, Price, Quantity } from '../../domain/index.ts'
import type { Account, UserEvent } from './account.ts'
import { amountText, type OrderKind, priceText, quantityText, type SymbolSpec } from './symbol.ts'

export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'REJECTED' | 'EXPIRED'
export type WireSide = 'BUY' | 'SELL'
export type WireTimeInForce = 'GTC' | 'IOC' | 'FOK'

export interface TradeRecord {
  readonly id: number
  readonly price: Price
  readonly quantity: Quantity
  readonly notional: Money
  readonly commission: bigint
  readonly commissionAsset: string
  readonly time: number
  readonly isMaker: boolean
  readonly order: OrderRecord
}

/** An order as the venue keeps it. */
export interface OrderRecord {
  readonly orderId: number
  readonly clientOrderId: string
  readonly account: Account
  readonly spec: SymbolSpec
  readonly side: WireSide
  readonly type: OrderKind
  readonly timeInForce: WireTimeInForce
  readonly price: Price
  readonly stopPrice: Price | undefined
  readonly icebergQuantity: Quantity | undefined
  /** The order list that it is a leg of; -1 for none. */
  listId: number
  quantity: Quantity
  readonly quoteOrderQuantity: Money
  readonly time: number
  status: OrderStatus
  executed: Quantity
  cumulativeQuote: Money
  updateTime: number
  workingTime: number
  /** What is still locked for it, and of which asset. */
  locked: bigint
  readonly lockedAsset: string
  /** What it takes to be placed; of a pair only the larger is locked. */
  needed: bigint
  readonly fills: TradeRecord[]
}

export const isOpen = (order: OrderRecord): boolean => order.status === 'NEW' || order.status === 'PARTIALLY_FILLED'

const stateFields = (order: OrderRecord): Record<string, unknown> => ({
  price: priceText(order.price),
  origQty: quantityText(order.quantity),
  executedQty: quantityText(order.executed),
  origQuoteOrderQty: amountText(order.quoteOrderQuantity),
  cummulativeQuoteQty: amountText(order.cumulativeQuote),
  status: order.status,
  timeInForce: order.timeInForce,
  type: order.type,
  side: order.side,
  ...(order.stopPrice === undefined ? {} : { stopPrice: priceText(order.stopPrice) }),
  ...(order.icebergQuantity === undefined ? {} : { icebergQty: quantityText(order.icebergQuantity) }),
})

/** As GET order, openOrders and allOrders answer. */
export const orderRow = (order: OrderRecord): Record<string, unknown> => ({
  symbol: order.spec.symbol,
  orderId: order.orderId,
  orderListId: order.listId,
  clientOrderId: order.clientOrderId,
  ...stateFields(order),
  stopPrice: priceText(order.stopPrice ?? (0n as Price)),
  icebergQty: quantityText(order.icebergQuantity ?? (0n as Quantity)),
  time: order.time,
  updateTime: order.updateTime,
  isWorking: order.workingTime >= 0,
  workingTime: order.workingTime,
  selfTradePreventionMode: 'NONE',
})

/** As POST order answers, in the asked detail. */
export function placedAnswer(order: OrderRecord, detail: 'ACK' | 'RESULT' | 'FULL'): Record<string, unknown> {
  const acknowledged = {
    symbol: order.spec.symbol,
    orderId: order.orderId,
    orderListId: order.listId,
    clientOrderId: order.clientOrderId,
    transactTime: order.updateTime,
  }
  if (detail === 'ACK') return acknowledged
  const result = {
    ...acknowledged,
    ...stateFields(order),
    workingTime: order.workingTime,
    selfTradePreventionMode: 'NONE',
  }
  if (detail === 'RESULT') return result
  const fills = order.fills.map((fill) => ({
    price: priceText(fill.price),
    qty: quantityText(fill.quantity),
    commission: amountText(fill.commission),
    commissionAsset: fill.commissionAsset,
    tradeId: fill.id,
  }))
  return { ...result, fills }
}

/** As DELETE order answers. */
export const cancelledAnswer = (order: OrderRecord, cancelId: string): Record<string, unknown> => ({
  symbol: order.spec.symbol,
  origClientOrderId: order.clientOrderId,
  orderId: order.orderId,
  orderListId: order.listId,
  clientOrderId: cancelId,
  transactTime: order.updateTime,
  ...stateFields(order),
  selfTradePreventionMode: 'NONE',
})

/** As myTrades answers. */
export const tradeRow = (trade: TradeRecord): Record<string, unknown> => ({
  symbol: trade.order.spec.symbol,
  id: trade.id,
  orderId: trade.order.orderId,
  orderListId: trade.order.listId,
  price: priceText(trade.price),
  qty: quantityText(trade.quantity),
  quoteQty: amountText(trade.notional),
  commission: amountText(trade.commission),
  commissionAsset: trade.commissionAsset,
  time: trade.time,
  isBuyer: trade.order.side === 'BUY',
  isMaker: trade.isMaker,
  isBestMatch: true,
})

export interface ReportFacts {
  readonly execution: 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED' | 'REJECTED'
  readonly now: number
  readonly executionId: number
  readonly trade?: TradeRecord
  readonly cancelId?: string
}

/** The user stream's executionReport. */
export function executionReport(order: OrderRecord, facts: ReportFacts): UserEvent {
  const { trade, now } = facts
  return {
    e: 'executionReport',
    E: now,
    s: order.spec.symbol,
    c: facts.cancelId ?? order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: quantityText(order.quantity),
    p: priceText(order.price),
    P: priceText(order.stopPrice ?? (0n as Price)),
    F: quantityText(order.icebergQuantity ?? (0n as Quantity)),
    g: order.listId,
    C: facts.cancelId === undefined ? '' : order.clientOrderId,
    x: facts.execution,
    X: order.status,
    r: 'NONE',
    i: order.orderId,
    l: quantityText(trade?.quantity ?? (0n as Quantity)),
    z: quantityText(order.executed),
    L: priceText(trade?.price ?? (0n as Price)),
    n: amountText(trade?.commission ?? 0n),
    N: trade?.commissionAsset ?? null,
    T: order.updateTime,
    t: trade?.id ?? -1,
    I: facts.executionId,
    w: order.workingTime >= 0 && isOpen(order),
    m: trade?.isMaker ?? false,
    M: trade !== undefined,
    O: order.time,
    Z: amountText(order.cumulativeQuote),
    Y: amountText(trade?.notional ?? 0n),
    Q: amountText(order.quoteOrderQuantity),
    W: order.workingTime,
    V: 'NONE',
  }
}
