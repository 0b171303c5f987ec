import {
  add,
  type Fill,
  type Millis,
  type Money,
  moneyToNumberLossy,
  notional,
  type Position,
  type RegimeKey,
  regimeKey,
  type Signal,
  type StrategyId,
  subtract,
  ZERO_MONEY,
} from '../../domain/index.ts'

/** A closed round trip as it counts for one strategy that voted for its entry. */
export interface TrackedTrade {
  readonly closedAt: Millis
  /** Its part of the weight x confidence that voted for the entry, above 0, at most 1. */
  readonly share: number
  /** Profit after fees over what the entry cost. */
  readonly gain: number
  /** Profit after fees in multiples of what the stop risked (R); absent where the entry had no stop. */
  readonly multiple?: number
  /** Of the market when it voted. */
  readonly regime?: RegimeKey
}

/** A position on its way from nothing to nothing. */
export interface OpenTrip {
  /** The signal that all of it was bought on; null once a person bought some of it: then it is nobody's record. */
  readonly signal: Pick<Signal, 'id' | 'votes' | 'stop'> | null
  readonly cost: Money
  /** What the stop risked; zero where there is none below the price. */
  readonly risked: Money
  readonly realisedBefore: Money
  readonly feesBefore: Money
}

export interface TripStep {
  readonly trip: OpenTrip | undefined
  readonly before: Position
  readonly after: Position
  readonly fill: Fill
  /** The signal behind the fill's order; undefined for an order by hand. */
  readonly signal: Signal | undefined
}

/** The trip after a fill, undefined once it is closed. */
export function followFill({ trip, before, after, fill, signal }: TripStep): OpenTrip | undefined {
  if (after.quantity === 0n) return undefined
  if (fill.side === 'sell') return trip
  const { stop } = signal ?? {}
  const risk = stop === undefined || stop >= fill.price ? ZERO_MONEY : notional(subtract(fill.price, stop), fill.quantity)
  const cost = notional(fill.price, fill.quantity)
  if (trip === undefined)
    return {
      // A position from before trips were followed has a part that nobody knows the votes of.
      signal: signal === undefined || before.quantity > 0n ? null : { ...signalPart(signal) },
      cost,
      risked: risk,
      realisedBefore: before.realisedPnl,
      feesBefore: before.fees,
    }
  const same = trip.signal !== null && trip.signal.id === signal?.id
  return { ...trip, signal: same ? trip.signal : null, cost: add(trip.cost, cost), risked: add(trip.risked, risk) }
}

const signalPart = ({ id, votes, stop }: Signal): NonNullable<OpenTrip['signal']> => ({
  id,
  votes,
  ...(stop === undefined ? {} : { stop }),
})

/** What a trip that ended in `after` says about each strategy that voted for its entry; who voted against it gets nothing. */
export function tradesOf(trip: OpenTrip, after: Position): ReadonlyMap<StrategyId, TrackedTrade> {
  const trades = new Map<StrategyId, TrackedTrade>()
  const agreeing = trip.signal?.votes.filter(({ stance }) => stance === 'long') ?? []
  const whole = agreeing.reduce((sum, { weight, confidence }) => sum + weight * confidence, 0)
  const cost = moneyToNumberLossy(trip.cost)
  if (!(whole > 0) || !(cost > 0)) return trades
  const fees = subtract(after.fees, trip.feesBefore)
  const net = moneyToNumberLossy(subtract(subtract(after.realisedPnl, trip.realisedBefore), fees))
  const risked = moneyToNumberLossy(trip.risked)
  for (const { strategy, weight, confidence, regime } of agreeing) {
    const part = (weight * confidence) / whole
    if (!(part > 0)) continue
    const known = trades.get(strategy)
    // One name on two timeframes is one record; its first vote names the regime.
    if (known !== undefined) trades.set(strategy, { ...known, share: Math.min(known.share + part, 1) })
    else
      trades.set(strategy, {
        closedAt: after.updatedAt,
        share: part,
        gain: net / cost,
        ...(risked > 0 ? { multiple: net / risked } : {}),
        ...(regime === undefined ? {} : { regime: regimeKey(regime) }),
      })
  }
  return trades
}
