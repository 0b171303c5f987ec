import type { Quantity } from '../../domain/index.ts'
import { ApiError, refuse } from './api-error.ts'
import { type AnswerDetail, type OrderInput, readOrder, readSide } from './order-input.ts'
import type { WireSide } from './order-record.ts'
import type { Parameters } from './parameters.ts'

/** A well-formed request for an OCO. Of a sell the stop is the one below, of a buy the one above. */
export interface OrderListInput {
  readonly side: WireSide
  readonly listClientOrderId: string | undefined
  readonly quantity: Quantity
  readonly stop: OrderInput
  /** LIMIT_MAKER, TAKE_PROFIT or TAKE_PROFIT_LIMIT. */
  readonly target: OrderInput
  readonly detail: AnswerDetail
}

type Place = 'above' | 'below'

/** How a single order's parameters are called for one leg. */
const namesOf = (place: Place): Readonly<Record<string, string>> => ({
  type: `${place}Type`,
  price: `${place}Price`,
  stopPrice: `${place}StopPrice`,
  timeInForce: `${place}TimeInForce`,
  icebergQty: `${place}IcebergQty`,
  newClientOrderId: `${place}ClientOrderId`,
})

const KINDS: Readonly<Record<string, 'stop' | 'limit' | 'profit'>> = {
  STOP_LOSS: 'stop',
  STOP_LOSS_LIMIT: 'stop',
  LIMIT_MAKER: 'limit',
  TAKE_PROFIT: 'profit',
  TAKE_PROFIT_LIMIT: 'profit',
}

/** Where each kind has to be, in the venue's codes and words. */
const MISPLACED: Readonly<Record<string, readonly [number, string]>> = {
  'BUY limit above': [-1165, 'A limit order in a buy OCO must be below.'],
  'SELL limit below': [-1166, 'A limit order in a sell OCO must be above.'],
  'BUY stop below': [-1196, 'A stop loss order in a buy OCO must be above.'],
  'SELL stop above': [-1197, 'A stop loss order in a sell OCO must be below.'],
  'BUY profit above': [-1198, 'A take profit order in a buy OCO must be below.'],
  'SELL profit below': [-1199, 'A take profit order in a sell OCO must be above.'],
}

function readLeg(parameters: Parameters, side: WireSide, place: Place): OrderInput {
  const leg = parameters.renamed(namesOf(place))
  const type = leg.mandatory('type')
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  if (kind === undefined) throw refuse.notInPair()
  const timeInForce = leg.text('timeInForce') ?? 'GTC'
  if (leg.text('icebergQty') !== undefined && timeInForce !== 'GTC')
    throw refuse.icebergNeedsGtc(leg.nameOf('icebergQty'), leg.nameOf('timeInForce'))
  const misplaced = MISPLACED[`${side} ${kind} ${place}`]
  if (misplaced !== undefined) throw new ApiError(...misplaced)
  return readOrder(leg)
}

export function readOrderList(parameters: Parameters): OrderListInput {
  const side = readSide(parameters)
  const quantity = parameters.quantity('quantity')
  if (quantity === undefined) throw refuse.missing('quantity')
  if (parameters.text('aboveType') === 'LIMIT_MAKER' && parameters.text('belowType') === 'LIMIT_MAKER')
    throw new ApiError(-1168, 'At least one OCO order must be contingent.')
  const above = readLeg(parameters, side, 'above')
  const below = readLeg(parameters, side, 'below')
  const [stop, target] = side === 'SELL' ? [below, above] : [above, below]
  const listClientOrderId = parameters.clientOrderId('listClientOrderId')
  return { side, quantity, listClientOrderId, stop, target, detail: stop.detail }
}
