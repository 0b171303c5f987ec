import {
  add,
  type ApprovalDiff,
  applyRate,
  type Money,
  type OrderRequest,
  type Price,
  type Quote,
  waitsForPrice,
} from '../../domain/index.ts'
import { initialStop } from '../../execution/index.ts'
import { stakeOf, worstPrice } from '../../risk/index.ts'
import type { EngineState } from '../state.ts'
import { type ExpectedFill, expectedFill, slippageOf } from './expected-fill.ts'
import type { Submission } from './order-fields.ts'

export interface TicketCost {
  /** Its own price, else the far side of the book. */
  readonly price: Price
  /** Mean price of the whole size where it takes at once. */
  readonly averagePrice?: Price
  /** Of the whole size, of a schedule each slice; null where what is shown does not reach. Absent where nothing takes at once. */
  readonly slippageBps?: number | null
  readonly slippageFrom?: ApprovalDiff['slippageFrom']
  readonly notional: Money
  /** At the taker rate. */
  readonly fee: Money
  /** Loss at the stop of a purchase, fees excluded. */
  readonly riskAmount?: Money
}

/** Whether it meets resting orders as soon as it arrives. */
function takesAtOnce(request: OrderRequest, { bid, ask }: Quote): boolean {
  const { side, type, limitPrice, postOnly } = request
  if (waitsForPrice(request) || postOnly === true) return false
  if (type === 'market' || limitPrice === undefined) return true
  return side === 'buy' ? limitPrice >= ask : limitPrice <= bid
}

function fillOf(state: Pick<EngineState, 'books'>, { request, quote, slicing }: Submission): ExpectedFill | undefined {
  if (quote === undefined || !takesAtOnce(request, quote)) return undefined
  return expectedFill(state, quote, { ...request, quantity: slicing?.kind === 'twap' ? slicing.sliceQuantity : request.quantity })
}

/** Whether a market order asks for more than the book shows: nobody knows what that costs. */
export function beyondBook(state: Pick<EngineState, 'books'>, submission: Submission): boolean {
  const fill = fillOf(state, submission)
  return fill?.from === 'book' && fill.price === undefined
}

/**
 * What an order comes to on the market of now. A market order counts at its mean price over the book, one with a price
 * of its own at that price, as the rules do. Undefined without any price.
 */
export function costOf(state: Pick<EngineState, 'books'>, submission: Submission): TicketCost | undefined {
  const { command, request, instrument, quote, slicing } = submission
  const price = worstPrice(request, quote)
  if (price === undefined) return undefined
  const fill = fillOf(state, submission)
  const average = slicing?.kind === 'twap' ? undefined : fill?.price
  const entry = request.type === 'market' ? (average ?? price) : price
  const stop = request.side === 'buy' ? initialStop(entry, command, instrument.tickSize) : undefined
  const stake = stakeOf(entry, request.quantity, stop)
  return {
    price,
    ...(average === undefined ? {} : { averagePrice: average }),
    ...(fill === undefined ? {} : { slippageBps: slippageOf(fill, request.side), slippageFrom: fill.from }),
    ...stake,
    fee: applyRate(stake.notional, instrument.takerFee, 'up'),
  }
}

/** What leaves the account with a purchase, or comes in by a sale before its fee. */
export const moneyOf = ({ notional, fee }: TicketCost, side: OrderRequest['side']): Money =>
  side === 'buy' ? add(notional, fee) : notional
