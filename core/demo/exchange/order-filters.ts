import { isOnStep, type Money, notional, type Price, type Quantity, rate } from '../../domain/index.ts'
import { refuse } from './api-error.ts'
import type { OrderInput } from './order-input.ts'
import type { SymbolSpec } from './symbol.ts'

const scaled = (price: Price, by: string): Price => (((price as bigint) * rate(by)) / 10n ** 12n) as Price

function checkPrice(spec: SymbolSpec, price: Price): void {
  if (price < spec.minPrice || price > spec.maxPrice || !isOnStep(price, spec.tickSize)) throw refuse.filter('PRICE_FILTER')
}

function checkQuantity(spec: SymbolSpec, quantity: Quantity, market: boolean): void {
  if (quantity < spec.minQuantity || quantity > spec.maxQuantity || !isOnStep(quantity, spec.stepSize))
    throw refuse.filter('LOT_SIZE')
  if (market && quantity > spec.maxMarketQuantity) throw refuse.filter('MARKET_LOT_SIZE')
}

function checkIceberg(spec: SymbolSpec, part: Quantity, whole: Quantity): void {
  checkQuantity(spec, part, false)
  if (part >= whole) throw refuse.orderRejected('IcebergQty exceeds QTY.')
  // CEIL(quantity / icebergQty)
  if ((whole + part - 1n) / part > spec.icebergParts) throw refuse.filter('ICEBERG_PARTS')
}

/** Throws the venue's -1013 for the first filter that the order fails. `last` stands for the average price. */
export function checkFilters(spec: SymbolSpec, order: OrderInput, last: Price): void {
  if (order.price !== undefined) {
    checkPrice(spec, order.price)
    if (order.price > scaled(last, spec.priceBand.up) || order.price < scaled(last, spec.priceBand.down))
      throw refuse.filter('PERCENT_PRICE_BY_SIDE')
  }
  if (order.stopPrice !== undefined) checkPrice(spec, order.stopPrice)
  const market = order.price === undefined
  if (order.quantity !== undefined) checkQuantity(spec, order.quantity, market)
  if (order.icebergQuantity !== undefined) checkIceberg(spec, order.icebergQuantity, order.quantity ?? (0n as Quantity))
  const value: Money =
    order.quoteOrderQuantity ?? notional(order.price ?? order.stopPrice ?? last, order.quantity ?? (0n as Quantity))
  if (value < spec.minNotional || (!market && value > spec.maxNotional)) throw refuse.filter('NOTIONAL')
}
