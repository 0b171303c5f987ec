import type { Price, Quantity, Rate } from './decimal.ts'
import type { ScheduleId } from './ids.ts'
import type { Environment, OrderRequest } from './order.ts'
import type { Millis } from './time.ts'

/**
 * twap     equal parts, one an interval
 * iceberg  for a venue without icebergs: the next part is placed when the one before it is filled
 */
export const SCHEDULE_KINDS = ['twap', 'iceberg'] as const
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number]

/** As a person asks for it: so many slices, evenly over so many ms. */
export interface ScheduleTerms {
  readonly kind: 'twap'
  readonly slices: number
  readonly duration: number
}

/**
 * running  slices go as they are due
 * paused   the last one was refused, `reason` says why; it is tried again an interval later
 * ended    nothing more is sent; what was sent may still work
 */
export const SCHEDULE_STATES = ['running', 'paused', 'ended'] as const
export type ScheduleState = (typeof SCHEDULE_STATES)[number]

/** One order that the engine places slice by slice; each slice is an order of its own that names its schedule. */
export interface Schedule extends OrderRequest {
  readonly id: ScheduleId
  readonly kind: ScheduleKind
  readonly environment: Environment
  readonly slices: number
  /** Of each slice but the last, which takes the rest. */
  readonly sliceQuantity: Quantity
  /** Least time between two slices, ms. */
  readonly interval: number
  /** Protection of the position, set by the first slice that fills. */
  readonly stop?: Price
  readonly target?: Price
  readonly trail?: Rate
  readonly state: ScheduleState
  readonly reason?: string
  /** Slices that were sent and not refused by the venue, and the sum of their quantities. */
  readonly placed: number
  readonly sentQuantity: Quantity
  readonly filled: Quantity
  /** Slices refused since something of it was filled last. */
  readonly denials: number
  /** No slice before this. */
  readonly nextAt: Millis
  readonly createdAt: Millis
  readonly updatedAt: Millis
}
