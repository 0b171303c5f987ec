import type { Money, Price, Quantity } from './decimal.ts'
import type { ClientOrderId, FillId, InstrumentId, OrderId, ScheduleId, SignalId, StrategyId, VenueOrderId } from './ids.ts'
import type { Side } from './market.ts'
import type { Millis } from './time.ts'

/** Which money. Part of the type of every order and fill, and each has its own database. */
export const ENVIRONMENTS = ['paper', 'live'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/**
 * stop, take-profit              a market order once the market reaches `stopPrice`: against the order's owner, or in their favour
 * stop-limit, take-profit-limit  the same, but the order that follows is a limit order at `limitPrice`
 */
export const ORDER_TYPES = ['market', 'limit', 'stop', 'stop-limit', 'take-profit', 'take-profit-limit'] as const
export type OrderType = (typeof ORDER_TYPES)[number]
export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK'] as const
export type TimeInForce = (typeof TIMES_IN_FORCE)[number]

/**
 * created    intent is durable, nothing has left; an emulated order stays here until its price is reached
 * submitted  the request may have left; no answer yet
 * accepted   working at the venue
 * partial    working, some of it filled
 * cancelling a cancel was requested; fills may still arrive
 * unknown    the outcome could not be learnt; counted at worst case until the venue is asked
 * filled, cancelled, rejected, expired, denied: final. Denied is our refusal, rejected the venue's.
 */
export const ORDER_STATES = [
  'created',
  'denied',
  'submitted',
  'accepted',
  'partial',
  'cancelling',
  'unknown',
  'filled',
  'cancelled',
  'rejected',
  'expired',
] as const
export type OrderState = (typeof ORDER_STATES)[number]

/** Every legal transition; anything else is an error, never ignored. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  created: ['submitted', 'denied', 'cancelled'],
  denied: [],
  submitted: ['accepted', 'partial', 'filled', 'rejected', 'cancelled', 'expired', 'unknown', 'cancelling'],
  accepted: ['partial', 'filled', 'cancelling', 'cancelled', 'expired', 'rejected', 'unknown'],
  partial: ['partial', 'filled', 'cancelling', 'cancelled', 'expired', 'unknown'],
  cancelling: ['cancelling', 'cancelled', 'filled', 'accepted', 'partial', 'expired', 'rejected', 'unknown'],
  unknown: ['accepted', 'partial', 'filled', 'cancelled', 'rejected', 'expired', 'cancelling'],
  filled: [],
  cancelled: [],
  rejected: [],
  expired: [],
}

export const isFinal = (state: OrderState): boolean => ORDER_TRANSITIONS[state].length === 0
export const canMove = (from: OrderState, to: OrderState): boolean => ORDER_TRANSITIONS[from].includes(to)

/** Why an order exists; exits and safety actions are never held for approval. */
export const ORDER_PURPOSES = ['entry', 'exit-signal', 'exit-stop', 'exit-target', 'manual', 'flatten'] as const
export type OrderPurpose = (typeof ORDER_PURPOSES)[number]

/** What of an order this program does itself, because the venue does not. */
export const EMULATIONS = ['stop', 'take-profit', 'iceberg'] as const
export type Emulation = (typeof EMULATIONS)[number]

export interface OrderRequest {
  readonly instrument: InstrumentId
  readonly side: Side
  readonly type: OrderType
  readonly quantity: Quantity
  /** Required for limit, stop-limit and take-profit-limit orders. */
  readonly limitPrice?: Price
  /** Required for stop, stop-limit, take-profit and take-profit-limit orders. */
  readonly stopPrice?: Price
  readonly timeInForce: TimeInForce
  readonly reduceOnly: boolean
  /** Of a limit order: rejected when it would take at once. */
  readonly postOnly?: boolean
  /** Of a limit order: how much of it others see at a time (an iceberg). */
  readonly displayQuantity?: Quantity
}

export interface Order extends OrderRequest {
  readonly id: OrderId
  readonly clientOrderId: ClientOrderId
  readonly environment: Environment
  readonly purpose: OrderPurpose
  readonly signalId?: SignalId
  readonly strategy?: StrategyId
  readonly venueOrderId?: VenueOrderId
  /** The other of two orders of which one that fills ends the other (OCO); each names the other. */
  readonly pairedWith?: OrderId
  /** The schedule, such as a TWAP, that this order is a slice of. */
  readonly schedule?: ScheduleId
  /**
   * stop, take-profit: the order waits here, `created`, and is sent as a market or limit order when the market comes to
   * its price, as long as this program runs. iceberg: this is one visible part; the next is placed when it is filled.
   */
  readonly emulated?: Emulation
  /** When the price came that an emulated order waited for. */
  readonly triggeredAt?: Millis
  readonly state: OrderState
  /** In words a person understands; set for denied, rejected, cancelled, expired and unknown, and for what was woken here. */
  readonly reason?: string
  readonly filled: Quantity
  /** Sum of price x quantity over the fills. */
  readonly filledNotional: Money
  readonly fee: Money
  readonly createdAt: Millis
  readonly updatedAt: Millis
}

export interface Fill {
  readonly id: FillId
  readonly orderId: OrderId
  readonly clientOrderId: ClientOrderId
  readonly environment: Environment
  readonly instrument: InstrumentId
  readonly side: Side
  readonly price: Price
  readonly quantity: Quantity
  /** Taken in the quote currency; zero where `feeAsset` says that it was taken in something else. */
  readonly fee: Money
  /** What the fee was taken in where that is not the quote currency: the base or a third asset. Never without `feeQuantity`. */
  readonly feeAsset?: string
  /** In units of `feeAsset`; below zero for a rebate. */
  readonly feeQuantity?: Quantity
  readonly liquidity: 'maker' | 'taker'
  readonly at: Millis
}
