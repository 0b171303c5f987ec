import type { Money, Price, Quantity } from '../../domain/index.ts'
import { type ApiError, refuse } from './api-error.ts'
import type { WireSide, WireTimeInForce } from './order-record.ts'
import type { Parameters } from './parameters.ts'
import { ORDER_TYPES, type OrderKind } from './symbol.ts'

export type AnswerDetail = 'ACK' | 'RESULT' | 'FULL'

/** A well-formed order request; whether the filters and the balance allow it is decided later. */
export interface OrderInput {
  readonly side: WireSide
  readonly type: OrderKind
  readonly timeInForce: WireTimeInForce
  readonly price: Price | undefined
  readonly stopPrice: Price | undefined
  readonly icebergQuantity: Quantity | undefined
  readonly quantity: Quantity | undefined
  readonly quoteOrderQuantity: Money | undefined
  readonly clientOrderId: string | undefined
  readonly detail: AnswerDetail
}

const LIMITED: readonly OrderKind[] = ['LIMIT', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT']
export const STOPPED: readonly OrderKind[] = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT']
const isOrderKind = (text: string): text is OrderKind => (ORDER_TYPES as readonly string[]).includes(text)

export function readSide(parameters: Parameters): WireSide {
  const side = parameters.mandatory('side')
  if (side !== 'BUY' && side !== 'SELL') throw refuse.invalidSide()
  return side
}

/** Reads the parameters of an order in the venue's own order of complaints. */
export function readOrder(parameters: Parameters): OrderInput {
  const notRequired = (name: string): ApiError => refuse.notRequired(parameters.nameOf(name))
  const side = readSide(parameters)
  const type = parameters.mandatory('type')
  if (!isOrderKind(type)) throw refuse.invalidOrderType()
  const needsPrice = LIMITED.includes(type)
  const needsTime = needsPrice && type !== 'LIMIT_MAKER'
  const timeInForce = needsTime ? parameters.mandatory('timeInForce') : 'GTC'
  if (!needsTime && parameters.text('timeInForce') !== undefined) throw notRequired('timeInForce')
  if (timeInForce !== 'GTC' && timeInForce !== 'IOC' && timeInForce !== 'FOK') throw refuse.invalidTimeInForce()

  const quoteOrderQuantity = parameters.money('quoteOrderQty')
  if (quoteOrderQuantity !== undefined && type !== 'MARKET') throw notRequired('quoteOrderQty')
  const quantity = parameters.quantity('quantity')
  if (quantity !== undefined && quoteOrderQuantity !== undefined) throw refuse.parameterCombination()
  if (quantity === undefined && quoteOrderQuantity === undefined) throw refuse.missing(parameters.nameOf('quantity'))
  const price = parameters.price('price')
  if (needsPrice && price === undefined) throw refuse.missing(parameters.nameOf('price'))
  if (!needsPrice && price !== undefined) throw notRequired('price')
  const stopPrice = parameters.price('stopPrice')
  const needsStop = STOPPED.includes(type)
  if (needsStop && stopPrice === undefined) throw refuse.missing(parameters.nameOf('stopPrice'))
  if (!needsStop && stopPrice !== undefined) throw notRequired('stopPrice')

  const icebergQuantity = parameters.quantity('icebergQty')
  if (icebergQuantity !== undefined && !needsPrice) throw notRequired('icebergQty')
  if (icebergQuantity !== undefined && timeInForce !== 'GTC') throw refuse.orderComposition()

  const detail = parameters.text('newOrderRespType') ?? (type === 'MARKET' || type === 'LIMIT' ? 'FULL' : 'ACK')
  if (detail !== 'ACK' && detail !== 'RESULT' && detail !== 'FULL') throw refuse.invalidParameter('newOrderRespType')
  const clientOrderId = parameters.clientOrderId('newClientOrderId')
  return { side, type, timeInForce, price, stopPrice, icebergQuantity, quantity, quoteOrderQuantity, clientOrderId, detail }
}
