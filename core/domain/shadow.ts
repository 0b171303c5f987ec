import type { Price, Quantity } from './decimal.ts'
import type { ClientOrderId, InstrumentId, OrderId } from './ids.ts'
import type { Side } from './market.ts'
import type { OrderType } from './order.ts'
import type { Millis } from './time.ts'

/** What became of an order in one venue, as the trader learnt it. Times are ms since it was submitted. */
export interface ShadowedSide {
  readonly state: 'submitted' | 'accepted' | 'partial' | 'unknown' | 'filled' | 'cancelled' | 'rejected' | 'expired'
  readonly filled: Quantity
  /** Of the order's quantity, 0 to 1. */
  readonly fillRatio: number
  /** Mean price of the fills, rounded half-even; absent without one. */
  readonly averagePrice?: Price
  /** Until the first sign that the venue has it: its acceptance or a fill. */
  readonly acceptMs?: number
  readonly firstFillMs?: number
  readonly lastFillMs?: number
  readonly reason?: string
}

/**
 * working       one of the two is not at its end
 * both          both filled, whole or in part
 * live-only     only the live one filled
 * paper-only    only the paper one filled
 * neither       neither filled
 * not-followed  the paper venue does not take such an order
 */
export const SHADOW_OUTCOMES = ['working', 'both', 'live-only', 'paper-only', 'neither', 'not-followed'] as const
export type ShadowOutcome = (typeof SHADOW_OUTCOMES)[number]

export const SHADOW_MEASURES = ['bps', 'acceptMs', 'firstFillMs', 'lastFillMs', 'fillRatio'] as const
export type ShadowMeasure = (typeof SHADOW_MEASURES)[number]

/**
 * Live less paper; absent where one of the two has nothing to compare with.
 * bps        of the mean fill price in basis points of the paper one's, signed by the side: above zero live was worse
 * ...Ms      above zero live was slower
 * fillRatio  below zero live filled less
 */
export type ShadowDivergence = { readonly [M in ShadowMeasure]?: number }

/** One live order and what paper made of it. */
export interface ShadowedOrder {
  readonly orderId: OrderId
  readonly clientOrderId: ClientOrderId
  readonly instrument: InstrumentId
  readonly side: Side
  readonly type: OrderType
  readonly quantity: Quantity
  readonly submittedAt: Millis
  readonly outcome: ShadowOutcome
  readonly live: ShadowedSide
  /** Absent where it is not followed. */
  readonly paper?: ShadowedSide
  /** Why it is not followed. */
  readonly notFollowed?: string
  readonly divergence: ShadowDivergence
}

export interface ShadowStatistic {
  readonly count: number
  readonly mean: number
  readonly median: number
  /** Nearest ranks at 5 % and 95 %. */
  readonly p5: number
  readonly p95: number
  /** Of the mean, at 95 %, orders taken as independent; absent for fewer than six. */
  readonly interval?: { readonly low: number; readonly high: number }
}

/** Orders of one kind. A measure without an order to measure is absent. */
export interface ShadowGroup {
  readonly by: 'all' | 'instrument' | 'side' | 'type'
  /** Which instrument, side or type; `all`. */
  readonly key: string
  readonly orders: number
  /** How many ended how. */
  readonly outcomes: Readonly<Record<ShadowOutcome, number>>
  /** Prices and times over the orders that have them on both sides; fill ratios over all that are at their end. */
  readonly measures: { readonly [M in ShadowMeasure]?: ShadowStatistic }
}

/** A group whose mean is beyond its limit. */
export interface ShadowAlarm {
  readonly by: ShadowGroup['by']
  readonly key: string
  readonly measure: ShadowMeasure
  readonly value: number
  readonly limit: number
  readonly orders: number
  readonly message: string
}

/** Settings with which paper would have done as live did; absent for too few orders. */
export interface ShadowCalibration {
  /** The setting `paper.latencyMs` whose median delay is that of the live answers. */
  readonly latencyMs?: number
  /** What taking costs beyond the displayed book, basis points: the mean of the orders that took on both sides. Below zero: live was better. */
  readonly slippageBps?: number
  /** How many orders each rests on. */
  readonly orders: { readonly latencyMs: number; readonly slippageBps: number }
}

export interface ShadowLimits {
  readonly maxBps: number
  readonly maxMs: number
  /** A mean of fewer orders raises no alarm and suggests nothing. */
  readonly leastOrders: number
}

export interface ShadowSummary {
  /** The record is of this session only: it begins here. */
  readonly since: Millis
  /** Orders that are no longer in the record, which keeps the newest `keep`. */
  readonly dropped: number
  readonly keep: number
  readonly limits: ShadowLimits
  readonly all: ShadowGroup
  /** By instrument, by side and by type. */
  readonly groups: readonly ShadowGroup[]
  readonly alarms: readonly ShadowAlarm[]
  readonly calibration: ShadowCalibration
  /** The same in sentences. */
  readonly text: readonly string[]
}

/** Which orders; each field narrows. */
export interface ShadowQuery {
  readonly instrument?: string
  readonly side?: Side
  readonly type?: OrderType
  readonly outcome?: ShadowOutcome
}
