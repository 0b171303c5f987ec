import type { Price } from '../../domain/index.ts'
import type { Account, UserEvent } from './account.ts'
import { refuse } from './api-error.ts'
import type { AnswerDetail } from './order-input.ts'
import type { OrderListInput } from './order-list-input.ts'
import { cancelledAnswer, isOpen, type OrderRecord, placedAnswer } from './order-record.ts'
import type { SymbolSpec } from './symbol.ts'

/** Two orders of which the first to trade or to be triggered ends the other (OCO), as the venue keeps them. */
export interface OrderListRecord {
  readonly orderListId: number
  readonly listClientOrderId: string
  readonly account: Account
  readonly spec: SymbolSpec
  /** The stop first. */
  readonly orders: readonly [OrderRecord, OrderRecord]
  transactionTime: number
  /** The end was told. */
  told: boolean
}

export const isActive = (list: OrderListRecord): boolean => list.orders.some(isOpen)

/** Throws -2010 unless the last price lies between the two. */
export function checkPrices(input: OrderListInput, last: Price): void {
  const stop = input.stop.stopPrice ?? last
  const target = input.target.stopPrice ?? input.target.price ?? last
  const right = input.side === 'SELL' ? target > last && last > stop : target < last && last < stop
  if (!right) throw refuse.orderRejected('The relationship of the prices for the orders is not correct.')
}

/** As GET orderList answers, and what every other answer about a list begins with. */
export const listRow = (list: OrderListRecord): Record<string, unknown> => ({
  orderListId: list.orderListId,
  contingencyType: 'OCO',
  listStatusType: isActive(list) ? 'EXEC_STARTED' : 'ALL_DONE',
  listOrderStatus: isActive(list) ? 'EXECUTING' : 'ALL_DONE',
  listClientOrderId: list.listClientOrderId,
  transactionTime: list.transactionTime,
  symbol: list.spec.symbol,
  orders: list.orders.map(({ spec, orderId, clientOrderId }) => ({ symbol: spec.symbol, orderId, clientOrderId })),
})

export const placedListAnswer = (list: OrderListRecord, detail: AnswerDetail): Record<string, unknown> => ({
  ...listRow(list),
  orderReports: list.orders.map((order) => placedAnswer(order, detail)),
})

/** As the cancel of a list, or of one of its orders, answers. */
export const cancelledListAnswer = (list: OrderListRecord, cancelId: string): Record<string, unknown> => ({
  ...listRow(list),
  orderReports: list.orders.map((order) => cancelledAnswer(order, cancelId)),
})

/** The user stream's listStatus. */
export function listStatus(list: OrderListRecord, now: number): UserEvent {
  const active = isActive(list)
  return {
    e: 'listStatus',
    E: now,
    s: list.spec.symbol,
    g: list.orderListId,
    c: 'OCO',
    l: active ? 'EXEC_STARTED' : 'ALL_DONE',
    L: active ? 'EXECUTING' : 'ALL_DONE',
    r: 'NONE',
    C: list.listClientOrderId,
    T: list.transactionTime,
    O: list.orders.map(({ spec, orderId, clientOrderId }) => ({ s: spec.symbol, i: orderId, c: clientOrderId })),
  }
}
