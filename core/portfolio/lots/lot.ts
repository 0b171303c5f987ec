import type { FillId, InstrumentId, Millis, Money, Quantity } from '../../domain/index.ts'

/**
 * Which lot a sale takes first: the oldest, the newest, the one with the highest cost a unit (fees included;
 * of equal ones the oldest, unknown ones last), or the oldest at the average cost of all that is held.
 */
export const LOT_METHODS = ['fifo', 'lifo', 'hifo', 'average'] as const
export type LotMethod = (typeof LOT_METHODS)[number]

/**
 * What shares its lots: each market by itself, in its own quote currency, or an asset over all markets
 * and venues, in one currency into which each fill is converted at its time.
 */
export const LOT_SCOPES = ['instrument', 'asset'] as const
export type LotScope = (typeof LOT_SCOPES)[number]

/** Where and when something was bought or sold, or came or went without a trade. */
export interface LotEvent {
  /** Or the id of the adjustment. */
  readonly fill: FillId
  readonly instrument: InstrumentId
  readonly at: Millis
}

/** Amounts that cannot be known are absent, never zero; `problems` says why. */
export interface OpenLot {
  readonly book: string
  readonly asset: string
  readonly currency: string
  readonly acquired: LotEvent
  readonly quantity: Quantity
  /** Fees excluded. */
  readonly costBasis?: Money
  /** The part of the purchase's fees that belongs to what is left. */
  readonly buyFees?: Money
  readonly problems: readonly string[]
}

/** A part of one lot that went with one sale, or that paid a fee. */
export interface Disposal {
  /** The market, or the asset where lots are shared over markets. */
  readonly book: string
  readonly asset: string
  /** Of every amount here. */
  readonly currency: string
  /** adjustment: it went without a trade, so that its proceeds and its gain are not known. */
  readonly reason: 'sale' | 'fee' | 'adjustment'
  readonly acquired: LotEvent
  readonly disposed: LotEvent
  readonly quantity: Quantity
  readonly costBasis?: Money
  readonly buyFees?: Money
  readonly proceeds?: Money
  readonly saleFees?: Money
  /** proceeds - saleFees - costBasis - buyFees. */
  readonly gain?: Money
  /** From purchase to sale, ms; by average cost, of the oldest lots first. */
  readonly heldFor: number
  readonly problems: readonly string[]
}

export interface LotProblem extends LotEvent {
  readonly problem: string
}

export interface LotReport {
  readonly method: LotMethod
  readonly scope: LotScope
  readonly disposals: readonly Disposal[]
  readonly open: readonly OpenLot[]
  /** Everything that keeps an amount unknown or a lot unbooked, by the fill that brought it. */
  readonly problems: readonly LotProblem[]
}

/** Thrown where the fills sell what they never bought: a fill is missing, or one is there twice. */
export class OversoldError extends Error {
  constructor({ fill, instrument, at }: LotEvent, held: string, sold: string) {
    super(
      `fill ${fill} of ${instrument} at ${new Date(at).toISOString()} sells ${sold} while ${held} is held; a purchase before it is missing`,
    )
    this.name = 'OversoldError'
  }
}
