import {
  add,
  type Difference,
  type EngineEvent,
  type FillId,
  type Millis,
  type Money,
  notional,
  type OrderId,
  type RuleCheck,
  subtract,
  toJson,
  type VenueOrderId,
  ZERO_MONEY,
} from '../domain/index.ts'
import { adjustPosition, emptyPosition, withoutPlan } from '../portfolio/index.ts'
import { isFlat } from './account.ts'
import type { EngineState } from './state.ts'

/** Who allowed entries, and when. */
export interface Armed {
  readonly by: string
  readonly at: Millis
}

/** The newest look at what must be right before real money is traded. */
export interface GateResult {
  readonly passed: boolean
  readonly checks: readonly RuleCheck[]
  readonly at: Millis
}

/** What is known of the venue's books beyond our own. */
export interface VenueKnowledge {
  /** Open differences; empty once all are settled, and before the books were ever compared. */
  differences: readonly Difference[]
  /** As of when the books were compared last. */
  booksAt: Millis | undefined
  /** Differences that a person chose to ignore, by what they say. */
  readonly ignored: Set<string>
  /** Orders that moved here since the books were compared and found to differ. */
  readonly movedOrders: Set<OrderId>
  /** Held of assets that no position holds; below zero for fees that were taken of what is not on these books. */
  readonly others: Map<string, Money>
  /** Orders and fills of others that a person has taken note of. */
  readonly notedOrders: Set<VenueOrderId>
  readonly notedFills: Set<FillId>
}

export const nothingKnown = (): VenueKnowledge => ({
  differences: [],
  booksAt: undefined,
  ignored: new Set(),
  movedOrders: new Set(),
  others: new Map(),
  notedOrders: new Set(),
  notedFills: new Set(),
})

/** The same for a difference that says the same: one that grew is another. */
export function signatureOf(difference: Difference): string {
  const { subject, kind, key } = difference
  switch (subject) {
    case 'order': {
      const { change, row } = difference
      return toJson({ key, kind, change, row: row === undefined ? null : { ...row, updatedAt: 0 } })
    }
    case 'fill':
      return toJson({ key })
    case 'position':
      return toJson({ key, change: difference.change })
    case 'asset':
    case 'cash':
      return toJson({ key, amountChange: difference.amountChange })
  }
}

export function raiseAsset(others: Map<string, Money>, asset: string, change: Money): void {
  const next = add(others.get(asset) ?? ZERO_MONEY, change)
  if (next === 0n) others.delete(asset)
  else others.set(asset, next)
}

export function settleDifference(state: EngineState, event: Extract<EngineEvent, { type: 'DifferenceSettled' }>): void {
  const settled = state.differences.find(({ key }) => key === event.key)
  state.differences = state.differences.filter(({ key }) => key !== event.key)
  if (settled === undefined) return
  if (event.settlement === 'ignore') state.ignored.add(signatureOf(settled))
  const unknownMarket = settled.subject === 'order' && settled.row?.instrument === undefined
  if (settled.subject === 'order' && settled.row !== undefined && (event.settlement === 'ignore' || unknownMarket)) {
    if (settled.order === undefined) state.notedOrders.add(settled.row.venueOrderId)
  }
  if (settled.subject === 'fill' && event.settlement === 'adopt' && settled.instrument === undefined)
    state.notedFills.add(settled.trade.fillId)
}

/** What an open difference says of an order that moved is not so any more. */
export function noteMove(state: EngineState, order: OrderId): void {
  if (state.differences.length > 0) state.movedOrders.add(order)
}

/** Capital that came or went is no profit and no loss: what those are measured from moves with it. */
function moveBaseline(state: EngineState, capital: Money, equity: Money): void {
  state.startingCash = add(state.startingCash, capital)
  state.peakEquity = add(state.peakEquity, equity)
  state.dayStartEquity = add(state.dayStartEquity, equity)
  state.lastEquity = add(state.lastEquity, equity)
}

export function adjustCash(state: EngineState, { amountChange }: Extract<EngineEvent, { type: 'CashAdjusted' }>): void {
  state.cash = add(state.cash, amountChange)
  moveBaseline(state, amountChange, amountChange)
}

/** What a strategy earned on a position that changed without its doing is not known any more. */
export function adjust(state: EngineState, event: Extract<EngineEvent, { type: 'PositionAdjusted' }>, at: Millis): void {
  const { instrument } = event
  const before = state.positions.get(instrument) ?? emptyPosition(instrument, at)
  const after = adjustPosition(before, event, at)
  const flat = event.change < 0n && isFlat(state, instrument, after.quantity)
  state.positions.set(instrument, flat ? withoutPlan(after) : after)
  state.trips.delete(instrument)
  if (flat) state.flattening.delete(instrument)
  moveBaseline(state, subtract(after.costBasis, before.costBasis), notional(event.price, event.change))
}
