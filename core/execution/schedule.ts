import {
  add,
  type Environment,
  type Millis,
  millis,
  min,
  type OrderRequest,
  type Price,
  type Quantity,
  type Rate,
  roundToStep,
  type Schedule,
  type ScheduleId,
  type ScheduleTerms,
  SECOND,
  subtract,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import type { VenueCapabilities } from '../ports/index.ts'

/** Least time between two slices, ms. */
export const LEAST_INTERVAL = SECOND
export const MOST_SLICES = 1_000

export interface Slicing {
  readonly kind: Schedule['kind']
  readonly slices: number
  /** Of each slice but the last, which takes the rest. */
  readonly sliceQuantity: Quantity
  readonly interval: number
}

/** How an order goes to the venue in parts of its own; undefined when it goes as one. */
export function slicingOf(
  request: OrderRequest,
  lot: Quantity,
  { terms, venue }: { readonly terms: ScheduleTerms | undefined; readonly venue: VenueCapabilities },
): Slicing | undefined {
  const { quantity, displayQuantity } = request
  if (terms !== undefined) {
    const { kind, slices, duration } = terms
    const sliceQuantity = roundToStep(((quantity as bigint) / BigInt(slices)) as Quantity, lot)
    return { kind, slices, sliceQuantity, interval: Math.floor(duration / slices) }
  }
  if (displayQuantity === undefined || venue.iceberg) return undefined
  const slices = Number(((quantity as bigint) + (displayQuantity as bigint) - 1n) / (displayQuantity as bigint))
  return { kind: 'iceberg', slices, sliceQuantity: displayQuantity, interval: LEAST_INTERVAL }
}

const lastOf = (quantity: Quantity, { slices, sliceQuantity }: Slicing): Quantity =>
  ((quantity as bigint) - BigInt(slices - 1) * (sliceQuantity as bigint)) as Quantity

/** The smallest quantity that the venue sees by itself: what its filters are about. */
export function smallestPart({ quantity, displayQuantity }: OrderRequest, slicing: Slicing | undefined): Quantity {
  if (slicing === undefined) return displayQuantity ?? quantity
  return min(slicing.sliceQuantity, lastOf(quantity, slicing))
}

export interface ScheduleContext extends Slicing {
  readonly id: ScheduleId
  readonly environment: Environment
  readonly at: Millis
  readonly stop?: Price | undefined
  readonly target?: Price | undefined
  readonly trail?: Rate | undefined
}

export function planSchedule(request: OrderRequest, context: ScheduleContext): Schedule {
  const { at, stop, target, trail, ...rest } = context
  return {
    ...request,
    ...rest,
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
    ...(trail === undefined ? {} : { trail }),
    state: 'running',
    placed: 0,
    sentQuantity: ZERO_QUANTITY,
    filled: ZERO_QUANTITY,
    denials: 0,
    nextAt: at,
    createdAt: at,
    updatedAt: at,
  }
}

/** What the next slice asks for. */
export function nextSlice(schedule: Schedule): OrderRequest {
  const { instrument, side, type, limitPrice, timeInForce, reduceOnly, postOnly } = schedule
  const left = subtract(schedule.quantity, schedule.sentQuantity)
  return {
    instrument,
    side,
    type,
    quantity: schedule.placed >= schedule.slices - 1 ? left : min(schedule.sliceQuantity, left),
    timeInForce,
    reduceOnly,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(postOnly === undefined ? {} : { postOnly }),
  }
}

export const allSent = (schedule: Schedule): boolean => schedule.sentQuantity >= schedule.quantity

/** The schedule after a slice was sent. A late one does not draw the next one nearer. */
export function sliceSent(schedule: Schedule, quantity: Quantity, at: Millis): Schedule {
  const { reason: _none, ...rest } = schedule
  const wait = schedule.kind === 'twap' ? schedule.interval : 0
  return {
    ...rest,
    state: schedule.state === 'ended' ? 'ended' : 'running',
    placed: schedule.placed + 1,
    sentQuantity: add(schedule.sentQuantity, quantity),
    nextAt: millis(at + wait),
    updatedAt: at,
  }
}

/** The schedule after a slice was refused; `returned` is what the venue would not take of what was sent. */
export const sliceRefused = (schedule: Schedule, reason: string, at: Millis, returned: Quantity | undefined): Schedule => ({
  ...schedule,
  ...(returned === undefined ? {} : { placed: schedule.placed - 1, sentQuantity: subtract(schedule.sentQuantity, returned) }),
  state: 'paused',
  reason,
  denials: schedule.denials + 1,
  nextAt: millis(Math.max(schedule.nextAt, at + schedule.interval)),
  updatedAt: at,
})
