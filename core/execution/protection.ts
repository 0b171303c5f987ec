import {
  formatMoney,
  formatQuantity,
  type Instrument,
  type LocalProtectionCode,
  type Millis,
  notional,
  type Order,
  type OrderPurpose,
  type Price,
  type Quantity,
  type Rate,
  roundToStep,
  SECOND,
  withinBasisPoints,
} from '../domain/index.ts'
import type { VenueCapabilities } from '../ports/index.ts'
import { remaining } from './order-machine.ts'

/** The first wait after the venue did not keep a protection; each further one doubles, up to the most. */
const FIRST_RETRY = 5 * SECOND
const MOST_RETRY = 300 * SECOND
/** How long the venue has to end the other order of a pair by itself. */
const PAIR_ENDS_WITHIN = 5 * SECOND

/** A stop or target of the engine that rests at the venue, to be told from the sale that a local stop makes. */
export const isProtective = ({ side, purpose, type }: Pick<Order, 'side' | 'purpose' | 'type'>): boolean =>
  side === 'sell' && type !== 'market' && (purpose === 'exit-stop' || purpose === 'exit-target')

/** Why a protection acts locally, as far as it is remembered. */
export interface LocalProtection {
  readonly code: LocalProtectionCode
  readonly attempts: number
  readonly retryAt?: Millis
}

export interface ProtectionInput {
  readonly instrument: Instrument
  readonly stop: Price | undefined
  readonly target: Price | undefined
  /** What is held and promised to no other sale. */
  readonly free: Quantity
  readonly capabilities: VenueCapabilities
  readonly local: LocalProtection | undefined
}

/**
 * nothing  no order of this kind belongs at the venue
 * local    one would, and this is why it does not rest there
 * rest     one stop, or a stop and a target of which one ends the other
 */
export type WantedProtection =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'local'; readonly code: LocalProtectionCode; readonly reason: string }
  | { readonly kind: 'rest'; readonly quantity: Quantity; readonly stop: Price; readonly target?: Price }

/** What should rest at the venue for a position. Prices are put on the tick grid where the local levels would act too. */
export function wantedProtection(input: ProtectionInput): WantedProtection {
  const { instrument, capabilities, local } = input
  const quantity = roundToStep(input.free, instrument.lotSize)
  if (input.stop === undefined || quantity <= 0n || !capabilities.types.includes('stop')) return { kind: 'nothing' }
  if (local?.code === 'by-hand') return { kind: 'local', code: 'by-hand', reason: 'cancelled by hand; set stop or target again' }
  const stop = roundToStep(input.stop, instrument.tickSize)
  if (stop <= 0n) return { kind: 'nothing' }
  const value = notional(stop, quantity)
  if (quantity < instrument.minQuantity || value < instrument.minNotional) {
    const size = `${formatQuantity(quantity)} ${instrument.base}, ${formatMoney(value)} ${instrument.quote}`
    return { kind: 'local', code: 'below-minimum', reason: `${size} at the stop: the venue takes no order that small` }
  }
  const target = input.target === undefined || !capabilities.pairs ? undefined : onTick(input.target, instrument.tickSize)
  return { kind: 'rest', quantity, stop, ...(target === undefined ? {} : { target }) }
}

const onTick = (price: Price, tick: Price): Price => roundToStep(price, tick, 'up')

export interface ProtectionPace {
  readonly at: Millis
  readonly trail: Rate | undefined
  readonly trailStepBps: number
  readonly bid: Price | undefined
  readonly local: LocalProtection | undefined
}

/**
 * wait    something is under way or there is nothing to do
 * cancel  what rests has to go; what is wanted instead follows when that is confirmed
 */
export type ProtectionChange = 'wait' | 'cancel' | 'place'

/** The next step from what works at the venue to what is wanted there. Never two steps at once, so nothing is promised twice. */
export function protectionChange(wanted: WantedProtection, working: readonly Order[], pace: ProtectionPace): ProtectionChange {
  if (wanted.kind !== 'rest') return working.length === 0 ? 'wait' : 'cancel'
  if (working.length === 0) return mayPlace(wanted, pace) ? 'place' : 'wait'
  if (working.some(({ state }) => state !== 'accepted' && state !== 'partial')) return 'wait'
  const stop = working.find(({ purpose }) => purpose === 'exit-stop')
  const target = working.find(({ purpose }) => purpose === 'exit-target')
  const legs = wanted.target === undefined ? 1 : 2
  const sameShape = working.length === legs && working.every((order) => remaining(order) === wanted.quantity)
  if (stop?.stopPrice === undefined || !sameShape || target?.limitPrice !== wanted.target) return 'cancel'
  if (stop.stopPrice === wanted.stop || isSmallTrail(stop, stop.stopPrice, wanted.stop, pace)) return 'wait'
  return 'cancel'
}

/** A trailing stop is followed in steps, and at most once a second: the engine's own level acts meanwhile. */
function isSmallTrail(resting: Order, from: Price, to: Price, { at, trail, trailStepBps }: ProtectionPace): boolean {
  if (trail === undefined || to < from) return false
  const step = to !== from && !withinBasisPoints(from, to, trailStepBps)
  return !step || Math.abs(at - resting.createdAt) < SECOND
}

/** What would trigger at once is not sent: the engine's own level has decided by then. */
function mayPlace({ stop, target }: Extract<WantedProtection, { kind: 'rest' }>, { at, bid, local }: ProtectionPace): boolean {
  if (local?.retryAt !== undefined && at < local.retryAt) return false
  return bid === undefined || (bid > stop && (target === undefined || bid < target))
}

/** When to try again after `attempts` failures in a row. */
export const retryAfter = (attempts: number): number => Math.min(FIRST_RETRY * 2 ** Math.min(attempts - 1, 10), MOST_RETRY)

/** Whether the venue is about to end this order because the other of its pair traded. */
export const endsByItself = (order: Order, other: Order | undefined, at: Millis): boolean =>
  other !== undefined && other.filled > 0n && order.filled === 0n && Math.abs(at - other.updatedAt) < PAIR_ENDS_WITHIN

/** Whether an accepted order of this purpose rests at the venue for the whole quantity. */
export const restsWhole = (working: readonly Order[], purpose: OrderPurpose, quantity: Quantity): Order | undefined =>
  working.find(
    (order) =>
      order.purpose === purpose && (order.state === 'accepted' || order.state === 'partial') && remaining(order) >= quantity,
  )
